"""Phase by phase: in how many stretches of the year something was done, outweighed something else, or reached somebody new."""

from __future__ import annotations

from shirehall.study.filters import CONTACT_FILTERS, EVENT_FILTERS, acts, contacts, wanted
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling
from shirehall.study.tables import Filters, Reading, number_measure, reading


def phase_by_month(telling: Telling) -> dict[int, str]:
    """The phase that each month of the round lies in."""
    return {month: phase.id for phase in telling.patch.round.phases for month in phase.months}


def phases_with(telling: Telling, filters: Filters) -> Reading:
    """In how many phases it was done at least once."""
    phase = phase_by_month(telling)
    kept = acts(telling, filters)
    found = list(dict.fromkeys(phase[e.month] for e in kept if e.month in phase))
    return reading(len(found), (e.seq for e in kept), ", ".join(found))


def phases_of_more(telling: Telling, filters: Filters) -> Reading:
    """In how many phases some topics were named more often than those of `against`."""
    phase = phase_by_month(telling)
    mine, other = set(wanted(filters, "topic")), set(wanted(filters, "against"))
    tally = {each.id: [0, 0] for each in telling.patch.round.phases}
    evidence = []
    for event in acts(telling, without(filters, "topic", "against")):
        if event.month in phase:
            for side, topics in enumerate((mine, other)):
                tally[phase[event.month]][side] += sum(topic in topics for topic in event.about)
            evidence += [event.seq] * bool(mine & set(event.about))
    won = [name for name, (one, two) in tally.items() if one > two]
    return reading(
        len(won), evidence, ", ".join(f"{name} {one} to {two}" for name, (one, two) in tally.items())
    )


def phases_with_new_partners(telling: Telling, filters: Filters) -> Reading:
    """In how many phases the body of the kinds named that did so most often turned to somebody it had not turned to before."""
    phase = phase_by_month(telling)
    met: dict[str, set[str]] = {}
    fresh: dict[str, dict[str, list[int]]] = {}
    for c in contacts(telling, filters):
        if c.hearer not in met.setdefault(c.sender, set()) and c.month in phase:
            met[c.sender].add(c.hearer)
            fresh.setdefault(c.sender, {}).setdefault(phase[c.month], []).append(c.seq)
    if not fresh:
        return reading(0, (), "nobody turned to anybody")
    body = max(sorted(fresh), key=lambda b: len(fresh[b]))
    evidence = [seq for seqs in fresh[body].values() for seq in seqs]
    return reading(len(fresh[body]), evidence, f"{telling.name(body)}, {len(met[body])} partners in all")


MEASURES = (
    number_measure("phases-with", "Phases in which it was done", "phases", "In how many phases something was done.",
                   phases_with, EVENT_FILTERS),
    number_measure("phases-of-more", "Phases in which one outweighed the other", "phases",
                   "In how many phases some topics were named more than others.", phases_of_more, (*EVENT_FILTERS, "against")),
    number_measure("phases-with-new-partners", "Phases with new partners", "phases",
                   "In how many phases a body turned to somebody new.", phases_with_new_partners, CONTACT_FILTERS),
)  # fmt: skip
