"""From a handshake to a bed: one signed term reaches the wards, a published figure, a later move and the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from shirehall import assemble
from shirehall.economy.county import County
from shirehall.paper.report import build
from shirehall.paper.tree import sentences_of
from shirehall.patch.pack import Patch
from shirehall.play.analyst import NoModel
from shirehall.play.fields import Clause
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import InProcess
from shirehall.play.view import View
from shirehall.players.contract import Act, Decision
from shirehall.study.reading import Telling, tell
from tests.packs import pack

CHAIR, TRUST = "marlbridge.chair", "buft.chief"
TITLE = "Beds at Marlbridge General"


@dataclass(frozen=True)
class Handshake:
    """Two people with one thing in mind: so many beds more or fewer, agreed, consulted on and signed by July."""

    beds: int
    origin: str = "person"

    def begin(self, seat: str) -> str:
        return seat

    def remember(self, memory: str, event: Event) -> str:
        return memory

    def decide(self, memory: str, view: View, random: Random) -> Decision:
        """The chair proposes, asks the practices, and signs; the trust signs what is put to it."""
        mine = [a for a in view.world.agreements.values() if a.title == TITLE]
        if not mine and memory == CHAIR:
            terms = (("change", self.beds), ("resource", "beds"), ("site", "marlbridge-general"))
            clause = Clause(f"{self.beds:+d} beds", "capacity", terms)
            ask = Propose(
                to=("buft",), title=TITLE, clauses=(clause,), start=2, text=f"{self.beds:+d} beds from July."
            )
            return Decision((Act(ask, 1),), 1)
        if mine and memory == CHAIR and not mine[0].consulted and not view.world.consultations:
            return Decision((Act(Consult(whom="members", text="May we?", agreement=mine[0].id), 1),), 1)
        body = view.organisation
        ready = mine and mine[0].phase == "proposed" and not mine[0].on_this_text(body, "signed")
        if ready and (memory == TRUST or body in mine[0].consulted):
            return Decision((Act(Sign(agreement=mine[0].id), 1),), 1)
        return Decision((), 2)


@cache
def bigshire() -> tuple[Patch, County]:
    """Bigshire, and its county."""
    patch = pack("bigshire")
    return patch, County(patch)


@cache
def half_a_year(beds: int) -> Telling:
    """Six months of Bigshire, with the handshake at the table and everybody else a script. Nobody works the model for them."""
    patch, county = bigshire()
    day = assemble.new_day(patch, MemoryStore(), seed=3, county=(InProcess(county, 3), NoModel()))
    day.driver.players = {**day.driver.players, CHAIR: Handshake(beds), TRUST: Handshake(beds)}
    day.driver.seat_everyone()
    for _ in range(6):
        day.driver.play_month()
        day.driver.umpire.close_month(day.session, day.driver.runner)
    return tell(tuple(day.session.events), patch)


def lived(telling: Telling, month: int) -> Event:
    return next(e for e in telling.events if e.kind == "month-lived" and e.body["of_month"] == month)


def figure(telling: Telling, month: int, measure: str, subject: str) -> float:
    return next(row[3] for row in lived(telling, month).body["rows"] if row[:3] == (measure, subject, "all"))


def moves_of_scripts(telling: Telling) -> list[tuple[int, str, str]]:
    return [(e.at, e.seat, e.kind) for e in telling.events if e.origin == "script"]


def signed_at(telling: Telling) -> int:
    return next(
        e.at
        for e in reversed(telling.events)
        if e.kind == "signed" and telling.world.agreements[e.subject].title == TITLE
    )


def test_both_signed_the_same_text_by_july():
    for beds in (40, -250):
        agreement = next(a for a in half_a_year(beds).world.agreements.values() if a.title == TITLE)
        assert agreement.phase == "in-force" and signed_at(half_a_year(beds)) < 40


def test_one_changed_term_changes_the_wards_from_its_start_month_on_and_not_before():
    more, fewer = half_a_year(40), half_a_year(-250)
    assert lived(more, 1).body["rows"] == lived(fewer, 1).body["rows"]
    opened, closed = (
        [figure(t, m, "beds-open", "marlbridge-general") for m in (1, 3, 6)] for t in (more, fewer)
    )
    assert closed[0] - closed[1] == 250 and closed[2] == closed[1]
    assert opened[0] < opened[1] < opened[2] <= opened[0] + 40, "new beds open as nurses for them are found"
    occupancy = [figure(t, 4, "bed-occupancy", "marlbridge-general") for t in (more, fewer)]
    assert occupancy[0] < occupancy[1] - 3
    assert figure(fewer, 4, "ae-within-4h", "buft") < figure(more, 4, "ae-within-4h", "buft") - 5


def test_the_room_hears_of_it_only_when_figures_are_published_and_some_only_after_a_lag():
    more, fewer = half_a_year(40), half_a_year(-250)

    def published(telling: Telling) -> dict[tuple[str, str, int], tuple[int, object]]:
        found = [e for e in telling.events if e.kind == "figures-published"]
        of = {
            (e.body["publication"], e.organisation, e.body["of_month"]): (e.at, e.body["rows"]) for e in found
        }
        assert len(of) == len(found)
        return of

    usual, cut = published(more), published(fewer)
    both = usual.keys() & cut.keys()
    assert len(both) > 0.9 * len(usual), (
        "only a body that was joined with another has figures of its own no longer"
    )
    changed = [(cut[each][0], each[2]) for each in both if usual[each] != cut[each]]
    assert changed and all(of_month >= 2 for _, of_month in changed)
    assert min(at for at, _ in changed) > signed_at(fewer)
    assert any(at >= (of_month + 1) * 20 for at, of_month in changed)


def test_somebody_who_was_not_party_to_it_moves_otherwise_later():
    more, fewer = half_a_year(40), half_a_year(-250)
    others = [
        [m for m in moves_of_scripts(t) if not m[1].startswith(("buft", "marlbridge"))] for t in (more, fewer)
    ]
    differing = next(i for i, (a, b) in enumerate(zip(*others, strict=False)) if a != b)
    assert differing > 0 and others[0][differing][0] > 20


def test_the_report_says_so_in_another_sentence_that_opens_its_events():
    said = {}
    for beds in (40, -250):
        telling = half_a_year(beds)
        number = next(a.id for a in telling.world.agreements.values() if a.title == TITLE)
        signing = {e.seq for e in telling.events if e.subject == number}
        report = build(telling)
        said[beds] = [s.text for s in sentences_of(report) if set(s.evidence) & signing]
        assert said[beds]
    figures = [lived(half_a_year(beds), 4).seq for beds in (40, -250)]
    about_figures = [
        [s.text for s in sentences_of(build(half_a_year(beds))) if number in s.evidence]
        for beds, number in zip((40, -250), figures, strict=True)
    ]
    assert about_figures[0] and about_figures[0] != about_figures[1]
