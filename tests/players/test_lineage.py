"""When bodies become one, or somebody moves to another, minds go on there and deal with whoever follows those they knew."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from shirehall.play.catalogue import gathered
from shirehall.play.fields import OrganisationRef, Text
from shirehall.play.months import Umpire
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.takeover import Merge
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.players.cast import cast, colleague
from shirehall.players.contract import recall
from shirehall.players.driver import Chairholder, Driver
from shirehall.players.minds.character import Character
from shirehall.players.minds.lineage import bodies_succeeded, in_its_body, seat_moved
from shirehall.players.minds.memory import Memory, remembered
from shirehall.players.minds.mind import ScriptedMind
from shirehall.players.minds.pressure import power
from shirehall.players.minds.situation import Situation
from tests.players.helpers import PlainCounty, county

ONE, OTHER, HEIR = "holmewold", "marlbridge", "one-body"


@dataclass
class Merged:
    """Five months in which two bodies become one after two of them."""

    driver: Driver
    seq: int
    trust_before: dict[str, tuple[float, ...]]

    def since(self) -> Iterator[Event]:
        return (e for e in self.driver.session.events if e.seq > self.seq and e.seat)

    def those_of(self, body: str) -> list[Chairholder]:
        seats = self.driver.session.world.seats
        return [h for h in self.driver.holders.values() if seats[h.seat].organisation == body]

    def now(self, holder: Chairholder) -> Character:
        assert isinstance(holder.player, ScriptedMind)
        return holder.player.as_of_now(holder.memory, self.driver.session.view(holder.seat).world)


def told(kind: str, at: int = 40, **body: object) -> Event:
    """A public event about bodies, as seats see it."""
    return Event(9, kind, 1, at, 3, "", "", (), ("*",), None, None, None, None, (), "engine", "", body)  # type: ignore[arg-type]


def play_months(driver: Driver, months: int) -> None:
    for _ in range(months):
        driver.play_month()
        driver.umpire.close_month(driver.session, driver.runner)


@pytest.fixture(scope="module")
def merged() -> Merged:
    patch = county()
    players, labels = cast(patch)
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, labels, {"seed": 5}):
        session.commit([draft], at=0)
    driver = Driver(session, Umpire(patch, 5), PlainCounty(patch), players, newcomer=colleague)
    driver.seat_everyone()
    play_months(driver, 2)
    at = session.world.at
    before = {
        h.seat: tuple(h.memory.trust[body] for body in (ONE, OTHER) if body in h.memory.trust)
        for h in driver.holders.values()
    }
    whole = Merge(identity=HEIR, name=Text("One Body"), short=Text("One"), purpose=Text("One budget."),
                  others=(OrganisationRef(OTHER),))  # fmt: skip
    assert session.submit(f"{ONE}.chair", whole, at=at).refusal is None
    offer = next(
        m.id
        for m in session.view(f"{OTHER}.chair").world.matters.values()
        if m.kind == "merger" and m.status == "open"
    )
    assert session.submit(f"{OTHER}.chair", AcceptOffer(offer=offer), at=at).refusal is None
    seq = next(e.seq for e in session.events if e.kind == "bodies-succeeded")
    driver.wake_those_due(at)
    play_months(driver, 3)
    return Merged(driver, seq, before)


def test_everybody_of_the_bodies_that_are_one_sits_for_it_and_says_so(merged: Merged) -> None:
    ours = merged.those_of(HEIR)
    before = [h for h in ours if h.seat in merged.trust_before]
    assert {h.seat.split(".")[0] for h in before} == {ONE, OTHER} and len(before) == 8
    for holder in ours:
        now = merged.now(holder)
        assert holder.memory.organisation == now.organisation == HEIR and now.name == "One"
        assert {HEIR, ONE, OTHER} & {paper.other for paper in now.contracts} == set()
        assert now.traits == holder.player.character.traits  # people are who they were
    acts = [e for e in merged.since() if e.seat in {h.seat for h in ours}]
    assert len(acts) > 20 and {e.organisation for e in acts} == {HEIR}


def test_others_deal_with_the_body_that_stands_and_with_none_that_is_gone(merged: Merged) -> None:
    for holder in merged.driver.holders.values():
        roster = merged.now(holder).roster
        named = {
            *roster.seats,
            *roster.kinds,
            *(b for t in (roster.by_kind, roster.by_power, roster.runs) for row in t.values() for b in row),
        }
        assert HEIR in named and not {ONE, OTHER} & named
        assert {holder.memory.home[f"{body}.chair"] for body in (ONE, OTHER)} == {HEIR}
        assert all(p.other not in (ONE, OTHER) for p in merged.now(holder).contracts)
        assert not {ONE, OTHER} & {*holder.memory.trust, *holder.memory.missed, *holder.memory.pushes}
    seats = {h.seat for h in merged.those_of(HEIR)}
    assert any(seats & set(e.addressees) for e in merged.since() if e.organisation != HEIR)
    refused = [e.body["why"] for e in merged.since() if e.kind == "move-refused"]
    assert not [why for why in refused if "Holmewold" in why or "Marlbridge" in why], refused


def test_trust_in_it_is_what_was_earned_by_those_it_follows(merged: Merged) -> None:
    """Right after the merger; what it does afterwards counts on top."""
    known = {seat: each for seat, each in merged.trust_before.items() if len(each) == 2}
    assert len(known) > 5
    for seat, (one, other) in known.items():
        memory = Memory(seat, organisation="board", trust={ONE: one, OTHER: other})
        event = next(e for e in merged.driver.session.events if e.kind == "bodies-succeeded")
        bodies_succeeded(memory, event)
        assert memory.trust == {HEIR: pytest.approx((one + other) / 2)}


@pytest.mark.requirement("LEV-15")
def test_buyers_that_are_one_weigh_more_with_whoever_sells_to_them(merged: Merged) -> None:
    """What one may not overlook is what one's income hangs on: two buyers' contracts are one buyer's now."""
    holder = merged.driver.holders["buft.contracts"]
    assert isinstance(holder.player, ScriptedMind)
    view = merged.driver.session.view(holder.seat)
    before = Situation(holder.player.character, holder.memory, view)
    after = Situation(merged.now(holder), holder.memory, view)
    each = [power(before, body) for body in (ONE, OTHER)]
    assert min(each) > 0 and power(after, HEIR) > max(each)
    assert power(after, HEIR) == pytest.approx(sum(each))
    assert power(after, "saltmere") == pytest.approx(power(before, "saltmere"))


