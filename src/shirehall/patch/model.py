"""A patch: the fictional county as the pack states it, apart from its county tables (see `county.py`).

Each class below is one shape of a pack's YAML files; the field names are the keys an author writes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.estate import Unit
from shirehall.patch.figures import Figure, Id, Month, Share, Strict
from shirehall.patch.reported import Comparison as Comparison
from shirehall.patch.reported import Finding as Finding
from shirehall.patch.rewards import Reward
from shirehall.patch.vocabulary import Kind as Kind
from shirehall.patch.vocabulary import Power as Power
from shirehall.patch.website import Website

Timing = Literal["before-bid", "before-service"]
"""At which step a duty binds: before a body offers to do something, or only before it does it."""


class Phase(Strict):
    """A stretch of the year that the report tells together."""

    id: Id
    title: str
    months: list[Month]


class Round(Strict):
    """One stretch of play. `start` is the first month as YYYY-MM; a month lasts `minutes_a_month` play minutes."""

    id: Id
    title: str
    start: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    months: Month
    minutes_a_month: Annotated[int, Field(ge=1, le=240)]
    phases: list[Phase]
    jump: str = ""
    transition_months: Annotated[int, Field(ge=0)] = 0


class Slot(Strict):
    """One line of the day's timetable; times are wall-clock labels as HH:MM."""

    time: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
    what: str
    kind: Literal["arrival", "film", "play", "break", "lunch", "feedback", "close"]
    minutes: Annotated[int, Field(ge=1)]


class Publication(Strict):
    """Which measures of the county's figures are published, to whom, and how many months late.

    `audience` is "all", "subject" (each organisation sees its own rows), or a list of organisation ids or kinds. `alert` rings
    for all its readers, or for the seats, bodies and kinds named; `account-manager` names every seat that looks after bodies.
    """

    id: Id
    title: str
    measures: list[str]
    audience: Literal["all", "subject"] | list[str]
    lag: Annotated[int, Field(ge=0, le=12)]
    every: Annotated[int, Field(ge=1, le=12)] = 1
    alert: bool | list[str] = False


class Pressure(Strict):
    """The dials of load: attention minutes a seat has each month, injects a month, and where the load warning sits."""

    attention_minutes: Figure
    injects_a_month: Figure
    load_warning: Figure
    overloaded_seats: list[Id] = []
    inject_size: Figure | None = None


class Responses(Strict):
    """How a consultation is answered, in percent in favour: the share for general aims, by who is asked; what each grade
    of specificity and each thing taken away costs; and how far chance spreads the answer either way. `each_told` is what each
    time adds that the body told everyone of the matter before it asked, three times at the most."""

    members: Figure
    patients: Figure
    public: Figure
    each_grade: Figure
    each_loss: Figure
    spread: Figure
    loss_words: list[str]
    each_told: Figure | None = None


class PackHead(Strict):
    """`pack.yaml`."""

    id: Id
    title: str
    story: str
    rounds: list[Round]
    timetable: list[Slot]
    publications: list[Publication]
    pressure: Pressure
    responses: Responses
    detail: Literal["strategic", "full"]
    managers: bool = False
    sources: list[str]
    licence: str
    analogue: str = ""
    website: Website | None = None
    notice: str = "This is a training simulation. It shows what might happen, never what will."


class Question(Strict):
    """A question the exercise explores: by facts, injects, rules or rule questions, measures, and reported findings."""

    id: Id
    text: str
    round: Id
    explored_by: list[str]
    measures: list[str] = []
    findings: list[str] = []


class Explanation(Strict):
    """A rival explanation of the puzzle, with the measure by which the report weighs it."""

    id: Id
    text: str
    measure: str
    reads: str


class Charter(Strict):
    """`charter.yaml`: why the run is held and what it may and may not answer."""

    aims: list[str]
    puzzle: str
    questions: list[Question]
    taken_as_given: list[str]
    out_of_scope: list[str]
    explanations: list[Explanation]
    sponsor: str
    designers: str
    partner: str
    model_owner: str
    independence: str = ""
    programme: str = ""
    not_explored: dict[str, str] = {}
    artefacts: list[str] = []


