"""Those who watch the same bodies with different powers: they compare notes, the more the longer they have done it.

Offices with a stake in the same cases come to work together by small steps, each making the next one easier (Gulati 1995, repeated ties;
Bardach 1998, Getting Agencies to Work Together). Who watches others has little to compare. The weights are assumed.
"""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Minutes, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.meeting import CallMeeting
from shirehall.play.moves.message import Share
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.oversight import OFFICE, REACH, troubles, watched
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, figure_words, joined, month_name, say

NOTES = (
    "For your file on {body}: {figure} in {month}. [We have written to them.|They know that we know.] [Tell us what you hear.|We "
    "should rather not write twice about one thing.]",
    "[You will have your own signs|We watch the same people]. On {body}, {figure}. {view}.",
    "{body}, between our two offices: {figure}. {shown} [Better that we say the same|They should not be able to tell us apart on this].",
)
QUESTIONS = (
    "What do you [see at|make of] {body}? We have {figure}, and [wonder whether it is one trouble or two|you go there more than we do].",
    "[Before we act on|We may have to write to] {body} about {figure}. [Does that cut across anything of yours?|What would you hold "
    "back on?] {when}, if you can.",
    "Could {colleague} and one of yours go through {body} together? {figure} is [ours|on our desk]; the rest is yours.",
)
TITLES = (
    "{body}: what each of us knows",
    "One letter instead of two to {body}",
    "{body}, before the {month} returns",
)


def options(s: Situation) -> Options:
    """One body in trouble, and somebody else who watches it."""
    if not set(s.who.powers).intersection(OFFICE) and "register" not in s.who.powers:
        return
    cases = troubles(s)
    peer = fellow(s)
    if not cases or not peer:
        return
    case = cases[s.times(f"information-shared/{peer}", ours=True) % min(len(cases), 3)]
    joint = done_together(s, peer)
    worth = (
        0.3
        + 0.5 * case[0]
        + 0.9 * joint
        + 0.2 * max(0.0, s.trust(peer))
        + 0.2 * s.who.trait("sociability")
        + 0.15 * s.who.trait("openness-to-outsiders")
        - 0.1 * s.concern("independence")
    )
    reasons = (f"{s.name(peer)} watches {s.name(case[1])} as we do", f"we have done so before ({joint:.1f})")
    if s.fresh(f"information-shared/{peer}", 16, ours=True):
        yield Option("share", worth + 0.15, later(note, s, case, peer), reasons, 0.85, peer, 0.6)
    if s.fresh(f"asked/{peer}", 26, ours=True):
        yield Option("ask", worth + 0.1, later(question, s, case, peer), reasons, 0.8, peer)
    if joint > 0.4 and not s.memory.calls and s.fresh(f"meeting-called/{peer}", 36, ours=True):
        yield Option("call-meeting", worth + 0.1, later(sit_down, s, case, peer), reasons, 0.8, peer)


def fellow(s: Situation) -> str:
    """Who else watches most of those whom one watches; the better known when there are several."""
    mine = set(watched(s))
    kinds = s.who.roster.kinds
    powers = {
        power for power in REACH if power in ("license", "register", "inspect", "sign-off-plans", "authorise")
    }
    found: dict[str, float] = {}
    for power in sorted(powers):
        for body in s.who.roster.by_power.get(power, ()):
            if body != s.who.organisation and body in s.who.roster.seats:
                theirs = {b for b in mine if kinds[b] in REACH[power]}
                if 2 * len(theirs) > len(mine):
                    found[body] = s.known(body) + 0.3 * s.trust(body)
    return max(found, key=found.__getitem__, default="")


def done_together(s: Situation, peer: str) -> float:
    """How used the two offices are to each other, 0 to 1: by what passed between them in play, sixteen times being all."""
    return min(1.0, s.memory.contacts.get(peer, 0) / 16)


def note(s: Situation, random: Random, case: tuple[float, str, str, float, int, str], peer: str) -> Ask:
    """What one knows of a body, passed on."""
    return Share(
        to=(SeatRef(s.person(peer, case[5])),),
        text=joined(put_so(s, random, NOTES, case), aside(s, random, 0.9)),
        about=s.about(case[5], "relationship"),
    )


def question(s: Situation, random: Random, case: tuple[float, str, str, float, int, str], peer: str) -> Ask:
    """What do you know of them?"""
    return AskFor(
        to=(SeatRef(s.person(peer, case[5])),),
        wants="information",
        within=Minutes(20),
        text=joined(put_so(s, random, QUESTIONS, case), aside(s, random, 0.9)),
        about=s.about(case[5], "relationship"),
    )


def sit_down(s: Situation, random: Random, case: tuple[float, str, str, float, int, str], peer: str) -> Ask:
    """A meeting of the two offices about a third body."""
    return CallMeeting(
        invite=(SeatRef(s.person(peer, case[5])),),
        title=say(random, TITLES, body=s.name(case[1]), month=month_name(s, s.month + 1)),
        notice=Minutes(3),
        minutes=Minutes(4),
        about=s.about(case[5], "relationship"),
    )


def put_so(
    s: Situation, random: Random, lines: tuple[str, ...], case: tuple[float, str, str, float, int, str]
) -> Text:
    """One of some sentences between two offices."""
    _, body, measure, value, month, topic = case
    return say(
        random,
        lines,
        body=s.name(body),
        figure=figure_words(measure, value),
        month=month_name(s, month),
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        shown=lambda: fact(s, random, topic),
        when=by_when(s, random, 20),
        colleague=colleague(s, random),
    )
