"""The opening of the day: the roster everybody knows, and the briefings each body is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.errors import UsageError
from shirehall.patch.model import Briefing
from shirehall.patch.pack import Patch
from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.kinds import Kind, Names
from shirehall.play.notices.inject import laid
from shirehall.play.record.event import Draft, Event
from shirehall.play.sheet import line_of
from shirehall.play.world import Body, Chair, Clock, Deadline, RuleState, World, put

PARTIES = ("sponsor", "designers", "partner", "model_owner")
"""Who answers for a run, each apart from the others."""
ANALYST = 0.6
"""Skill with data from which a seat counts as an analyst, who can put questions to the model (assumed)."""


def opening(patch: Patch, cast: Mapping[str, str], settings: Mapping[str, Any]) -> list[Draft]:
    """The drafts that open a day: the roster for all, the common briefing for all, each body's own papers for its seats.

    `cast` says who fills each seat: person, script, model or nobody. `settings` are kept on the record as they are;
    `settings["months"]` makes the round shorter, and `settings["live"]` lays the run sheet for the facilitators to steer.
    """
    head = engine("day-opened", roster(patch, cast, settings), audience=("*",))
    sheet = (
        [laid(tuple(line_of(inject, patch.film) for inject in patch.injects))] if settings.get("live") else []
    )
    return [head, *briefings(patch), *sheet]


def doors_open(patch: Patch, cast: Mapping[str, str], settings: Mapping[str, Any]) -> list[Draft]:
    """The drafts that open the doors of a live day: its opening, the run sheet, and a clock that stands until it is resumed.

    Positions are read now. Nothing falls due while the clock stands.
    """
    waiting = engine("clock-paused", {"text": "", "minutes": 0}, audience=("*",))
    return [*opening(patch, cast, {**settings, "live": True}), waiting]


def months_of(patch: Patch, settings: Mapping[str, Any]) -> int:
    """How many months the round is played: the pack's, or fewer. Raises UsageError for a number that it does not have."""
    months = settings.get("months") or patch.round.months
    if type(months) is not int or not 1 <= months <= patch.round.months:
        raise UsageError(
            f"a round of {months!r} months is not possible on this pack.",
            mend=f"give 1 to {patch.round.months}.",
        )
    return months