class Character(Strict):
    """The short note that every organisation carries: where it stands, what troubles it, what it wants."""

    position: str
    problem: str
    ambition: str


class Interests(Strict):
    """Interests at four levels, any of which may move a seat."""

    national: str
    professional: str
    institutional: str
    personal: str


class Consult(Strict):
    """Whether the organisation may bind itself, or must ask its members first and how many play minutes that takes."""

    mode: Literal["delegated", "consult-first"]
    members: str = ""
    minutes: Annotated[int, Field(ge=0)] = 0


class Organisation(Strict):
    """One body of the patch. Money and knowledge are maps of name to figure; traits are 0 to 1 (see `traits.yaml`)."""

    id: Id
    name: str
    short: str
    kind: Kind
    seated: Literal["yes", "part", "no", "control"]
    functions: list[str] = []
    separation: str = ""
    units: list[Unit] = []
    character: Character
    mandate: str
    resources: list[str]
    sanctions: list[str]
    known_unknowns: list[str]
    interests: Interests
    aims: list[str]
    powers: list[Power]
    duties: list[str]
    threats: list[str] = []
    contrast: str = ""
    consult: Consult
    money: dict[str, Figure] = {}
    knowledge: dict[str, Figure] = {}
    traits: dict[str, Share] = {}
    members: list[Id] = []
    why: str
    remit: str = ""
    savings_target: Figure | None = None


class Skill(Strict):
    """What a seat can do and what it believes it can do, both 0 to 1."""

    actual: Share
    self_rated: Share


class Seat(Strict):
    """A place at the table. `may_commit` lists what this seat may bind its organisation to, `looks_after` the bodies whose account
    manager it is."""

    id: Id
    organisation: Id
    role: str
    profession: Literal["gp", "doctor", "nurse", "manager", "finance", "public-health", "councillor", "lay", "regulator",
                        "analyst", "consultant-firm", "therapist", "control"]  # fmt: skip
    may_commit: list[Literal["agreements", "plans", "money", "people", "rulings", "public"]]
    position: Literal["own", "assigned"]
    experience_years: Annotated[int, Field(ge=0, le=50)]
    skills: dict[str, Skill]
    rationale: str = ""
    outsider: bool = False
    only_with: Literal["managers"] | None = None
    looks_after: list[Id] = []
    table: Id
    why: str


class Tie(Strict):
    """How well two bodies or seats know and trust each other before play, 0 (strangers) to 1."""

    between: Annotated[list[Id], Field(min_length=2, max_length=2)]
    strength: Share
    why: str = ""


class LeftOut(Strict):
    """A part of the real system without a seat, and why."""

    who: str
    why: str


class Table(Strict):
    """A table in the room."""

    id: Id
    title: str


class Seats(Strict):
    """`seats.yaml`."""

    tables: list[Table]
    seats: list[Seat]
    ties: list[Tie]
    left_out: list[LeftOut]
    checklist: list[str] = []


class Contract(Strict):
    """A contract standing at the start. `tier` keeps main contracts apart from side deals."""

    id: Id
    title: str
    commissioner: Id
    provider: Id
    tier: Literal["main", "side", "support", "enhanced"]
    form: Literal["block", "tariff", "cost-and-volume", "risk-share", "fee"]
    covers: list[str]
    value: Figure
    signed: bool
    year: str


class Rule(Strict):
    """A rule of the real job. `check` names a machine-checked rule of the play, with the move it binds.

    `timing` says at which step it binds, and `limit` is the figure that it turns on, for checks that have either. `rewards` are what
    bodies are scored on and praised for under it.
    """

    id: Id
    text: str
    basis: str
    clarity: Literal["clear", "unclear", "silent"]
    who_may_rule: list[Id]
    checked_by: Literal["machine", "people"]
    check: str = ""
    renegotiable: bool
    topic: Id
    timing: Timing | None = None
    limit: Figure | None = None
    rewards: list[Reward] = []


class RuleQuestion(Strict):
    """A question the pack leaves open on purpose; `rule` names the rule it asks about, if one exists."""

    id: Id
    text: str
    rule: Id | None = None
    likely_askers: list[Id]
    may_answer: list[Id]
    topic: Id