def test_a_memory_through_a_merger_is_still_a_fold_of_what_was_seen(merged: Merged) -> None:
    for seat in (f"{ONE}.chair", "buft.contracts"):
        holder = merged.driver.holders[seat]
        seen = merged.driver.session.view(seat).events[: holder.read]
        assert recall(holder.player, seat, seen) == holder.memory


def test_what_was_asked_of_and_done_with_those_that_are_gone_was_with_the_one_that_stands() -> None:
    memory = Memory(
        "a.b", organisation="a", trust={"c": 0.2}, missed={"c": 1, "d": 2}, asked_of={7: ("c", "d")}
    )
    memory.ours = {
        "proposed/c": (2, 10),
        "proposed/d": (1, 30),
        "proposed": (3, 30),
        "proposed:money": (1, 10),
    }
    memory.bad = {"provider-margin|c": (2, -1.0), "provider-margin|e": (2, -1.0)}
    bodies_succeeded(memory, told("bodies-succeeded", parents=("c", "d"), successor="e"))
    assert memory.asked_of == {7: ("e",)} and memory.missed == {"e": 3} and memory.trust == {"e": 0.2}
    assert memory.ours == {"proposed/e": (3, 30), "proposed": (3, 30), "proposed:money": (1, 10)}
    assert memory.bad == {"provider-margin|e": (2, -1.0)} and memory.heirs == {"c": "e", "d": "e"}
    bodies_succeeded(memory, told("bodies-succeeded", parents=("e", "a"), successor="f"))
    assert memory.heirs == {"c": "f", "d": "f", "e": "f", "a": "f"} and memory.organisation == "f"
    assert not memory.trust and not memory.missed


def test_who_takes_a_post_elsewhere_sits_there_and_leaves_the_old_papers_behind(merged: Merged) -> None:
    seat, to = "buft.finance", "nhscb"
    holder = merged.driver.holders[seat]
    assert isinstance(holder.player, ScriptedMind)
    view = merged.driver.session.view(seat)
    memory = recall(holder.player, seat, view.events[: holder.read])
    seat_moved(memory, told("seat-moved", seat=seat, to=to))
    now = in_its_body(holder.player.character, memory, view.world)
    assert now.organisation == to and now.kind == "national-board" and "intervene" in now.powers
    assert not now.contracts and not now.places and not now.gap
    assert now.skills == holder.player.character.skills


def test_a_date_kept_earns_trust_and_a_date_missed_costs_more() -> None:
    memory = Memory("a.b", organisation="a", home={"k.x": "kept", "m.x": "missed"})
    remembered(memory, told("deadline-passed", met=("kept", "a"), missed=("missed",)))
    assert 0 < memory.trust["kept"] < -memory.trust["missed"] and "a" not in memory.trust


def test_an_answer_by_the_date_earns_more_than_one_after_it() -> None:
    earned = {}
    for at in (30, 90):
        memory = Memory("a.b", organisation="a", waiting={5: 60})
        reply = dataclasses.replace(
            told("answered", at), seat="c.d", organisation="c", addressees=("a.b",), subject=5
        )
        earned[at] = remembered(memory, reply).trust["c"]
    assert 0 < earned[90] < earned[30]
