"""Come back to what was asked and never answered; after a while, ask somebody else."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, Minutes, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.message import Message
from shirehall.play.world import Request
from shirehall.players.minds.option import Option, Options, has_move, later
from shirehall.players.minds.options.oversight import OFFICE, watched
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import clipped, joined, month_of_minute, say

REMINDERS = (
    "In {month} I asked you: “{text}” I have heard nothing. May I have an answer, even a short one?",
    "A gentle reminder. You have had this since {month}: “{text}”",
    "Still waiting on “{text}” If it is no, say no.",
    "“{text}” That was in {month}. [Has it gone astray?|Should I be asking somebody else?]",
    "[Forgive me for asking again|I know you are busy], but “{text}” [is holding us up|will not wait much longer].",
    "[{other}, once more:|Once more:] “{text}” [Two lines would do.|A telephone call would do.]",
    "My question of {month} stands[, whoever has it now|]: “{text}”[ {other} would know.|]",
    "[I said I would write again|I keep a list], and this is on it since {month}: “{text}”",
    "“{text}” [A week more I can wait|I can hold it open a little longer]; after {month} [one loses count|it is old news].",
)
OVER_HEADS = (
    "We asked {body} about this and have had no reply: “{text}” Can you get an answer out of them, or give us one?",
    "{body} does not answer us. The question was: “{text}” What would you have us do?",
    "Since {month} {body} has sat on this: “{text}” [You have the means to ask|They would answer you].",
    "[I do not like going over anybody's head|We would sooner not trouble you]. {body} has had “{text}” from us since {month}.",
    "Who can [make|get] {body} [reply|to answer]? We have asked twice: “{text}”",
)


def options(s: Situation) -> Options:
    """The oldest thing asked and overdue."""
    late = sorted((due, number) for number, due in s.memory.waiting.items() if due < s.at)[:2]
    for due, number in late:
        request = s.world.requests.get(number)
        if request is None or s.at - due > 120:
            continue
        silent = next((seat for seat in request.askees if seat not in request.replies), "")
        body = s.body_of(silent)
        if not silent or body in answerable(s) or not s.fresh(f"reply#{number}", 20):
            continue
        times = s.times(f"reply#{number}")
        keen = 0.45 + 0.75 * s.who.trait("persistence") + 0.25 * s.who.trait("grip") - 0.3 * times
        reasons = (f"{s.name(body)} owes an answer since minute {due}", f"reminded {times} times")
        yield Option("message", keen, later(remind, s, request, silent), reasons, 0.75, body, 0.6, number)
        above = next(
            (b for b in s.who.roster.by_power.get("intervene", ()) if b not in (body, s.who.organisation)), ""
        )
        if above and times >= 1:
            worth = 0.2 + 0.9 * s.who.trait("looks-upward") + 0.3 * s.who.trait("persistence")
            yield Option(
                "ask",
                worth,
                later(over_their_heads, s, request, body, above),
                (*reasons, f"{s.name(above)} has the power to make them"),
                0.6,
                above,
                1.0,
                number,
            )


def answerable(s: Situation) -> tuple[str, ...]:
    """Those who answer to one's own body: they are pressed and not reminded."""
    return watched(s) if set(s.who.powers).intersection(OFFICE) and has_move(s, "press") else ()


def quoted(text: str) -> str:
    """The question in a request: its first sentence that asks, else its first words."""
    asking = next((part for part in text.split("? ")[:1] if "?" in text), "")
    return clipped(f"{asking.split('. ')[-1]}?" if asking and len(asking) < 150 else text)


def remind(s: Situation, random: Random, request: Request, seat: str) -> Ask:
    """The same question, once more."""
    text = say(
        random,
        REMINDERS,
        month=month_of_minute(s, request.at),
        text=quoted(request.text),
        other=s.name(s.body_of(seat)),
    )
    about = s.view.events[request.id - 1].about
    return Message(
        to=(SeatRef(seat),),
        text=joined(text, aside(s, random, 0.7)),
        in_reply_to=EventRef(request.id),
        about=s.about(*about),
    )


def over_their_heads(s: Situation, random: Random, request: Request, body: str, above: str) -> Ask:
    """The question, put to somebody with the power to have it answered."""
    month = month_of_minute(s, request.at)
    text = say(random, OVER_HEADS, body=s.name(body), text=quoted(request.text), month=month)
    about = s.view.events[request.id - 1].about
    seat = SeatRef(s.person(above, *about))
    return AskFor(
        to=(seat,),
        wants="action",
        within=Minutes(30),
        text=joined(text, aside(s, random, 0.7)),
        in_reply_to=EventRef(request.id),
        about=s.about(*about),
    )
