"""What a play can carry: how far each matter was explored, who had no seat, which skills sat there, what the county model holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from shirehall.patch.model import Organisation, Seat
from shirehall.study.measures import compute
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.note import keepable
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.themes.around import HOW_FAR
from shirehall.study.themes.words import By, identity, known_wording, needed, one_of, wordings

ENOUGH = 10
"""From how many events on a matter of which half came up is called explored (assumed)."""
RULE = (
    f"A question of the charter is called explored when at least half of what was to explore it came up, in {ENOUGH} events or more; "
    "touched when anything came up; else not explored. People who watched may say otherwise, and then their reason is given."
)


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one matter was explored, why it is said, and on what. `drafted` is what the rule alone says, `by_hand` whether people
    said otherwise or added it."""

    id: str
    matter: str
    how_far: str
    why: str
    evidence: tuple[int, ...] = ()
    drafted: str = ""
    by_hand: bool = False
    note: int = 0


@dataclass(frozen=True, slots=True)
class Mix:
    """The skills that sat for one kind of body: seats by profession, and of the skills rated the mean held and the mean believed."""

    kind: str
    bodies: int
    seats: int
    professions: tuple[tuple[str, int], ...]
    skills: tuple[tuple[str, float, float], ...]

    @property
    def one_sided(self) -> str:
        """The profession to which all its seats belong; empty when there are several."""
        return self.professions[0][0] if len(self.professions) == 1 else ""


@dataclass(frozen=True, slots=True)
class Covered:
    """What the county model holds of a matter: covered, in part, or not; the measures this record has of it; and what it lacks."""

    matter: str
    how_far: str
    measures: tuple[str, ...]
    lacks: str


COVERAGE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Financial management",
     ("commissioner-balance", "commissioner-spend", "provider-margin", "reserves", "contract-variance", "year-end-owed"),
     "cash, audit, foresight of a year and the closing of its accounts: financial management could be tested only in part"),
    ("Urgent care and beds", ("ae-within-4h", "bed-occupancy", "emergency-admissions", "trolley-waits-12h"),
     "why a patient comes and what a conversation at the door changes"),
    ("Discharge and community care", ("delayed-days", "community-contacts", "community-waiting"),
     "the quality of a visit, and families' own choices beyond their hours"),
    ("Planned care", ("rtt-within-18w", "elective-waiting", "elective-treated"), "choice by patients beyond distance and wait"),
    ("Mental health", ("mental-health-waiting", "mental-health-admissions"), "the course of an illness"),
    ("General practice", ("practice-consultations", "referrals"), "how partners run a practice"),
    ("Social care", ("care-packages-started", "care-waiting", "care-clients"), "the council's budget and its duties beyond packages"),
    ("Staff", ("staff", "staff-short"), "morale, training and why people leave"),
    ("Quality and safety", ("safety", "readmissions"), "what care is like: waits stand in for it"),
)  # fmt: skip
"""Matters of a health system with the county's figures that speak to them, and what no figure holds. Our own list."""


def drafted_scope(telling: Telling) -> tuple[Scope, ...]:
    """How far each question of the charter was explored by the rule, then what the pack says was left out."""
    rows = compute("charter-answers", telling)
    came: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for row, evidence in zip(rows.dicts(), rows.evidence, strict=True):
        if row["sort"] in ("inject", "rule", "rule question", "fact"):
            came[str(row["question"])].append(evidence)
    found = [explored(q.id, q.text, came[q.id]) for q in telling.patch.charter.questions]
    for matter, why in telling.patch.charter.not_explored.items():
        found.append(Scope(slug(matter), matter, "not explored", why, (), "not explored"))
    return tuple(found)


def explored(name: str, text: str, came: list[tuple[int, ...]]) -> Scope:
    """One question by the rule."""
    live = [evidence for evidence in came if evidence]
    events = tuple(sorted({seq for evidence in live for seq in evidence}))
    half = len(live) * 2 >= len(came) and len(events) >= ENOUGH
    how_far = "explored" if half else "touched" if events else "not explored"
    why = f"{len(live)} of {len(came)} papers, injects and rules that were to explore it came up ({len(events)} on the record)."
    return Scope(name, text, how_far, why, events, how_far)


