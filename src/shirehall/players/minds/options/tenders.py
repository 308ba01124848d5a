"""The market: put a service out to tender when what one buys fails or the rules ask for it; bid, judge, award, challenge."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Minutes, OrganisationRef, Percent, TenderRef, Text
from shirehall.play.moves.awarding import Award, ChallengeAward, Evaluate
from shirehall.play.moves.tendering import ChangeTimetable, PutToTender
from shirehall.play.names import listed
from shirehall.play.world import Bid, Tender
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options import bidding
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.letters import letter
from shirehall.players.minds.options.schemes import near_home
from shirehall.players.minds.options.talk import seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, number_words, pounds, say
from shirehall.players.minds.years import TWO_HATS, says

OPEN = ("open", "set aside")
Sort = tuple[str, str, str, tuple[str, ...]]
SORTS: tuple[Sort, ...] = (
    (
        "Support at home on the day of discharge, seven days a week",
        "Old people wait in beds for want of anybody to receive them at home.",
        "Forty places at home in {month}, referral by telephone until eight at night, a nurse on call, and a count each month.",
        ("pathway", "estate"),
    ),
    (
        "A rapid response team that a family doctor can ring",
        "Too many are admitted because nothing else answers in the evening.",
        "A visit within two hours, every day of the week, for anybody on our list; beginning in {month}, for a year.",
        ("access", "performance"),
    ),
    (
        "Clinics and minor operations nearer home",
        "People wait, and travel, for what could be done in a good clinic.",
        "Two clinics a week in each of our towns, at or below the usual price, with the same safety as in hospital.",
        ("competition", "price", "technology"),
    ),
    (
        "Analysis and contract support for the year",
        "We buy care for our whole list and cannot see what we buy.",
        "Monthly figures by practice, somebody at the table in negotiations, and our own people taught to do it by {month}.",
        ("data", "contract", "money"),
    ),
    (
        "Help to stop smoking, and to stay on one's feet",
        "What fills the beds in winter begins years before.",
        "Groups in the poorest wards, counted by who comes back; open from {month}.",
        ("prevention", "patients-public"),
    ),
)  # fmt: skip
"""What is put out to tender: a title, why, what is wanted, and the topics that bring it to mind."""
BUY = "buy "
"""How an aim begins that names what a body is here to buy."""
IN_OUTCOMES = (
    "What comes of it for patients is what we buy, and not buildings: by day and in the evening, linked with the practices round about and "
    "with people's homes. Bidders say how; the first part begins in {month}."
)
CRITERIA = (
    ("Safety and results for patients", 40),
    ("Price", 35),
    ("Ready to begin on time", 25),
)
OPENED = (
    "[We open this to anybody who can do it|This is open to all who meet the standard]. {view}.",
    "[We have waited for things to mend|It has not mended by itself], and put it to tender. {shown} [Questions to|Ask] {colleague}.",
    "[No favours and no grudges:|Let the best offer win:] the criteria are below, and bids are due {when}.",
)
JUDGED = (
    "{body}: [strong on|convincing about] {good}, [weaker on|less so on] {poor}. {score} from me.",
    "[I like|What speaks for {body} is] {good}. [What worries me is|Against it:] {poor}. [On balance|All in all] {score}.",
    "{sum} is [not the lowest|what they ask], and {body} [answers|says] {good} well. On {poor} I [read|found] promises.",
    "[A careful bid|Read twice]. {good}: yes. {poor}: [not proven|I would want to see it]. {score} out of a hundred.",
)
AWARDED = (
    "{body} came first [on our criteria|with {score} points], at {sum}. [The others had good things in them.|Thank you to all who bid.]",
    "[We award this to|The work goes to] {body}: {sum}. [What decided it was|It was] {good}.",
)
NOT_AWARDED = (
    "No award. [Nothing that came in would be better than what we have.|None of the bids reached the mark.]",
    "[We stop here|We award nothing]: {count}, and [not safe enough|not a price we could defend].",
)
CHALLENGES = (
    "We do not understand how {body} came first. [Our price was lower|We met every criterion], and [nobody asked us a "
    "question|the comments do not match the scores].",
    "[We ask you to look at|Please look into] the award of “{title}”. [One of the judges deals with the winner every "
    "week.|The timetable suited one bidder.] {view}.",
)
TALKED_OF = (
    "[We talk of a tender here|A tender is talked of at our table], and [nobody wants to write it|there it rests]: until [we know what "
    "becomes of our own services|our own arm stands by itself] [it would be our people against yours|we should judge our own]. {view}.",
    "[Would you bid, if we went to tender?|What would a tender do to what you do for us?] [I ask before anything is decided.|It is a "
    "question and no notice.] With a provider arm of our own we [tread softly|cannot be both buyer and bidder].",
    "[Some here would go to tender tomorrow|There is talk here of testing the market]. [I would rather steer those we have.|We have an arm "
    "of our own to settle first.] {shown}",
)
LONGER = (
    "Bids are now due {when}: [two of you asked for time|better late than thin].",
    "[We give it longer|More time]: {when}.",
)

OWN_PEOPLE = 0.7
"""How much keeps such a body from a tender in which its own people would have to bid (assumed)."""
LOOKED_AT_FROM = 14
"""How many minutes before the date one counts what has come in for a large tender (assumed)."""
MARK = 42
"""What a bid has to reach of 100 (assumed)."""


def options(s: Situation) -> Options:
    """What the tenders that one knows of ask of the seat."""
    for tender in s.world.tenders.values():
        if tender.status in OPEN:
            if tender.by == s.who.organisation:
                yield from run(s, tender)
            else:
                yield from bidding.options(s, tender)
            yield from judge(s, tender)
        if tender.by == s.who.organisation:
            yield from bidding.missed(s, tender)
        elif tender.status in ("awarded", "no award") and s.may("agreements"):
            yield from challenge(s, tender)


PREPARED, UNPREPARED = 5, 0.6
"""After how many months one knows enough of what one buys to write a tender, and what it weighs against one before (assumed)."""


def begin(s: Situation) -> Options:
    """A tender, by those who buy: what fails, who one trusts, whether one knows how, and what the rules seem to ask."""
    if not s.buys or not s.may("agreements") or not s.fresh("tender-opened", 150, ours=True):
        return
    heat = s.memory.heat.get("competition", 0.0)
    failing = failing_supplier(s)
    asked = any(
        r.topic in ("competition", "price") and r.clarity == "unclear" for r in s.world.rules.values()
    )
    worth = (
        -0.35
        + 0.45 * s.who.trait("openness-to-outsiders")
        + 0.4 * s.who.skill("contracting")
        + 0.25 * s.who.trait("proactive")
        + 0.15 * min(heat, 2.0)
        + (0.3 - 0.3 * s.trust(failing) if failing else 0.0)
        + (0.1 if asked else 0.0)
        - 0.25 * s.concern("relationships")
        + 0.2 * s.share_of("competition", "contract", "strategy", scope="agreements")
    )
    worth -= UNPREPARED * max(0.0, 1 - (s.month - 1) / PREPARED)
    meant = meant_to_buy(s)
    if meant:
        worth += 0.2 + 0.3 * (s.who.trait("concern-access") + s.who.trait("concern-prevention"))
    if wears_two_hats(s):
        yield from think_aloud(s, worth)
        worth -= OWN_PEOPLE
    if worth < 0.2 or s.world.clock.month + 1 >= s.world.clock.months:
        return
    weak = f"{s.name(failing)} does not give what we pay for" if failing else "others might do it better"
    reasons = (
        "it is what we set out to buy" if meant else weak,
        f"we are open to newcomers ({s.who.trait('openness-to-outsiders'):.1f})",
    )
    yield Option("tender", worth + 1.4, later(put_out, s), reasons, 0.7)


def wears_two_hats(s: Situation) -> bool:
    """Whether one buys care where a rule in force says of buyers that they have people of their own who give it."""
    return s.buys and says(s, TWO_HATS)


def think_aloud(s: Situation, worth: float) -> Options:
    """Talk of a tender that one would hold if it did not put the work of one's own people out too."""
    sellers = [
        p.other
        for p in s.who.contracts
        if p.buying and s.world.seats_of(p.other) and not near_home(s, p.other)
    ]
    if worth < 0.2 or not sellers or not s.fresh("message-sent:competition", 70):
        return
    body = max(sellers, key=s.known)
    reasons = (
        "a tender would be for work of our own people too",
        f"we are open to newcomers ({s.who.trait('openness-to-outsiders'):.1f})",
    )
    yield Option("message", worth + 0.6, later(talk_of_it, s, body), reasons, 0.7, body)


