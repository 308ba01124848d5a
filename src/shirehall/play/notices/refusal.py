"""A move that broke a rule: what was tried, why it was refused, and who could change that. It changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.checks import MOST
from shirehall.play.fields import LONGEST_TEXT
from shirehall.play.kinds import Kind, Refusal
from shirehall.play.names import quoted
from shirehall.play.record.event import Draft

DEEPEST = 6


def kept(value: Any, depth: int = 0) -> Any:
    """What was tried, as far as any store can keep it: long texts cut, and what is no plain value described instead."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value[:LONGEST_TEXT].encode("utf-8", "replace").decode()
    if isinstance(value, int | float) and abs(value) <= 10**18:
        return value
    if isinstance(value, list | tuple) and depth < DEEPEST:
        return tuple(kept(each, depth + 1) for each in value[:MOST])
    if isinstance(value, Mapping) and depth < DEEPEST:
        return {kept(str(key)): kept(each, depth + 1) for key, each in value.items()}
    return quoted(value) if isinstance(value, int | float) else f"not a plain value: {type(value).__name__}"


def refused(seat: str, organisation: str, move: str, attempted: Any, refusal: Refusal) -> Draft:
    """The refusal, seen by the seat that tried; by nobody when there is no such seat, for it may come to be one."""
    body = {
        "move": move,
        "attempted": kept(attempted),
        "rule": refusal.rule,
        "why": refusal.why,
        "who": refusal.who,
    }
    known = (seat,) if organisation else ()
    return Draft("move-refused", body, seat=seat, organisation=organisation, addressees=known, audience=known)


KINDS = (
    Kind(
        "move-refused",
        "refusal",
        lambda e, n: f"{n.seat(e.seat)} could not {e.body['move'].replace('-', ' ')}: {e.body['why']}",
    ),
)
