"""What a seat of the rehearsal does: moves built from its own view and from the schemas of the moves it may make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

WEIGHTS: Mapping[str, int] = {
    "message": 46,
    "reply": 16,
    "ask": 11,
    "answer": 5,
    "share": 4,
    "propose": 4,
    "announce": 3,
    "free-move": 3,
    "sit-on": 2,
    "call-meeting": 1,
    "anything": 5,
}
"""How often what is done: nearly all of a day is talk. `anything` is any move that the seat may make, filled in from its schema."""
WORDS = (
    "We looked at the figures again this morning and the gap is wider than the plan allows for, so before the board meets "
    "could you say which of the two sites would keep the beds, who carries the risk if referrals do not fall, and whether the "
    "practices that wrote to us last month have been told about any of it yet"
).split()


@dataclass(slots=True)
class Known:
    """What a seat knows of the play, from its view: who else sits where, the topics, and the numbers of what it has heard."""

    seat: str
    organisation: str
    seats: Sequence[str]
    bodies: Sequence[str]
    topics: Sequence[str]
    moves: Mapping[str, Mapping[str, Any]]
    by_kind: dict[str, list[int]] = field(default_factory=dict)


def known_from(view: Mapping[str, Any], moves: Mapping[str, Any]) -> Known:
    """What a seat knows at the start, from `/api/view` and `/api/moves`."""
    opening = next(event["body"] for event in view["events"] if event["kind"] == "day-opened")
    bodies = [body for body in opening["organisations"] if body.get("seated", True)]
    control = {body["id"] for body in bodies if body["kind"] == "control"}
    seats = [chair["id"] for chair in opening["seats"] if chair["organisation"] not in control]
    others = [seat for seat in seats if seat != view["seat"]]
    return Known(
        seat=view["seat"],
        organisation=view["organisation"],
        seats=others,
        bodies=[body["id"] for body in bodies if body["id"] not in {view["organisation"], *control}],
        topics=list(opening["topics"]),
        moves={name: one["schema"] for name, one in moves.items()},
    )


def words_for(tag: str, chance: Random) -> str:
    """Words of a message: the act's mark, then about as much as people write."""
    begin = chance.randrange(len(WORDS))
    many = chance.randint(8, 48)
    return f"{tag} {' '.join((WORDS * 2)[begin : begin + many])}."


def act_for(known: Known, tag: str, chance: Random) -> tuple[str, dict[str, Any]]:
    """The next thing that a seat does: the move and what is sent with it."""
    what = chance.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
    text = words_for(tag, chance)
    about = [chance.choice(known.topics)] if known.topics and chance.random() < 0.5 else []
    to = chance.sample(known.seats, min(len(known.seats), chance.choice((1, 1, 1, 2, 3, 6))))
    heard = known.by_kind.get("message-sent", [])
    asked = known.by_kind.get("asked", [])
    if what == "reply" and heard:
        return "message", {
            "text": text,
            "to": to[:1],
            "about": about,
            "in_reply_to": chance.choice(heard[-12:]),
        }
    if what == "answer" and asked:
        return "answer", {"text": text, "request": chance.choice(asked[-6:])}
    if what == "ask":
        return "ask", {
            "text": text,
            "to": to[:2],
            "wants": chance.choice(("information", "help", "plan", "money")),
            "about": about,
        }
    if what == "propose" and known.bodies:
        clause = {"words": f"{tag} as we talked about", "mechanism": "", "terms": {}}
        return "propose", {
            "text": text,
            "to": [chance.choice(known.bodies)],
            "title": f"{tag} a deal",
            "clauses": [clause],
            "start": 2,
        }
    if what == "call-meeting":
        return what, {"text": text, "invite": to, "title": f"{tag} a word"}
    if what in ("announce", "sit-on"):
        return what, {"text": text}
    if what == "share":
        return what, {"text": text, "to": to}
    if what == "free-move":
        return what, {"text": text, "seen_by": to[:1]}
    if what == "anything":
        move = chance.choice([name for name in known.moves if name not in SKIPPED])
        return move, from_schema(known.moves[move], known, text, chance)
    return "message", {"text": text, "to": to, "about": about}


SKIPPED = frozenset(
    {
        "pause",
        "resume",
        "skip-month",
        "extend-month",
        "close-seat",
        "give-seat",
        "open-seat",
        "switch-alerts",
        "set-pace",
        "merge",
        "acquire",
    }
)
"""What a rehearsal leaves to the facilitator, or what would take bodies out of the play."""


def from_schema(schema: Mapping[str, Any], known: Known, text: str, chance: Random) -> dict[str, Any]:
    """A body that fits a schema: what must be given, and the words. Rules may still refuse it: that is an answer too."""
    body = {
        name: value_for(name, schema["properties"][name], known, text, chance) for name in schema["required"]
    }
    return {**body, "text": text}


def value_for(name: str, schema: Mapping[str, Any], known: Known, text: str, chance: Random) -> Any:
    """A value of a field, as its schema has it; names of seats and bodies where the field's own name says so."""
    if "anyOf" in schema:
        return value_for(name, schema["anyOf"][0], known, text, chance)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return [value_for(name, schema["items"], known, text, chance)]
    if kind == "object":
        return {
            part: value_for(part, schema["properties"][part], known, text, chance)
            for part in schema.get("required", ())
        }
    if kind == "integer":
        heard = [numbers[-1] for numbers in known.by_kind.values()]
        return (
            max(chance.choice(heard) if heard else 1, schema.get("minimum", 0))
            if "number" in schema.get("description", "")
            else max(2, schema.get("minimum", 0))
        )
    if kind == "boolean":
        return chance.random() < 0.5
    if name in ("organisation", "body", "bodies", "of", "with", "against", "party", "parties"):
        return chance.choice([*known.bodies, known.organisation])
    return (
        chance.choice(known.seats)
        if name in ("to", "seat", "seats", "invite", "whom", "seen_by")
        else text[:60]
    )
