"""The dials of pressure: how many injects arrive in a month, and how large they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from shirehall.errors import UsageError
from shirehall.patch.figures import Figure, Provenance
from shirehall.patch.model import Inject
from shirehall.patch.pack import Patch

NOT_SIZES = frozenset({"month", "months", "start", "until", "weeks", "days"})
"""Terms of an effect that say when or for how long, and are not scaled."""


MOST_INJECTS, MOST_SIZE = 1000, 1000
"""How far the two dials turn: beyond that nothing is meant."""


def timed(injects: tuple[Inject, ...]) -> tuple[Inject, ...]:
    """The injects that arrive at a month and minute: not those by hand or on a condition."""
    return tuple(one for one in injects if one.when.month is not None and not one.when.by_hand)


def injects_a_month(patch: Patch) -> float:
    """How many timed injects arrive in a month of the first round, to two decimals."""
    return rate_of(patch.injects, patch.round.months)


def rate_of(injects: Sequence[Inject], months: int) -> float:
    """How many timed injects there are a month, to two decimals."""
    return round(len(timed(tuple(injects))) / months, 2)


def with_injects_a_month(patch: Patch, rate: float) -> Patch:
    """The same patch with about `rate` timed injects a month, in each of its rounds; the run's metadata show how many there are in
    the first in fact.

    To have fewer, the fullest month loses its last inject, again and again (of equally full months the latest; never the
    film). To have more, the pack's spares come in, each time one in the emptiest month, until none is left. Raises
    UsageError for a rate below nought or above the dial.
    """
    if not 0 <= rate <= MOST_INJECTS:
        raise UsageError(
            f"{rate:g} injects a month are not possible.", mend=f"give a number from 0 to {MOST_INJECTS}."
        )
    injects, spares = at_rate(patch.injects, patch.spares, rate, patch.round.months)
    months = {one.id: one.months for one in patch.head.rounds}
    between = []
    for change in patch.between:
        own = [one for one in change.injects if not one.spare]
        kept, rest = at_rate(own, [one for one in change.injects if one.spare], rate, months[change.opens])
        came = [one.model_copy(update={"spare": False}) for one in kept]
        between.append(change.model_copy(update={"injects": [*came, *rest]}))
    turned = dataclasses.replace(patch, injects=tuple(injects), spares=tuple(spares), between=tuple(between))
    source = f"{rate:g} a month were asked for; the pack's own rate is {injects_a_month(patch):g}"
    figure = Figure(
        value=injects_a_month(turned), unit="injects a month", origin=Provenance.DERIVED, source=source
    )
    return with_pressure(turned, injects_a_month=figure)


def at_rate(
    injects: Sequence[Inject], spares: Sequence[Inject], rate: float, months: int
) -> tuple[list[Inject], list[Inject]]:
    """The injects of one round at about `rate` a month, and the spares that are left."""
    wanted = int(rate * months + 0.5)
    injects, spares = list(injects), list(spares)
    while len(timed(tuple(injects))) > wanted and (last := last_of_fullest(injects)) is not None:
        injects.remove(last)
    while len(timed(tuple(injects))) < wanted and spares:
        chosen = min(spares, key=lambda one: (in_month(injects, one.when.month or 0), spares.index(one)))
        spares.remove(chosen)
        injects.append(chosen)
    return injects, spares


def in_month(injects: list[Inject], month: int) -> int:
    """How many timed injects a month holds."""
    return sum(one.when.month == month for one in timed(tuple(injects)))


def last_of_fullest(injects: list[Inject]) -> Inject | None:
    """The last inject of the fullest month, the film apart; none when only the film is left."""
    held = [one for one in timed(tuple(injects)) if one.kind != "film"]
    return max(
        held,
        key=lambda one: (in_month(injects, one.when.month or 0), one.when.month, one.when.minute),
        default=None,
    )


def with_inject_size(patch: Patch, factor: float) -> Patch:
    """The same patch with every inject's size, and what it does to the county, multiplied, in each of its rounds.

    Raises UsageError off the dial.
    """
    if not 0 <= factor <= MOST_SIZE:
        raise UsageError(
            f"injects cannot be {factor:g} times their size.", mend=f"give a number from 0 to {MOST_SIZE}."
        )
    turned = dataclasses.replace(
        patch,
        injects=tuple(scaled(one, factor) for one in patch.injects),
        spares=tuple(scaled(one, factor) for one in patch.spares),
        between=tuple(
            change.model_copy(update={"injects": [scaled(one, factor) for one in change.injects]})
            for change in patch.between
        ),
    )
    figure = Figure(
        value=factor, unit="times the pack's sizes", origin=Provenance.ASSUMED, source="a setting of this day"
    )
    return with_pressure(turned, inject_size=figure)


def scaled(inject: Inject, factor: float) -> Inject:
    """An inject of another size: its size figure and its effect are multiplied, and its text says at what it now stands.

    Shares are kept at 100 per cent at the most; terms that say how long are left alone.
    """
    if factor == 1:
        return inject
    changes: dict[str, object] = {}
    if inject.size is not None:
        size = inject.size.model_copy(update={"value": round(inject.size.value * factor, 4)})
        changes["size"] = size
        changes["text"] = f"{inject.text}\n\nOn this day the size is set at {size.value:g} {size.unit}."
    if inject.effect is not None:
        terms = {name: scaled_term(name, value, factor) for name, value in inject.effect.terms.items()}
        changes["effect"] = inject.effect.model_copy(update={"terms": terms})
    return inject.model_copy(update=changes)


def scaled_term(name: str, value: str | int | float, factor: float) -> str | int | float:
    """One term of an effect, multiplied when it is a size."""
    if isinstance(value, str) or name in NOT_SIZES:
        return value
    size = value * factor
    if "percent" in name:
        size = max(-100.0, min(100.0, size))
    return round(size) if isinstance(value, int) else round(size, 4)


def with_pressure(patch: Patch, **figures: Figure) -> Patch:
    """The same patch with some of the dials of its head set."""
    pressure = patch.head.pressure.model_copy(update=figures)
    return dataclasses.replace(patch, head=patch.head.model_copy(update={"pressure": pressure}))
