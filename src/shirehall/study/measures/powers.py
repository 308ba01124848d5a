"""Powers that bodies hold, and how often they used them; sanctions apart."""

from __future__ import annotations

from shirehall.play.record.event import Event
from shirehall.study.filters import allows, in_stretch
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import STRETCH, Cell, Filters, Measure, Table, table

USES = {
    "allocate-funds": ("funds-decided",),
    "authorise": ("authorised",),
    "commission": ("signed",),
    "convene-summit": ("summit-called",),
    "inspect": ("investigation-opened", "investigation-closed"),
    "intervene": ("intervened", "intervention-ended"),
    "license": ("licence-granted", "licence-withdrawn"),
    "mediate": ("dispute-mediated",),
    "provide": ("capacity-changed",),
    "publish": ("announced",),
    "register": ("registration-decided",),
    "review-competition": ("case-opened", "case-cleared", "case-conditioned", "case-blocked"),
    "rule": ("ruled", "rule-settled"),
    "scrutinise": ("challenged", "investigation-opened", "complained"),
    "sign-off-plans": ("plan-signed-off", "plan-reviewed"),
}
"""The kinds of event by which a power is used. A power that is not here leaves no trace of its own."""

SANCTIONS = ("case-blocked", "intervened", "licence-withdrawn", "sanctioned")


def uses(telling: Telling, body: str, kinds: tuple[str, ...], filters: Filters) -> list[Event]:
    """A body's acts of some kinds in the stretch of the year asked for."""
    return [
        e
        for e in telling.acts
        if e.kind in kinds and actor(e) == body and in_stretch(telling, filters, e.month)
    ]


def powers_used(telling: Telling, filters: Filters) -> Table:
    """One row a body and power it holds, used or not, and one for its sanctions when it used any."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for body in telling.bodies:
        if not allows(filters, "of_kind", telling.kind_of(body)):
            continue
        for power in telling.world.organisations[body].powers:
            kinds = tuple(kind for kind in USES.get(power, ()) if kind in telling.catalogue.kinds)
            found = uses(telling, body, kinds, filters)
            if kinds:
                rows.append(((body, power, "; ".join(kinds), len(found)), [e.seq for e in found]))
        imposed = uses(telling, body, SANCTIONS, filters)
        if imposed:
            kinds = tuple(dict.fromkeys(e.kind for e in imposed))
            rows.append(((body, "sanction", "; ".join(kinds), len(imposed)), [e.seq for e in imposed]))
    return table(
        ("body", "power", "used_by", "times"),
        rows,
        "A power is shown when the play has a kind of event for its use.",
    )


MEASURES = (
    Measure("powers-used", "Powers and sanctions", "times", "Which powers each body held, and how often it used them.",
            powers_used, ("of_kind", *STRETCH)),
)  # fmt: skip
