"""A live day of several rounds: the close that a facilitator confirms, the interval, and the next round opened on the same record."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shirehall.economy.courses import Explored
from shirehall.errors import UsageError
from shirehall.host.county_worker import Opening, WorkFailed
from shirehall.host.live import LiveDay
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import in_round
from shirehall.patch.rounds import round_plans
from shirehall.play.drafting import engine
from shirehall.play.frozen import unlived
from shirehall.play.interval import Question, left_out, question_of, results
from shirehall.play.record.event import Draft, Event
from shirehall.play.rounds import judge, open_round
from shirehall.play.session import Session
from shirehall.play.successions import founded_in, heirs_of, homes_in
from shirehall.play.view import View
from shirehall.play.world import World
from shirehall.rounds import seeds_of, without_letter

if TYPE_CHECKING:
    from shirehall.host.house import House, Settings


def seeds_for(patch: Patch, settings: Settings) -> tuple[int, ...]:
    """The seed of each round that is played. Raises UsageError for rounds that the pack does not have."""
    return seeds_of(
        patch, settings.seed, settings.rounds or len(patch.head.rounds), dict(settings.round_seeds)
    )


def round_settings(house: House) -> dict[str, Any]:
    """What a record's opening says of its rounds; nothing when one is played."""
    return {"rounds": len(house.seeds)} if len(house.seeds) > 1 else {}


# ---- where the day stands ---------------------------------------------------------------------------------------


def number_of(house: House) -> int:
    """The present round's place in the pack, from 0."""
    return house.patch.played[0]


def has_next(house: House) -> bool:
    """Whether another round is to be played after the present one."""
    return number_of(house) + 1 < len(house.seeds)


def is_between(house: House) -> bool:
    """Whether the present round is over and another one is to come."""
    return house.day is not None and has_next(house) and house.day.moment().closed


def month_called(patch: Patch, month: int, said_in: int) -> str:
    """A month by name, as it is meant in the month in which it is said: "June 2013 (month 1)".

    On a pack of several rounds its number is that in its round, which is named: "April 2012 (round two, month 1)".
    """
    rounds = patch.head.rounds
    number = max(n for n in range(len(rounds)) if n == 0 or patch.first_month(n) <= min(month, said_in))
    one, place = rounds[number], month - patch.first_month(number)
    year, first = (int(part) for part in one.start.split("-"))
    count = year * 12 + first - 1 + place
    name = f"{calendar.month_name[count % 12 + 1]} {count // 12}"
    if len(rounds) == 1:
        return f"{name} (month {month})"
    return (
        f"{name} ({one.title.partition(':')[0].lower()}, month {place + 1})" if place < one.months else name
    )


def judged(events: Sequence[Event], round_id: str) -> Event | None:
    """The judgement of a round that is over, once it is on the record."""
    for event in reversed(events):
        if event.kind == "round-judged":
            return event if event.body["round"] == round_id else None
        if event.kind == "month-opened":
            return None
    return None


def opening_of(events: Sequence[Event], round_id: str) -> Event | None:
    """The event that opened a later round; none for the first."""
    return next(
        (e for e in reversed(events) if e.kind == "round-opened" and e.body["round"] == round_id), None
    )


def given_between(view: View) -> list[Event]:
    """What nobody in play did, as a viewer was told of it, from the last judgement until play went on; papers apart."""
    start = next((event.seq for event in reversed(view.events) if event.kind == "round-judged"), None)
    found: list[Event] = []
    for event in view.events[start:] if start else ():
        if event.kind == "clock-resumed":
            break
        if not event.seat and event.kind not in ("briefing-given", "papers-handed-over"):
            found.append(event)
    return found


def given_alone(view: View, everybody: View) -> list[Event]:
    """Of that, what `everybody` was not told: evidence that only some were given."""
    public = [(event.kind, event.body) for event in given_between(everybody)]
    return [event for event in given_between(view) if (event.kind, event.body) not in public]


# ---- the close --------------------------------------------------------------------------------------------------


async def close_round(house: House, *, needed: bool) -> None:
    """Put the judgement of a round that is over on the record, once, where the pack has several rounds.

    With `needed` it must be possible: raises UsageError while the round has months left, or months that the county has not lived.
    """
    if house.day is None or len(house.whole.head.rounds) == 1:
        return
    await house.day.do(lambda session, _at: closed(house, session, needed), alone=True)


def closed(house: House, session: Session, needed: bool) -> None:
    """The task of judging the present round, as `close_round` says."""
    here, waiting = house.patch.round, unlived(session)
    if needed and not session.world.clock.closed:
        raise UsageError(f"“{here.title}” has months left.", mend="end them first.", who="the facilitator")
    if needed and waiting:
        raise UsageError(
            f"{house.patch.month_name(waiting[0])} is being lived by the county.",
            mend="wait a moment, or have it lived again from the board.",
            who="the facilitator",
        )
    if session.world.clock.closed and judged(session.events, here.id) is None:
        judge(session, here.id, here.title)


