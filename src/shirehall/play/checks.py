"""Checks that every ask meets, from its typed fields alone and from what the asking seat can see."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

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
    OrganisationRef,
    Pence,
    Percent,
    PlanLine,
    SeatRef,
    SiteRef,
    Text,
    fields_of,
)
from shirehall.play.kinds import Refusal
from shirehall.play.names import quoted
from shirehall.play.rules import not_possible
from shirehall.play.world import World

MOST = 100
LARGEST = 10**15


def fields_hold(seen: World, ask: Ask) -> Refusal | None:
    """Refuse an ask whose fields refer to what is not there, are out of bounds, or are of the wrong sort."""
    for field in fields_of(type(ask)):
        value = getattr(ask, field.name)
        if field.many and not isinstance(value, tuple):
            return not_possible(f"{field.name} takes a list, not {quoted(value)}.")
        values = value if field.many else (value,)
        if len(values) > MOST:
            return not_possible(f"{field.name} takes at most {MOST}; this has {len(values)}.")
        for each in values:
            if each is None and field.nullable:
                continue
            refusal = value_holds(seen, field, each)
            if refusal is not None:
                return refusal
        if field.what in (SeatRef, OrganisationRef) and len(set(values)) < len(values):
            return not_possible(f"{field.name} names each once.")
    return None


def value_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse one value that its field's type does not allow."""
    what = field.what
    if get_origin(what) is Literal:
        fits = isinstance(value, str) and value in get_args(what)
        return (
            None
            if fits
            else not_possible(f"{field.name} is one of {', '.join(get_args(what))}, not {quoted(value)}.")
        )
    if what in NAMES:
        return named(seen, field, value)
    if what in THINGS or what is EventRef:
        return thing_holds(seen, field, value)
    if what in (Month, Minutes, Pence, Percent, int):
        return number_holds(seen, field, value)
    if what in (Text, str):
        return text_holds(field, value)
    if what is SiteRef and not (isinstance(value, str) and value in seen.sites):
        return not_possible(f"there is no site called {quoted(value)}.")
    if what is Clause:
        return clause_holds(value)
    if what is PlanLine:
        return line_holds(value)
    if what is bool and not isinstance(value, bool):
        return not_possible(f"{field.name} takes yes or no, not {quoted(value)}.")
    return None


def named(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse a name that no table of the world holds."""
    if isinstance(value, str) and value in getattr(seen, NAMES[field.what]):
        return None
    return not_possible(f"{field.name}: there is no {NAMES[field.what][:-1]} called {quoted(value)}.")


def thing_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse a number that the seat has not seen, with the same words whether it is hidden or does not exist."""
    if isinstance(value, int) and not isinstance(value, bool):
        if field.what is EventRef and 0 < value <= seen.seq:
            return None
        if field.what in THINGS and value in getattr(seen, THINGS[field.what]):
            return None
    return not_possible(f"{field.name}: you know of nothing with the number {quoted(value)}.")


def number_holds(seen: World, field: Field, value: Any) -> Refusal | None:
    """Refuse numbers out of bounds: months beyond the round, negative minutes or pence, shares outside 0 to 100."""
    if not isinstance(value, int) or isinstance(value, bool):
        return not_possible(f"{field.name} takes a whole number, not {quoted(value)}.")
    if field.what is int and abs(value) > LARGEST:
        return not_possible(f"{field.name}: {quoted(value)} is more than any county has.")
    if field.what is Month and not 1 <= value <= seen.clock.months + 12:
        return not_possible(
            f"{field.name}: {quoted(value)} is not a month of this round or of the year after it."
        )
    if field.what is Minutes and not 0 <= value <= 600:
        return not_possible(f"{field.name} takes 0 to 600 play minutes, not {quoted(value)}.")
    if field.what is Pence and abs(value) > 10**14:
        return not_possible(f"{field.name}: {quoted(value)} pence is more than any county has.")
    if field.what is Percent and not 0 <= value <= 100:
        return not_possible(f"{field.name} takes 0 to 100, not {quoted(value)}.")
    return None


def text_holds(field: Field, value: Any) -> Refusal | None:
    """Refuse what is not text, is too long, or holds characters that no store can keep."""
    if not isinstance(value, str):
        return not_possible(f"{field.name} takes words, not {quoted(value)}.")
    if len(value) > LONGEST_TEXT:
        return not_possible(f"{field.name} takes at most {LONGEST_TEXT} characters; this has {len(value)}.")
    if not can_be_kept(value):
        return not_possible(f"{field.name} holds a character that cannot be kept.")
    return None


def can_be_kept(words: str) -> bool:
    """Whether every store can hold the words: no halves of characters, and no character of value nought."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in words


def words_hold(name: str, value: Any) -> Refusal | None:
    """Refuse what is not text, for a part of a clause or of a plan's line."""
    return text_holds(Field(name, Text, many=False, optional=False), value)


def clause_holds(value: Any) -> Refusal | None:
    """Refuse a clause that is not one, or whose terms are not sorted names with plain values."""
    if not isinstance(value, Clause):
        return not_possible(f"a clause was expected, not {quoted(value)}.")
    refusal = words_hold("words", value.words) or words_hold("mechanism", value.mechanism)
    if refusal is not None:
        return refusal
    if not isinstance(value.terms, tuple) or not all(is_term(each) for each in value.terms):
        return not_possible("a clause's terms are names, each with a number or a word.")
    names = [name for name, _ in value.terms]
    if names != sorted(set(names)):
        return not_possible("a clause's terms must be sorted by name, each once.")
    if value.terms and not value.mechanism:
        return not_possible("a clause with terms must name their mechanism.")
    if not value.words.strip() and not value.mechanism:
        return not_possible("a clause needs words or terms.")
    return None


def is_term(value: Any) -> bool:
    """Whether a value is a term: a name, and a finite number or a word that can be kept."""
    if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)):
        return False
    name, given = value
    if isinstance(given, str):
        return words_hold(name, given) is None and words_hold("name", name) is None
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return words_hold("name", name) is None and abs(given) <= LARGEST


def line_holds(value: Any) -> Refusal | None:
    """Refuse a plan line without a sector or means, or with no whole amount of pence."""
    if not isinstance(value, PlanLine):
        return not_possible(f"a plan's line was expected, not {quoted(value)}.")
    for name in ("sector", "means", "evidence"):
        refusal = words_hold(name, getattr(value, name))
        if refusal is not None:
            return refusal
    refusal = number_holds(World(), Field("pence", Pence, many=False, optional=False), value.pence)
    if refusal is not None or not value.sector.strip():
        return refusal or not_possible("a plan's line needs a sector and a whole amount in pence.")
    return None if value.clause is None else clause_holds(value.clause)
