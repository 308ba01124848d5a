"""Patients' comments, made from journeys that the simulation really held: for the patients' website, and for who watches over quality.

A journey is either of a person who is in the county's state at the month's end (waiting, lying in a bed, looked after), with
the wait that this person has had so far, or one of those whom the month's figures count as done (an A&E visit, an ambulance,
an operation): then whether it was in time is drawn by the share that the figure tells. How many write is assumed by kind of care
and does not depend on how it went, so good and bad stand as the journeys do; a journey of hours, seldom in sight at a month's
end, stands for the many that the month saw. Age, fifth and commissioner are the person's own;
the place is drawn among those where such people live, for a patient carries none. Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.concerns import Concern as Concern
from shirehall.economy.concerns import for_review as for_review
from shirehall.economy.dials import Dials
from shirehall.economy.figures import Figures
from shirehall.economy.hashes import hashed
from shirehall.economy.kernel import WAITS
from shirehall.economy.network import FIFTHS, LIST
from shirehall.economy.report.layout import COUNTY, Layout, live
from shirehall.economy.speech import BAD, GOOD, Kind, grammar, spoken
from shirehall.economy.state import State
from shirehall.errors import UsageError
from shirehall.patch.county import BANDS

if TYPE_CHECKING:
    from shirehall.economy.county import County

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0}
LISTS = {
    "planned": ("clinic-surgical", "clinic-medical", "clinic-other", "theatre-day", "theatre-night"),
    "test": ("imaging", "endoscopy"), "surgery": ("gp-appointments",), "community-list": ("community-starts",),
    "mental-list": ("mh-starts",), "talking-list": ("talking-starts",),
}  # fmt: skip
"""Kinds of journey that stand on a list, by the names of lists."""
HELD = {
    "wrong-bed": "escalation-places", "community-care": "community-books", "care-at-home": "care-clients",
    "recovery-at-home": "home-places", "hospice": "hospice-places", "birth": "maternity-beds",
}  # fmt: skip
"""Kinds of journey in which something is held, by its name."""
DONE = {
    "emergency": ("ae-attendances", "ae-within-4h", "urgent"), "ambulance": ("ambulance-calls", "ambulance-8min", "ambulance"),
    "treated": ("elective-treated", "rtt-admitted-18w", "referral-surgical"), "left-unseen": ("left-unseen", "", "urgent"),
}  # fmt: skip
"""Kinds of journey that the month counts as done: how many, which share was in time, and whose people they are."""
SEVERITY = 1 / 3
"""Part of ambulance calls that are of category A (KA34 bulletins: 32.5%)."""
TRIES = 8
LUCK = 6


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote of one journey.

    `site` is where it was (the county where no one site is meant); `tone` is "good", "fair" or "bad"; `wait` is what this
    person waited, in `unit`, or None; `measure` and `value` are the month's figure of `subject` that it rests on.
    """

    month: int
    kind: str
    about: str
    tone: str
    text: str
    site: str
    wait: float | None
    unit: str
    measure: str
    subject: str
    value: float
    commissioner: str
    place: str
    fifth: int
    band: str


@dataclass(slots=True)
class Stratum:
    """Journeys of one kind. Of people in the state: their slots. Of those done: how many by site, and the share in time."""

    kind: Kind
    slots: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    done: tuple[tuple[str, float, float], ...] = ()
    pathway: str = ""

    @property
    def size(self) -> float:
        """How many journeys there are."""
        return float(len(self.slots)) if not self.done else sum(number for _, number, _ in self.done)


def comments(county: County, state: State, figures: Figures, number: int, seed: int) -> tuple[Comment, ...]:
    """What patients might write of the month that `state` ends, with `figures` as its figures: `number` comments, or as many as
    there are journeys. Raises UsageError for a number below nought or figures of another month."""
    if number < 0:
        raise UsageError(f"{number} comments were asked for.", mend="ask for nought or more.")
    if any(row.month != state.month for row in figures):
        raise UsageError(
            f"figures of another month stand beside month {state.month}.",
            mend="give the month's own figures.",
        )
    return Journeys(county, state, figures).comments(number, seed)


