"""The county's month: closed, lived, its figures published, the next one opened; and the close of the round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.agreements import Agreement, step
from shirehall.play.altered import altered
from shirehall.play.kinds import Kind, Names
from shirehall.play.record.event import Event
from shirehall.play.world import World


def only_the_month(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """Everybody knows that the month closed; what the whole world amounted to is nobody's to see."""
    return {"of_month": event.body["of_month"]}


def lived(world: World, event: Event) -> World:
    """The digest of the county's state after the month. The figures themselves stay out of every view."""
    return altered(world, state_digest=event.body["state"])


def published(world: World, event: Event) -> World:
    """What a reader now knows of the county: the newest value of each measure and subject, with its month."""
    figures = dict(world.figures)
    for measure, subject, group, value in event.body["rows"]:
        key = f"{measure}|{subject}|{group}"
        if figures.get(key, (0, 0.0))[0] <= event.body["of_month"]:
            figures[key] = (event.body["of_month"], value)
    return altered(world, figures=figures)


def opened(world: World, event: Event) -> World:
    """The new month. Signed agreements whose start has come are in force; those whose term is over have ended."""
    month = event.body["month"]
    clock = altered(world.clock, month=month, began=event.at, length=event.body["minutes"])
    agreements = {number: in_month(a, month, event.seq) for number, a in world.agreements.items()}
    return altered(world, clock=clock, agreements=agreements, said={})


def in_month(agreement: Agreement, month: int, seq: int) -> Agreement:
    """An agreement as a month finds it: in force once its start has come, ended once its term is over."""
    if agreement.phase == "signed" and agreement.start <= month:
        agreement = step(agreement, "start month", month, seq)
    over = agreement.until is not None and agreement.until < month
    return step(agreement, "end", month, seq) if over and agreement.phase == "in-force" else agreement


def round_closed(world: World, event: Event) -> World:
    return altered(world, clock=altered(world.clock, closed=True))


def says_published(event: Event, names: Names) -> str:
    return f"Figures for month {event.body['of_month']} were published: {event.body['title']} ({len(event.body['rows'])} figures)."


KINDS = (
    Kind("month-closed", "engine", lambda e, _n: f"Month {e.month} closed.", redact=only_the_month),
    Kind("month-lived", "engine", lambda e, _n: f"The county lived month {e.body['of_month']}.", lived),
    Kind(
        "month-failed",
        "engine",
        lambda e, _n: f"The county could not live month {e.body['of_month']}: {e.body['reason']}",
    ),
    Kind("figures-published", "notice", says_published, published),
    Kind("month-opened", "engine", lambda e, _n: f"Month {e.body['month']} opened.", opened),
    Kind("round-closed", "engine", lambda _e, _n: "The round closed.", round_closed),
)
