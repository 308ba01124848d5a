"""The pack's contracts and what became of them, main contracts kept apart from side deals."""

from __future__ import annotations

from shirehall.play.agreements import Agreement
from shirehall.study.filters import allows
from shirehall.study.measures.agreements import states
from shirehall.study.reading import Telling
from shirehall.study.tables import Cell, Filters, Measure, Table, table


def settling(telling: Telling, contract: str, commissioner: str, provider: str) -> list[Agreement]:
    """The agreements that name the contract, or that are main agreements of its two bodies and name none."""
    return [
        a for a in telling.world.agreements.values()
        if a.contract == contract or (not a.contract and a.tier == "main" and {commissioner, provider} <= set(a.parties))
    ]  # fmt: skip


def contracts(telling: Telling, filters: Filters) -> Table:
    """One row a contract of the pack, then one row a signed agreement that settles none."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    named: set[int] = set()
    for c in telling.patch.contracts:
        found = settling(telling, c.id, c.commissioner, c.provider)
        named.update(a.id for a in found)
        signed = [(month, seq) for a in found for state, month, seq in a.history if state == "signed"]
        now = (
            "signed in play"
            if signed
            else "signed at the start"
            if c.signed
            else "under way"
            if found
            else "not signed"
        )
        month = min((m for m, _ in signed), default=None)
        cells = (
            c.tier,
            c.id,
            c.title,
            c.commissioner,
            c.provider,
            c.form,
            c.value.value,
            c.value.unit,
            now,
            month,
        )
        if allows(filters, "tier", c.tier):
            rows.append((cells, [seq for a in found for _, _, seq in a.history]))
    for a in sorted(telling.world.agreements.values(), key=lambda a: a.id):
        signing = [(month, seq) for state, month, seq in a.history if state == "signed"]
        if a.id not in named and "signed" in states(a) and allows(filters, "tier", a.tier):
            parties = "; ".join(a.parties)
            rows.append(
                (
                    (a.tier, "", a.title, parties, "", "", None, "", "signed in play", signing[0][0]),
                    [s for _, s in signing],
                )
            )
    columns = (
        "tier",
        "contract",
        "title",
        "commissioner",
        "provider",
        "form",
        "value",
        "unit",
        "state",
        "month_signed",
    )
    return table(columns, sorted(rows, key=lambda pair: (pair[0][0] != "main", str(pair[0][0]))),
                 "Main contracts come first; side, support and enhanced deals stand apart and are never added to them.")  # fmt: skip


MEASURES = (
    Measure("contracts", "Contracts", "contracts", "Which contracts of the pack were signed, and what was signed beside them.",
            contracts, ("tier",)),
)  # fmt: skip
