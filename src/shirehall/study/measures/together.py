"""What bodies of a kind settled all together, what pairs settled, how far it went and how long it hung."""

from __future__ import annotations

from collections import defaultdict
from statistics import mean

from shirehall.play.agreements import Agreement
from shirehall.study.filters import STEERING, allows, deal_kept, steered, wanted
from shirehall.study.measures.agreements import LEDGER_FILTERS, kept
from shirehall.study.reading import Telling
from shirehall.study.tables import Filters, Reading, number_measure, reading, share

SETTLED = ("agreed", "signed", "in-force")
STEPS = {"idea": 0, "proposed": 1, "agreed": 2, "signed": 3, "in-force": 3}
"""How far an agreement went: an idea, terms on the table, agreed, running."""


def first_joint_agreement_month(telling: Telling, filters: Filters) -> Reading:
    """The month in which all bodies of the kinds named first settled something together; the month after the last when they never did.

    They did when one agreement of theirs was agreed or signed by all parties, when all of them backed one lead, or when all had
    entered one alliance or pool.
    """
    kinds = wanted(filters, "of_kind")
    bodies = {body for body in telling.bodies if telling.kind_of(body) in kinds}
    if len(bodies) < 2:
        return reading(None, (), "fewer than two such bodies have a seat")
    found = [*joint_deals(telling, bodies), *joint_leads(telling, bodies), *joint_alliances(telling, bodies)]
    if found:
        month, seq, what = min(found)
        return reading(month, [seq], what)
    return reading(
        telling.last_month + 1 if telling.closed else None, (), "they never settled anything all together"
    )


def joint_deals(telling: Telling, bodies: set[str]) -> list[tuple[int, int, str]]:
    """Month, event and title of every agreement of all those bodies that all parties agreed or signed."""
    return [
        (month, seq, a.title)
        for a in telling.world.agreements.values()
        if bodies <= set(a.parties)
        for state, month, seq in a.history
        if state in ("agreed", "signed")
    ]


def joint_leads(telling: Telling, bodies: set[str]) -> list[tuple[int, int, str]]:
    """Month, event and lead of every appointment by which all those bodies backed one lead towards a counterpart."""
    backed: dict[tuple[str, str], str] = {}
    found = []
    for event in telling.acts:
        if event.kind == "lead-appointed" and event.organisation in bodies:
            towards = str(event.body["towards"])
            backed[towards, event.organisation] = str(event.body["lead"])
            if {backed.get((towards, body)) for body in bodies} == {event.body["lead"]}:
                found.append((event.month, event.seq, f"one lead towards {telling.name(towards)}"))
    return found


def joint_alliances(telling: Telling, bodies: set[str]) -> list[tuple[int, int, str]]:
    """Month, event and name of every body founded in play that all those bodies had entered."""
    members: dict[str, set[str]] = defaultdict(set)
    found = []
    for event in telling.acts:
        if event.kind == "organisation-formed":
            members[event.body["organisation"]["id"]] |= set(event.body["organisation"]["members"])
        elif event.kind == "membership-changed":
            body = str(event.body["organisation"])
            members[body] = (members[body] | set(event.body["in"])) - set(event.body["out"])
            if bodies <= members[body]:
                found.append((event.month, event.seq, telling.name(body)))
    return found


def settled(telling: Telling, filters: Filters) -> list[Agreement]:
    """The agreements that the filters keep and that all parties agreed or signed at some time."""
    return [a for a in kept(telling, filters) if any(state in SETTLED for state, _, _ in a.history)]


def single_party_share(telling: Telling, filters: Filters) -> Reading:
    """Of settled agreements with a body of the kinds named, the share with one of them only."""
    kinds = wanted(filters, "of_kind")
    counts = {a.id: sum(telling.kind_of(p) in kinds for p in a.parties) for a in settled(telling, filters)}
    mine = {number: n for number, n in counts.items() if n}
    alone = [number for number, n in mine.items() if n == 1]
    return reading(share(len(alone), len(mine)), alone, f"{len(alone)} of {len(mine)} agreements")


def furthest_state(telling: Telling, filters: Filters) -> Reading:
    """How far the agreement went that went furthest: 0 an idea, 1 proposed, 2 agreed, 3 signed or in force.

    Where nobody ever put it in terms, it stayed an idea.
    """
    best = [
        (max(STEPS.get(state, 0) for state, _, _ in (("idea", 0, 0), *a.history)), a)
        for a in kept(telling, filters)
    ]
    top = max((step for step, _ in best), default=0)
    first = [a for step, a in best if step == top]
    return reading(
        top, (seq for a in first for _, _, seq in a.history), "; ".join(a.title for a in first[:3])
    )


def months_agreed_unsigned(telling: Telling, filters: Filters) -> Reading:
    """The longest time, in months, between terms being agreed and signed; to the month after the last where they never were."""
    found = []
    for a in kept(telling, filters):
        agreed = [(month, seq) for state, month, seq in a.history if state == "agreed"]
        signed = [(month, seq) for state, month, seq in a.history if state == "signed"]
        if agreed and (signed or telling.closed):
            end = signed[0][0] if signed else telling.last_month + 1
            found.append((end - agreed[0][0], a, (agreed[0][1], *([signed[0][1]] if signed else []))))
    if not found:
        return reading(None, (), "no terms were agreed")
    months, deal, evidence = max(found, key=lambda each: each[0])
    return reading(months, evidence, deal.title)


