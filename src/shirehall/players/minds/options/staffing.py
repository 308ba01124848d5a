"""People and know-how: hire when overloaded and the money allows, share a post, lend authority, ask a model and share what it says."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, Clause, MatterRef, OrganisationRef, Pence, Percent, SeatRef, Text
from shirehall.play.moves.lead import Delegate
from shirehall.play.moves.modelling import BOUGHT_ENOUGH, AskModel, ShareAnswer
from shirehall.play.moves.people import Hire, HireStaff, SharePost
from shirehall.play.world import Matter
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PART_TIME
from shirehall.players.minds.words import (
    clipped,
    joined,
    lower_first,
    month_name,
    number_words,
    pounds,
    role_words,
    say,
)

POSTS: dict[str, tuple[str, str]] = {
    "contracting": ("Contracts manager", "contracting"),
    "finance": ("Finance manager", "money"),
    "data": ("Information analyst", "analysis"),
    "leadership": ("Programme manager", "programmes"),
}
"""The post that would fill a lack: its title, and the word for its place at the table."""
HIRED = (
    "{post}, [from {month}|to start in {month}]. {colleague} has {count} things waiting and [cannot read a contract as "
    "well|there are only so many evenings].",
    "[We take on somebody who knows|Somebody who knows] {area}. {shown} [It costs less than one bad signature.|I would rather "
    "pay for it than guess.]",
    "None of us has done {area}. [We advertised|We asked around] and have found [one who has|a good one], for {month}. {shown}",
    "[A post|One post] for {area}, [two days a week to begin with|on a year's contract]. [Then we see.|We look at it in {later}.] {shown}",
)
POST_OPENED = (
    "A {post}, at {pay} a month, from {month}. [Too much lies here undone.|{count} matters wait on this desk alone.]",
    "[We enlarge the table by one|One more at our table]: {post}. {shown}",
    "{pay} a month for a {post}. [It comes out of running costs.|{colleague} has made room for it.]",
)
SHARED_POST = (
    "Would you share our {post}? [Half the week with you, half the bill.|We each need half of one.]",
    "[You have the same hole as we have.|Neither of us can fill a whole post.] {colleague} suggests that we share our {post}, "
    "from {month}.",
)
LENT = (
    "[Until {month}|While I am out] you may sign {what} for us. [Tell me afterwards.|Ring me if it is over £50,000.]",
    "{count} things wait for my signature. [Take|You take] {what} [off me|into your hands]; [I trust your judgement|you know "
    "them better than I do].",
)
ASKED = (
    "What might “{title}” do to [us|the beds and the money] by {month}?",
    "[Before anybody signs|Before we sign] “{title}”: what follows for waits and for the balance in {count} months?",
    "[Is there anything in it|Does it add up]: “{title}”, over {count} months?",
    "“{title}”: [run it|work it through] to {month}. [I should like a range and not a number.|Best and worst case.]",
)
SHARED = (
    "[We had this worked out|From the model], for what it is worth: {answer}",
    "You should see this before [we meet|you decide]. {answer} [It is a might, not a will.|Treat it as evidence and no more.]",
    "[{colleague} put the question|We asked] and this came back: {answer} [Does it fit what you see?|Tell me where it is wrong.]",
)
UNSETTLED = ("support-unit",)
"""Kinds of body whose people do not know how long their posts last, and come readily."""
SEEN = 0.3
"""How much has to lie undone before those whose own work is another see that hands are missing, and not hours (assumed)."""
Scope = Literal["agreements", "plans", "money", "people", "public"]


def options(s: Situation) -> Options:
    """Whatever brings in hands or knowledge."""
    yield from hands(s)
    yield from share_a_post(s)
    yield from ask_the_model(s)


def hands(s: Situation) -> Options:
    """Somebody to do the work: taken on, or a colleague who is given the say."""
    yield from hire(s)
    yield from lend_authority(s)


def answers(s: Situation) -> Options:
    """An answer of the model that one has and others in the matter have not."""
    for matter in reversed(list(s.world.matters.values())):
        if matter.kind != "what-if" or matter.status != "answered" or matter.by != s.who.organisation:
            continue
        if "might" not in matter.outcome or s.times(f"model-shared#{matter.id}", ours=True):
            continue
        worth = (
            0.1
            + 0.45 * s.who.trait("candour")
            + 0.3 * s.who.trait("support-habit")
            + 0.2 * s.share_of("data")
        )
        to = who_should_see(s, matter)
        if to:
            reasons = ("we have an answer that they have not", f"candour {s.who.trait('candour'):.1f}")
            yield Option(
                "share-answer",
                worth,
                later(pass_on, s, matter, to),
                reasons,
                0.8,
                s.body_of(to[0]),
                1.0,
                matter.id,
            )
        return


def lack_of(s: Situation) -> tuple[str, float]:
    """The skill that one thinks one lacks most, as far as one's post has to do with it."""
    return max(
        ((area, 1 - s.who.thinks_it_can(area)) for area in ("contracting", "finance", "data")),
        key=lambda row: row[1],
    )


