"""Ring-fence: money that may be spent on one purpose alone."""

from __future__ import annotations

from shirehall.economy.bargains import Fence
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, month_pence
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    dials.bargains.fences.append(
        Fence(
            lever.text("body"),
            lever.text("purpose").replace(":", " "),
            month_pence(lever.number("pounds")),
            month_pence(lever.number("asked_pounds")),
            lever.number("guard_percent", 100) / 100,
        )
    )


MECHANISM = Mechanism(
    name="ring-fence",
    title="Ring-fence",
    means="Puts part of a body's money aside for one purpose. A payment that names the fence and another purpose is refused; what other "
    "uses ask of it is refused as far as the fence holds.",
    terms=(
        Term("body", "organisation", meaning="whose money"),
        Term("purpose", "text", meaning="what it may be spent on"),
        Term("pounds", "pounds", 0, 1e9, meaning="how much a year"),
        Term("asked_pounds", "pounds", 0, 1e9, True, "what other uses ask of it in a year (0 when left out)"),
        Term("guard_percent", "percent", 0, 100, True, "how much of that is refused (all when left out)"),
    ),
    apply=_apply,
)  # fmt: skip
