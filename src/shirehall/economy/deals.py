"""Vague deals: how specific a deal is, what is missing, and which published assumptions stand in for it.

A deal can be modelled when it says which service, how much of it, from where, to where, and when. One that says less is
either put in terms by those who made it, or a named set of assumptions takes its place, and that is said wherever a figure
rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shirehall.economy import levers
from shirehall.economy.dials import SERVICES
from shirehall.economy.terms import Lever, Value, lever
from shirehall.errors import UsageError
from shirehall.patch.assumption_sets import AssumptionSet, Entry
from shirehall.patch.county import BANDS, CountyTables

ENOUGH = 1.0
"""The score from which a deal is modelled as it stands: everything that applies is said."""
KINDS = {"polyclinic": ("clinic", "base"), "minor-hospital": ("community-hospital",)}
"""The kinds of site that a setting of an assumption set means."""
HOME_CONTACTS = "community"
"""The pathway that looks after people whose care has moved home: each of them takes one start of it (assumed)."""

ASPECTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "service",
        "which service, capacity or need",
        ("service", "pathway", "resource", "range", "need", "skill", "offer", "label"),
    ),
    (
        "from",
        "from whom, or whose patients or money",
        ("from", "commissioner", "payer", "site", "members", "lender"),
    ),
    (
        "to",
        "to whom, or who does it",
        ("to", "provider", "receiver", "council", "body", "supplier", "insurer", "borrower"),
    ),
)
"""What a deal has to say besides volume and date: its name, the question, and the terms that answer it."""
NUMBERS = ("percent", "count", "pounds", "days")
SHIFT = ("service", "volume", "from", "to", "date")


@dataclass(frozen=True, slots=True)
class Specific:
    """How specific a deal is: `score` is the share (0 to 1) of `asked` that it answers; `missing` names the rest with its question."""

    score: float
    asked: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]

    @property
    def enough(self) -> bool:
        """Whether the deal can be modelled as it stands."""
        return self.score >= ENOUGH

    def told(self) -> str:
        """What is missing, in a sentence."""
        if not self.missing:
            return "Everything that the model needs is said."
        what = "; ".join(f"{name} ({question})" for name, question in self.missing)
        return f"{len(self.asked) - len(self.missing)} of {len(self.asked)} things are said. Missing: {what}."


def specific(mechanism: str, terms: Mapping[str, Value], start: int | None) -> Specific:
    """Score a deal: a lever's mechanism ("" for one in words alone), the terms it states, and its first month (None: not said).

    A deal in words alone is asked what a shift is asked: service, volume, from, to and date.
    """
    kind = levers.catalogue().get(mechanism)
    has = {term.name for term in (kind or levers.catalogue()["shift"]).terms}
    given = {name for name, value in terms.items() if value != ""}
    found: dict[str, tuple[str, bool]] = {}
    for name, question, answers in ASPECTS:
        if has.intersection(answers):
            found[name] = (question, bool(given.intersection(answers)))
    numbers = _numbers(mechanism)
    if numbers:
        found["volume"] = ("how much: a number, a share or a sum", bool(given.intersection(numbers)))
    found["date"] = ("from which month, or over which months", start is not None)
    order = [name for name in SHIFT if name in found]
    missing = tuple((name, found[name][0]) for name in order if not found[name][1])
    return Specific((len(order) - len(missing)) / len(order), tuple(order), missing)


def _numbers(mechanism: str) -> tuple[str, ...]:
    """The terms that say how much a mechanism does: those it must have, or any where none is needed."""
    terms = levers.catalogue()[mechanism if mechanism in levers.catalogue() else "shift"].terms
    numbers = [term for term in terms if term.kind in NUMBERS and not term.name.startswith("believed")]
    needed = [term.name for term in numbers if not term.optional]
    if mechanism in ("", "shift"):
        needed.append("volume")
    return tuple(needed or [term.name for term in numbers])


@dataclass(frozen=True, slots=True)
class Modelled:
    """A deal as the model takes it: the levers, how specific the deal was, whether a set stands in for it, and what is said of that."""

    levers: tuple[Lever, ...]
    specific: Specific
    assumed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as it came from play: what it is called, its mechanism ("" when it is in words), its terms and its first month."""

    name: str
    mechanism: str
    terms: Mapping[str, Value]
    start: int | None = None


