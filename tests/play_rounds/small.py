"""A small county of two rounds, two months each, in which two buyers become one, and two trusts too if they are allied by then."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shirehall import assemble
from shirehall.patch.between import Between
from shirehall.patch.model import Organisation, Phase, Round
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack
from shirehall.play.agreements import Agreement
from shirehall.play.fields import AgreementRef, Ask, Clause, Month, OrganisationRef, Text
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.record.memory import MemoryStore

SOURCE = "the test's author"
FIGURE = {"from": "assumed", "source": SOURCE}
RULE = {
    "id": "centres", "text": "A centre may be run by anybody who is registered.", "basis": SOURCE, "clarity": "unclear",
    "who_may_rule": ["regulator"], "checked_by": "people", "renegotiable": True, "topic": "governance",
}  # fmt: skip
BETWEEN: dict[str, Any] = {
    "opens": "r2",
    "why": "To see what one buyer does that two could not.",
    "rules": {
        "added": [RULE],
        "changed": [{"rule": "balance", "text": "The buyer may be in deficit for a year.", "why": "A new policy.", "source": SOURCE}],
    },
    "organisations": [
        {"of": ["east", "west"], "becomes": ["shire"], "how": "merged", "takes": "All they have.", "why": "One buyer."},
        {"of": ["acute", "community"], "becomes": ["group"], "how": "merged", "takes": "All they have.", "why": "They were allied.",
         "only_if_allied": True},
    ],
    "parameters": [
        {"name": "people:all", "value": {"value": 5, "unit": "%", **FIGURE}, "why": "More people."},
        {"name": "majority", "was": {"value": 60, "unit": "seats", **FIGURE}, "value": {"value": 12, "unit": "seats", **FIGURE},
         "why": "An election."},
    ],
    "hypotheses": ["One buyer."],
    "notice": ["The two buyers are one.", "A buyer may be in deficit for a year.", "Anybody may run a centre."],
    "rests_on": [
        {"change": 1, "organisations": ["shire"]}, {"change": 2, "rules": ["balance"]},
        {"change": 3, "rules": ["centres"], "injects": ["centres-wanted"]},
    ],
    "injects": [
        {"id": "centres-wanted", "title": "Centres", "kind": "request", "when": {"month": 1, "minute": 5}, "to": ["commissioner"],
         "text": "Who would run a centre?", "about": ["governance"], "expects": "An answer.", "reply_within": 10,
         "invented_by": "ours", "tests": "q-money"},
    ],
    "calendar": [
        {"id": "buyers-plan", "title": "The buyer's plan", "month": 2, "minute": 3, "owes": ["commissioner"], "to": ["regulator"],
         "met_by": "plan-submitted", "about": ["money"]},
    ],
}  # fmt: skip


def two_rounds(folder: Path, gap: int = 34) -> Patch:
    """The pack, with so many months between the rounds that are not played."""
    patch = read_pack(new_pack("hollow", folder))
    first = patch.round.model_copy(update={"months": 2, "phases": phases("a")})
    second = Round(
        id="r2", title="The second round", start="2016-06", months=2, minutes_a_month=10, phases=phases("b"),
        transition_months=gap,
    )  # fmt: skip
    heirs = (heir(patch, "east", "shire", "Shire"), heir(patch, "acute", "group", "Group"))
    return dataclasses.replace(
        patch,
        head=patch.head.model_copy(update={"rounds": [first, second]}),
        organisations=(*patch.organisations, *heirs),
        between=(Between.model_validate(BETWEEN),),
    )


def phases(letter: str) -> list[Phase]:
    """A phase for each month."""
    return [Phase(id=f"{letter}{month}", title=f"Part {letter}{month}", months=[month]) for month in (1, 2)]


def heir(patch: Patch, like: str, name: str, short: str) -> Organisation:
    """A body that nobody sits for as yet, of the kind of another."""
    return patch.organisation(like).model_copy(
        update={"id": name, "name": f"{short} body", "short": short, "seated": "no"}
    )


def a_day(patch: Patch, who: str | Mapping[str, str] = "silent", **settings: Any) -> assemble.Day:
    """The day opened, without a county unless one is asked for, both rounds to be played."""
    settings = {"rounds": 2, "county": False, "seed": 3, **settings}
    seed = settings.pop("seed")
    return assemble.new_day(patch, MemoryStore(assemble.about(patch)), seed, who=who, **settings)


def do(day: assemble.Day, seat: str, ask: Ask, at: int | None = None) -> int:
    """Make a move that must be permitted; the number of its event."""
    outcome = day.session.submit(seat, ask, at=day.session.world.at if at is None else at)
    assert outcome.refusal is None, outcome.refusal
    return outcome.events[0].seq


def agree(
    day: assemble.Day, one: str, other: str, title: str, *, until: int | None = None, start: int = 1
) -> int:
    """Two seats sign an agreement in words; its number."""
    body = day.session.world.organisation_of(other)
    number = do(
        day, one,
        Propose(to=(OrganisationRef(body),), title=Text(title), clauses=(Clause("We share a ward."),), start=Month(start),
                until=None if until is None else Month(until)),
    )  # fmt: skip
    for seat in (one, other):
        local = day.session.fold(seat).local(number)
        do(day, seat, Sign(agreement=AgreementRef(local)))
    return number


def deal(day: assemble.Day, number: int) -> Agreement:
    """An agreement as it stands."""
    return day.session.world.agreements[number]
