"""Levers on one's own practices: reward, fine, put out; by those whose members they are, when variation weighs."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Pence, Text
from shirehall.play.moves.practices import ExpelPractice, FinePractice, RewardPractice
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.talk import seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import joined, say

REWARDED = (
    "[For bringing referrals down without anybody going short|For opening on Saturdays through the winter]. {shown} [It is "
    "not much, and it is meant.|Others may ask how they did it.]",
    "[They shared their figures first|They took the hard patients of a neighbour]. [That is what we pay for.|A thank-you with "
    "a sum to it.]",
)
FINED = (
    "[We wrote twice, we visited, we offered help.|This comes after three letters.] [Nothing moved.|They refer as before.] {view}.",
    "[What one practice spends the others go without.|We all carry it.] {shown}",
)
PUT_OUT = (
    "[We have done what we could with them.|A year of visits changed nothing.] [The others will not carry it any "
    "longer.|Twenty practices pay for what one will not do.] {view}.",
)
WHO = (
    "the practice that [refers|admits] most for its size",
    "a [two-partner|single-handed] practice in the [east|north] of our list",
    "the large practice [on the estate|in the town centre]",
    "the practice that [no longer sends figures|came last in the comparison]",
)
PRAISED = (
    "the practice that [shared its figures first|brought emergencies down most]",
    "the village practice with the [lowest referrals|best review rates]",
    "the practice that [took on a neighbour's list|opens on Saturdays]",
)


def options(s: Situation) -> Options:
    """What a body with practices for members might do to one of them; a lever is taken up when somebody who has seen it used names it."""
    if not s.buys or not s.may("agreements") or cold(s):
        return
    share = s.share_of("practice-performance", scope="agreements")
    if share < 0.3:
        return
    heat = s.memory.heat.get("practice-performance", 0.0)
    reasons = (f"practices differ, and it weighs ({heat:.1f})", f"it is mine to look after ({share:.1f})")
    gentle = 0.4 * s.concern("relationships") + 0.25 * s.who.trait("support-habit")
    hard = (
        0.45 * s.who.trait("control-habit")
        + 0.25 * s.money_pressure()
        + 0.25 * s.who.trait("appetite-for-risk")
        - 0.45 * s.concern("relationships")
        - 0.25 * s.who.trait("consults-members")
    )
    shown = min(s.memory.advice.get("practice-performance", 0), 2)
    if s.fresh("practice-rewarded", 80, ours=True):
        worth = -0.1 + gentle + 0.3 * share + 0.1 * heat + 0.6 * shown
        yield Option("reward-practice", worth, later(reward, s), reasons, 0.7)
    if s.fresh("practice-fined", 80, ours=True) and s.fresh("practice-expelled", 120, ours=True):
        worth = hard + 0.25 * share + 0.12 * heat
        yield Option("fine-practice", worth + 0.35, later(fine, s), reasons, 0.55)
        if s.times("practice-fined", ours=True):
            yield Option("expel-practice", worth + 0.2, later(put_out, s), reasons, 0.45)


def cold(s: Situation) -> bool:
    """Whether nobody talks of practices now and it is not one's own to look after."""
    topic = "practice-performance"
    return topic not in s.who.topics and s.memory.heat.get(topic, 0.0) < 0.4


def put_so(s: Situation, random: Random, lines: tuple[str, ...]) -> Text:
    """One of some sentences about a practice."""
    text = say(
        random,
        lines,
        view=lambda: seen(random, "practice-performance"),
        shown=lambda: fact(s, random, "practice-performance"),
    )
    return joined(text, aside(s, random, 0.2))


def reward(s: Situation, random: Random) -> Ask:
    """A sum, and thanks."""
    return RewardPractice(
        practice=say(random, PRAISED),
        sum=Pence(100 * 500 * (4 + int(random.random() * 16))),
        text=put_so(s, random, REWARDED),
        about=s.about("practice-performance", "money"),
    )


def fine(s: Situation, random: Random) -> Ask:
    """A sum kept back."""
    return FinePractice(
        practice=say(random, WHO),
        sum=Pence(100 * 500 * (2 + int(random.random() * 10))),
        text=put_so(s, random, FINED),
        about=s.about("practice-performance", "money"),
    )


def put_out(s: Situation, random: Random) -> Ask:
    """The end of a membership."""
    return ExpelPractice(
        practice=say(random, WHO),
        text=put_so(s, random, PUT_OUT),
        about=s.about("practice-performance", "rules"),
    )
