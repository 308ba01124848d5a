"""The ledger of agreements: their states with months, each party's account, who was told, who was touched and absent."""

from __future__ import annotations

from shirehall.play.agreements import Agreement
from shirehall.study.affected import affected_but_absent, not_told
from shirehall.study.filters import STEERING, allows, deal_kept, steered, wanted
from shirehall.study.reading import Telling
from shirehall.study.saying import speaks_of
from shirehall.study.tables import (
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)

LEDGER_FILTERS = (
    "tier",
    "form",
    "party_kind",
    "with_kind",
    "topic",
    "without_kind",
    "party_most",
    "party_least",
    "words",
)


def kept(telling: Telling, filters: Filters) -> list[Agreement]:
    """The agreements that the filters keep, in the order in which they began."""
    found = [telling.world.agreements[number] for number in sorted(telling.world.agreements)]
    stems = [word.lower() for word in wanted(filters, "words")]
    return [
        a
        for a in found
        if deal_kept(telling, filters, a)
        and allows(filters, "topic", *a.about)
        and (not stems or speaks_of(words_of(a), stems))
    ]


def words_of(agreement: Agreement) -> str:
    """All words of an agreement's present text, in lower case."""
    return " ".join([agreement.title, *(clause.words for clause in agreement.clauses)]).lower()


def happened_to(telling: Telling, agreement: Agreement) -> list[int]:
    """The events that are about an agreement."""
    return [
        event.seq
        for event in telling.events
        if event.subject == agreement.id and event.kind != "month-opened"
    ]


def states(agreement: Agreement) -> tuple[str, ...]:
    """Every state the agreement was ever in, each once."""
    return tuple(dict.fromkeys(state for state, _, _ in agreement.history))


def ledger(telling: Telling, filters: Filters) -> Table:
    """One row an agreement."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for a in kept(telling, filters):
        absent = affected_but_absent(telling, a)
        history = "; ".join(f"{state} (month {month})" for state, month, _ in a.history)
        accounts = "; ".join(f"{party}: {a.stance_of(party)}" for party in a.parties)
        cells = (
            a.id, a.title, "; ".join(a.parties), a.tier, a.contract, a.phase, history, a.start, accounts,
            "yes" if a.accounts_differ else "no", len(a.typed), len(a.clauses) - len(a.typed), "; ".join(a.informed),
            "; ".join(not_told(telling, a)), "; ".join(x.body for x in absent),
            "; ".join(x.body for x in absent if not x.told), "; ".join(f"{x.body}: {x.why}" for x in absent),
        )  # fmt: skip
        rows.append((cells, happened_to(telling, a)))
    columns = (
        "agreement", "title", "parties", "tier", "contract", "state", "history", "start", "accounts", "accounts_differ",
        "clauses_typed", "clauses_in_words", "informed", "not_told", "affected_but_absent", "affected_not_told", "why_affected",
    )  # fmt: skip
    note = "A body is affected when the terms name it or its site, or when a standing contract of the pack ties it to a party."
    return table(columns, rows, note)


def accounts(telling: Telling, filters: Filters) -> Table:
    """One row for each party of each agreement: what it says of it, and on which text."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for a in kept(telling, filters):
        for party in a.parties:
            account = a.accounts.get(party)
            version, at = (account.version, account.at) if account else (None, None)
            current = "yes" if account and account.version == a.version else "no"
            cells = (
                a.id,
                a.title,
                party,
                a.stance_of(party),
                version,
                current,
                at,
                "yes" if a.accounts_differ else "no",
            )
            own = [s for s in happened_to(telling, a) if telling.event(s).organisation == party or s == a.id]
            rows.append((cells, own))
    columns = (
        "agreement",
        "title",
        "party",
        "says",
        "of_version",
        "of_present_text",
        "at_minute",
        "accounts_differ",
    )
    return table(columns, rows, "Where accounts differ both are kept; neither is taken to be the true one.")


def by_state(telling: Telling, filters: Filters) -> Reading:
    """How many agreements were ever in one of the states; with `read: share`, out of all of them."""
    whole = [a for a in kept(telling, filters) if proposer_kept(telling, filters, a)]
    found = [a for a in whole if allows(filters, "state", *states(a))]
    evidence = [seq for a in found for _, _, seq in a.history]
    if filters.get("read") == "share":
        return reading(share(len(found), len(whole)), evidence, f"{len(found)} of {len(whole)} agreements")
    return reading(len(found), evidence, "; ".join(a.title for a in found))


def terms_signed(telling: Telling, filters: Filters) -> Reading:
    """How many clauses have terms that act by themselves, in agreements that all their parties signed; `mechanism` names the levers."""
    found = [
        (a, sum(allows(filters, "mechanism", clause.mechanism) for clause in a.typed))
        for a in kept(telling, filters)
        if "signed" in states(a) and proposer_kept(telling, filters, a)
    ]
    evidence = [seq for a, many in found if many for state, _, seq in a.history if state == "signed"]
    value = sum(many for _, many in found)
    return reading(value, evidence, f"{value} clauses in {len(found)} agreements signed")


def proposer_kept(telling: Telling, filters: Filters, agreement: Agreement) -> bool:
    """Whether whoever proposed the agreement is of the kinds that the filters name."""
    seat = telling.world.seats.get(agreement.proposer)
    return allows(filters, "from_kind", telling.kind_of(seat.organisation) if seat else "")


MEASURES = (
    Measure("agreements", "Ledger of agreements", "agreements",
            "Every agreement with its states and months, both sides' accounts, and who was informed, absent or affected.",
            ledger, LEDGER_FILTERS),
    Measure("agreement-accounts", "What each party says", "accounts", "Each party's own account of each agreement.",
            accounts, LEDGER_FILTERS),
    number_measure("agreements-by-state", "Agreements by state", "agreements or share",
                   "How many agreements were ever in one of some states.", steered(by_state),
                   (*LEDGER_FILTERS, "state", "from_kind", *STEERING)),
    number_measure("terms-signed", "Terms signed", "clauses", "How many clauses with terms that act stand in agreements that were signed.",
                   steered(terms_signed), (*LEDGER_FILTERS, "mechanism", "from_kind", *STEERING)),
)  # fmt: skip
