"""Who is touched by an agreement without being party to it, as the pack's standing contracts and the agreement's own terms tell."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.agreements import Agreement
from shirehall.study.reading import Telling


@dataclass(frozen=True, slots=True)
class Affected:
    """A body that an agreement touches and that is not party to it; `why` says by what, `told` whether it was told."""

    body: str
    why: str
    told: bool


def affected_but_absent(telling: Telling, agreement: Agreement) -> tuple[Affected, ...]:
    """Bodies whom the terms name, whose site they name, or who hold a standing contract with a party, and who are not party.

    A contract counts when it ties the body to a party that gives care or support: whoever pays that party is touched by what it
    agrees with others. When only bodies that pay made the agreement, those who are paid by every one of them are touched.
    """
    reasons: dict[str, str] = {}
    for body, why in [*named_in_terms(telling, agreement), *tied_by_contract(telling, agreement)]:
        if body not in agreement.parties and body in telling.world.organisations:
            reasons.setdefault(body, why)
    order = [body for body in telling.world.organisations if body in reasons]
    return tuple(Affected(body, reasons[body], body in agreement.informed) for body in order)


def named_in_terms(telling: Telling, agreement: Agreement) -> list[tuple[str, str]]:
    """Bodies that typed terms name, and owners of sites that they name."""
    found = []
    for clause in agreement.clauses:
        for name, value in clause.terms:
            if value in telling.world.organisations:
                found.append((str(value), f"named in the terms as {name}"))
            elif value in telling.world.sites:
                found.append((telling.world.sites[str(value)], f"owns {value}"))
    return found


def tied_by_contract(telling: Telling, agreement: Agreement) -> list[tuple[str, str]]:
    """Bodies that pay a party under a standing contract; for an agreement among payers, those whom all of them pay."""
    contracts = telling.patch.contracts
    paid = {contract.provider for contract in contracts}
    givers = [party for party in agreement.parties if party in paid]
    if givers:
        return [(c.commissioner, f"contract {c.id}") for c in contracts if c.provider in givers]
    found = []
    for provider in sorted(paid):
        paying = {c.commissioner for c in contracts if c.provider == provider}
        if set(agreement.parties) <= paying:
            ids = ", ".join(
                c.id for c in contracts if c.provider == provider and c.commissioner in agreement.parties
            )
            found.append((provider, f"contracts {ids}"))
    return found


def not_told(telling: Telling, agreement: Agreement) -> tuple[str, ...]:
    """The bodies with a seat that are neither party to an agreement nor were told of it."""
    return tuple(body for body in telling.bodies if body not in (*agreement.parties, *agreement.informed))