def roster(patch: Patch, cast: Mapping[str, str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What everybody in the room knows: bodies, seats, rules, deadlines, topics, the clock."""
    first = patch.round
    months = months_of(patch, settings)
    return {
        "patch": patch.id,
        "title": patch.head.title,
        "notice": patch.head.notice,
        "digest": patch.digest,
        "start": first.start,
        "months": months,
        "minutes_a_month": first.minutes_a_month,
        "settings": dict(settings),
        "pressure": dials(patch),
        "parties": {name: getattr(patch.charter, name) for name in PARTIES},
        "topics": {topic.id: topic.title for topic in patch.codebook.topics},
        "sites": {row.site: row.owner for row in patch.county.sites},
        "organisations": [body_row(organisation) for organisation in patch.organisations],
        "seats": [seat_row(seat, cast) for seat in patch.active_seats],
        "rules": [rule_row(rule) for rule in patch.rules.rules],
        "deadlines": [deadline_row(each, patch) for each in patch.calendar if each.month <= months],
    }


def dials(patch: Patch) -> dict[str, float]:
    """How hard the day presses: injects a month, their size against the pack's, and each seat's minutes a month."""
    pressure = patch.head.pressure
    return {
        "injects_a_month": pressure.injects_a_month.value,
        "inject_size": pressure.inject_size.value if pressure.inject_size else 1.0,
        "attention_minutes": pressure.attention_minutes.value,
    }


def body_row(organisation: Any) -> dict[str, Any]:
    """What everybody knows of a body."""
    return {
        "id": organisation.id,
        "name": organisation.name,
        "short": organisation.short,
        "kind": organisation.kind,
        "powers": list(organisation.powers),
        "consult": organisation.consult.mode,
        "consult_minutes": organisation.consult.minutes,
        "seated": organisation.seated in ("yes", "part", "control"),
        "members": list(organisation.members),
    }


def seat_row(seat: Any, cast: Mapping[str, str]) -> dict[str, Any]:
    """What everybody knows of a seat, and who fills it."""
    more = {"looks_after": tuple(seat.looks_after)} if seat.looks_after else {}
    return {
        "id": seat.id,
        "organisation": seat.organisation,
        "role": seat.role,
        "may_commit": list(seat.may_commit),
        "table": seat.table,
        "filled_by": cast.get(seat.id, "nobody"),
        "analyst": seat.skills["data"].actual >= ANALYST if "data" in seat.skills else False,
        **more,
    }


def rule_row(rule: Any) -> dict[str, Any]:
    """A rule as everybody was given it."""
    more = {"timing": rule.timing} if rule.timing else {}
    limit = {"limit": rule.limit.value} if rule.limit else {}
    return {
        "id": rule.id,
        "text": rule.text,
        "clarity": rule.clarity,
        "who_may_rule": list(rule.who_may_rule),
        "check": rule.check,
        "renegotiable": rule.renegotiable,
        "topic": rule.topic,
        **more,
        **limit,
    }


def deadline_row(deadline: Any, patch: Patch) -> dict[str, Any]:
    """A deadline with its owners named as bodies."""
    at = (deadline.month - 1) * patch.round.minutes_a_month + deadline.minute
    return {
        "id": deadline.id,
        "title": deadline.title,
        "month": deadline.month,
        "at": at,
        "owes": bodies_meant(deadline.owes, patch),
        "to": bodies_meant(deadline.to, patch),
        "met_by": deadline.met_by,
        "about": list(deadline.about),
    }


def bodies_meant(names: list[str], patch: Patch) -> list[str]:
    """The bodies that some ids and kinds stand for, in the order of the pack."""
    return [o.id for o in patch.organisations if o.id in names or o.kind in names]


def briefings(patch: Patch) -> list[Draft]:
    """Papers in the order of the pack: to all, or to a body's own seats. Those of a later round wait for it.

    At the strategic level of detail the detail behind the positions is held back until somebody asks for it.
    """
    held_back = ("detail",) if patch.head.detail == "strategic" else ()
    return [
        given
        for paper in patch.briefings
        if paper.kind not in held_back and paper.round in (None, patch.round.id)
        for given in paper_given(patch, paper)
    ]


def paper_given(patch: Patch, paper: Briefing) -> list[Draft]:
    """One paper, to everybody or to its body's seats; nothing when the body has none."""
    seats = tuple(seat.id for seat in patch.active_seats if seat.organisation == paper.organisation)
    audience = ("*",) if paper.organisation is None else seats
    if not audience:
        return []
    body = {"paper": paper.id, "kind": paper.kind, "title": paper.title, "text": paper.text}
    return [engine("briefing-given", body, audience=audience, organisation=paper.organisation or "")]


def open_world(world: World, event: Event) -> World:
    """The world as everybody knows it when the day opens."""
    body = event.body
    return altered(
        world,
        patch=body["patch"],
        opened=True,
        clock=Clock(body["start"], body["months"], body["minutes_a_month"], 1, 0, body["minutes_a_month"]),
        topics=dict(body["topics"]),
        sites=dict(body["sites"]),
        organisations={row["id"]: body_of(row) for row in body["organisations"]},
        seats={row["id"]: chair_of(row, position) for position, row in enumerate(body["seats"])},
        rules={row["id"]: RuleState(**row) for row in body["rules"]},
        deadlines={row["id"]: Deadline(**row) for row in body["deadlines"]},
    )


def body_of(row: Mapping[str, Any]) -> Body:
    """A body from its row."""
    return Body(**row)


def chair_of(row: Mapping[str, Any], position: int) -> Chair:
    """A seat from its row. Its position orders acts and keys its draws."""
    return Chair(**row, position=position)


def take_seat(world: World, event: Event) -> World:
    """A seat changed hands."""
    chair = world.seats.get(event.body["seat"])
    return (
        world
        if chair is None
        else put(world, "seats", chair.id, altered(chair, filled_by=event.body["filled_by"]))
    )


def is_briefed(world: World, event: Event) -> World:
    """The seat has its body's papers."""
    return altered(world, newcomers=tuple(seat for seat in world.newcomers if seat != event.body["seat"]))


def says_taken(event: Event, names: Names) -> str:
    now = event.body["filled_by"]
    return f"{names.seat(event.body['seat'])} is now {'empty' if now == 'nobody' else f'played by a {now}'}."


TAKEN = Kind("seat-taken", "engine", says_taken, take_seat)
KINDS = (
    Kind("day-opened", "engine", lambda e, _n: f"The day opened: {e.body['title']}.", open_world),
    Kind(
        "briefing-given",
        "notice",
        lambda e, n: (
            f"{n.body(e.organisation) if e.organisation else 'Everyone'} was given “{e.body['title']}”."
        ),
    ),
    Kind(
        "newcomer-briefed",
        "engine",
        lambda e, n: f"{n.seat(e.body['seat'])} was given its body's papers.",
        is_briefed,
    ),
)