def modelled(
    deal: Deal,
    given: AssumptionSet,
    tables: CountyTables,
    tweaks: Mapping[str, float] | None = None,
    first: int = 1,
) -> Modelled:
    """The deal itself where it is specific and the county can act on it; else the set's assumptions about its service, from `first`."""
    said = specific(deal.mechanism, deal.terms, deal.start)
    faults = (
        levers.problems(deal.mechanism, deal.terms, tables) if deal.mechanism else ["it is in words alone."]
    )
    if said.enough and not faults:
        pairs = tuple(sorted(deal.terms.items()))
        own = Lever(deal.mechanism, pairs, deal.name, deal.start or first)
        return Modelled((own,), said, False, f"{deal.name} is modelled as agreed.")
    service = str(deal.terms.get("service", ""))
    stand = tuple(
        each
        for entry in given.entries
        if not service or touches(entry.activity, service)
        for each in entry_levers(entry, given, tables, tweaks or {}, first)
    )
    note = (
        f"{deal.name} is too vague to model. {said.told()} {given.name}, version {given.version} ({given.citation}), "
        f"stands in for it{', changed locally' if tweaks else ''}."
    )
    return Modelled(stand, said, True, note)


def touches(activity: str, service: str) -> bool:
    """Whether an activity and a service have a pathway in common."""
    return bool(set(SERVICES.get(activity, (activity,))) & set(SERVICES.get(service, (service,))))


def levers_of(
    given: AssumptionSet, tables: CountyTables, tweaks: Mapping[str, float] | None = None, start: int = 1
) -> tuple[Lever, ...]:
    """The levers that an assumption set amounts to in a county, from a month on.

    `tweaks` replaces the share (per cent) of entries by their id. Raises UsageError for a tweak of an entry that is not there, or
    outside 0 to 100.
    """
    tweaks = tweaks or {}
    known = [entry.id for entry in given.entries]
    for name, share in sorted(tweaks.items()):
        if name not in known:
            raise UsageError(f"{given.id} has no entry {name}.", mend=f"name one of {', '.join(known)}.")
        if not 0 <= share <= 100:
            raise UsageError(f"{name} is {share:g}%, outside 0 to 100.", mend="give a share in per cent.")
    return tuple(
        each for entry in given.entries for each in entry_levers(entry, given, tables, tweaks, start)
    )


def entry_levers(
    entry: Entry, given: AssumptionSet, tables: CountyTables, tweaks: Mapping[str, float], start: int
) -> tuple[Lever, ...]:
    """The levers of one entry: shifts to the places that can take the activity, with room for it there, or less of it in hospital."""
    share = tweaks.get(entry.id, entry.share_percent)
    source = f"{given.name}, version {given.version}: {entry.id}, {share:g}% over {entry.months} months"
    if entry.id in tweaks:
        source += f" (published: {entry.share_percent:g}%)"
    found: list[Lever] = []
    for pathway in SERVICES.get(entry.activity, (entry.activity,)):
        if any(row.pathway == pathway for row in tables.demand):
            found += _pathway_levers(entry, pathway, share, source, tables, start)
    if entry.setting == "home" and found:
        moved = sum(entries(tables, str(each.get("pathway"))) for each in found)
        at_home = entries(tables, HOME_CONTACTS)
        more = round(min(200.0, share * moved / at_home), 6) if at_home else 0.0
        found.append(
            _made("demand", source, start, pathway=HOME_CONTACTS, percent=more, ramp_months=entry.months)
        )
    return tuple(found)


def entries(tables: CountyTables, pathway: str) -> float:
    """Entries a year of a pathway by the rates of the tables, before practices, choice and levers."""
    people = [sum(band) for band in zip(*(row.people() for row in tables.places), strict=True)]
    rates = {row.key: row.value for row in tables.demand if row.pathway == pathway and row.what == "rate"}
    total: float = sum(
        number * rates.get(band, 0.0) / 1000 for band, number in zip(BANDS, people, strict=True)
    )
    return total


def _made(mechanism: str, source: str, start: int, **terms: Value) -> Lever:
    return lever(mechanism, source, start, None, "assumed", **terms)