def written(
    county: County, state: State, figures: Figures, number: int, seed: int
) -> tuple[dict[str, Any], ...]:
    """The same as plain values, for a record: a dictionary each, by the names of a comment's attributes."""
    return tuple(asdict(comment) for comment in comments(county, state, figures, number, seed))


class Journeys:
    """The journeys of one month, by kind."""

    def __init__(self, county: County, state: State, figures: Figures) -> None:
        self.county, self.state, self.layout = county, state, county.reporter.layout
        self.month, self.words = state.month, grammar()
        self.totals: dict[str, npt.NDArray[np.float64]] = {}
        self.known = {(r.measure, r.subject, r.group): r.value for r in figures}
        self.people = state.system["P"]
        self.names = {s.site: s.name for s in county.tables.sites} | {
            p.practice: p.name for p in county.tables.practices
        }
        self.strata = [
            stratum for stratum in (*self._present(), *self._done())
            if stratum.size > 0 and self._figure(stratum.kind, "") is not None
        ]  # fmt: skip

    def _present(self) -> list[Stratum]:
        """Kinds of people who are in the state, each person in one kind: that whose row here comes first."""
        here = live(self.state.system, self.layout.net)
        steps = np.minimum(self.people["pc"].astype(np.int64), len(self.layout.net.steps) - 1)
        waits = (self.people["a"] & WAITS) > 0
        taken = np.zeros(len(here), bool)
        found = []
        for name, meant in self._kinds().items():
            mask, waiting = meant
            at = here & ~taken & mask[steps]
            at &= waits if waiting else ~waits
            if name == "put-off":
                at &= ((self.people["a"] & 3) == 0) & (self.people["visit"] > 0)
            taken |= at
            found.append(Stratum(self.words.kinds[name], np.flatnonzero(at)))
        return found

    def _kinds(self) -> dict[str, tuple[Mask, bool]]:
        """Which steps mean which kind of journey, and whether its people wait there."""
        layout = self.layout
        found: dict[str, tuple[Mask, bool]] = {"ready": (layout.delayed, True)}
        trolley = np.zeros(len(layout.net.steps), bool)
        trolley[layout.boarding] = True
        found["trolley"] = (trolley, True)
        found["put-off"] = (listed(layout, ("theatre-night",)), True)
        found |= {name: (listed(layout, names), True) for name, names in LISTS.items()}
        found |= {name: (layout.holding(resource), False) for name, resource in HELD.items()}
        found["talking-care"] = (listed(layout, (), "talking"), False)
        return found

    def _done(self) -> list[Stratum]:
        """Journeys that the month's figures count, by site."""
        found = []
        for name, (number, share, pathway) in DONE.items():
            rows = []
            for site in self.layout.real:
                many = self.known.get((number, site, "all"), 0.0) * (SEVERITY if name == "ambulance" else 1.0)
                if name == "emergency":
                    many -= self.known.get(("left-unseen", site, "all"), 0.0)
                within = self.known.get((share, site, "all")) if share else 0.0
                if many > 0 and within is not None:
                    rows.append((site, many, within / 100))
            found.append(Stratum(self.words.kinds[name], done=tuple(rows), pathway=pathway))
        return found

    def comments(self, number: int, seed: int) -> tuple[Comment, ...]:
        """So many comments, each of another person."""
        weight = np.cumsum([s.size * s.kind.chance for s in self.strata])
        written: list[Comment] = []
        used: set[int] = set()
        if not len(weight):
            return ()
        for i in range(number):
            for again in range(TRIES):
                luck = [(hashed(seed, self.month, i, again, k) >> 11) / 2**53 for k in range(LUCK + 4)]
                stratum = self.strata[int(np.searchsorted(weight, luck[0] * weight[-1], side="right"))]
                if stratum.done:
                    written.append(self._of_done(stratum, luck))
                    break
                slot = int(stratum.slots[int(luck[1] * len(stratum.slots))])
                if slot not in used:
                    used.add(slot)
                    written.append(self._of_present(stratum, slot, luck))
                    break
        return tuple(written)

    def _of_present(self, stratum: Stratum, slot: int, luck: Sequence[float]) -> Comment:
        """A comment on somebody who is in the state."""
        person, kind, net = self.people[slot], stratum.kind, self.layout.net
        _, site, _ = net.steps[int(person["pc"])]
        since = person["t0"] if kind.name in ("planned", "put-off") and person["clock"] else person["tm"]
        wait = round((self.state.t // 1000 - int(since)) / 3600 / HOURS[kind.unit], 1)
        group, band = int(person["b"]), (int(person["a"]) >> 2) & 7
        place = self._place(group, band, luck[2])
        waited = kind.name not in HELD and kind.name != "talking-care"
        tone = kind.tone(wait) if waited or kind.bad == 0 else GOOD
        return self._comment(kind, tone, site, wait if waited else None, (group, band, place), luck)

    def _of_done(self, stratum: Stratum, luck: Sequence[float]) -> Comment:
        """A comment on a journey that the figures count: where by how many were there, in time by the share that was."""
        weight = np.cumsum([number for _, number, _ in stratum.done])
        site, _, within = stratum.done[int(np.searchsorted(weight, luck[1] * weight[-1], side="right"))]
        tone = GOOD if luck[3] < within else BAD
        return self._comment(stratum.kind, tone, site, None, self._person(stratum.pathway, luck), luck)

    def _comment(
        self, kind: Kind, tone: str, site: str, wait: float | None, who: tuple[int, int, str], luck: Sequence[float]
    ) -> Comment:  # fmt: skip
        group, band, place = who
        subject, value = self._figure(kind, site) or (COUNTY, 0.0)
        name = self.names.get(site, site)
        text = self.words.say(
            kind.name, tone, BANDS[band], name, spoken(wait or 1, kind.unit), luck[LUCK : LUCK + 4]
        )
        return Comment(
            self.month, kind.name, kind.about, tone, text, site, wait, kind.unit,
            kind.measure, subject, value, self.layout.net.payers[group // FIFTHS], place, group % FIFTHS + 1, BANDS[band],
        )  # fmt: skip

    def _figure(self, kind: Kind, site: str) -> tuple[str, float] | None:
        """The figure that a kind of journey rests on: of the site, else of who runs it, else of the county."""
        for subject in (site, self.state.owners.get(site, self.county.life.owner.get(site, "")), COUNTY):
            value = self.known.get((kind.measure, subject, "all"))
            if value is not None:
                return subject, value
        return None

    def _place(self, group: int, band: int, luck: float) -> str:
        """Where such a person might live: places by how many people of that commissioner, fifth and age they have."""
        people = self.county.life.people
        heads = people.people[:, band] * (people.group == group)
        return self._drawn(heads, luck)

    def _person(self, pathway: str, luck: Sequence[float]) -> tuple[int, int, str]:
        """One of those who are expected to come to a pathway: group, age band, place."""
        people, total = self.county.life.people, self._expected(pathway)
        at = min(int(np.searchsorted(total, luck[2] * total[-1], side="right")), len(total) - 1)
        row, band = divmod(at, len(BANDS))
        return int(people.group[row]), band, people.rows[row].place

    def _expected(self, pathway: str) -> npt.NDArray[np.float64]:
        """Those expected to come to a pathway (to any, where the pack has none of the name), added up by row and age band."""
        if pathway not in self.totals:
            people = self.county.life.people
            dials = Dials(self.month, dict(self.state.owners), self.state.memory)
            name = pathway if pathway in people.rate else min(people.rate)
            self.totals[pathway] = np.cumsum(people.entries(name, dials))
        return self.totals[pathway]

    def _drawn(self, heads: npt.NDArray[np.float64], luck: float) -> str:
        total = np.cumsum(heads)
        if not len(total) or total[-1] <= 0:
            return ""
        return self.county.life.people.rows[int(np.searchsorted(total, luck * total[-1], side="right"))].place


def listed(layout: Layout, names: tuple[str, ...], pathway: str = "") -> Mask:
    """The steps that stand on a list of these names; or all steps of a pathway that are no list."""
    mask = np.zeros(len(layout.net.steps), bool)
    if pathway:
        if pathway in layout.pathways:
            mask = layout.step_pathway == layout.pathways.index(pathway)
            mask &= layout.net.arrays["op"] != LIST
        return mask
    on = [layout.net.lists[k][1] in names for k in layout.list_of.tolist()]
    mask[layout.list_steps[np.array(on, bool)]] = True
    return mask