class Rules(Strict):
    """`rules.yaml`. `no_artificial_rules` states that nothing else is forbidden."""

    rules: list[Rule]
    questions: list[RuleQuestion]
    no_artificial_rules: str


class Trigger(Strict):
    """When an inject is published: at a month and minute, on a published figure passing a mark, or by hand."""

    month: Month | None = None
    minute: Annotated[int, Field(ge=0)] = 0
    measure: str = ""
    subject: str = ""
    above: Annotated[float | None, Field(strict=False)] = None
    below: Annotated[float | None, Field(strict=False)] = None
    by_hand: bool = False


class Effect(Strict):
    """What an inject does to the county: a lever mechanism of `economy/levers/` with its terms."""

    mechanism: str
    terms: dict[str, str | int | float]
    origin: Annotated[str, Field(alias="from")]
    source: str = ""


class Inject(Strict):
    """Something that arrives. `to` is "all" or ids and kinds. A `spare` waits until more injects a month are wanted."""

    id: Id
    title: str
    kind: Literal["film", "position", "news", "cost", "incident", "finance", "performance", "unrest", "request",
                  "voice"]  # fmt: skip
    when: Trigger
    to: Literal["all"] | list[str]
    text: str
    about: list[Id]
    expects: str
    reply_within: Annotated[int, Field(ge=0)] = 40
    size: Figure | None = None
    effect: Effect | None = None
    invented_by: Literal["source", "ours"]
    tests: Id
    spare: bool = False


class Interview(Strict):
    """One voice of the news film."""

    speaker: str
    role: str
    words: str


class Film(Strict):
    """`film.yaml`: the news film as a script, and its file if the pack has one (captions: the same name with `.vtt`)."""

    title: str
    seconds: Annotated[int, Field(ge=10)]
    opening: str
    interviews: Annotated[list[Interview], Field(min_length=4)]
    closing: str
    video: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(mp4|webm)$")] | None = None


class Deadline(Strict):
    """A natural deadline of the year; missing it is noted on the record and stops nobody."""

    id: Id
    title: str
    month: Month
    minute: Annotated[int, Field(ge=0)] = 0
    owes: list[str]
    to: list[str]
    met_by: Literal["plan-submitted", "agreement-signed", "share", "consultation-closed"]
    about: list[Id]


class Topic(Strict):
    """A topic of talk, with the stems by which the word list suggests it."""

    id: Id
    title: str
    words: list[str]


class Code(Strict):
    """A code for observers' notes."""

    id: Id
    title: str
    group: str
    means: str


class Theme(Strict):
    """A default theme under which the report gathers what happened."""

    id: Id
    title: str
    kinds: list[Kind]


class Codebook(Strict):
    """`codebook.yaml`."""

    topics: list[Topic]
    codes: list[Code]
    themes: list[Theme]
    cues: list[str]


class FeedbackQuestion(Strict):
    """One question asked at the end of the day or in the week after."""

    id: Id
    text: str
    part: Literal["experience", "perception", "interpretation", "feelings"]
    when: Literal["same-day", "week-after"]
    answer: Literal["words", "scale", "feelings"]


class Trait(Strict):
    """One scale of the vocabulary of traits for scripted minds: what 0 and 1 mean."""

    id: Id
    low: str
    high: str


class Assumption(Strict):
    """What a worded agreement on a topic is taken to amount to when nobody rules. Shown as an assumption."""

    id: Id
    when_about: list[Id]
    when_words: list[str]
    mechanism: str
    terms: dict[str, str | int | float]
    origin: Annotated[str, Field(alias="from")]
    source: str
    text: str


class Briefing(Strict):
    """One Markdown briefing: `common`, or a body's position statement or the detail behind it; for a later round, if named."""

    id: str
    organisation: Id | None
    kind: Literal["common", "position", "detail"]
    title: str
    text: str
    round: Id | None = None


class Fact(Strict):
    """One row of `facts.csv`: a keyed figure that briefings may cite. `known_to` is "all" or organisation ids."""

    key: str
    value: float
    unit: str
    known_to: list[str]
    revealed_month: int
    subject: str
    origin: Annotated[str, Field(alias="from")]
    source: str
    note: str = ""
