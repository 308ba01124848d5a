"""How much work settled terms move, who settled without whom, whether many parties settle less, and what meets a detailed proposal."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from shirehall.play.agreements import Agreement
from shirehall.study.filters import EVENT_FILTERS, acts, allows, chosen, spearman, wanted
from shirehall.study.measures.agreements import LEDGER_FILTERS, kept
from shirehall.study.measures.between import points
from shirehall.study.measures.ranks import DEMANDING
from shirehall.study.measures.shares import without
from shirehall.study.measures.together import settled
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import NO_FILTERS, Filters, Reading, number_measure, reading, share

SHIFT = "shift"
"""The mechanism whose terms send a share of a service's patients from one provider to another."""


def services_run(telling: Telling, filters: Filters) -> set[tuple[str, str]]:
    """Each planned service of the county's market with each body of the kinds named at whose sites it is given."""
    owners = telling.world.sites
    pairs = {(owners.get(row.site, ""), row.pathway) for row in telling.patch.county.market if row.share > 0}
    return {(body, service) for body, service in pairs if is_one(telling, filters, body)}


def is_one(telling: Telling, filters: Filters, body: str) -> bool:
    """Whether a body is of the kinds of `of_kind`, and the one that `of_most` or `of_least` chooses of them."""
    one = chosen(telling, filters, "of")
    return allows(filters, "of_kind", telling.kind_of(body)) and (one is None or body in one)


def moves_of(telling: Telling, deal: Agreement, filters: Filters) -> list[tuple[str, str, float]]:
    """The body that work leaves, the service and the share (0 to 1) of it, for each clause of a deal that moves work from such a body."""
    found = []
    for clause in deal.typed:
        terms = dict(clause.terms)
        if clause.mechanism == SHIFT:
            place = str(terms.get("from", ""))
            body = place if place in telling.world.organisations else telling.world.sites.get(place, "")
            if is_one(telling, filters, body):
                found.append(
                    (body, str(terms.get("service", "")), float(terms.get("share_percent", 0)) / 100)
                )
    return found


def moved_share(telling: Telling, filters: Filters) -> Reading:
    """How much of the work of bodies of a kind terms in some state send elsewhere: the mean over body and service, each weighing alike.

    A service of which nothing is moved counts as nothing moved. `state` is any state that the agreement was ever in. With
    `each: median` it is the median over those agreements of what each moves.
    """
    moved: dict[tuple[str, str], float] = defaultdict(float)
    evidence, each = [], []
    whole = services_run(telling, filters)
    for deal in kept(telling, without(filters, "of_kind", "of_most", "of_least", "state", "each")):
        if allows(filters, "state", *(state for state, _, _ in deal.history)):
            each.append(sum(part for _, _, part in moves_of(telling, deal, filters)) / max(1, len(whole)))
            for body, service, part in moves_of(telling, deal, filters):
                moved[body, service] = min(1.0, moved[body, service] + part)
                evidence.append(deal.id)
    if filters.get("each") == "median":
        return reading(median(each) if each else None, evidence, f"the median of {len(each)} agreements")
    whole |= set(moved)
    value = sum(moved.values()) / len(whole) if whole else None
    return reading(value, evidence, f"work moved in {len(moved)} of {len(whole)} services of bodies")


def settled_without(telling: Telling, filters: Filters) -> Reading:
    """Of settled agreements that the other filters keep, the share to which no body of the kinds of `without_kind` is party."""
    whole = settled(telling, without(filters, "without_kind"))
    kinds = set(wanted(filters, "without_kind"))
    bare = [a.id for a in whole if kinds.isdisjoint(telling.kind_of(party) for party in a.parties)]
    return reading(share(len(bare), len(whole)), bare, f"{len(bare)} of {len(whole)} agreements")


