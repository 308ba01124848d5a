"""Why a scripted seat made an act: worked out again from the record, by recalling what the seat knew and deciding once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shirehall.errors import RecordError, UsageError
from shirehall.play.catalogue import Catalogue
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.record.event import Event
from shirehall.play.view import View, view_of
from shirehall.play.world import World
from shirehall.players.cast import colleague
from shirehall.players.contract import Act, Player, recall, stream
from shirehall.players.driver import Trace

Sits = Callable[[str, frozenset[str]], Player[Any]]
"""The script that sits in a seat of the pack, with some mechanisms switched off."""
ADVICE = (
    "name the number of an event by which a scripted seat did something, as `shirehall timeline` prints them."
)


def act_behind(events: Sequence[Event], number: int) -> Event:
    """The first event of the act by which an event came about: itself, or what caused it, or what was done with it.

    Raises UsageError when there is no such event, when no seat made it, and when a person or somebody without reasons did.
    """
    if not 1 <= number <= len(events):
        raise UsageError(f"the record has no event {number}; it has {len(events)}.", mend=ADVICE)
    event = events[number - 1]
    while not event.seat and event.cause is not None:
        event = events[event.cause - 1]
    if not event.seat:
        raise UsageError(f"nobody in a seat made event {number} ({event.kind}).", mend=ADVICE)
    while event.key and event.seq > 1 and events[event.seq - 2].key == event.key:
        event = events[event.seq - 2]
    if event.origin != "script":
        who = {"person": "a person", "model": "a language model"}.get(event.origin, f"the {event.origin}")
        raise UsageError(
            f"event {number} was the act of {who}, whose reasons Shirehall does not know.",
            mend="ask them, or look for what they said of it themselves; scripts alone leave a trace.",
        )
    return event


def again(events: Sequence[Event], sits: Sits, act: Event, catalogue: Catalogue) -> Trace:
    """The trace of a scripted act, worked out again; `sits` gives the scripts of the pack that was played.

    Raises UsageError when no scripted mind sat in the seat, RecordError when the mind would do something else there now.
    """
    before = events[: act.seq - 1]
    view = view_of(before, act.seat, catalogue, act.at)
    filled_by = view.world.seats[act.seat].filled_by
    if filled_by != "script":
        raise UsageError(
            f"event {act.seq} was made by a player of the kind `{filled_by}`, which has no reasons.",
            mend=ADVICE,
        )
    settings: Mapping[str, Any] = events[0].body["settings"]
    player = who_sat(before, sits, act.seat, view, frozenset(settings.get("without", ())))
    memory = recall(player, act.seat, view.events)
    decision = player.decide(memory, view, stream(seed_at(before), act.seat, act.at))
    made = next((each for each in decision.acts if is_it(each, act, catalogue)), None)
    if made is None or made.ask is None:
        raise RecordError(
            f"worked out again, the seat {act.seat} would do something else at event {act.seq}.",
            mend="use the Shirehall and the pack with which the record was made; or look into the reasons kept beside it.",
        )
    move = catalogue.move_of(made.ask).name
    return Trace(act.at, act.seat, move, act.seq, made.minutes, made.reasons, made.tell())


def seed_at(events: Sequence[Event]) -> int:
    """The seed by which minds draw after some events of a record: that of the round that was opened last, else the day's."""
    opened = next((event for event in reversed(events) if event.kind == "round-opened"), None)
    return int(events[0].body["settings"]["seed"] if opened is None else opened.body["designers"]["seed"])


def who_sat(
    events: Sequence[Event], sits: Sits, seat: str, view: View, without: frozenset[str]
) -> Player[Any]:
    """The script in a seat of the pack, or in one that was added in play by another."""
    if any(row["id"] == seat for row in events[0].body["seats"]):
        return sits(seat, without)
    hirer = next(e.seat for e in events if e.kind == "seat-added" and e.body["seat"] == seat)
    return colleague(who_sat(events, sits, hirer, view, without), view.world.seats[seat])


def is_it(made: Act, event: Event, catalogue: Catalogue) -> bool:
    """Whether an act is the one that an event came from: its move and its words."""
    if made.ask is None:
        return False
    move = catalogue.move_of(made.ask)
    if event.kind == "move-refused":
        return bool(event.body["move"] == move.name)
    return (
        any(kind.name == event.kind for kind in move.kinds)
        and event.body.get("text", made.ask.text) == made.ask.text
    )


def names_after(events: Sequence[Event], catalogue: Catalogue) -> WorldNames:
    """The names by which bodies and things are called after some events of a record."""
    world = World()
    for event in events:
        world = catalogue.evolve(world, event)
    return WorldNames(world)


def plainly(trace: Mapping[str, Any], act: Event, names: WorldNames, sentence: str) -> list[str]:
    """A trace in plain words, line by line. `trace` is as kept beside a record: JSON of a `Trace`."""
    lines = [
        f"Event {act.seq}, month {act.month}, minute {act.at}: {sentence_case(sentence)}",
        f"A script sits in this seat: {sentence_case(names.seat(act.seat))}. The act took it {trace['minutes']} minutes.",
    ]
    lines.extend(f"- {sentence_case(reason)}." for reason in trace["reasons"])
    thought = trace.get("thought")
    if thought is None:
        return lines
    concerns = ", ".join(f"{name} ({weight:.1f})" for name, weight in thought["concerns"])
    lines.append(
        f"What weighed most with it: {concerns}. Its in-tray held {thought['load']:.1f} of a month's work."
    )
    lines.append("It thought of:")
    for place, candidate in enumerate(thought["candidates"]):
        lines.extend(candidate_lines(candidate, place == 0, names))
    lines.append(
        f"- leaving things be: worth {thought['leaving_be']:.2f}. The better is the likelier to be taken, and not always is."
    )
    return lines


def candidate_lines(candidate: Mapping[str, Any], chosen: bool, names: WorldNames) -> list[str]:
    """One candidate: what, towards whom, what it was worth after its minutes, and what each mechanism did to that."""
    towards = f" ({names.body(candidate['towards'])})" if candidate["towards"] else ""
    head = f"- {candidate['move'].replace('-', ' ')}{towards}: worth {candidate['value']:.2f}, {candidate['minutes']} minutes"
    lines = [f"{head}; this is what it did" if chosen else head]
    if not chosen and candidate["reasons"]:
        lines.append(f"    {'; '.join(candidate['reasons'])}")
    lines.extend(f"    {amount:+.2f} {name}: {why}" for name, amount, why in candidate["weighed"])
    return lines
