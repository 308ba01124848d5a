"""The rehearsal's own judge, table and wire: they must find what is wrong, or they prove nothing."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from shirehall.cli import app
from shirehall.host.rehearse.bots import Act, Histories
from shirehall.host.rehearse.checker import Judgement, judge
from shirehall.host.rehearse.content import act_for, known_from
from shirehall.host.rehearse.goals import as_lines, as_page, goals_of, held
from shirehall.host.rehearse.plan import Measures, Plan, part
from shirehall.host.rehearse.wire import Door, Ear, Heard
from shirehall.play.catalogue import gathered
from shirehall.play.fields import Ask
from shirehall.play.moves.message import Message
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.view import OBSERVER, WALL, view_of
from tests.host.helpers import running
from tests.packs import pack

CHAIR, MONEY = "saltmere.chair", "saltmere.finance"
OTHER = "holmewold.chair"
VIEWERS = (CHAIR, MONEY, OTHER, "control.moderator", OBSERVER, WALL)


class Day:
    """A small day whose record and histories agree: each test spoils one thing."""

    def __init__(self) -> None:
        self.session = Session(MemoryStore(), gathered())
        self.session.commit(opening(pack("bigshire"), {}, {"seed": 1}), at=0)
        self.histories = Histories()
        self.clock = 100.0
        for number in range(1, 7):
            self.say(
                CHAIR,
                Message(to=((MONEY, OTHER)[number % 2],), text=f"r1n{number} about the beds"),
                f"r1n{number}",
            )
        self.say(CHAIR, Message(to=(CHAIR,), text="r1n7 to myself"), "r1n7")
        self.ears = [self.ear(viewer) for viewer in VIEWERS]

    def say(self, seat: str, ask: Ask, tag: str) -> None:
        outcome = self.session.submit(seat, ask, at=0, key=f"{seat}:key-{tag}")
        self.clock += 1
        act = Act(tag, seat, "message", {}, f"key-{tag}", "api", self.clock, self.clock + 0.5)
        act.fate = "refused" if outcome.refusal else "made"
        self.histories.acts.append(act)

    def ear(self, viewer: str) -> Ear:
        ear = Ear(Door(1), viewer, {}, Random(1))
        for event in view_of(self.session.events, viewer, gathered()).events:
            words = str(event.body.get("text", "")).split()
            tags = frozenset(word for word in words if word.startswith("r1n"))
            ear.heard.append(Heard(event.seq, event.kind, tags, 0.0))
        return ear

    def judged(self, events: list[Event] | None = None) -> Judgement:
        return judge(list(self.session.events) if events is None else events, self.histories, self.ears)


def test_a_day_in_which_all_is_well_is_judged_so() -> None:
    told = Day().judged()
    assert told.well, told.words()
    assert (told.acked, told.refused, told.streams) == (6, 1, len(VIEWERS))


def lost(day: Day) -> list[Event]:
    return [event for event in day.session.events if event.key != f"{CHAIR}:key-r1n3"]


def refusal_lost(day: Day) -> list[Event]:
    return [event for event in day.session.events if event.key != f"{CHAIR}:key-r1n7"]


def doubled(day: Day) -> list[Event]:
    events = list(day.session.events)
    return [*events, replace(next(e for e in events if e.key == f"{CHAIR}:key-r1n3"), seq=len(events) + 1)]


def doubled_under_another_key(day: Day) -> list[Event]:
    events = list(day.session.events)
    again = next(e for e in events if e.key == f"{CHAIR}:key-r1n3")
    return [*events, replace(again, seq=len(events) + 1, key="another")]


def disordered(day: Day) -> None:
    first, second = day.histories.acts[:2]
    first.sent, first.acked, second.sent, second.acked = second.sent, second.acked, first.sent, first.acked


def missed(day: Day) -> None:
    del day.ears[2].heard[3]


def missed_at_the_end(day: Day) -> None:
    day.ears[1].heard.pop()


def twice(day: Day) -> None:
    day.ears[0].heard.insert(4, day.ears[0].heard[3])


def leaked(day: Day) -> None:
    """Another body's stream is sent words that were for a colleague alone."""
    heard = day.ears[2].heard
    heard[-1] = replace(heard[-1], tags=frozenset({"r1n2"}))