def talk_of_it(s: Situation, random: Random, body: str) -> Ask:
    """The talk."""
    about = ("competition", "strategy")
    return letter(s, random, body, TALKED_OF, *about, to=("strategy", "contract"), within=30)


def failing_supplier(s: Situation) -> str:
    """A body that one buys from and whose figures the trade calls bad."""
    sellers = {p.other for p in s.who.contracts if p.buying}
    for _, subject, _, _, topic in s.bad_figures():
        body = subject if subject in sellers else s.world.sites.get(subject, "")
        if body in sellers and topic != "money":
            return body
    return ""


def put_out(s: Situation, random: Random) -> Ask:
    """The tender: what troubles one most, in the trade's usual criteria."""
    done = {t.title for t in s.world.tenders.values()}
    left = [sort for sort in SORTS if sort[0] not in done] or list(SORTS)
    weight = {t: s.topic_weight(t) for sort in left for t in sort[3]}
    own = of_the_aim(meant_to_buy(s))
    set_out = own is not None and own[0] not in done
    usual = max(left, key=lambda sort: max(weight[t] for t in sort[3]))
    title, why, wanted, topics = own if own is not None and set_out else usual
    price = 5 * int(random.random() * 4)
    weights = (CRITERIA[0][1] - price, CRITERIA[1][1] + price, CRITERIA[2][1])
    lots = lots_in(title) if set_out else 1
    length = 22 + int(random.random() * 10) + 3 * (lots - 1)
    text = say(
        random,
        OPENED,
        view=lambda: seen(random, topics[0]),
        shown=lambda: fact(s, random, topics[0]),
        colleague=colleague(s, random),
        when=by_when(s, random, length),
    )
    return PutToTender(
        title=Text(title),
        intention=Text(why),
        specification=say(random, (wanted,), month=month_name(s, s.month + 3)),
        criteria=tuple(Text(name) for name, _ in CRITERIA),
        weights=tuple(Percent(w) for w in weights),
        minutes=Minutes(length),
        lots=lots,
        specified="outcomes" if lots > 1 and knows_what_and_not_how(s) else "pathways",
        text=joined(text, aside(s, random, 0.3)),
        about=s.about("competition", topics[0]),
    )