def felt(s: Situation) -> float:
    """How much of what one lacks is felt, 0 to 1: some before the work has begun, more with each month of it, and what others press
    for or name at once (Simon 1955, on search that begins where what is wanted is not had)."""
    pressed = 0.1 * min(s.memory.pressure, 1.5) + 0.05 * min(sum(s.memory.named.values()), 3)
    return max(0.0, min(1.0, 0.16 * s.month - 0.15 + pressed))


def hire(s: Situation) -> Options:
    """Know-how from the market or from others; one more seat at the table when the load stays high.

    Who has managed all their life knows what a post is for; who does it beside other work first gives it their evenings.
    """
    if not s.may("people") or not s.fresh("knowledge-hired", 110, ours=True):
        return
    if not s.fresh("seat-added", 400, ours=True) or not s.falls_to_me(
        "strategy", "workforce", scope="people"
    ):
        return
    area, lack = lack_of(s)
    lack *= felt(s)
    load = min(s.load(), 1.5)
    strain = (
        0.3 * load + 0.45 * lack + 0.15 * s.memory.pressure - 0.2 * s.money_pressure() * s.concern("money")
    )
    reasons = (f"we lack {area} and know it ({lack:.1f})", f"the in-tray is at {s.load():.1f}")
    worth = 0.25 + strain + 0.15 * s.who.trait("openness-to-outsiders")
    if (
        lack > 0.35
        and worth > 0.25
        and (s.who.profession not in PART_TIME or lying(s) + 0.3 * s.memory.pressure >= SEEN)
    ):
        yield Option("hire", worth + 0.5 + 0.25 * felt(s), later(take_on, s, area), reasons, 0.8)
    if lying(s) > 0.7 and felt(s) > 0.5:
        longer = (
            strain
            + 0.25 * s.who.trait("appetite-for-risk")
            + 0.25 * s.who.trait("concern-growth")
            + 0.45 * lying(s)
        )
        more = (*reasons, f"{number_words(len(old_matters(s)))} matters have lain here for more than a month")
        yield Option("hire-staff", longer + 0.45, later(open_post, s, area), more, 0.7)


def old_matters(s: Situation) -> tuple[int, ...]:
    """What has waited with the seat for more than a month: things owed, questions put to it, plans that lie with it."""
    waiting = {**s.memory.owed, **s.memory.questions, **s.memory.plans_here}
    return tuple(number for number, at in waiting.items() if s.at - at > s.world.clock.minutes_a_month)


def lying(s: Situation) -> float:
    """How much lies undone, 0 to 1. Offices ask for hands by what is left over and not by what it is worth (Parkinson 1957)."""
    return min(1.0, len(old_matters(s)) / 5)


def take_on(s: Situation, random: Random, area: str) -> Ask:
    """Somebody with knowledge: from a body whose trade it is when one knows one, else from the market."""
    sellers = [
        b
        for b in s.who.roster.by_power.get("sell-support", ())
        if b != s.who.organisation and s.known(b) > 0.2
    ]
    ready = {b: s.known(b) + 0.4 * (s.who.roster.kinds[b] in UNSETTLED) for b in sellers}
    likely = 0.3 + 0.6 * max(ready.values(), default=0.0)
    source = max(sellers, key=lambda b: ready[b], default="") if random.random() < likely else ""
    return Hire(
        away_from=OrganisationRef(source) if source and s.world.seats_of(source) else None,
        knowledge=area,
        points=Percent(10 + 5 * int(random.random() * 3)),
        text=put_so(s, random, HIRED, area),
        about=s.about("workforce", "data" if area == "data" else "contract"),
    )


