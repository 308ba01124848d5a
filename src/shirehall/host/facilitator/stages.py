"""The stages of a day as a facilitator takes them: what each one is, what it does, and what it cannot undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.host.house import House
from shirehall.host.rounds import has_next


@dataclass(frozen=True, slots=True)
class Step:
    """One step to another stage: its name, the words on its button, and what it does."""

    to: str
    button: str
    does: str


NAMES: Mapping[str, str] = {
    "before": "Before the day",
    "doors": "Doors open: positions are read",
    "film": "The news film",
    "practice": "Practice",
    "play": "Play",
    "interval": "Interval between two rounds",
    "feedback": "Feedback",
    "closed": "Closed",
}
BUTTONS: Mapping[str, tuple[str, str]] = {
    "doors": (
        "Open the doors",
        "The record begins. Each seat is given its position statement, and the detail behind it. The clock stands until play begins. "
        "This cannot be undone: from now on this is the day.",
    ),
    "film": ("Show the news film", "The wall and every desk show the film. The clock stands."),
    "practice": (
        "Practise for five minutes",
        "Everybody tries the moves in a room that is thrown away: nothing counts, nothing goes on the day's record. Scripts are in "
        "the seats that have no person. It ends by itself after five minutes; you may end it before, or give it five more, once.",
    ),
    "play": ("Begin play", "The clock runs. Injects come as the run sheet has them."),
    "interval": (
        "Close the round",
        "Its judgement goes on the record, and everybody is told how it stands as far as everybody may know. The clock stands until the "
        "next round begins.",
    ),
    "feedback": (
        "Go to feedback",
        "The clock stops. Every desk shows the feedback form; moves are over unless you go back to play.",
    ),
    "closed": ("Close the day", "Desks say goodbye. The feedback form stays open by link for a week."),
    "before": ("End the practice", "What was practised is thrown away. The doors are still closed."),
}


ORDER = ("interval", "feedback", "closed", "play", "film", "doors", "before", "practice")
"""Which of several steps is the usual one, and stands first."""


def steps(house: House) -> tuple[Step, ...]:
    """The steps that can be taken now, the usual one first."""
    found: list[Step] = []
    again = film_in_play(house)
    for to in house.ways:
        if house.stage == "practice" and (to == "before") != (house.day is None):
            continue
        if to == "doors" and again:
            continue
        button, does = BUTTONS[to]
        if to == "play" and again:
            button, does = (
                "Back to play",
                "The wall shows the clock and the news again. The clock goes on as it stands.",
            )
        if house.stage == "practice" and to == "doors":
            button, does = (
                "End the practice",
                "What was practised is thrown away. The day stands where it stood.",
            )
        if house.stage in ("feedback", "closed") and to in ("play", "feedback"):
            button, does = (
                ("Back to play", "The clock runs again.")
                if to == "play"
                else ("Open feedback again", "Desks show the form again.")
            )
        if house.stage == "interval" and to == "play":
            button, does = (
                "Begin the round",
                "The clock runs in the new round, under its rules. Whoever has not read the new position reads it while others play.",
            )
        if house.stage == "feedback" and to == "interval":
            button, does = "Back to the interval", "The next round can be opened."
        if to == "feedback" and house.stage in ("play", "interval") and has_next(house):
            does = "The day ends here: the round to come is not played. Every desk shows the feedback form."
        if to == "film" and house.stage == "play":
            does = "The wall shows the film. The clock goes on as it stands: pause it first if nobody is to play meanwhile."
        found.append(Step(to, button, does))
    order = ("play", *ORDER) if house.stage == "interval" else ORDER
    return tuple(sorted(found, key=lambda one: order.index(one.to) if one.to in order else len(order)))


def film_in_play(house: House) -> bool:
    """Whether the film is shown while play is under way, so that the doors are long open."""
    clock = house.clock()
    return house.stage == "film" and bool(clock["running"] or clock["minute"])


def step(house: House, to: str) -> Step | None:
    """One step, if it can be taken now."""
    return next((one for one in steps(house) if one.to == to), None)
