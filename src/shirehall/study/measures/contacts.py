"""Who turned to whom: the contact matrix by body and by kind, and what can be read off it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from shirehall.study.filters import CONTACT_FILTERS, STEERING, contacts, steered, wanted
from shirehall.study.reading import Contact, Telling
from shirehall.study.tables import Filters, Measure, Reading, Table, number_measure, reading, share, table

Key = tuple[int, str, str]


def matrix(found: Iterable[Contact], key: Callable[[Contact], Key], columns: tuple[str, ...]) -> Table:
    """Contacts counted by month, sender and hearer, and how many of them began an exchange."""
    cells: dict[Key, list[Contact]] = defaultdict(list)
    for each in found:
        cells[key(each)].append(each)
    return table(
        columns,
        [((*k, len(cs), sum(c.started for c in cs)), (c.seq for c in cs)) for k, cs in sorted(cells.items())],
        "An event addressed to several bodies is one contact with each. What everybody was told counts for nobody.",
    )


def by_body(telling: Telling, filters: Filters) -> Table:
    """The contact matrix by month and pair of bodies."""
    columns = ("month", "from", "to", "contacts", "started")
    return matrix(contacts(telling, filters), lambda c: (c.month, c.sender, c.hearer), columns)


def by_kind(telling: Telling, filters: Filters) -> Table:
    """The contact matrix by month and pair of kinds of body."""
    columns = ("month", "from_kind", "to_kind", "contacts", "started")
    return matrix(contacts(telling, filters), lambda c: (c.month, c.sender_kind, c.hearer_kind), columns)


def share_of_contacts(telling: Telling, filters: Filters) -> Reading:
    """The share of contacts that go from the kinds named to the kinds named.

    Out of: with `to_kind`, all contacts of the same senders (or those with `over_kind`); without it, all contacts (or those sent by
    `over_kind`).
    """
    over = wanted(filters, "over_kind")
    kept = contacts(telling, filters)
    if "to_kind" in filters:
        whole = [c for c in contacts(telling, filters, hearers=False) if not over or c.hearer_kind in over]
    else:
        rest: Filters = {name: value for name, value in filters.items() if name != "from_kind"}
        whole = [c for c in contacts(telling, rest) if not over or c.sender_kind in over]
    return reading(
        share(len(kept), len(whole)), (c.seq for c in kept), f"{len(kept)} of {len(whole)} contacts"
    )


def rank_of_contact(telling: Telling, filters: Filters) -> Reading:
    """Where the most contacted body of the kinds named stands among all bodies outside the senders' own kind; 1 is first."""
    own = wanted(filters, "from_kind")
    heard: dict[str, int] = defaultdict(int)
    for contact in contacts(telling, filters, hearers=False):
        if contact.hearer_kind not in own:
            heard[contact.hearer] += 1
    kept = contacts(telling, filters)
    best = max((heard[c.hearer] for c in kept), default=0)
    if not best:
        return reading(None, (), "no such contact")
    rank = 1 + sum(times > best for times in heard.values())
    return reading(
        rank, (c.seq for c in kept), f"{best} contacts, {max(heard.values())} with the most contacted"
    )


def months_with_contact(telling: Telling, filters: Filters) -> Reading:
    """In how many months there was contact. With `read: min-over-max`, that of the hearer least often met over the most often met."""
    kept = contacts(telling, filters)
    if filters.get("read") != "min-over-max":
        return reading(len({c.month for c in kept}), (c.seq for c in kept), "months with contact")
    kinds = wanted(filters, "to_kind")
    hearers = [body for body in telling.bodies if telling.kind_of(body) in kinds]
    months = {body: len({c.month for c in kept if c.hearer == body}) for body in hearers}
    most = max(months.values(), default=0)
    why = ", ".join(f"{telling.name(body)} in {n} months" for body, n in months.items())
    return reading(share(min(months.values(), default=0), most), (c.seq for c in kept), why)


def distinct_partners(telling: Telling, filters: Filters) -> Reading:
    """How many different bodies the senders turned to."""
    kept = contacts(telling, filters)
    partners = sorted({c.hearer for c in kept})
    return reading(len(partners), (c.seq for c in kept), ", ".join(telling.name(body) for body in partners))


def joint_share(telling: Telling, filters: Filters) -> Reading:
    """The share of what two kinds of body did towards others that they did with each other or in each other's hearing."""
    ours, theirs = wanted(filters, "from_kind"), wanted(filters, "to_kind")
    rest: Filters = {name: value for name, value in filters.items() if name not in ("from_kind", "to_kind")}
    acts: dict[int, set[str]] = defaultdict(set)
    for contact in contacts(telling, rest):
        if contact.sender_kind in (*ours, *theirs):
            acts[contact.seq].update((contact.sender_kind, contact.hearer_kind))
    joint = [seq for seq, kinds in acts.items() if kinds & set(ours) and kinds & set(theirs)]
    return reading(share(len(joint), len(acts)), joint, f"{len(joint)} of {len(acts)} acts")


MEASURES = (
    Measure("contacts-by-body", "Who turned to whom", "contacts", "Contacts by month and pair of bodies.", by_body, CONTACT_FILTERS),
    Measure("contacts-by-kind", "Which kinds turned to which", "contacts", "Contacts by month and pair of kinds of body.",
            by_kind, CONTACT_FILTERS),
    number_measure("share-of-contacts", "Share of contacts", "share", "The share of contacts that went from some kinds to some kinds.",
                   steered(share_of_contacts), (*CONTACT_FILTERS, "over_kind", *STEERING)),
    number_measure("rank-of-contact", "Rank among those turned to", "rank",
                   "Where a kind of body stands among those outside their own group whom some bodies turn to.",
                   rank_of_contact, CONTACT_FILTERS),
    number_measure("months-with-contact", "Months with contact", "months or ratio", "In how many months some bodies turned to others.",
                   months_with_contact, (*CONTACT_FILTERS, "read")),
    number_measure("distinct-partners", "Different partners", "bodies", "How many different bodies some bodies turned to.",
                   steered(distinct_partners), (*CONTACT_FILTERS, *STEERING)),
    number_measure("joint-share", "Share done together", "share", "How much of what two kinds of body did they did together.",
                   steered(joint_share), (*CONTACT_FILTERS, "read")),
)  # fmt: skip
