"""One row model for each CSV file of a pack's county.

A cell arrives as text or as a number; numbers are read leniently, everything else strictly. Every row says where its
figures came from (`from`) and the source.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Provenance, TableRow

Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=False, ge=0)]
Share = Annotated[float, Field(strict=False, ge=0, le=1)]
Fifth = Annotated[int, Field(strict=False, ge=1, le=5)]
Origin = Annotated[Provenance, Field(alias="from", strict=False)]
Name = Annotated[str, Field(min_length=1)]

BANDS = ("0-4", "5-14", "15-24", "25-44", "45-64", "65-74", "75-84", "85+")
NOBODY = "none"


class PlaceRow(TableRow):
    """People of one deprivation fifth (1 the most deprived) of one place, by age band.

    `consortium` is the body that pays for them (`none`: a commissioner beyond the county); `in_county` tells whether
    the place lies in the council's area, since the boundaries do not match. Where a pack has several councils, `council`
    names the one in whose area the place lies.
    """

    place: Name
    name: str
    consortium: Name
    in_county: Literal["yes", "no"]
    fifth: Fifth
    age_0_4: Count
    age_5_14: Count
    age_15_24: Count
    age_25_44: Count
    age_45_64: Count
    age_65_74: Count
    age_75_84: Count
    age_85_plus: Count
    council: str = ""
    origin: Origin
    source: str

    def people(self) -> tuple[int, ...]:
        """People by age band, in the order of `BANDS`."""
        return (
            self.age_0_4, self.age_5_14, self.age_15_24, self.age_25_44,
            self.age_45_64, self.age_65_74, self.age_75_84, self.age_85_plus,
        )  # fmt: skip


class PracticeRow(TableRow):
    """A practice: its list, and how far it refers, admits and prescribes beyond what age and need explain.

    An index of 1 is as expected.
    """

    practice: Name
    name: str
    consortium: Name
    place: Name
    list_size: Count
    referral_index: Number
    emergency_index: Number
    prescribing_index: Number
    origin: Origin
    source: str


class SiteRow(TableRow):
    """A building or base from which an organisation works; `owner` is the organisation at the start."""

    site: Name
    name: str
    owner: Name
    kind: Literal["hospital", "community-hospital", "clinic", "base"]
    place: Name
    origin: Origin
    source: str


class ServiceRow(TableRow):
    """Capacity of one resource at one site.

    `measure`: `units` are held by patients (beds, cubicles, nurses, places); `a-week` are starts or slots a week on a
    list; `books` counts people without a limit, its capacity being the caseload at the opening. `days` is 5 or 7 for
    lists; `wait_weeks` is the wait at which the list opens.
    """

    site: Name
    service: Name
    resource: Name
    measure: Literal["units", "a-week", "books"]
    capacity: Number
    days: Annotated[int, Field(strict=False, ge=5, le=7)] = 7
    wait_weeks: Number = 0.0
    hours: str = ""
    origin: Origin
    source: str


class PathwayRow(TableRow):
    """One step of a pathway.

    `does` is a verb of the engine (see docs/model.md); `what` the resource, list, count, clock or measure; `mean`
    (hours) and `share` hold one number or eight, one for each age band; `spread` is the coefficient of variation.
    """

    pathway: Name
    step: Name
    does: Literal["stay", "shorter-stay", "stay-target", "take", "free", "chance", "go", "join", "list", "patience", "first",
                  "count", "time", "mark", "clock", "spill", "try", "turn-away", "leave-hour", "again", "flow", "part",
                  "return", "end"]  # fmt: skip
    what: str = ""
    mean: str = ""
    spread: str = ""
    share: str = ""
    to: str = ""
    setting: str = ""
    origin: Origin
    source: str


class DemandRow(TableRow):
    """Demand of a pathway.

    `what`: `rate` (key an age band, value entries per 1,000 people a year, gradient the most deprived fifth over the
    least), `hour` (key 0-23), `day` (key 0 Monday to 6), `month` (key 1-12), each a weight about 1; `payer` scales one
    commissioner's people; `growth` (key `all` or a band) is a trend of the rate in per cent a year.

    Two names stand where a pathway would. `population`: `birth` (key the parents' band), `death`, `migration` (net; key a
    band), each per 1,000 people of the band a year; `ageing` (key a band), the share of a band that leaves it for the next
    in a year; `growth` (key `all` or a band), per cent a year. `choice`: `chooser` (key a commissioner or `all`), the share
    of people who choose; `wait` and `minutes` (key `all` or a pathway), how steeply choosers answer to a week and a
    minute; `lag` (key `all`), months until a wait is known; `pathway` (key a pathway), one that people choose the site of.
    """

    pathway: Name
    what: Literal["rate", "hour", "day", "month", "payer", "growth", "birth", "death", "migration", "ageing",
                  "chooser", "wait", "minutes", "lag", "pathway"]  # fmt: skip
    key: Name
    value: Number
    gradient: Number = 1.0
    origin: Origin
    source: str


class FlowRow(TableRow):
    """Minutes from a place to a site, and the share of the place's urgent and minor attendances that go there."""

    place: Name
    site: Name
    minutes: Number
    urgent: Share
    minor: Share
    origin: Origin
    source: str


class MarketRow(TableRow):
    """The share of a commissioner's people who enter a planned pathway at a site."""

    commissioner: Name
    pathway: Name
    site: Name
    share: Share
    origin: Origin
    source: str


class NeedRow(TableRow):
    """A long-term condition or frailty: who has it, and how often it flares up into an emergency.

    `per_1000` holds eight numbers by age band (people on the register per 1,000), `gradient` the most deprived fifth over
    the least, `flares` emergencies a year per 1,000 registered under the care of the opening, `lag_months` how long a
    change of care takes to show. Flares enter `pathway`. `growth` is per cent a year of the register beyond ageing;
    `flare_gradient` the flares of a registered person in the most deprived fifth over the least; `effect` by how many per
    cent flares fall when care is one per cent better, with the range it might lie in (`effect_low`, `effect_high`).
    """

    need: Name
    name: str
    per_1000: str
    gradient: Number
    flares: Number
    lag_months: Number
    pathway: Name
    growth: Number = 0.0
    flare_gradient: Number = 1.0
    effect: Number = 0.2
    effect_low: Number = 0.0
    effect_high: Number = 0.5
    origin: Origin
    source: str


class StaffRow(TableRow):
    """Posts of one skill at one body: how many there are, how many are filled, which resources they staff.

    `resources` holds names with spaces between; `lead_months` how long it takes to fill or train a post.
    """

    body: Name
    skill: Name
    posts: Number
    filled: Number
    lead_months: Number
    resources: str
    origin: Origin
    source: str
