"""What people in the trade say of a matter: how they name it, and how they see it, by which side of the table they sit on."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC, SUPPORTERS, VOICES
from shirehall.players.minds.words import spun

Lines = tuple[str, ...]

NAMED: Mapping[str, Mapping[str, Lines]] = {
    "money": {
        "any": ("the money", "this year's balance", "where the savings come from", "how the year ends"),
        "buys": ("the forecast against our allocation", "the savings target", "what we can still afford to buy", "the run rate"),
        "gives": ("our margin", "what the contracts leave us", "the cost programme", "the cash position"),
        "above": ("the county's financial position", "delivery of the savings", "recurrent balance", "slippage against plan"),
    },
    "contract": {
        "any": ("the contracts", "the year's contract", "what is agreed and what is signed", "the schedules behind the contract"),
        "buys": ("the contract with the hospital", "what our block contracts buy", "the activity plan in the contract"),
        "gives": ("terms with our buyers", "the unsigned contracts", "the activity schedules"),
        "above": ("contract signature", "the state of the contract round"),
    },
    "price": {
        "any": ("prices", "the tariff", "who pays above plan", "the price of extra activity"),
        "gives": ("the marginal rate", "what we are paid for emergencies", "income for each case"),
    },
    "quality": {
        "any": ("quality and safety", "safety on the wards", "standards of care", "what happens on a bad night shift"),
        "gives": ("staffing at night", "falls and infections", "what our own audits show"),
        "above": ("the quality signals", "assurance on safety", "the standards that providers signed up to"),
        "voice": ("how people are treated on the wards", "dignity", "complaints that go nowhere"),
    },
    "access": {
        "any": ("waits", "waits and access", "the queue at the front door", "how long people wait"),
        "buys": ("the wait for an operation", "emergency attendances from our list", "out-of-hours and the front door"),
        "gives": ("the four hours", "flow through the beds", "the backlog of planned work", "patients fit to leave"),
        "above": ("the waiting standards", "the four-hour and eighteen-week pledges"),
        "voice": ("the hours spent waiting", "getting to be seen at all", "how far people have to travel"),
    },
    "patients-public": {
        "any": ("how patients and the public are heard", "what patients tell us", "what we say to the public", "public "
        "opinion on all this"),
        "buys": ("how our practices hear from patients", "the promise to involve people before we decide"),
        "gives": ("complaints and what we do with them", "what families say on discharge"),
        "voice": ("people's say in any of this", "who listens", "involving people before and not after"),
    },
    "prevention": {
        "any": ("prevention", "ill health that need not come", "smoking, falls and loneliness", "the needs assessment"),
        "buys": ("what we buy that keeps people well", "the needs of our poorest wards"),
        "voice": ("the gap in life expectancy across the county", "need, as opposed to demand"),
    },
    "data": {
        "any": ("data and coding", "the figures everybody works from", "who holds which figures", "the quality of the returns"),
        "buys": ("activity data by practice", "figures we can trust for our own list"),
        "gives": ("our coding", "what our returns show and what they hide"),
    },
    "rules": {
        "any": ("what the rules allow", "the small print", "what we may do without asking", "our powers"),
        "above": ("how the rules are to be read", "the limits of everybody's powers"),
    },
    "competition": {
        "any": ("who competes with whom", "choice of provider", "whether to go to the market", "the level of the playing field"),
        "buys": ("whether this has to be tendered", "letting others in"),
        "gives": ("the talk of tenders", "who else might be asked to do our work"),
    },
    "governance": {
        "any": ("who decides", "who answers for what", "the lines of accountability", "how decisions get made here"),
        "buys": ("what our members have to be asked", "how far one chair can speak for a consortium"),
    },
    "relationship": {
        "any": ("how we work together", "trust between us", "the habit of talking past each other", "who talks to whom"),
    },
    "workforce": {
        "any": ("staffing", "the people we are short of", "posts we cannot fill", "who is left to do the work"),
        "buys": ("our thin team", "clinical sessions for this work"),
        "gives": ("agency nurses", "vacancies on the wards", "the rota"),
    },
    "estate": {
        "any": ("beds and buildings", "the use of our sites", "which beds we need", "the state of the buildings"),
        "gives": ("how many beds we keep open", "half-empty buildings"),
    },
    "pathway": {
        "any": ("the pathway for frail older people", "care nearer home", "getting people home sooner", "what happens after the ward"),
        "buys": ("an alternative to admission", "what a family doctor can call on at six in the evening"),
        "gives": ("handovers between our teams", "support on the day of discharge"),
    },
    "performance": {
        "any": ("performance", "delivery against plan", "this quarter's results", "what the returns will show"),
        "above": ("your trajectory", "recovery", "the exceptions in the return"),
    },
    "practice-performance": {
        "any": ("variation between practices", "the outlying practices", "referral rates that differ threefold", "practices "
        "that cannot keep up"),
        "buys": ("our own outliers", "the practices we would rather not talk of", "peer review of referrals"),
    },
    "strategy": {
        "any": ("where the county is heading", "the next three years", "what all this is for", "the shape of services in the county"),
        "gives": ("our place in the county", "what we shall be in three years"),
    },
    "technology": {
        "any": ("new drugs and equipment", "the cost of new treatments", "who pays for the new drug", "kit and computers"),
    },
}  # fmt: skip
"""A matter as somebody on one side of the table would name it, in a sentence."""

SEEN: Mapping[str, Lines] = {
    "money": (
        "the savings are [further off|slower] than the plan [says|had them]",
        "we can hold the line until the quarter turns, [and not longer|hardly beyond it]",
        "[half|most] of what we call savings is [cost moved to somebody else|put off to next year]",
        "nobody has [put|laid] the whole sum on one table [yet|since we began]",
        "the easy money is gone and [the rest needs two bodies to agree|what is left hurts]",
    ),
    "contract": (
        "[too little|hardly anything] is signed and [that worries us|people pretend otherwise]",
        "the paper should follow what [we have already said to each other|was settled in the room]",
        "we are being asked to sign a volume [nobody believes|that last year already broke]",
        "a handshake [will not survive|is worth little after] the first bad quarter",
    ),
    "price": (
        "the price [rewards|pays for] another admission and [nothing else|not for avoiding one]",
        "we would rather argue about [volume|what we need] than about price",
        "[nobody here|no one on our side] can say who may [go below|depart from] the tariff",
    ),
    "quality": (
        "two wards are thin at night and we [are watching them|know it]",
        "we have nothing to hide and some of it is not good",
        "the money talk [drowns it out|has crowded it out], [and that is when things go wrong|to my mind a mistake]",
        "[staff|people on the floor] tell us before the figures do",
    ),
    "access": (
        "the front door is busier than the figures show",
        "waits might ease if people could go home [sooner|at weekends]",
        "[one in ten|too many] of those who wait need not have come [had there been somebody to call|at all]",
        "we have moved the queue [about|from one door to the next] and not [shortened it|made it shorter]",
    ),
    "practice-performance": (
        "a few practices are far from the rest [and know it|and age does not explain it]",
        "we know less than we should about our own practices",
        "colleagues will look at [a graph together|each other's figures] before they will take an order",
    ),
    "data": (
        "we are working from figures [two months old|older than the problem]",
        "the coding is not what it should be",
        "[three|several] bodies hold three versions of the same number",
    ),
    "prevention": (
        "it is the first thing to go when money is short",
        "the return comes in years [we are not judged on|after all of us have moved on]",
        "it needs [a pot and an owner|somebody's name against it] and has neither",
    ),
    "rules": (
        "nobody has told us what is allowed",
        "we have gone ahead on common sense",
        "two bodies [give|have given] two readings and [both sound sure|neither in writing]",
    ),
    "patients-public": (
        "we [ask|consult] late and [explain|answer] later",
        "people [forgive bad news|take bad news better than we think] and not [silence|being told last]",
        "[nobody|no patient] was in the room when [we talked of it|this was drawn up]",
    ),
    "pathway": (
        "the bed is the easy part; [what comes after|Friday afternoon] is the hard one",
        "three teams visit the same house and [do not know of each other|none of them owns it]",
        "it [works|would work] where a family doctor can ring one number",
    ),
    "workforce": (
        "we are [one resignation|two sick notes] from a gap [we cannot cover|in the rota]",
        "we buy back at agency rates the people [we let go|who left us]",
    ),
    "estate": (
        "a bed [closed|taken out] before the care at home is there [comes back as a trolley|is a false saving]",
        "everybody wants fewer buildings and nobody [their own to go|wants to say which]",
    ),
    "governance": (
        "there are many chairs, several overseers and nobody [with the last word|to break a tie]",
        "we find out what was decided [by reading it|after the event]",
    ),
    "competition": (
        "we [cannot tell|do not know] where working together ends and [a cartel|trouble with the law] begins",
        "a tender would [cost us half a year|sour things] and might still be right",
    ),
}  # fmt: skip
"""A matter as one sees it when asked, by topic."""

SEEN_OTHERWISE: Lines = (
    "there is more talk than decision",
    "it will take longer than people hope",
    "we would sooner settle it together [than be told|than each for ourselves]",
    "[everybody|each of us] waits for somebody else to [begin|go first]",
    "it comes down to [two or three|a handful of] people [finding an hour|being in the same room]",
    "we started [too late|from further back than it looks]",
)


def side_of(s: Situation) -> str:
    """On which side of the table the body sits."""
    if s.buys:
        return "buys"
    if s.oversees:
        return "above"
    if s.who.kind in VOICES or s.who.profession == "public-health":
        return "voice"
    return "gives" if s.provides and s.who.kind not in SUPPORTERS else "any"


def named(s: Situation, random: Random, topic: str) -> str:
    """A matter as this seat would name it in the middle of a sentence."""
    ways = NAMED.get(topic)
    if ways is None:
        return PLAIN_TOPIC.get(topic, s.world.topics.get(topic, "all this").lower())
    lines = (*ways.get(side_of(s), ()), *ways["any"])
    return lines[int(random.random() * len(lines))]


def seen(random: Random, topic: str) -> str:
    """How one sees a matter, as a clause with a small first letter."""
    lines = (*SEEN.get(topic, ()), *SEEN.get(topic, ()), *SEEN_OTHERWISE)
    return spun(random, lines[int(random.random() * len(lines))])


SOLD = ("pathway", "access", "estate", "workforce", "data", "practice-performance", "prevention", "quality")
"""What one body may do for another, as one would offer it."""
KNOW_HOW = ("data", "contract", "money", "practice-performance", "workforce")


def sellable(s: Situation, topic: str) -> str:
    """A matter with which one can help others: the one in hand if it is of that sort, else what one's own trade is."""
    able = KNOW_HOW if s.who.kind in SUPPORTERS else SOLD
    if topic in able:
        return topic
    mine = [t for t in s.who.topics if t in able]
    return mine[0] if mine else able[0]