def _pathway_levers(
    entry: Entry, pathway: str, share: float, source: str, tables: CountyTables, start: int
) -> list[Lever]:
    runs = _runs(tables, pathway)
    kind = {site.site: site.kind for site in tables.sites}
    owner = {site.site: site.owner for site in tables.sites}
    leaves = [s for s in runs if (entry.leaves in (s, owner[s]) if entry.leaves else kind[s] == "hospital")]
    wanted = KINDS.get(entry.setting, ())
    joins = [
        s
        for s in runs
        if s not in leaves and (entry.joins in (s, owner[s]) if entry.joins else kind[s] in wanted)
    ]
    if entry.setting == "home" or not joins:
        return [_made("demand", source, start, pathway=pathway, percent=-share, ramp_months=entry.months)]
    made = []
    for site in leaves:
        to = joins[leaves.index(site) % len(joins)]
        made.append(
            _made(
                "shift",
                source,
                start,
                service=pathway,
                from_=site,
                to=to,
                share_percent=share,
                ramp_months=entry.months,
            )
        )
        made += _room(pathway, site, to, share, source, entry.months, tables, start)
    return made


def _room(
    pathway: str, site: str, to: str, share: float, source: str, months: int, tables: CountyTables, start: int
) -> list[Lever]:
    """Capacity for what moves: as many slots or places more at the new place as the same share of the old one's."""
    size = {(s.site, s.resource): s for s in tables.services if s.measure != "books"}
    names = {
        part.strip().split("@")[0]
        for row in tables.pathways
        if row.pathway == pathway and row.does in ("list", "take")
        for part in row.what.replace(">", "|").split("|")
    }
    made = []
    for name in sorted(names):
        here, there = size.get((site, name)), size.get((to, name))
        more = round(here.capacity * share / 100) if here and there and here.measure == there.measure else 0
        if more:
            made.append(
                _made(
                    "capacity",
                    source,
                    start,
                    site=to,
                    resource=name,
                    change=more,
                    own_staff="yes",
                    ramp_months=months,
                )
            )
    return made


def _runs(tables: CountyTables, pathway: str) -> list[str]:
    """The sites that run a pathway, sorted."""
    found = {row.site for row in tables.market if row.pathway == pathway}
    if not found:
        share = "minor" if pathway == "minor" else "urgent"
        found = {flow.site for flow in tables.flows if getattr(flow, share) > 0}
    return sorted(found)


def between_rounds(
    deals: Sequence[Deal],
    given: AssumptionSet,
    tables: CountyTables,
    tweaks: Mapping[str, float] | None = None,
) -> tuple[Modelled, ...]:
    """Every deal of a round as the next one takes it, in order. Where several are too vague, the set's assumptions act once."""
    out: list[Modelled] = []
    taken: set[Lever] = set()
    for deal in deals:
        each = modelled(deal, given, tables, tweaks)
        fresh = tuple(one for one in each.levers if not each.assumed or one not in taken)
        taken.update(fresh)
        out.append(Modelled(fresh, each.specific, each.assumed, each.note))
    return tuple(out)


def conflicts(terms: Sequence[Lever]) -> list[str]:
    """Where deals in force pull against one another or against patients' choice, one sentence each; a flag, and no refusal."""
    told = []
    free = {one.text("commissioner") or "all" for one in terms if _chosen(one)}
    for one in terms:
        service = one.text("service")
        directed = one.mechanism == "repatriate" or (
            one.mechanism == "shift"
            and any(p.startswith("referral") for p in SERVICES.get(service, (service,)))
        )
        if directed:
            what = service or "care beyond the county"
            loud = " They were promised more choice." if free & {"all", one.text("commissioner")} else ""
            told.append(
                f"{one.source} sends {what} to {one.text('to')}, but patients may choose to go elsewhere.{loud}"
            )
    targets = [one for one in terms if one.mechanism == "waiting-target"]
    told += [
        f"{cap.source} caps {cap.text('service')} for {cap.text('commissioner')}, whose waits {target.source} wants shorter."
        for cap in terms
        if cap.mechanism == "ceiling"
        for target in targets
        if target.text("commissioner") == cap.text("commissioner")
    ]
    return told


def _chosen(one: Lever) -> bool:
    return (
        one.mechanism == "choice" and max(one.number("choosers_percent"), one.number("strength_percent")) > 0
    )


__all__ = [
    "ENOUGH",
    "Deal",
    "Modelled",
    "Specific",
    "between_rounds",
    "conflicts",
    "levers_of",
    "modelled",
    "specific",
]
