"""A made-up year of twelve months in which every number is known, put together event by event."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from shirehall.economy.figures import row, tidy
from shirehall.patch.model import Phase, Round
from shirehall.patch.pack import Patch
from shirehall.play.agreements import Account, Agreement
from shirehall.play.catalogue import gathered
from shirehall.play.fields import Clause, PlanLine
from shirehall.play.record.event import Event
from shirehall.play.world import Body, Chair, Clock, Meeting, Plan, Question, World
from shirehall.study.measures import reading
from shirehall.study.reading import Telling, contacts_of, meant_for
from tests.study.day import small_county

KINDS = {
    "north": "commissioner", "south": "commissioner", "acute": "acute-provider", "community": "community-provider",
    "mental": "mental-health-provider", "firm": "private-provider", "doctors": "gp-provider", "unit": "support-unit",
    "adviser": "private-support", "board": "national-board", "economic": "economic-regulator", "quality": "quality-regulator",
    "wellbeing": "health-board", "voice": "patient-voice", "old": "predecessor",
}  # fmt: skip
MONTHS = 12
AT = 100
"""Play minutes of a month."""


def county() -> Patch:
    """The scaffold's county with a year of four phases of three months."""
    patch = small_county()
    quarters = [
        Phase(id=f"q{n}", title=f"Quarter {n}", months=[3 * n - 2, 3 * n - 1, 3 * n]) for n in (1, 2, 3, 4)
    ]
    year = Round(id="r1", title="A year", start="2013-04", months=MONTHS, minutes_a_month=AT, phases=quarters)
    return dataclasses.replace(patch, head=patch.head.model_copy(update={"rounds": [year]}))


