"""A hand-made half-year in a small county, played through the session, whose every answer is known."""

from __future__ import annotations

import dataclasses
import tempfile
from functools import cache

from shirehall.economy.figures import Figures, row, tidy
from shirehall.economy.terms import Terms
from shirehall.patch.model import Publication
from shirehall.patch.model import Rule as PackRule
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack
from shirehall.play.catalogue import gathered
from shirehall.play.fields import Ask, Clause, PlanLine
from shirehall.play.months import Umpire
from shirehall.play.moves.asking import Answer, AskFor
from shirehall.play.moves.free import DoNothing, FreeMove
from shirehall.play.moves.meeting import CallMeeting, Join, Minute
from shirehall.play.moves.message import Announce, Message, Share
from shirehall.play.moves.people import HireStaff
from shirehall.play.moves.plan import ReviewPlan, SubmitPlan
from shirehall.play.moves.propose import Agree, Claim, Deny, Propose
from shirehall.play.moves.ruling import AskRuling, Rule
from shirehall.play.moves.sign import Sign
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.study.reading import Telling, tell

EAST, WEST, ACUTE, FINANCE = "east.chair", "west.chair", "acute.chief", "acute.finance"
COMMUNITY, REGULATOR, BOARD, VOICE = "community.chief", "regulator.lead", "board.chair", "voice.chair"

UNCLEAR = PackRule(
    id="beds-shared", text="Beds are shared by those who pay for them.", basis="the tests", clarity="unclear",
    who_may_rule=["regulator"], checked_by="people", renegotiable=True, topic="governance",
)  # fmt: skip
LEFT = UNCLEAR.model_copy(update={"id": "who-leads", "text": "Who leads the two is not said clearly."})
SILENT = UNCLEAR.model_copy(
    update={"id": "ward-closure", "clarity": "silent", "text": "Nothing is said of closing wards."}
)


class Months:
    """A county whose balance worsens by a thousand pounds a month for East, and stands still for West."""

    engine = "by hand"

    def __init__(self) -> None:
        self.month = 0

    def live(self, terms: Terms) -> tuple[str, Figures]:
        self.month += 1
        east = row(self.month, "commissioner-balance", "east", -1000 * self.month)
        west = row(self.month, "commissioner-balance", "west", 500)
        return f"state {self.month}", tidy([east, west])


class Day:
    """A session of the small county, with short ways to do what the tests do."""

    def __init__(self) -> None:
        self.patch = small_county()
        self.store = MemoryStore()
        self.session = Session(self.store, gathered())
        self.session.commit(opening(self.patch, {EAST: "person", WEST: "script"}, {}), at=0)
        self.umpire = Umpire(self.patch, 1)
        self.county = Months()
        self.umpire.tick(self.session, 0)

    def do(self, seat: str, ask: Ask, at: int) -> int:
        """Make a move; the number of its first event."""
        return self.session.submit(seat, ask, at=at).events[0].seq

    def local(self, seat: str, number: int) -> int:
        """The number that a seat knows an event of the record by."""
        found = self.session._fold(seat).local(number)
        assert found is not None
        return int(found)

    def pass_to(self, at: int) -> None:
        """Let time pass, closing months on the way."""
        while self.session.world.clock.ends <= at and not self.session.world.clock.closed:
            self.umpire.tick(self.session, self.session.world.clock.ends)
            self.umpire.close_month(self.session, self.county)
        if not self.session.world.clock.closed:
            self.umpire.tick(self.session, at)

    def last(self, kind: str) -> int:
        """The number of the last event of a kind."""
        return next(e.seq for e in reversed(self.session.events) if e.kind == kind)

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self.session.events)


@cache
def small_county() -> Patch:
    """The scaffold's pack with rules that it leaves unclear or unsaid, and with each body told its own balance."""
    with tempfile.TemporaryDirectory() as folder:
        patch = read_pack(new_pack("shorevale", folder))
    rules = patch.rules.model_copy(update={"rules": [*patch.rules.rules, UNCLEAR, SILENT, LEFT]})
    money = Publication(
        id="own-money", title="Your own money", measures=["commissioner-balance"], audience="subject", lag=0
    )
    return dataclasses.replace(
        patch, rules=rules, head=patch.head.model_copy(update={"publications": [money]})
    )


@cache
def played() -> tuple[Telling, dict[str, int]]:
    """The half-year told, and the numbers of its events by what the tests call them."""
    day = Day()
    n: dict[str, int] = {"film": day.last("inject-published")}
    first_months(day, n)
    deal(day, n)
    later_months(day, n)
    day.pass_to(120)
    return tell(day.events, day.patch), n


