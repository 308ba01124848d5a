"""Withdraw words: whoever heard them learns that they were taken back. The words stay on the record."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, EventRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import EVERYONE, Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawWords(Ask):
    """Take back words of your own, in the month in which you said them. Whoever heard them is told; they stay on the record."""

    words: EventRef


def can_withdraw(seen: World, seat: str, ask: WithdrawWords) -> Refusal | None:
    whose, _ = seen.said.get(ask.words, ("", ()))
    if whose != seat:
        return not_possible("one withdraws words of one's own, once, in the month in which one said them.")
    return None


def withdrawn(world: World, seat: str, ask: WithdrawWords) -> list[Draft]:
    """It reaches those whom the words addressed."""
    _, to = world.said[ask.words]
    acting = altered(ask, in_reply_to=ask.words)
    body = {"words": ask.words}
    return [spoken("words-withdrawn", world, seat, acting, body, to=to, everyone=EVERYONE in to or not to)]


def are_withdrawn(world: World, event: Event) -> World:
    left = {number: said for number, said in world.said.items() if number != event.body["words"]}
    return altered(world, said=left)


def says_withdrawn(event: Event, names: Names) -> str:
    why = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
    return f"{names.body(event.organisation)} withdrew its words to {names.bodies_of(event.addressees) or 'everyone'}.{why}"


def said_something(seen: World, seat: str) -> bool:
    """Whether the seat said anything this month that it can withdraw."""
    return any(whose == seat for whose, _ in seen.said.values())


WITHDRAWN = Kind("words-withdrawn", "deed", says_withdrawn, are_withdrawn, numbers=("words",))

MOVES = (
    Move("withdraw-words", WithdrawWords, "Withdraw words of yours.", 1, can_withdraw, withdrawn, (WITHDRAWN,), said_something,
         in_meeting=True),
)  # fmt: skip
