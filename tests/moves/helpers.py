"""A small county to make moves in: a few bodies, their seats and rules, and a session over a record in memory."""

from typing import Any

from shirehall.play.catalogue import gathered
from shirehall.play.drafting import engine
from shirehall.play.fields import Ask
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Outcome, Session
from shirehall.play.view import view_of

CATALOGUE = gathered()
ALL = ["agreements", "plans", "money", "people", "rulings", "public"]

BODIES: dict[str, tuple[str, list[str], list[str]]] = {
    "east": ("commissioner", ["commission"], ["practices"]),
    "west": ("commissioner", ["commission"], ["practices"]),
    "trust": ("acute-provider", ["provide"], []),
    "nurses": ("community-provider", ["provide"], []),
    "clinics": ("private-provider", ["provide"], []),
    "bureau": ("support-unit", ["sell-support"], []),
    "advisers": ("private-support", ["sell-support"], []),
    "board": (
        "national-board",
        ["allocate-funds", "authorise", "intervene", "mediate", "sign-off-plans", "convene-summit"],
        [],
    ),
    "licensor": ("economic-regulator", ["license", "review-competition", "convene-summit"], []),
    "inspector": ("quality-regulator", ["register", "inspect"], []),
    "practices": ("practices", [], []),
    "control": ("control", ["rule"], []),
}

RULES: dict[str, tuple[str, str, list[str]]] = {
    "authority": ("commit-authority", "clear", ["control"]),
    "holder": ("funds-holder", "clear", ["board"]),
    "licences": ("licensing-power", "clear", ["licensor"]),
    "licensed-to-provide": ("licence-holder", "clear", ["licensor"]),
    "competition": ("competition-power", "unclear", ["licensor"]),
    "registers": ("registration-power", "clear", ["inspector"]),
    "registered-first": ("registration-before-service", "unclear", ["inspector"]),
    "own-services": ("own-services-only", "clear", ["board"]),
    "conflict-of-interest": ("", "silent", ["board", "licensor"]),
    "practice-leaves": ("practice-expulsion", "silent", ["board"]),
    "practice-pays": ("practice-fines", "unclear", ["board"]),
}


def seat_row(seat: str, organisation: str, may_commit: list[str]) -> dict[str, Any]:
    return {"id": seat, "organisation": organisation, "role": f"Lead of {organisation}", "may_commit": may_commit,
            "table": "one", "filled_by": "script"}  # fmt: skip


def roster() -> dict[str, Any]:
    organisations = [
        {"id": body, "name": f"The {body.title()}", "short": body.title(), "kind": kind, "powers": powers,
         "consult": "delegated", "consult_minutes": 0, "seated": body != "practices", "members": members}
        for body, (kind, powers, members) in BODIES.items()
    ]  # fmt: skip
    seats = [seat_row(f"{body}-lead", body, ALL) for body in BODIES if body != "practices"]
    seats += [seat_row("trust-nurse", "trust", []), seat_row("east-clerk", "east", [])]
    rules = [
        {"id": rule, "text": f"The rule {rule}.", "clarity": clarity, "who_may_rule": who, "check": check,
         "renegotiable": True, "topic": "governance"}
        for rule, (check, clarity, who) in RULES.items()
    ]  # fmt: skip
    deadline = {"id": "plans-due", "title": "Plans are due", "month": 2, "at": 30, "owes": ["east", "west"], "to": ["board"],
                "met_by": "plan-submitted", "about": []}  # fmt: skip
    return {
        "patch": "smallshire", "title": "Smallshire", "start": "2013-06", "months": 12, "minutes_a_month": 20,
        "topics": {"money": "Money"}, "sites": {"trust-main": "trust", "trust-coast": "trust", "hall": "nurses"},
        "organisations": organisations, "seats": seats, "rules": rules, "deadlines": [deadline],
    }  # fmt: skip


class Play:
    """A day in Smallshire. Each move happens a minute after the last, unless told when."""

    def __init__(self) -> None:
        self.session = Session(MemoryStore(), CATALOGUE)
        self.session.commit([engine("day-opened", roster(), audience=("*",))], at=0)
        self.at = 0

    def ask(self, seat: str, ask: Ask, at: int | None = None) -> Outcome:
        self.at = self.at + 1 if at is None else at
        return self.session.submit(seat, ask, at=self.at)

    def do(self, seat: str, ask: Ask, at: int | None = None) -> tuple[Event, ...]:
        """Make a move that must not be refused."""
        outcome = self.ask(seat, ask, at)
        assert outcome.refusal is None, outcome.refusal
        self.hold()
        return outcome.events

    def refused(
        self, seat: str, ask: Ask, rule: str | None = None, who: str = "", at: int | None = None
    ) -> str:
        """Make a move that must be refused, under a rule if one is named, and that changes nothing but the record."""
        before = self.session.world
        outcome = self.ask(seat, ask, at)
        assert outcome.refusal is not None
        assert [e.kind for e in outcome.events] == ["move-refused"] and outcome.events[0].audience == (seat,)
        for table in (
            "organisations",
            "seats",
            "matters",
            "tenders",
            "agreements",
            "sites",
            "terms",
            "knowledge",
            "deadlines",
        ):
            assert getattr(self.session.world, table) == getattr(before, table)
        if rule is not None:
            assert outcome.refusal.rule == rule, outcome.refusal
        named = self.session.world.seats[who].role if who in self.session.world.seats else who
        assert named.lower() in f"{outcome.refusal.who} {outcome.refusal.why}".lower()
        return outcome.refusal.why

    def local(self, seat: str, table: str, title: str) -> int:
        """The number under which a seat knows a thing by its title."""
        things = getattr(self.session.view(seat, self.at).world, table)
        return next(number for number, thing in things.items() if thing.title == title)

    def knows(self, seat: str, event: Event) -> bool:
        return seat in event.audience or "*" in event.audience

    @property
    def world(self) -> Any:
        return self.session.world

    def hold(self) -> None:
        """Every seat's live view is the fold of what it could see, every event has its sentence for all who saw it."""
        from shirehall.play.names import WorldNames

        for seat in self.session.world.seats:
            live = self.session.view(seat)
            assert view_of(self.session.events, seat, CATALOGUE).world == live.world
            names = WorldNames(live.world)
            for event in live.events[-6:]:
                assert CATALOGUE.kind(event.kind).says(event, names)
            live.permitted()
