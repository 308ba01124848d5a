"""A short day in Bigshire played by hand, with a made-up county, on which the report is tested."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from shirehall.economy.figures import Figures, row, tidy
from shirehall.economy.terms import Terms
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.fields import Clause, PlanLine
from shirehall.play.months import Umpire
from shirehall.play.moves.asking import Answer, AskFor
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.meeting import CallMeeting, Join, Minute
from shirehall.play.moves.message import Announce, Message
from shirehall.play.moves.plan import ReviewPlan, SubmitPlan
from shirehall.play.moves.propose import Agree, Claim, Deny, Propose
from shirehall.play.moves.ruling import AskRuling, Rule
from shirehall.play.moves.sign import Sign
from shirehall.play.notices.opening import opening
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.study.reading import Telling, tell
from tests.packs import pack

THINGS = ("agreement", "request", "meeting", "plan", "question")
PAYLOAD = "<script>alert('x')</script> <img src=x onerror=alert(1)> \" onload=\"alert(2) ]]> \u202egnp.exe &lt;b&gt; </style>"


@dataclass
class MadeUpCounty:
    """A county whose figures follow the month and the number of levers, and nothing else."""

    patch: Patch
    engine: str = "made up"
    month: int = 0

    def live(self, terms: Terms) -> tuple[str, Figures]:
        """The next month."""
        self.month += 1
        m, levers = self.month, len(terms)
        rows = [
            row(m, "rtt-within-18w", "county", 93 - 0.3 * m),
            row(m, "delayed-days", "county", 1200 + 30 * m),
            row(m, "emergency-admissions", "county", 6000 + 40 * m),
        ]
        for place, site in enumerate(("marlbridge-general", "saltmere-infirmary")):
            rows += [
                row(m, "ae-within-4h", site, 96 - 0.4 * m - place + 0.1 * levers),
                row(m, "bed-occupancy", site, 88 + 0.3 * m + place),
                row(m, "trolley-waits-12h", site, 2 * m + 5 * place),
            ]
        for place, body in enumerate(b for b in self.patch.organisations if b.kind == "commissioner"):
            rows.append(row(m, "commissioner-balance", body.id, -900_000.0 * m + place * 500_000 * m))
        rows.append(row(m, "provider-margin", "buft", -1_500_000.0 - 10_000 * m))
        return f"{m:064d}", tidy(rows)


@dataclass
class HandPlayed:
    """A day opened with scripts in every seat but one person's, moved by hand."""

    patch: Patch
    seed: int = 1
    at: int = 0
    filled_by: str = ""
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = Session(MemoryStore(), gathered())
        cast = {seat.id: self.filled_by or "script" for seat in self.patch.active_seats}
        cast["saltmere.chair"] = self.filled_by or "person"
        settings = {
            "seed": self.seed,
            "county": True,
            "managers": False,
            "detail": "strategic",
            "injects_a_month": 1.9,
        }
        self.session.commit(opening(self.patch, cast, settings), at=0)
        self.umpire = Umpire(self.patch, self.seed)
        self.county = MadeUpCounty(self.patch)

    def do(self, seat: str, ask: Any) -> int:
        """A move now, which must be possible; its first event's number."""
        origin = self.session.world.seats[seat].filled_by
        fold = self.session._fold(seat)
        numbers = {f: fold.local(getattr(ask, f)) for f in THINGS if isinstance(getattr(ask, f, None), int)}
        outcome = self.session.submit(seat, replace(ask, **numbers), at=self.at, origin=origin)
        assert outcome.refusal is None, outcome.refusal
        return outcome.events[0].seq

    def pass_months(self, count: int) -> None:
        """So many months go by."""
        for _ in range(count):
            clock = self.session.world.clock
            for minute in range(self.at, clock.ends + 1):
                self.umpire.tick(self.session, minute)
            self.umpire.close_month(self.session, self.county)
            self.at = clock.ends

    def telling(self) -> Telling:
        """What the record tells."""
        return tell(tuple(self.session.events), self.patch)


@cache
def bigshire() -> Patch:
    """The pack, read once."""
    return pack("bigshire")