def first_months(day: Day, n: dict[str, int]) -> None:
    """Month 1: an ask that nobody answers, letters, a meeting to which one does not come, reactions to the film."""

    def film(seat: str) -> int:
        return day.local(seat, n["film"])

    n["ask"] = day.do(EAST, AskFor(to=(ACUTE,), text="What do you spend?", about=("money",), within=30), 1)
    n["letter-1"] = day.do(WEST, Message(to=(ACUTE,), text="Your waits are too long.", about=("money",)), 2)
    n["letter-2"] = day.do(WEST, Message(to=(ACUTE,), text="And the deficit grows.", about=("money",)), 3)
    reply = Message(
        to=(WEST,), text="We know.", about=("quality",), in_reply_to=day.local(ACUTE, n["letter-1"])
    )
    n["reply"] = day.do(ACUTE, reply, 4)
    n["call"] = day.do(EAST, CallMeeting(invite=(WEST, ACUTE), title="Who leads?", notice=2, minutes=3), 5)
    n["join"] = day.do(WEST, Join(meeting=day.local(WEST, n["call"])), 6)
    n["minute"] = day.do(EAST, Minute(meeting=day.local(EAST, n["call"]), decisions=("East leads.",)), 8)
    n["act"] = day.do(EAST, FreeMove(text="We freeze all posts.", in_reply_to=film(EAST)), 11)
    n["press"] = day.do(BOARD, Announce(text="We saw the film.", in_reply_to=film(BOARD)), 12)
    n["nothing"] = day.do(COMMUNITY, DoNothing(text="Not ours.", in_reply_to=film(COMMUNITY)), 13)
    n["ask-2"] = day.do(WEST, AskFor(to=(COMMUNITY,), text="May we see your books?", about=("money",)), 14)
    n["answer"] = day.do(
        COMMUNITY, Answer(request=day.local(COMMUNITY, n["ask-2"]), text="Here they are."), 17
    )
    day.pass_to(21)


def deal(day: Day, n: dict[str, int]) -> None:
    """Month 2: West and the hospital sign, and tell the patients; East says it has agreed with a trust that denies it."""
    shift = Clause(
        "Fewer beds, more nurses",
        "capacity",
        (("change", -4), ("resource", "bed"), ("site", site(day, "acute"))),
    )
    terms = Propose(to=("acute",), title="Main contract", clauses=(shift,), start=3, tier="main", contract="west-acute",
                    about=("money",), evidence=(day.local(WEST, n["reply"]),))  # fmt: skip
    n["deal"] = day.do(WEST, terms, 22)
    n["agree"] = day.do(ACUTE, Agree(agreement=day.local(ACUTE, n["deal"])), 23)
    n["sign-west"] = day.do(
        WEST, Sign(agreement=day.local(WEST, n["deal"]), evidence=(day.local(WEST, n["reply"]),)), 24
    )
    n["sign-acute"] = day.do(ACUTE, Sign(agreement=day.local(ACUTE, n["deal"])), 25)
    n["told"] = day.do(WEST, Share(to=(VOICE,), agreement=day.local(WEST, n["deal"])), 26)
    n["claim"] = day.do(
        EAST, Claim(parties=("community",), title="Nurses at home", text="They will come to us."), 27
    )
    n["deny"] = day.do(COMMUNITY, Deny(agreement=day.local(COMMUNITY, n["claim"])), 28)
    day.pass_to(45)


def site(day: Day, owner: str) -> str:
    """A site of a body."""
    return next(name for name, body in day.session.world.sites.items() if body == owner)


def later_months(day: Day, n: dict[str, int]) -> None:
    """Month 3: questions about rules, a plan and its judgement, a refusal. In month 4 a deadline that one body meets."""
    n["waits"] = day.last("inject-published")
    n["open"] = day.do(ACUTE, AskRuling(to=("regulator",), rule="beds-shared", text="Whose beds?"), 46)
    ask = AskRuling(
        to=("regulator",), rule="ward-closure", pack_question="rq-closure", text="Who may close a ward?"
    )
    n["asked"] = day.do(VOICE, ask, 47)
    n["ruled"] = day.do(REGULATOR, Rule(question=day.local(REGULATOR, n["asked"]), text="The trust."), 49)
    n["figures"] = next(
        e.seq for e in day.events if e.kind == "figures-published" and e.organisation == "east"
    )
    lines = (
        PlanLine("acute", 300_000_000, "fewer beds"),
        PlanLine("prevention", 100_000_000, "fewer smokers"),
    )
    n["plan"] = day.do(EAST, SubmitPlan(to=("regulator",), title="Balance", gap=500_000_000, lines=lines,
                                       evidence=(day.local(EAST, n["figures"]),)), 50)  # fmt: skip
    n["review"] = day.do(
        REGULATOR,
        ReviewPlan(plan=day.local(REGULATOR, n["plan"]), verdict="not credible", text="No means."),
        52,
    )
    n["refused"] = day.do(BOARD, Sign(agreement=9999), 53)
    day.pass_to(61)
    n["hired"] = day.do(REGULATOR, HireStaff(identity="regulator.second", role="Case officer"), 61)


@cache
def told() -> Telling:
    """The half-year told."""
    return played()[0]


def number(name: str) -> int:
    """The number of an event by what the tests call it."""
    return played()[1][name]