def pairs_less_many(telling: Telling, filters: Filters) -> Reading:
    """The share of proposals between two bodies that were settled, less the same of those among three or more."""
    whole = {False: [0, 0], True: [0, 0]}
    done = {a.id for a in settled(telling, filters)}
    for deal in kept(telling, filters):
        tally = whole[len(deal.parties) > 2]
        tally[0] += deal.id in done
        tally[1] += 1
    two, many = share(*whole[False]), share(*whole[True])
    why = (
        f"{whole[False][0]} of {whole[False][1]} between two, {whole[True][0]} of {whole[True][1]} among more"
    )
    return reading(None if two is None or many is None else two - many, sorted(done), why)


RESISTING = ("proposal-refused", "complained", "challenged", "lobbied", "pressed")


def grade_and_resistance(telling: Telling, filters: Filters) -> Reading:
    """Spearman's rank correlation, over what was put to consultation, of how specific it was with how much resistance it met.

    Resistance are refusals, complaints, challenges and pressure, by bodies of the kinds of `of_kind`, that reply to it, cite it or
    stand in its thread, or that are put to whoever consulted, on a topic of it, in the same month or the next.
    """
    against = acts(telling, {"event": list(RESISTING), "from_kind": filters.get("of_kind", "")})
    found, evidence = [], []
    for event in acts(telling, {**without(filters, "of_kind"), "event": "consultation-opened"}):
        met = [
            e.seq for e in against
            if e.seq > event.seq and ({event.seq, event.thread} & points(e) or (
                actor(event) in telling.counterparts(e) and set(e.about) & set(event.about) and e.month - event.month <= 1))
        ]  # fmt: skip
        found.append((float(event.body["specificity"]), float(len(met))))
        evidence += [event.seq, *met]
    return reading(spearman(found), evidence, f"over {len(found)} consultations")


def given_for_each_demand(telling: Telling, filters: Filters) -> Reading:
    """What a kind of body conceded for each demand it made itself, less the mean of the same over other bodies of `over_kind`."""
    made: dict[str, int] = defaultdict(int)
    gave: dict[str, list[int]] = defaultdict(list)
    for event in acts(telling, {**NO_FILTERS, "event": list(DEMANDING)}):
        made[actor(event)] += 1
    for event in acts(telling, {**NO_FILTERS, "event": "conceded"}):
        gave[actor(event)].append(event.seq)
    kinds = wanted(filters, "of_kind")
    rates = {body: len(gave[body]) / n for body, n in sorted(made.items())}
    mine = [rate for body, rate in rates.items() if telling.kind_of(body) in kinds]
    others = [
        rate for body, rate in rates.items()
        if telling.kind_of(body) not in kinds and allows(filters, "over_kind", telling.kind_of(body))
    ]  # fmt: skip
    value = sum(mine) / len(mine) - sum(others) / len(others) if mine and others else None
    evidence = (seq for body in rates if telling.kind_of(body) in kinds for seq in gave[body])
    return reading(value, evidence, ", ".join(f"{telling.name(b)} {r:.2f}" for b, r in rates.items()))


MEASURES = (
    number_measure("moved-share", "Work that terms move", "share", "How much of the work of bodies of a kind terms send elsewhere.",
                   moved_share, (*LEDGER_FILTERS, "of_kind", "of_most", "of_least", "state", "each")),
    number_measure("settled-without", "Settled without some", "share", "Of settled agreements, how many have no party of some kinds.",
                   settled_without, LEDGER_FILTERS),
    number_measure("pairs-less-many", "Settled by two, less by many", "share",
                   "How much oftener proposals between two bodies are settled than those among more.", pairs_less_many, LEDGER_FILTERS),
    number_measure("grade-and-resistance", "Detail and resistance", "rank correlation",
                   "Whether what is put to consultation meets more resistance the more specific it is.", grade_and_resistance,
                   (*(name for name in EVENT_FILTERS if name != "event"), "of_kind")),
    number_measure("given-for-each-demand", "Given for each demand", "concessions a demand",
                   "How much a kind of body conceded for each demand of its own, beside others.", given_for_each_demand,
                   ("of_kind", "over_kind")),
)  # fmt: skip
