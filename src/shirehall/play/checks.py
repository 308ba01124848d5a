"""Checks that every ask meets, from its typed fields alone and from what the asking seat can see."""

from __future__ import annotations

from typing import Any

from shirehall.play.fields import (
    LONGEST_TEXT,
    NAMES,
    THINGS,
    Ask,
    Clause,
    EventRef,
    Field,
    Minutes,
    Month,
    Pence,
    Percent,
    PlanLine,
    SiteRef,
    Text,
    fields_of,
)
from shirehall.play.kinds import Refusal
from shirehall.play.rules import not_possible
from shirehall.play.world import World


def fields_hold(seen: World, ask: Ask) -> Refusal | None:
    """Refuse an ask whose fields refer to what is not there, are out of bounds, or are of the wrong sort."""
    for field in fields_of(type(ask)):
        value = getattr(ask, field.name)
        values = value if field.many else (value,)
        if field.many and not isinstance(value, tuple):
            return not_possible(f"{field.name} takes a list, not {value!r}.")
        for each in values:
            if each is None and field.nullable:
                continue
            refusal = value_holds(seen, field, each)
            if refusal is not None:
                return refusal
    return None


def value_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse one value that its field's type does not allow."""
    what = field.what
    if what in NAMES:
        return named(seen, field, value)
    if what in THINGS or what is EventRef:
        return thing_holds(seen, field, value)
    if what in (Month, Minutes, Pence, Percent, int):
        return number_holds(seen, field, value)
    if what in (Text, str):
        return text_holds(field, value)
    if what is SiteRef and value not in seen.sites:
        return not_possible(f"there is no site called {value!r}.")
    if what is Clause:
        return clause_holds(value)
    if what is PlanLine:
        return line_holds(value)
    if what is bool and not isinstance(value, bool):
        return not_possible(f"{field.name} takes yes or no, not {value!r}.")
    return None


def named(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse a name that no table of the world holds."""
    if isinstance(value, str) and value in getattr(seen, NAMES[field.what]):
        return None
    return not_possible(f"{field.name}: there is no {NAMES[field.what][:-1]} called {value!r}.")


def thing_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse a number that the seat has not seen, with the same words whether it is hidden or does not exist."""
    if isinstance(value, int) and not isinstance(value, bool):
        if field.what is EventRef and 0 < value <= seen.seq:
            return None
        if field.what in THINGS and value in getattr(seen, THINGS[field.what]):
            return None
    return not_possible(f"{field.name}: you know of nothing with the number {value!r}.")


def number_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse numbers out of bounds: months beyond the round, negative minutes or pence, shares outside 0 to 100."""
    if not isinstance(value, int) or isinstance(value, bool):
        return not_possible(f"{field.name} takes a whole number, not {value!r}.")
    if field.what is Month and not 1 <= value <= seen.clock.months + 12:
        return not_possible(f"{field.name}: {value} is not a month of this round or of the year after it.")
    if field.what is Minutes and not 0 <= value <= 600:
        return not_possible(f"{field.name} takes 0 to 600 play minutes, not {value}.")
    if field.what is Pence and abs(value) > 10**14:
        return not_possible(f"{field.name}: {value} pence is more than any county has.")
    if field.what is Percent and not 0 <= value <= 100:
        return not_possible(f"{field.name} takes 0 to 100, not {value}.")
    return None


def text_holds(field: Field, value: Any) -> Refusal | None:
    """Refuse what is not text, is too long, or holds characters that no store can keep."""
    if not isinstance(value, str):
        return not_possible(f"{field.name} takes words, not {value!r}.")
    if len(value) > LONGEST_TEXT:
        return not_possible(f"{field.name} takes at most {LONGEST_TEXT} characters; this has {len(value)}.")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return not_possible(f"{field.name} holds a character that cannot be kept.")
    return None


def clause_holds(value: Any) -> Refusal | None:
    """Refuse a clause that is not one, or whose terms are not sorted names with plain values."""
    if not isinstance(value, Clause):
        return not_possible(f"a clause was expected, not {value!r}.")
    names = [name for name, _ in value.terms]
    if names != sorted(set(names)):
        return not_possible("a clause's terms must be sorted by name, each once.")
    if value.terms and not value.mechanism:
        return not_possible("a clause with terms must name their mechanism.")
    if not value.words and not value.mechanism:
        return not_possible("a clause needs words or terms.")
    return text_holds(Field("words", Text, many=False, optional=False), value.words)


def line_holds(value: Any) -> Refusal | None:
    """Refuse a plan line without a sector or means, or with no whole amount of pence."""
    if not isinstance(value, PlanLine):
        return not_possible(f"a plan's line was expected, not {value!r}.")
    if not value.sector or not isinstance(value.pence, int) or isinstance(value.pence, bool):
        return not_possible("a plan's line needs a sector and a whole amount in pence.")
    if value.clause is not None:
        return clause_holds(value.clause)
    return None
