"""The scripted mind: remembers, looks at what it might do, weighs a few things, and does one or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from shirehall.play.fields import Ask
from shirehall.play.kinds import Refusal
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.play.world import World
from shirehall.players.contract import Act, Decision, Thought
from shirehall.players.minds import conversation, fortunes, hiring, knowledge
from shirehall.players.minds.attention import minutes_of, next_look
from shirehall.players.minds.character import Character
from shirehall.players.minds.choice import Choice, choose
from shirehall.players.minds.lineage import in_its_body
from shirehall.players.minds.manners import not_my_turn
from shirehall.players.minds.memory import Memory, remembered
from shirehall.players.minds.option import Option
from shirehall.players.minds.options import thought_of
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.thought import thought

TRIES = 3
"""How many moves that turn out not to be possible a seat thinks of at one waking before it lets things be."""


@dataclass(frozen=True, slots=True)
class ScriptedMind:
    """A script in one seat. It holds its character and nothing that changes."""

    character: Character
    origin: str = "script"

    def begin(self, seat: str) -> Memory:
        """A memory with nothing in it."""
        return Memory(seat, off=self.character.off)

    def remember(self, memory: Memory, event: Event) -> Memory:
        """The memory after one more event of the seat's own view."""
        return remembered(memory, event)

    def decide(self, memory: Memory, view: View, random: Random) -> Decision:
        """One thing, or nothing, and when to look up again."""
        clock = view.world.clock
        if clock.closed or clock.paused or view.seat not in view.world.seats:
            return Decision((), max(1, clock.minutes_a_month // 2))
        situation = Situation(self.as_of_now(memory, view.world), memory, view)
        options = self.candidates(situation, random)
        for _ in range(TRIES):
            choice = choose(situation, options, random)
            option = choice.option
            if option is None:
                break
            ask = option.build(random)
            if self.sees_that_it_cannot(situation, option, ask, random):
                options = [o for o in options if o is not option]
                continue
            minutes = minutes_of(situation, option)
            wake = minutes + next_look(situation, random, acted=True)
            act = Act(ask, minutes, option.reasons, telling(situation, choice))
            return Decision((act,), wake, owes(memory))
        return Decision((), next_look(situation, random, acted=False), owes(memory))

    def as_of_now(self, memory: Memory, world: World) -> Character:
        """Who the seat is by now: in the body it sits for, with what hires and purchases brought, its eyes opened to what others named."""
        here = in_its_body(self.character, memory, world)
        return knowledge.eyes_opened(hiring.strengthened(here, memory), memory)

    def candidates(self, situation: Situation, random: Random) -> Sequence[Option]:
        """What comes to mind, less what a colleague should answer first."""
        found = thought_of(situation, random)
        found.extend(fortunes.leaving(situation))
        found.extend(conversation.options(situation))
        return [option for option in found if not not_my_turn(situation, option)]

    def sees_that_it_cannot(self, situation: Situation, option: Option, ask: Ask, random: Random) -> bool:
        """Whether the seat knows beforehand that a move would be refused: those who know the rules do, others find out."""
        move = situation.view.catalogue.moves[option.move]
        world, seat = situation.world, situation.who.seat
        refusal: Refusal | None = move.check(world, seat, ask)
        if refusal is None:
            return False
        learnt = option.move in situation.memory.refused
        knows_rules = random.random() < 0.35 + 0.65 * situation.who.skill("rules")
        return learnt or knows_rules or not refusal.rule


def owes(memory: Memory) -> bool:
    """Whether somebody waits for a word from the seat."""
    return bool(memory.owed or memory.letters)


def telling(situation: Situation, choice: Choice) -> Callable[[], Thought]:
    """What lay behind a choice, put into words only when somebody asks, and at once: memory goes on."""
    return partial(thought, situation, choice)