# ---- the next round ---------------------------------------------------------------------------------------------


async def open_next(house: House) -> bool:
    """Open the next round on the same record; the clock stands until play goes on. Whether it was opened by this call.

    Raises UsageError when the present round was not closed and judged.
    """
    if house.day is None:
        return False
    live = house.live
    opened = await house.day.do(lambda session, _at: next_round(house, session, live), alone=True)
    house.hub.say("refresh", {"what": ["stage"], "stage": house.stage, "round": number_of(house)})
    house.tell_clock()
    return bool(opened)


def next_round(house: House, session: Session, live: LiveDay) -> bool:
    """The task of opening the next round: in one transaction the clock stands and the round opens; then the model is asked."""
    if not session.world.clock.closed:
        return False
    if not has_next(house) or judged(session.events, house.patch.round.id) is None:
        raise UsageError(
            "no round can be opened now.",
            mend="confirm the close of the present one first.",
            who="the facilitator",
        )
    number = number_of(house) + 1
    plan, seed = round_plans(house.whole)[number], house.seeds[number]
    with session.together():
        if not session.world.clock.paused:
            stands = engine("clock-paused", {"text": "", "minutes": 0}, audience=("*",))
            session.commit([stands], at=session.world.at)
        open_round(session, house.whole, number, plan, seed, house.settings.county)
        question = question_of(session, house.whole, plan, house.whole.first_month(number))
        if question is not None and live.analyst is None:
            session.commit(left_out(session, question), at=session.world.at)
    stand_in(house, live, as_it_stands(house, number, session.world), seed)
    live.enter(session, (number, house.whole.first_month(number), seed))
    put_to_the_model(live, number, question)
    return True


def put_to_the_model(live: LiveDay, number: int, question: Question | None) -> None:
    """Have a question before a round worked out beside the play; its results go on the record when they come, or that there are none."""
    if question is None or live.analyst is None:
        return
    live.modelling = True

    def answered(found: Explored) -> None:
        live.later(lambda session, at: told(session, results(session, question, found), at))

    def failed(fault: WorkFailed) -> None:
        live.later(lambda session, at: told(session, left_out(session, question, str(fault.what)), at))

    def told(session: Session, drafts: list[Draft], at: int) -> None:
        session.commit(drafts, at=at)
        live.modelling = False

    live.analyst.model(number, question, answered, failed)


def as_it_stands(house: House, number: int, world: World) -> Patch:
    """The pack as it stands in a later round that opens in a world. Without a county nothing goes with results of its model."""
    now = in_round(
        house.whole,
        number,
        heirs_of(world),
        world.sites,
        homes_in(house.whole, world),
        founded_in(house.whole, world),
    )
    return now if house.settings.county else without_letter(now, round_plans(house.whole)[number])


def stand_in(house: House, live: LiveDay, patch: Patch, seed: int) -> None:
    """Set the house and its beats to a round: from now on both go by the pack as it stands in it."""
    house.patch = patch
    clock, pace = house.clock_for(patch)
    live.stand(patch, house.umpire_for(patch, seed, modelled=live.county is not None), clock, pace)


# ---- a start of the host in a later round -----------------------------------------------------------------------


def take_up(house: House, session: Session, live: LiveDay) -> None:
    """After a start of the host: stand in the round in which the record stands, if it is a later one."""
    known = [one.id for one in house.whole.head.rounds]
    number = known.index(session.world.round) if session.world.round in known else 0
    if number == 0:
        return
    opened = [event for event in session.events if event.kind == "round-opened"]
    live.openings = tuple(opening_for(house.whole, event) for event in opened)
    world = as_it_was(session, opened[-1])
    stand_in(house, live, as_it_stands(house, number, world), live.openings[-1][2])


def opening_for(whole: Patch, event: Event) -> Opening:
    """A round's opening as the county knows it, from the record."""
    number = [one.id for one in whole.head.rounds].index(event.body["round"])
    return number, event.body["month"], event.body["designers"]["seed"]


def as_it_was(session: Session, opened: Event) -> World:
    """The world as the opening of a round left it: before anybody did anything in it. It is folded from the close of the month before."""
    world, closing = next(
        (each for each in reversed(session.closings) if each[1].seq < opened.seq),
        (World(), session.events[0]),
    )
    for number in range(closing.seq, len(session.events) + 1):
        event = session.events[number - 1]
        if event.seq > opened.seq and event.seat:
            break
        world = session.catalogue.evolve(world, event)
    return world


def model_again(house: House, session: Session, live: LiveDay) -> None:
    """After a start of the host between two rounds: ask the model what it was asked and had not answered."""
    if not live.openings or not session.world.clock.paused:
        return
    number, first, _ = live.openings[-1]
    for event in reversed(session.events):
        if event.kind in ("agreements-scored", "clock-resumed"):
            return
        if event.kind == "round-opened":
            break
    put_to_the_model(live, number, question_of(session, house.whole, round_plans(house.whole)[number], first))