def open_post(s: Situation, random: Random, area: str) -> Ask:
    """One more seat at the own table, for what is lacking."""
    title, word = POSTS[area]
    base = f"{s.who.organisation}.{word}"
    identity = next(
        name for name in (base, *(f"{base}-{number}" for number in range(2, 99))) if name not in s.world.seats
    )
    pay = 4_000 + 250 * int(random.random() * 6)
    return HireStaff(
        identity=identity,
        role=Text(title),
        may_commit=("money",) if area == "finance" else (),
        pay=Pence(pay * 100),
        text=put_so(s, random, POST_OPENED, area, pay),
        about=s.about("workforce", "money"),
    )


def put_so(s: Situation, random: Random, lines: tuple[str, ...], area: str, pay: int = 0) -> Text:
    """One of some sentences about a post."""
    text = say(
        random,
        lines,
        post=lower_first(POSTS[area][0]),
        area={"data": "analysis"}.get(area, area),
        pay=pounds(pay),
        month=month_name(s, s.month + 1),
        later=month_name(s, s.month + 4),
        count=number_words(max(2, len(s.memory.owed) + len(s.memory.injects) + len(s.memory.calls))),
        colleague=colleague(s, random),
        shown=lambda: fact(s, random, "workforce"),
    )
    return joined(text, aside(s, random, 0.25))


def share_a_post(s: Situation) -> Options:
    """Half of somebody's week for a neighbour of the same kind, when both are short and trust each other."""
    if not s.may("people") or not s.fresh("offer-made", 120, ours=True) or s.load() < 0.5:
        return
    fellows = [b for b in s.who.roster.of(s.who.kind) if b != s.who.organisation and s.trust(b) > 0.35]
    if not fellows:
        return
    friend = max(fellows, key=s.trust)
    posts = [
        c
        for c in s.who.roster.seats.get(s.who.organisation, ())
        if c.seat != s.who.seat and "agreements" not in c.may_commit
    ]
    free = [c for c in posts if friend not in s.world.seats[c.seat].also_for]
    if not free:
        return
    worth = (
        -0.3
        + 0.3 * s.concern("relationships")
        + 0.3 * s.trust(friend)
        + 0.25 * s.load()
        + 0.2 * s.money_pressure()
        - 0.35 * s.concern("independence")
    )
    reasons = (f"{s.name(friend)} is as short of people as we are", f"trust is {s.trust(friend):.1f}")
    yield Option("share-post", worth + 0.8, later(offer_post, s, free[0].seat, friend), reasons, 0.6, friend)


def offer_post(s: Situation, random: Random, seat: str, friend: str) -> Ask:
    """The offer of half a post."""
    text = say(
        random,
        SHARED_POST,
        post=role_words(s.world.seats[seat].role),
        colleague=colleague(s, random),
        month=month_name(s, s.month + 1),
    )
    return SharePost(
        post=SeatRef(seat),
        shared_with=OrganisationRef(friend),
        text=joined(text, aside(s, random, 0.3)),
        about=s.about("workforce", "relationship"),
    )


def lend_authority(s: Situation) -> Options:
    """Who may bind and is swamped lends it to a colleague who may not."""
    if s.load() < 0.8 or not s.may("agreements") or not s.fresh("authority-lent", 130, ours=True):
        return
    colleagues = [
        c for c in s.who.roster.seats.get(s.who.organisation, ()) if "agreements" not in c.may_commit
    ]
    if not colleagues:
        return
    worth = -0.15 + 0.4 * s.load() + 0.2 * s.who.trait("support-habit") - 0.3 * s.who.trait("control-habit")
    reasons = (f"the in-tray is at {s.load():.1f}", "somebody else at the table could sign")
    yield Option("delegate", worth + 0.25, later(lend, s, colleagues[0].seat, "agreements"), reasons, 0.8)


