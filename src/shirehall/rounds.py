"""Rounds wired up: by which seed each is played, and how record, county, umpire and players go on from one into the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shirehall.economy.courses import Explored
from shirehall.economy.trends import changes_of
from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import in_round
from shirehall.patch.rounds import RoundPlan, round_plans
from shirehall.play.analyst import PEOPLE, Analyst, Answers
from shirehall.play.catalogue import gathered
from shirehall.play.interval import Question, left_out, question_of, results
from shirehall.play.months import Umpire
from shirehall.play.record.event import Event
from shirehall.play.rounds import open_round
from shirehall.play.runners import InProcess
from shirehall.play.session import Session
from shirehall.play.successions import founded_in, heirs_of, homes_in
from shirehall.play.world import World
from shirehall.players.cast import Setting
from shirehall.players.driver import Driver
from shirehall.players.rounds import play_on

if TYPE_CHECKING:
    from shirehall.economy.county import County


def seeds_of(patch: Patch, seed: int, rounds: int, own: Mapping[str, int]) -> tuple[int, ...]:
    """The seed of each round that is played: its own, where one is given by the round's id or number, else the day's.

    Raises UsageError for rounds that the pack does not have, or that are not played.
    """
    known = [one.id for one in patch.head.rounds]
    if not 1 <= rounds <= len(known):
        raise UsageError(
            f"{patch.id} has {len(known)} round{'' if len(known) == 1 else 's'}, and {rounds} cannot be played.",
            mend=f"play 1 to {len(known)}.",
        )
    names = {**{name: n for n, name in enumerate(known)}, **{str(n + 1): n for n in range(len(known))}}
    seeds = [seed] * rounds
    for name, its in own.items():
        if names.get(name, rounds) >= rounds:
            raise UsageError(
                f"there is no round `{name}` in this play, to be given the seed {its}.",
                mend=f"name one of {', '.join(known[:rounds])}, or its number.",
            )
        seeds[names[name]] = its
    return tuple(seeds)


def into_round(
    session: Session,
    driver: Driver,
    patch: Patch,
    number: int,
    seed: int,
    people: float,
    setting: Setting | None,
) -> None:
    """Open a later round, by its place in the pack from 0: record, county, umpire and players go on into it from where they stand.

    `patch` is the whole pack. A county that was handed in ready made, and one that is not lived, go on as they are; then the round's
    modelling step, if its pack has one, is left out, and said to be.
    """
    plan = round_plans(patch)[number]
    lived = isinstance(driver.runner, InProcess)
    open_round(session, patch, number, plan, seed, lived)
    sent = modelled_between(session, patch, number, lived=lived)
    world = session.world
    now = in_round(
        patch, number, heirs_of(world), world.sites, homes_in(patch, world), founded_in(patch, world)
    )
    now = now if sent else without_letter(now, plan)
    answers = driver.umpire.analyst
    if isinstance(driver.runner, InProcess):
        driver.runner, answers = living_on(driver.runner, patch, number, seed, people)
    driver.umpire = Umpire(now, seed, answers, patch.first_month(number))
    play_on(driver, now, setting)


def modelled_between(session: Session, patch: Patch, number: int, *, lived: bool) -> bool:
    """Take the modelling step before a round that has just been opened, and put it on the record; whether results were sent.

    `patch` is the whole pack. Without a county that is lived in this process, agreements are scored and the model is left out.
    """
    plan, first = round_plans(patch)[number], patch.first_month(number)
    question = question_of(session, patch, plan, first)
    if question is None:
        return False
    found = modelled(patch, number, question) if lived else None
    drafts = left_out(session, question) if found is None else results(session, question, found)
    session.commit(drafts, at=session.world.at)
    return lived


def modelled(patch: Patch, number: int, question: Question) -> Explored:
    """What the model shows of a question before a round: a pure function, which may as well be worked out in another process."""
    from shirehall.economy.county import County
    from shirehall.economy.exploring import explore

    people = question.step.people.value / 100
    return explore(County(patch, people=people), county_in(patch, number, people), question.exploring)


def without_letter(patch: Patch, plan: RoundPlan) -> Patch:
    """A later round's pack without the inject that goes with the model's results, for a round in which there are none."""
    step = plan.change.modelling if plan.change else None
    if step is None or step.letter is None:
        return patch
    return dataclasses.replace(patch, injects=tuple(one for one in patch.injects if one.id != step.letter))


def county_in(patch: Patch, number: int, people: float) -> County:
    """The county under the figures of a later round, by its place in the pack."""
    from shirehall.economy.county import County

    plan = round_plans(patch)[number]
    why = {one.name: one.why for one in plan.change.parameters} if plan.change else {}
    return County(patch, changes_of(plan.parameters, why, patch.first_month(number)), people)


def as_it_stood(patch: Patch, events: Sequence[Event]) -> Patch:
    """The pack as it stood for players after some events of a record: as it was read, or as the last round opened found it."""
    opened = [event for event in events if event.kind == "round-opened"]
    if not opened:
        return patch
    catalogue, world = gathered(), World()
    for event in events:
        if event.seq > opened[-1].seq and event.seat:
            break
        world = catalogue.evolve(world, event)
    now = in_round(
        patch, len(opened), heirs_of(world), world.sites, homes_in(patch, world), founded_in(patch, world)
    )
    sent = any(event.kind == "county-modelled" and event.seq > opened[-1].seq for event in events)
    return now if sent else without_letter(now, round_plans(patch)[len(opened)])


def living_on(
    runner: InProcess, patch: Patch, number: int, seed: int, people: float
) -> tuple[InProcess, Answers]:
    """The county in this process living on into a later round under the round's figures, and whoever works its model."""
    county = county_in(patch, number, people)
    return runner.going_on(county, seed), analyst_on(county)


def in_process(patch: Patch, seed: int, people: float) -> tuple[InProcess, Answers]:
    """The county in this process as one that can go on into a later round. The engine is loaded only when it is wanted."""
    from shirehall.economy.county import County

    county = County(patch, people=people)
    return InProcess(county, seed), analyst_on(county)


def analyst_on(county: County) -> Analyst:
    """Whoever works a county's model for those who ask: on a sample of its people, so that an answer is there in seconds."""
    from shirehall.economy.county import County

    return Analyst(county if county.people <= PEOPLE else County(county.tables, people=PEOPLE))
