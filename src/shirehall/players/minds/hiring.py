"""Hiring and buying: a hire brings knowledge, ties and time; bought analysis fills only the gap that the buyer can see.

Sources: Simon 1991, that organisations learn by new members as well as by their own; Wernerfelt 1984, the firm as its resources;
Argyris 1976, that advice is sought within the frame of whoever asks. The weights are assumed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shirehall.players.minds.trade import BUYERS, SUPPORTERS
from shirehall.players.minds.weigher import Lessons

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.character import Character
    from shirehall.players.minds.memory import Memory

TIE = 0.55
"""How well one knows the body from which somebody came (assumed)."""
SERVED, FRIENDS = 0.3, 0.95
"""How much better one knows those who buy through somebody who used to work for them, and no better than which (assumed)."""
HANDS = 0.12
"""By how much of a month one more pair of hands relieves each colleague (assumed)."""
USABLE = 0.9
"""No skill is made more than this by hiring or buying."""


def hired(memory: Memory, event: Event) -> None:
    """My body took on people who know something; they know the body they left, and it misses them."""
    body = event.body
    if body["to"] == memory.organisation:
        memory.hired[body["area"]] = memory.hired.get(body["area"], 0) + body["points"]
        memory.hands += 1
        if body["from"]:
            memory.met[body["from"]] = TIE
    elif body["from"] == memory.organisation:
        memory.lost[event.seq] = event.at


def moved(memory: Memory, event: Event) -> None:
    """Somebody known changed bodies: to mine, with their ties, or away from it."""
    body = event.body
    if body["to"] == memory.organisation:
        memory.hands += body["seat"] != memory.seat
        memory.met[body["from"]] = TIE
        memory.home[body["seat"]] = body["to"]
    elif body["from"] == memory.organisation:
        memory.home[body["seat"]] = body["to"]
        memory.lost[event.seq] = event.at
    elif body["seat"] in memory.home:
        memory.home[body["seat"]] = body["to"]


def added(memory: Memory, event: Event) -> None:
    """My body has one more seat."""
    if event.body["for_body"] == memory.organisation and event.body["seat"] != memory.seat:
        memory.hands += 1


def bought(memory: Memory, event: Event) -> None:
    """My body bought support."""
    body = event.body
    if body["buyer"] == memory.organisation:
        memory.bought[body["area"]] = memory.bought.get(body["area"], 0) + body["points"]
        memory.met[body["seller"]] = max(memory.met.get(body["seller"], 0.0), 0.4)


def strengthened(character: Character, memory: Memory) -> Character:
    """The character with what hires and purchases brought: skill, belief, ties, minutes.

    A hire's knowledge counts whole, and shows the body what it lacked. What was bought counts by how much of the lack the body
    could see when it bought: who thinks that it knows already has little use of advice.
    """
    if not (memory.hired or memory.bought or memory.hands or memory.met) or not character.has("hiring"):
        return character
    skills, believed, ties = dict(character.skills), dict(character.believed), dict(character.ties)
    for area, points in memory.hired.items():
        skills[area] = min(max(USABLE, character.skill(area)), character.skill(area) + points / 100)
        believed[area] = max(min(character.thinks_it_can(area), skills[area] + 0.1), skills[area] - 0.1)
    for area, points in memory.bought.items():
        seen = max(0.0, 1 - character.thinks_it_can(area))
        here = skills.get(area, character.skill(area))
        skills[area] = min(max(USABLE, here), here + seen * points / 100)
        believed[area] = max(believed.get(area, character.thinks_it_can(area)), skills[area] - 0.1)
    for body, strength in memory.met.items():
        ties[body] = max(ties.get(body, 0.0), strength)
        if strength >= TIE and character.roster.kinds.get(body) in SUPPORTERS:
            for served in character.roster.of(*BUYERS):
                ties[served] = min(FRIENDS, ties.get(served, 0.0) + SERVED)
    attention = character.attention * (1 + HANDS * min(memory.hands, 4))
    return replace(character, skills=skills, believed=believed, ties=ties, attention=attention)


LESSONS: Lessons = {
    "knowledge-hired": hired,
    "seat-moved": moved,
    "seat-added": added,
    "support-bought": bought,
}