def meant_to_buy(s: Situation) -> str:
    """What the body says that it is here to buy, in its own words; empty where its aims name nothing."""
    return next((aim.removeprefix(BUY) for aim in s.who.aims if aim.startswith(BUY)), "")


def of_the_aim(meant: str) -> Sort | None:
    """What a body is here to buy, as it would be put to tender."""
    if not meant:
        return None
    return (
        meant[0].upper() + meant[1:],
        "We set out to buy this, and nobody provides it yet.",
        IN_OUTCOMES,
        ("estate", "strategy"),
    )


def lots_in(title: str) -> int:
    """How many are wanted, as what is wanted says; else one."""
    return next((n for n in range(12, 1, -1) if number_words(n) in title.lower().split()), 1)


def knows_what_and_not_how(s: Situation) -> bool:
    """Whether one knows better what should come of care than how it is given: one's craft is buying, and not medicine."""
    return s.who.skill("contracting") > s.who.skill("clinical")


def judge(s: Situation, tender: Tender) -> Options:
    """A bid that the seat has not judged, once the date for bids is past."""
    if s.at < tender.closes or s.who.seat not in tender.panel or s.who.seat in tender.barred:
        return
    for each in tender.bids:
        if any(mark[0] == s.who.seat for mark in each.marks):
            continue
        share = s.share_of("competition", "contract", "quality", scope="agreements")
        if len(each.marks) > 2:
            return
        worth = 0.3 + 0.7 * share + 0.25 * s.who.trait("grip")
        reasons = (f"the bid of {s.name(each.bidders[0])} waits to be judged",)
        yield Option("evaluate", worth, later(mark, s, tender, each), reasons, 0.9, "", 0.8, tender.id)
        return


def mark(s: Situation, random: Random, tender: Tender, each: Bid) -> Ask:
    """Scores and a comment: what is covered, what it costs, how finished it is, and how far one trusts who bids."""
    body = each.bidders[0]
    rest = [b.pence for b in tender.bids]
    cheap = 1 - (each.pence - min(rest)) / max(max(rest), 1)
    scores = []
    for name, _ in tender.criteria:
        base = 35 + 0.35 * each.completeness * (name in each.covers) + 12 * s.trust(body)
        base += 25 * (cheap - 0.5) if "rice" in name else 0.0
        scores.append(max(5, min(95, round(base + 16 * (random.random() - 0.5)))))
    ranked = sorted(range(len(scores)), key=lambda place: -scores[place])
    text = say(
        random,
        JUDGED,
        body=s.name(body),
        good=tender.criteria[ranked[0]][0].lower(),
        poor=tender.criteria[ranked[-1]][0].lower(),
        score=round(sum(scores) / len(scores)),
        sum=pounds(each.pence / 100),
    )
    return Evaluate(
        tender=TenderRef(tender.id),
        bidder=OrganisationRef(body),
        scores=tuple(Percent(score) for score in scores),
        text=text,
        about=s.about("competition"),
    )