def consulted_latency_ratio(telling: Telling, filters: Filters) -> Reading:
    """Mean play minutes from proposal to signature of agreements on which a party consulted, over those on which nobody did."""
    asked = {c.subject for c in telling.world.consultations.values() if c.subject}
    taken: dict[bool, list[int]] = {True: [], False: []}
    evidence = []
    for a in kept(telling, filters):
        ends = [seq for state, _, seq in a.history if state == "signed"]
        if ends:
            taken[a.id in asked or bool(a.consulted)].append(
                telling.event(ends[0]).at - telling.event(a.id).at
            )
            evidence += [a.id, ends[0]]
    if not taken[True] or not taken[False] or not mean(taken[False]):
        return reading(None, evidence, "agreements of both sorts are needed")
    value = mean(taken[True]) / mean(taken[False])
    return reading(value, evidence, f"{len(taken[True])} with consultation, {len(taken[False])} without")


def first_signed_has(telling: Telling, filters: Filters) -> Reading:
    """1 when the first agreement that all its parties signed has a party of the kinds named, else 0."""
    kinds = wanted(filters, "party_kind")
    signed = [
        (seq, a) for a in telling.world.agreements.values() if allows(filters, "tier", a.tier)
        for state, _, seq in a.history if state == "signed"
    ]  # fmt: skip
    if not signed:
        return reading(None, (), "nothing was signed by all its parties")
    seq, first = min(signed, key=lambda each: each[0])
    return reading(int(any(telling.kind_of(p) in kinds for p in first.parties)), [seq], first.title)


def largest_alliance(telling: Telling, filters: Filters) -> Reading:
    """How many bodies of the kinds named the largest group holds that alliances and settled agreements among them join."""
    group, evidence = joined(telling, wanted(filters, "of_kind"))
    return reading(len(group), evidence, ", ".join(telling.name(body) for body in sorted(group)))


def joined(telling: Telling, kinds: tuple[str, ...]) -> tuple[set[str], list[int]]:
    """The largest group of bodies of some kinds that are joined, directly or through others, and the events that joined them."""
    ties: list[tuple[set[str], int]] = []
    founded = {e.body["organisation"]["id"]: e.seq for e in telling.acts if e.kind == "organisation-formed"}
    for body, seq in founded.items():
        here = telling.world.organisations.get(body)
        ties += (
            [({m for m in here.members if telling.kind_of(m) in kinds}, seq)]
            if here and here.status != "ended"
            else []
        )
    for a in telling.world.agreements.values():
        at = [seq for state, _, seq in a.history if state in SETTLED]
        ties += [({p for p in a.parties if telling.kind_of(p) in kinds}, at[0])] if at else []
    groups: list[tuple[set[str], list[int]]] = []
    for bodies, seq in ties:
        if len(bodies) > 1:
            touched = [g for g in groups if g[0] & bodies]
            groups = [g for g in groups if not g[0] & bodies]
            merged = (bodies.union(*(g[0] for g in touched)), [seq, *(s for g in touched for s in g[1])])
            groups.append(merged)
    return max(groups, key=lambda g: len(g[0]), default=(set(), []))


def alliance_income_share(telling: Telling, filters: Filters) -> Reading:
    """Of what standing contracts pay providers of the kinds of `over_kind`, the share paid to members of the largest alliance."""
    group, evidence = joined(telling, wanted(filters, "of_kind"))
    over = wanted(filters, "over_kind")
    paid = {c.id: c.value.value for c in telling.patch.contracts if telling.kind_of(c.provider) in over}
    mine = sum(paid[c.id] for c in telling.patch.contracts if c.id in paid and c.provider in group)
    return reading(share(mine, sum(paid.values())), evidence, f"{mine:g} of {sum(paid.values()):g} £m a year")


def deals_with(telling: Telling, filters: Filters) -> Reading:
    """How many agreements that the filters keep were ever told of differently by their parties: claimed or held by one, denied by one."""
    mine = [
        a for a in telling.world.agreements.values()
        if deal_kept(telling, filters, a) and (a.accounts_differ or any(state == "disputed" for state, _, _ in a.history))
    ]  # fmt: skip
    return reading(
        len(mine), (seq for a in mine for _, _, seq in a.history), "; ".join(a.title for a in mine)
    )


DEALS = LEDGER_FILTERS

MEASURES = (
    number_measure("first-joint-agreement-month", "First agreed by them all", "month",
                   "When all bodies of a kind first settled something together.", first_joint_agreement_month, ("of_kind",)),
    number_measure("single-party-share", "Settled with one of them only", "share",
                   "Of settled agreements with bodies of a kind, how many were with one of them.",
                   single_party_share, (*DEALS, "of_kind")),
    number_measure("furthest-state", "How far it went", "step", "How far the agreement on something went that went furthest.",
                   furthest_state, DEALS),
    number_measure("months-agreed-unsigned", "Agreed and not signed", "months", "How long agreed terms waited for a signature.",
                   months_agreed_unsigned, DEALS),
    number_measure("consulted-latency-ratio", "Slower with consultation", "ratio",
                   "How much longer agreements took on which a party consulted.", consulted_latency_ratio, DEALS),
    number_measure("first-signed-has", "Party to the first deal", "1 or 0", "Whether the first signed deal has a party of a kind.",
                   first_signed_has, ("party_kind", "tier")),
    number_measure("largest-alliance", "Largest alliance", "bodies", "How many bodies of some kinds were joined by alliances and deals.",
                   largest_alliance, ("of_kind",)),
    number_measure("alliance-income-share", "Income inside the alliance", "share",
                   "How much of the standing income of a sort of provider is paid to the largest alliance.",
                   alliance_income_share, ("of_kind", "over_kind")),
    number_measure("differing-accounts", "Told of differently", "agreements", "How many agreements their parties told of differently.",
                   steered(deals_with), (*DEALS, *STEERING)),
)  # fmt: skip