def slug(words: str) -> str:
    """Words as an id."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words.lower()).split())[:60]


def scope(study: Study) -> tuple[Scope, ...]:
    """The scope table: the rule's draft with what people said of each matter, then matters that they added."""
    said = {name: found.standing for name, found in wordings(study, "scope").items()}
    rows = []
    for row in study.telling.once("drafted scope", drafted_scope):
        entry = said.pop(row.id, None)
        if entry is None or entry.body.get("put_aside"):
            rows.append(row)
            continue
        far, why = str(entry.body["how_far"]), str(entry.body["why"])
        rows.append(replace(row, how_far=far, why=why, by_hand=True, note=entry.number))
    for name, entry in said.items():
        if not entry.body.get("put_aside"):
            body = entry.body
            rows.append(
                Scope(
                    name,
                    str(body["matter"]),
                    str(body["how_far"]),
                    str(body["why"]),
                    (),
                    "",
                    True,
                    entry.number,
                )
            )
    return tuple(rows)


def scope_writing(
    study: Study,
    by: By,
    *,
    name: str,
    matter: str,
    how_far: str,
    why: str,
    after: int = 0,
    put_aside: bool = False,
) -> Writing:
    """The writing that says how far a matter was explored, in place of the draft or beside it. Raises UsageError without a reason."""
    body = {
        "id": identity(name, "matter"),
        "matter": needed(matter, "matter"),
        "how_far": one_of(how_far, HOW_FAR, "mark of how far something was explored"),
        "why": needed(keepable(why), "reason"),
        "put_aside": put_aside,
        "after": known_wording(study, "scope", name, after),
    }
    return by.writes("scope", body)


def unseated(telling: Telling) -> tuple[tuple[str, str], ...]:
    """The parts of the system that had no seat, or only part of one, and why: from the seat plan, then bodies without a seat in it."""
    patch = telling.patch
    found = [(left.who, left.why) for left in patch.seats.left_out]
    patch_left = tuple(found)
    later = set(telling.bodies) if telling.world.round else set()
    seated = {seat.organisation for seat in patch.active_seats} | later
    for body in patch.organisations:
        if body.kind != "control" and body.id not in seated:
            if not any(same(who, body) for who, _ in patch_left):
                found.append((body.name, told(body.why, "Nobody sat for it.", "not seated")))
        elif body.seated == "part":
            found.append((body.name, told(body.why, "It was seated in part.", "seated in part")))
    return tuple(found)


def same(who: str, body: Organisation) -> bool:
    """Whether a line of the seat plan speaks of a body: within its name, or by opening with what it is called."""
    called = body.short.casefold().removeprefix("the ")
    begins = re.match(rf"(the )?{re.escape(called)}\b", who.casefold())
    return who.casefold() in body.name.casefold() or begins is not None


def told(why: str, seated: str, same: str) -> str:
    """Why a body had no whole seat: how it was seated stands first, unless the reason opens with the same words."""
    return why if why.casefold().startswith(same) else f"{seated} {why}"


def skill_mix(telling: Telling) -> tuple[Mix, ...]:
    """Who sat for each kind of body, by profession and skill, in the order of the pack; facilitators left aside."""
    kinds = {body.id: body.kind for body in telling.patch.organisations}
    by_kind: dict[str, list[Seat]] = defaultdict(list)
    for seat in telling.patch.active_seats:
        if kinds.get(seat.organisation, "control") != "control":
            by_kind[kinds[seat.organisation]].append(seat)
    return tuple(mixed(kind, seats) for kind, seats in by_kind.items())


def mixed(kind: str, seats: list[Seat]) -> Mix:
    """The mix of some seats."""
    professions = Counter(seat.profession for seat in seats)
    rated: Mapping[str, list[tuple[float, float]]] = defaultdict(list)
    for seat in seats:
        for skill, held in seat.skills.items():
            rated[skill].append((held.actual, held.self_rated))
    skills = tuple(
        (
            name,
            round(sum(a for a, _ in pairs) / len(pairs), 2),
            round(sum(b for _, b in pairs) / len(pairs), 2),
        )
        for name, pairs in sorted(rated.items())
    )
    ranked = tuple(sorted(professions.items(), key=lambda pair: (-pair[1], pair[0])))
    return Mix(kind, len({seat.organisation for seat in seats}), len(seats), ranked, skills)


def coverage(telling: Telling) -> tuple[Covered, ...]:
    """What the county model held of each matter on this record. Financial management is never covered whole."""
    there = {row.measure for row in telling.figures}
    found = []
    for matter, names, lacks in COVERAGE:
        held = tuple(name for name in names if name in there)
        whole = len(held) == len(names) and matter != "Financial management"
        found.append(Covered(matter, "covered" if whole else "in part" if held else "not", held, lacks))
    return tuple(found)
