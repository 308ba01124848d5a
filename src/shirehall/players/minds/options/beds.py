"""Those who run beds: what they say of care elsewhere, of a site, of work done at a loss, and the count of beds made with a buyer."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, SeatRef, Text
from shirehall.play.moves.message import Message, Share
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import month_name, number_words

MANY_BEDS = 150
"""From how many beds of its own a body thinks in wards and sites (assumed)."""
ELSEWHERE = (
    "[We are not against it.|Let me say it plainly:] care at home [for those who are well enough to leave|before people come to "
    "us] suits us too: {count} beds fewer is [what our own plan needs|where our savings lie]. [Who would run it?|What would you buy?] "
    "On {matter}, {view}.",
    "If somebody [looked after people at home|met them at the door] we could [run with {count} beds fewer|shut a ward by {month}]. "
    "{shown} [We would back it.|You would have our support.]",
    "Every bed we can [do without|close safely] is money that we need not find. So [build it|get it started], [outside these "
    "walls|nearer to where people live], and we [say so in public|stand beside you]. {shown}",
)
A_SITE = (
    "[It has to be said once.|Between us for now.] We look at [whether to close a site|what the sale of a building would bring]. "
    "{shown} [Nothing is decided.|What would your members say?|{colleague} has the sums.]",
    "[Two|Several] sites is more than [our income keeps warm|one county pays for]. [To close one is|Selling a wing is] on our "
    "list, [with a large question mark|and nobody here likes it]. What [would you tell people|do you see in the way]?",
    "Before we [sell land|close a door that people know] we should [like to hear you|hear what you would need in its place]. {shown}",
)
AT_A_LOSS = (
    "[I must tell you|You should hear it from us]: on care of older people we lose money with every week of stay. [Somebody else "
    "might do it better.|We ask ourselves whether it should be ours.] {shown}",
    "We think of giving up [the wards for older people|most of our care of older people] where the price does not [cover the "
    "stay|meet what it costs]. [Who would take it on?|We would rather talk before than after.]",
    "The tariff pays for [the operation|the first days] and not for the weeks that follow. Older people stay longest, and [we "
    "cannot carry it for ever|from {month} we may not]. What do you propose?",
)
COUNTED = (
    "Our beds by ward and how full they were[, for you and us to go through|]: {shown} [Where could they come down?|Tell us "
    "which ones you would do without.]",
    "[As we said, the count.|Here is what we hold.] {count} beds are [in question|those we argue about]. [Let us go through them "
    "together in {month}.|Sit down with {colleague} and mark what you no longer need.]",
    "[For the two of us to work on|Not for the press]: beds, stays and who waits in them. {shown} [Your figures beside ours, "
    "please.|What have you got that does not fit?]",
)


def options(s: Situation) -> Options:
    """What whoever runs many beds might say of them to those who pay for them."""
    beds = beds_of(s)
    if beds < MANY_BEDS or (not s.falls_to_me("estate", "strategy", "access") and not s.may("agreements")):
        return
    payers = sorted(
        (p for p in s.who.contracts if not p.buying and s.world.seats_of(p.other)), key=lambda p: -p.pounds
    )
    if not payers:
        return
    yield from speak(s, [p.other for p in payers])
    yield from count_together(s, [p.other for p in payers])


def beds_of(s: Situation) -> int:
    """The beds of one's own."""
    return sum(p.count for p in s.who.places if p.resource.endswith("-beds"))


def beds_to_spare(s: Situation) -> float:
    """How glad one would be of fewer patients in beds: many beds, and money that presses."""
    return s.money_pressure() if beds_of(s) >= MANY_BEDS else 0.0


def speak(s: Situation, payers: list[str]) -> Options:
    """Words to a payer: for care elsewhere that would empty beds, of a site, of work that loses money; what presses is money."""
    near = [b for b in payers if s.fresh(f"message-sent/{b}", 50, ours=True)]
    if not near or not s.fresh("message-sent", 8):
        return
    to = max(near, key=lambda b: s.trust(b) + s.known(b))
    pressed = (
        0.5 * min(s.money_pressure(), 1.6)
        + 0.3 * s.concern("money")
        - 0.3 * s.who.trait("looks-inward")
        + 0.15 * s.who.trait("proactive")
    )
    gap = f"money presses ({s.money_pressure():.1f})"
    told = s.memory.raised
    if told.get("pathway", 0.0) < 0.6:
        worth = 0.25 + pressed + 0.2 * s.share_of("pathway", "estate")
        reasons = (gap, "beds that others make needless are money saved")
        yield Option("message", worth, later(tell, s, to, ELSEWHERE, "pathway", "estate"), reasons, 0.7, to)
    if told.get("estate", 0.0) < 1.2 and len({p.site for p in s.who.places}) > 1 and s.money_pressure() > 0.4:
        worth = (
            0.4 + pressed + 0.2 * s.share_of("estate", "strategy") + 0.2 * s.who.trait("appetite-for-risk")
        )
        reasons = (gap, "buildings cost what they cost, full or empty")
        yield Option("message", worth, later(tell, s, to, A_SITE, "estate", "money"), reasons, 0.7, to)
    if told.get("money", 0.0) < 0.6 and s.money_pressure() > 0.4:
        worth = (
            0.4 + pressed + 0.25 * (1 - s.concern("relationships")) + 0.15 * s.share_of("strategy", "money")
        )
        reasons = (gap, "long stays cost more than they bring in")
        yield Option("message", worth, later(tell, s, to, AT_A_LOSS, "money", "pathway"), reasons, 0.7, to)


def tell(s: Situation, random: Random, body: str, lines: tuple[str, ...], topic: str, second: str) -> Ask:
    """The words, to whoever looks after the matter there."""
    return Message(
        to=(SeatRef(s.person(body, topic, "contract")),),
        text=in_beds(s, random, lines, topic),
        about=s.about(topic, second),
    )


def in_beds(s: Situation, random: Random, lines: tuple[str, ...], topic: str) -> Text:
    """One of some sentences that speak of a number of beds."""
    count = number_words(10 * max(1, round(beds_of(s) * (0.03 + 0.05 * random.random()) / 10)))
    return spoken(s, random, lines, topic, within=20, count=count, month=month_name(s, s.month + 2))


def count_together(s: Situation, payers: list[str]) -> Options:
    """The count of beds put before a payer: once the year's contract is signed the argument is over how few will do."""
    if not s.fresh("information-shared", 25, ours=True):
        return
    settled = {
        p
        for n in s.memory.deals
        if (deal := s.deal(n)) is not None and deal.phase in ("signed", "in-force")
        for p in deal.parties
    }
    open_to = [b for b in payers if b in settled and s.fresh(f"information-shared/{b}", 45, ours=True)]
    if not open_to:
        return
    to = max(open_to, key=lambda b: s.trust(b) + s.known(b))
    worth = (
        0.7
        + 0.4 * min(s.money_pressure(), 1.5)
        + 0.25 * s.trust(to)
        + 0.3 * s.share_of("estate", "access", "data")
        + 0.15 * s.memory.heat.get("estate", 0.0)
        + 0.2 * s.who.trait("trust-in-figures")
    )
    reasons = (f"with {s.name(to)} there is paper", "how many beds are needed decides next year's sum")
    yield Option("share", worth, later(lay_open, s, to), reasons, 0.8, to)


def lay_open(s: Situation, random: Random, body: str) -> Ask:
    """Beds and stays, in words and figures."""
    return Share(
        to=(SeatRef(s.person(body, "estate", "data", "access")),),
        text=in_beds(s, random, COUNTED, "estate"),
        about=s.about("estate", "access"),
    )