def run(s: Situation, tender: Tender) -> Options:
    """Give it longer when too little is bid for, decide it when the bids are judged or have lain long enough."""
    if not s.may("agreements") or s.who.seat in tender.barred:
        return
    judged = [b for b in tender.bids if b.scores]
    if s.at < tender.closes:
        if (
            too_few(tender)
            and tender.closes - s.at < (LOOKED_AT_FROM if tender.lots > 1 else 5)
            and s.fresh(f"timetable-changed#{tender.id}", 300, ours=True)
        ):
            reasons = ("what came in is less than we want",) if tender.bids else ("nobody has bid yet",)
            yield Option("change-timetable", 0.7, later(extend, s, tender), reasons, 0.9, "", 1.0, tender.id)
        return
    if len(judged) < len(tender.bids) and s.at - tender.closes < 25:
        return
    worth = 0.75 + 0.35 * s.who.trait("grip") + 0.2 * s.share_of("contract", "strategy", scope="agreements")
    reasons = (f"bids for “{tender.title}” are in and {len(judged)} are judged",)
    yield Option("award", worth, later(decide, s, tender), reasons, 0.9, "", 1.0, tender.id)


def too_few(tender: Tender) -> bool:
    """Whether bids are wanting: none at all, or fewer lots bid for than there are of several."""
    return not tender.bids or sum(each.lots for each in tender.bids) < tender.lots > 1


def extend(s: Situation, random: Random, tender: Tender) -> Ask:
    """A later date for bids."""
    length = 12 + int(random.random() * 8)
    text = say(random, LONGER, when=by_when(s, random, length))
    return ChangeTimetable(
        tender=TenderRef(tender.id), minutes=Minutes(length), text=text, about=s.about("competition")
    )


def decide(s: Situation, random: Random, tender: Tender) -> Ask:
    """The best of the bids that reach the mark, else none."""
    best = max(tender.bids, key=lambda b: weighed(tender, b), default=None)
    if best is None or weighed(tender, best) < MARK:
        count = f"{len(tender.bids)} bids" if len(tender.bids) > 1 else "too few bids"
        return Award(
            tender=TenderRef(tender.id),
            text=say(random, NOT_AWARDED, count=count),
            about=s.about("competition", "contract"),
        )
    good = max(best.scores, key=lambda row: row[1], default=("the price", 0))[0]
    text = say(
        random,
        AWARDED,
        body=listed([s.name(b) for b in best.bidders]),
        score=round(weighed(tender, best)),
        sum=pounds(best.pence / 100),
        good=good.lower(),
    )
    return Award(
        tender=TenderRef(tender.id),
        bidder=OrganisationRef(best.bidders[0]),
        also=beside(tender, best),
        text=joined(text, aside(s, random, 0.2)),
        about=s.about("competition", "contract"),
    )


def beside(tender: Tender, best: Bid) -> tuple[OrganisationRef, ...]:
    """Other bids that reach the mark, best first, as far as there are lots for them."""
    left, found = tender.lots - best.lots, []
    for each in sorted(tender.bids, key=lambda b: -weighed(tender, b)):
        if each is not best and weighed(tender, each) >= MARK and each.lots <= left:
            left -= each.lots
            found.append(OrganisationRef(each.bidders[0]))
    return tuple(found)


def weighed(tender: Tender, each: Bid) -> float:
    """A bid's scores by the tender's weights, from 0 to 100."""
    weights = dict(tender.criteria)
    return sum(score * weights.get(name, 0) for name, score in each.scores) / 100


def challenge(s: Situation, tender: Tender) -> Options:
    """A loser who does not let go, and who thinks the award was not fair."""
    mine = s.who.organisation
    if mine in tender.awarded or not any(mine in b.bidders for b in tender.bids):
        return
    if not s.fresh("award-challenged", 400, ours=True):
        return
    judges = [*s.who.roster.by_power.get("review-competition", ()), *s.who.roster.by_power.get("mediate", ())]
    judge_of_it = next((b for b in judges if b not in (mine, tender.by, *tender.awarded)), "")
    worth = (
        -0.25
        + 0.5 * s.who.trait("persistence")
        + 0.35 * s.who.trait("concern-growth")
        + 0.2 * s.who.trait("appetite-for-risk")
        - 0.35 * s.concern("relationships")
        - 0.3 * s.trust(tender.by)
    )
    if judge_of_it and worth > 0:
        reasons = ("we bid and lost", f"{s.name(judge_of_it)} may look at it")
        yield Option(
            "challenge-award",
            worth,
            later(contest, s, tender, judge_of_it),
            reasons,
            0.6,
            judge_of_it,
            1.0,
            tender.id,
        )


def contest(s: Situation, random: Random, tender: Tender, judge_of_it: str) -> Ask:
    """The challenge and its grounds."""
    body = listed([s.name(b) for b in tender.awarded]) or "nobody"
    text = say(random, CHALLENGES, body=body, title=tender.title, view=seen(random, "competition"))
    return ChallengeAward(
        tender=TenderRef(tender.id),
        to=OrganisationRef(judge_of_it),
        text=text,
        about=s.about("competition", "rules"),
    )