def day(
    *,
    words: str = "Please tell us what the four of us would have to show.",
    months: int = 13,
    found: int = 700_000_000,
) -> HandPlayed:
    """A day: asks, a meeting, plans that are doubted, one contract signed, one agreement claimed and denied, a rule asked about."""
    played = HandPlayed(bigshire())
    talk_first(played, words)
    plan_and_judge(played, found)
    sign_and_agree(played)
    claim_and_ask(played, words)
    played.pass_months(months - 5)
    return played


def talk_first(played: HandPlayed, words: str) -> None:
    """The first months: a message, an ask that is answered, a meeting with its minute."""
    played.do("saltmere.chair", Message(to=("buft.chief",), text=words, about=("money",)))
    asked = played.do(
        "saltmere.chair",
        AskFor(to=("nhscb.performance",), wants="information", text=words, about=("money", "rules")),
    )
    meeting = played.do(
        "marlbridge.chair",
        CallMeeting(invite=("saltmere.chair", "lindenvale.chair"), title="One purse or four", notice=1),
    )
    played.do("saltmere.chair", Join(meeting=meeting))
    played.at = 3
    played.do(
        "marlbridge.chair", Minute(meeting=meeting, decisions=("Meet again in July.",), about=("governance",))
    )
    played.pass_months(1)
    played.do("nhscb.performance", Answer(request=asked, text="A plan that adds up.", about=("money",)))


def plan_and_judge(played: HandPlayed, found: int) -> None:
    """A recovery plan that is judged and not believed."""
    plan = SubmitPlan(to=("nhscb",), title="Saltmere's recovery plan", gap=1_100_000_000, about=("money",), lines=(
        PlanLine("acute", found, "fewer admissions of frail people", "a talk with the trust"),))  # fmt: skip
    number = played.do("saltmere.chair", plan)
    played.do(
        "nhscb.performance",
        ReviewPlan(plan=number, verdict="not credible", text="Nobody else has agreed to lose this money."),
    )
    played.pass_months(1)


def sign_and_agree(played: HandPlayed) -> None:
    """A main contract signed after members were asked, and a side deal that one party agrees to in words."""
    shift = Clause("Step-down beds in the community.", "", ())
    main = Propose(to=("buft",), title="Saltmere, acute care", clauses=(Clause("As last year, with growth.", "", ()),), start=5,
                   tier="main",
                   contract="saltmere-buft-main", about=("contract",))  # fmt: skip
    deal = played.do("saltmere.chair", main)
    played.do("saltmere.chair", Consult(whom="members", text="May we sign as last year?", agreement=deal))
    played.do("buft.chief", Sign(agreement=deal))
    played.pass_months(2)
    played.do("saltmere.chair", Sign(agreement=deal))
    side = played.do(
        "lindenvale.chair",
        Propose(
            to=("bct",), title="Beds nearer home", clauses=(shift,), start=6, about=("pathway", "estate")
        ),
    )
    played.do("bct.chief", Agree(agreement=side))
    played.pass_months(1)


def claim_and_ask(played: HandPlayed, words: str) -> None:
    """An agreement that one claims and another denies; two questions about the rules, one of them answered."""
    claim = played.do(
        "buft.chief", Claim(parties=("marlbridge",), title="A risk share on growth", text=words)
    )
    played.do("marlbridge.chair", Deny(agreement=claim, text="We talked. We agreed nothing."))
    asked_rule = played.do(
        "wrenby.chair",
        AskRuling(to=("monitor",), text="May we charge below tariff?", about=("rules", "price")),
    )
    played.do(
        "holmewold.chair", AskRuling(to=("nhscb",), text="May a practice be expelled?", about=("rules",))
    )
    played.do("monitor.case", Rule(question=asked_rule, text="Not while others may not.", about=("rules",)))
    played.do(
        "healthwatch.chair",
        Announce(text="Waits are the talk of the town.", about=("access", "patients-public")),
    )


@cache
def told() -> Telling:
    """The day as it is told, once a test run."""
    return day().telling()