def lend(s: Situation, random: Random, seat: str, scope: Scope) -> Ask:
    """The loan of authority."""
    text = say(
        random,
        LENT,
        what="side agreements" if scope == "agreements" else scope,
        month=month_name(s, s.month + 2),
        count=number_words(max(3, len(s.memory.owed) + len(s.memory.deals))),
    )
    return Delegate(to=SeatRef(seat), scope=scope, text=text, about=s.about("governance", "workforce"))


def may_ask(s: Situation) -> bool:
    """Whether the seat can put questions to the model: an analyst, or one whose body bought analysis enough."""
    chair = s.world.seats.get(s.who.seat)
    if chair is not None and chair.analyst:
        return True
    return s.world.knowledge.get(f"{s.who.organisation}|data", 0) >= BOUGHT_ENOUGH


def ask_the_model(s: Situation) -> Options:
    """Ask what a text on the table might do, before one signs it: by trust in figures and by what hangs on it."""
    if not s.fresh("model-asked", 90, ours=True) or not may_ask(s):
        return
    found = worth_asking(s)
    if found is None:
        return
    title, clauses, stake = found
    worth = (
        -0.05
        + 0.55 * s.who.trait("trust-in-figures")
        + 0.3 * s.who.skill("data")
        + 0.2 * s.share_of("data", "money")
        + stake
        - 0.2 * s.load()
    )
    reasons = (f"“{clipped(title, 60)}” has terms that can be worked through", "we go by figures")
    yield Option("ask-model", worth, later(put_question, s, title, clauses), reasons, 0.85)


def worth_asking(s: Situation) -> tuple[str, tuple[Clause, ...], float] | None:
    """A text with terms: one's own and unsigned, else one that one was told of, else a line of a plan that lies here."""
    for number in reversed(s.memory.deals):
        deal = s.deal(number)
        if deal is not None and deal.typed and deal.phase in ("proposed", "agreed"):
            return deal.title, deal.typed[:2], 0.25
    for deal in reversed(list(s.world.agreements.values())):
        if deal.typed and deal.phase in ("signed", "in-force", "agreed"):
            return deal.title, deal.typed[:2], 0.0
    for plan in reversed(list(s.world.plans.values())):
        clauses = tuple(
            line.clause for line in plan.lines if line.clause is not None and line.clause.mechanism
        )
        if clauses:
            return plan.title, clauses[:2], 0.1
    return None


def put_question(s: Situation, random: Random, title: str, clauses: tuple[Clause, ...]) -> Ask:
    """The question, a few months ahead."""
    months = 2 + int(random.random() * 2)
    text = say(
        random,
        ASKED,
        title=clipped(title.partition(" (")[0], 70),
        month=month_name(s, s.month + months),
        count=number_words(months),
    )
    return AskModel(clauses=clauses, months=months, text=text, about=s.about("data", "money"))


def who_should_see(s: Situation, matter: Matter) -> tuple[str, ...]:
    """Those of other bodies whom the answer would help: parties to what was asked about, else who one knows best."""
    parties = [
        b
        for a in s.world.agreements.values()
        if matter.title and a.title[:20] in matter.title
        for b in a.parties
    ]
    near = sorted(s.who.roster.of("commissioner", "national-board"), key=lambda b: -s.known(b))
    bodies = [b for b in (*parties, *near) if b != s.who.organisation and s.world.seats_of(b)]
    return tuple(x for x in (s.person(b, "data", "money") for b in dict.fromkeys(bodies[:1])) if x)


def pass_on(s: Situation, random: Random, matter: Matter, to: tuple[str, ...]) -> Ask:
    """The answer, given to others with what one makes of it."""
    answer = matter.outcome
    for body in s.world.organisations.values():
        answer = answer.replace(f"({body.id})", f"({body.short})")
    text = say(random, SHARED, answer=answer, colleague=colleague(s, random))
    more = say(random, ("On {matter} {view}.",), matter=named(s, random, "data"), view=seen(random, "data"))
    return ShareAnswer(
        answer=MatterRef(matter.id),
        to=tuple(SeatRef(x) for x in to),
        text=joined(text, more if random.random() < 0.4 else "", aside(s, random, 0.3)),
        about=s.about("data", "relationship"),
    )