class Year:
    """Events in the order in which they are written, and the things that they are about. Every body has one seat, `<body>.chair`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.agreements: dict[int, Agreement] = {}
        self.plans: dict[int, Plan] = {}
        self.tables: dict[str, dict[Any, Any]] = {}
        self.bodies = {body: Body(body, body.title(), body.title(), kind) for body, kind in KINDS.items()}

    def act(
        self, kind: str, by: str, *to: str, month: int = 1, about: Sequence[str] = (), reply: int | None = None,
        subject: int | None = None, thread: int | None = None, text: str = "", heard: tuple[str, ...] = ("*",), **body: Any,
    ) -> int:  # fmt: skip
        """An act of a body towards others; its number."""
        seq = len(self.events) + 1
        self.events.append(
            Event(
                seq, kind, 1, (month - 1) * AT + len(self.events) % AT, month, f"{by}.chair", by, tuple(f"{b}.chair" for b in to),
                heard, thread or reply or seq, reply, None, subject, tuple(about), "", "", {"text": text, **body},
            )
        )  # fmt: skip
        return seq

    def deal(
        self,
        *parties: str,
        tier: str = "side",
        about: Sequence[str] = (),
        month: int = 1,
        words: str = "",
        **states: int,
    ) -> int:
        """An agreement that the first party proposes, and the month in which it came into each state named."""
        number = self.act(
            "proposed",
            parties[0],
            *parties[1:],
            month=month,
            about=about,
            text=words,
            subject=len(self.events) + 1,
        )
        history = [("proposed", month, number)]
        for state, at in states.items():
            kind = {"agreed": "agreed", "signed": "signed", "disputed": "agreement-denied"}[state]
            seq = self.act(
                kind, parties[-1], *parties[:-1], month=at, about=about, reply=number, subject=number
            )
            history.append((state, at, seq))
        self.agreements[number] = Agreement(
            number, f"Deal {number}", parties, f"{parties[0]}.chair", (Clause(words),), month, None, tier,  # type: ignore[arg-type]
            history[-1][0], about=tuple(about), history=tuple(history),
            accounts={p: Account("agreed", 1, 0) for p in parties},
        )  # fmt: skip
        return number

    def plan(
        self,
        owner: str,
        to: str,
        *lines: PlanLine,
        gap: int = 100,
        month: int = 1,
        instead_of: int | None = None,
        reply: int | None = None,
    ) -> int:
        """A plan submitted, or a new version of one."""
        number = self.act("plan-submitted", owner, to, month=month, instead_of=instead_of, lines=(), reply=reply,
                          subject=len(self.events) + 1)  # fmt: skip
        if instead_of:
            self.plans[instead_of] = dataclasses.replace(self.plans[instead_of], status="superseded")
        self.plans[number] = Plan(number, owner, (to,), "Plan", gap, lines, month)
        return number

    def question(
        self,
        by: str,
        to: str,
        *,
        month: int = 1,
        rule: str = "",
        pack: str = "",
        about: Sequence[str] = (),
        open_: bool = True,
    ) -> int:
        """A question about a rule."""
        number = self.act("ruling-asked", by, to, month=month, about=about, rule=rule, pack_question=pack,
                          subject=len(self.events) + 1)  # fmt: skip
        self.put(
            "questions",
            number,
            Question(number, f"{by}.chair", (to,), "?", rule, pack, month, "open" if open_ else "answered"),
        )
        return number

    def meeting(self, kind: str, by: str, invited: Sequence[str], came: Sequence[str], month: int = 1) -> int:
        """A meeting that lasts the rest of its month."""
        number = self.act(kind, by, *invited, month=month, subject=len(self.events) + 1)
        seats = [tuple(f"{b}.chair" for b in bodies) for bodies in (invited, (by, *came))]
        self.put(
            "meetings",
            number,
            Meeting(number, f"{by}.chair", seats[0], "Meeting", self.events[-1].at, AT, month, seats[1]),
        )
        return number

    def put(self, table: str, key: Any, value: object) -> None:
        """Set an entry of a table of the world."""
        self.tables.setdefault(table, {})[key] = value

    def told(
        self,
        figures: Iterable[tuple[int, str, str, float]] = (),
        *,
        closed: bool = True,
        patch: Patch | None = None,
    ) -> Telling:
        """The year as it can be told; `figures` are (month, measure, body, value)."""
        rows = list(figures)
        for month in sorted({month for month, *_ in rows}):
            self.events.append(
                dataclasses.replace(
                    self.blank(), seq=len(self.events) + 1, body={"of_month": month, "rows": ()}, month=month
                )
            )
        seats = {
            f"{body}.chair": Chair(f"{body}.chair", body, "Chair", position=n) for n, body in enumerate(KINDS)
        }
        world = World(
            opened=True, clock=Clock(months=MONTHS, month=MONTHS, closed=closed), organisations=self.bodies, seats=seats,
            agreements=self.agreements, plans=self.plans, **self.tables,
        )  # fmt: skip
        hearers = {e.seq: meant_for(world, e) for e in self.events if e.organisation}
        county_ = patch or county()
        sentences = {e.seq: f"{e.organisation}: {e.kind}." for e in self.events}
        began = {month: (month - 1) * AT for month in range(1, MONTHS + 1)}
        teams = {month: dict.fromkeys(KINDS, 1) for month in range(1, MONTHS + 1)}
        truth = tidy(row(month, measure, body, value) for month, measure, body, value in rows)
        told = Telling(
            tuple(self.events), county_, gathered(), world, sentences, hearers, (), (), began, teams, truth
        )
        acts = tuple(e for e in self.events if told.act(e))
        return dataclasses.replace(told, acts=acts, contacts=contacts_of(told, acts), kept={})

    def blank(self) -> Event:
        """A month's figures, as an event of the engine."""
        return Event(0, "month-lived", 1, 0, 1, "", "", (), (), None, None, None, None, (), "", "", {})


def value(name: str, told: Telling, **filters: Any) -> float | None:
    """What a measure comes to."""
    return reading(name, told, filters).value


def line(sector: str, pence: int, means: str = "", evidence: str = "", lever: str = "") -> PlanLine:
    """A line of a plan, with a typed lever if one is named."""
    return PlanLine(sector, pence, means, evidence, Clause("", lever, (("percent", 1),)) if lever else None)