def to_the_wall(day: Day) -> None:
    day.ears[5].heard.append(Heard(len(day.ears[5].heard) + 1, "message-sent", frozenset({"r1n1"}), 0.0))


def mixed_up(day: Day) -> None:
    """An event is told with the words of another that it has nothing to do with."""
    heard = day.ears[4].heard
    one, other = (n for n, each in enumerate(heard) if each.tags & {"r1n1", "r1n3"})
    heard[one] = replace(heard[one], tags=heard[other].tags)


def on_a_page(day: Day) -> None:
    day.histories.pages.append((OTHER, frozenset({"r1n2"})))


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lost, "lost"),
        (refusal_lost, "lost"),
        (doubled, "doubled"),
        (doubled_under_another_key, "doubled"),
        (disordered, "out of order"),
        (missed, "not received"),
        (missed_at_the_end, "not received"),
        (twice, "received twice"),
        (leaked, "leaked"),
        (to_the_wall, "not on the record"),
        (mixed_up, "not on the record"),
        (on_a_page, "leaked"),
    ],
)
def test_the_judge_finds_each_fault(spoil: Callable[[Day], list[Event] | None], kind: str) -> None:
    day = Day()
    told = day.judged(spoil(day))
    assert told.faults[kind], told.words()
    assert not told.well
    assert any(line.startswith(f"{kind}: ") for line in told.words())


def test_an_event_may_be_told_with_the_words_of_what_it_answers() -> None:
    day = Day()
    first = next(e for e in day.session.events if e.key == f"{CHAIR}:key-r1n1")
    number = day.session._fold(OTHER).local(first.seq)
    assert isinstance(number, int)
    day.say(OTHER, Message(to=(CHAIR,), text="r1n8 in reply", in_reply_to=number), "r1n8")
    day.ears = [day.ear(viewer) for viewer in VIEWERS]
    heard = day.ears[4].heard
    heard[-1] = replace(heard[-1], tags=frozenset({"r1n1"}))
    assert day.judged().well


def test_a_faulty_act_that_happened_all_the_same_is_found() -> None:
    day = Day()
    day.histories.acts[0].fate = "faulty"
    assert day.judged().doubled


def test_the_table_has_every_goal_and_fails_when_a_floor_does() -> None:
    plan, measures, told = (
        Plan("bigshire", Path("day")),
        Measures(clients=67, kills=10, whole=60.0),
        Judgement(events=10),
    )
    measures.restarts_to_ack, measures.restarts_to_streams = [1.0, 1.1, 1.9], [2.0, 2.1, 2.9]
    measures.cold_to_ack, measures.cold_to_streams = [4.0], [5.0]
    histories = Histories()
    goals = goals_of(plan, told, measures, histories)
    assert [goal.id for goal in sorted(goals, key=lambda goal: int(goal.id[1:]))] == [
        f"G{n}" for n in range(1, 21)
    ]
    assert all(goal.floor and goal.how for goal in goals)
    assert not held(goals, told, measures)  # no second copy was seen
    measures.copy_good = True
    goals = goals_of(plan, told, measures, histories)
    assert next(goal for goal in goals if goal.id == "G20").held is False  # the year was not lived
    measures.months = 13
    assert held(goals_of(plan, told, measures, histories), told, measures)
    measures.restarts_to_ack = [1.0, 1.0, 2.1]
    assert not held(goals_of(plan, told, measures, histories), told, measures), "the worst counts"
    measures.restarts_to_ack = [1.0]
    measures.not_made = 1
    assert not held(goals_of(plan, told, measures, histories), told, measures), (
        "it was too short for its troubles"
    )
    measures.not_made = 0
    measures.memory, measures.frozen, measures.frozen_cut = 100.0, 2, [12.0, 31.0]
    assert not held(goals_of(plan, told, measures, histories), told, measures), (
        "who does not read is cut in time"
    )
    measures.frozen_cut = [12.0, 29.0]
    assert held(goals_of(plan, told, measures, histories), told, measures)
    told.lost.append("an act")
    assert not held(goals_of(plan, told, measures, histories), told, measures)
    page = as_page(plan, goals, told, measures, datetime(2026, 7, 1, tzinfo=UTC))
    assert "1 July 2026" in page
    assert "lost: an act" in page
    assert len([line for line in page.splitlines() if line.startswith("| G")]) == 20
    assert any(
        "NOT HELD" in line for line in as_lines(goals_of(plan, told, measures, histories), told, measures)
    )


def test_the_slow_ones_count() -> None:
    values = [0.001] * 94 + [1.0] * 6
    assert part(values, 0.5) == 0.001
    assert part(values, 0.95) == 1.0
    assert part([], 0.99) == 0.0


def test_what_bots_do_fits_the_schemas_of_a_running_host(tmp_path: Path) -> None:
    """Nearly everything is made; what is not is refused by a rule, or is one field that only a person could fill in."""
    with running(tmp_path) as host:
        for stage in ("doors", "play"):
            host.to(stage)
        program = host.program(CHAIR)
        known = known_from(program.view(), program.client.get("/api/moves").json())
        chance, answers = Random(3), []
        for number in range(25):
            move, body = act_for(known, f"r1n{number}", chance)
            answers.append(program.move(move, body).status_code)
        assert set(answers) <= {200, 409, 422}
        assert answers.count(200) >= 15


def test_an_ear_resumes_behind_what_it_heard_and_catches_up_on_a_long_backlog(tmp_path: Path) -> None:
    """A dropped stream, and one that comes back 600 events later: each number once, in order."""
    with running(tmp_path) as host:
        for stage in ("doors", "play"):
            host.to(stage)
        token, speaker = host.token("seat", MONEY), host.house
        door = Door(int(host.url.rsplit(":", 1)[1]))

        async def say(many: int, begin: int) -> None:
            for number in range(begin, begin + many):
                ask = Message(to=(MONEY,), text=f"r9n{number} again")
                coming = asyncio.run_coroutine_threadsafe(
                    speaker.room.submit(CHAIR, ask, key=f"k-{number}-00000"), host.loop
                )
                await asyncio.wrap_future(coming)

        async def listen() -> list[int]:
            ear = Ear(
                door, MONEY, {"authorization": f"Bearer {token}", "accept": "application/json"}, Random(1)
            )
            ear.start()
            await until(lambda: bool(ear.opened))
            await say(5, 0)
            ear.drop()
            await say(5, 5)
            await until(lambda: last(ear) == 9)
            await ear.stop()
            await say(600, 10)
            ear.start_again()
            await until(lambda: last(ear) == 609)
            await ear.stop()
            door.close()
            return [heard.n for heard in ear.heard]

        numbers = asyncio.run(listen())
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 610


def last(ear: Ear) -> int:
    """The number of the last message heard."""
    tags = [tag for heard in ear.heard[-3:] for tag in heard.tags]
    return max((int(tag.partition("n")[2]) for tag in tags), default=-1)


async def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that in time"
        await asyncio.sleep(0.02)


def test_a_rehearsal_writes_over_nothing(tmp_path: Path) -> None:
    there = tmp_path / "table.md"
    there.write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(app, ["rehearse", "bigshire", "--out", str(there)])
    assert result.exit_code != 0
    assert "is there already" in str(result.exception)
    assert there.read_text(encoding="utf-8") == "mine"
