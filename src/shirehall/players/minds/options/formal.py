"""What bodies with powers do in form: authorise, open and settle cases, look into things, mediate, call together, put off a "
"date, step out."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal
from zlib import crc32

from shirehall.play.fields import AgreementRef, Ask, MatterRef, Minutes, OrganisationRef, Text
from shirehall.play.moves.casework import Authorise, OpenCase
from shirehall.play.moves.inquiring import CallSummit, Investigate
from shirehall.play.moves.intervening import EndIntervention, ExtendDeadline
from shirehall.play.moves.mediation import AskMediation, Mediate
from shirehall.play.names import listed
from shirehall.play.world import Deadline, Matter
from shirehall.players.minds.option import Option, Options, later, worded
from shirehall.players.minds.options.facts import title_of
from shirehall.players.minds.options.oversight import troubles
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, clipped, figure_words, month_name, say

SUSPECT = ("price", "shift", "pool", "block")
"""Terms that might touch on competition, as the trade sees it."""
AUTHORISED = (
    "{body} may take up its work. [Nothing here says that it can; nothing says that it cannot.|On paper it stands.]",
    "{body} passes[, and we shall look again in {month}|]. [What persuaded us was|For it speaks] {matter}.",
)
ON_CONDITIONS = (
    "{body} may begin, on conditions: [a plan we can believe {when}|a date and a name for {matter}], and [our people at its "
    "table|a report to us each month] until then.",
    "[A yes with strings|Conditional]. {body} has [yet to show|not shown] how it deals with {matter}. [We want that "
    "{when}.|On that we wait until {month}.]",
)
CLEARED = (
    "We looked at “{title}” and see [choice enough left for patients|no harm to patients in it]. Cleared.",
    "Cleared. “{title}” [brings together bodies that did not compete|leaves others in the field]. [We may look again if that "
    "changes.|{colleague} keeps the file.]",
)
CONDITIONED = (
    "“{title}” may go on if [prices are open to all who buy|each member still bids for itself], and if [we see the accounts "
    "each quarter|patients are told that they may go elsewhere].",
    "[Yes, with limits.|On two conditions:] no [sharing of prices among|fixed volumes between] members of “{title}”, and a "
    "review in {month}.",
)
BLOCKED = (
    "“{title}” leaves [patients no other door|those who buy with nobody else to turn to], and [no good it does outweighs "
    "that|we were shown no gain that outweighs it]. It may not go ahead.",
)
OPENED = (
    "We have been told of “{title}” and want to know [what it does to others who might do the work|whether patients lose a "
    "choice]. [The text and the sums, please, {when}.|{colleague} leads.]",
    "“{title}” [may be sensible and may be a cartel|came to our notice]. [We look at it, no more.|This is a question and not a verdict.]",
)
LOOKED_INTO = (
    "{figure}. [We come to see for ourselves|Two of our people come {when}]. [Please have the rotas and the notes ready.|We "
    "shall speak to staff on nights too.]",
    "What we hear of {matter} at {body} [does not fit what is reported|cannot wait for the next return]. [We look into it.|An "
    "inquiry begins today.] {view}.",
)
MEDIATION = (
    "{other} and we cannot [settle|get further with] “{title}”. [Each of us thinks the other agreed to something.|We read the "
    "same words in two ways.] Would you hear both of us?",
    "[We have tried three times.|Talking among ourselves has not helped.] The matter is “{title}”, the other side {other}. "
    "[We shall keep to what you say.|Could you see us {when}?]",
)
MEDIATED = (
    "[We heard both|Both sides came]. [The text stands, and its date moves to {month}|They split the difference and look "
    "again in {month}]. Settled.",
    "[Two hours, a wall chart, and an agreement at the end of it|It took an afternoon]: {other} [carries the first "
    "year|begins], and both count. Settled.",
)
NOT_MEDIATED = (
    "[They are further apart than the papers say|Neither would move first]. Not settled; [the rest is for their boards|come "
    "back when there is a figure both accept].",
)
SUMMONED = (
    "{matter}: what each of us does before {month}",
    "{matter}: {names}, in public",
    "A county meeting on {matter}",
)
CALLED = (
    "[Letters have not helped|We have asked one at a time], so we ask you together, [in public|with the doors open]: {matter}. {shown}",
    "[Bring somebody who can decide.|Come with a figure each.] {view}, and [nobody can mend that alone|each of you has told "
    "us that it is another's task].",
)
EXTENDED = (
    "“{title}” may come {when}. [Several of you asked.|We would rather have it right than early.]",
    "[A little more time|Until {when} and no later] for “{title}”. {view}.",
)
STEPPED_OUT = (
    "[You have done what we asked|The reports have been straight]. We step out, and [wish you well|hope not to come back].",
    "[It is yours again|From {month} you run it alone]. [Thank you for bearing with us.|The conditions are lifted.]",
)
Verdict = Literal["pass", "conditional", "fail"]


def options(s: Situation) -> Options:
    """What comes to the mind of those with powers, and of those who would call on them."""
    powers = s.who.powers
    if "authorise" in powers:
        yield from authorise(s)
    if "review-competition" in powers:
        yield from open_case(s)
    if "inspect" in powers or "scrutinise" in powers:
        yield from look_into(s)
    if "convene-summit" in powers:
        yield from call_together(s)
    if "intervene" in powers:
        yield from step_out(s)
    if powers:
        yield from put_off_a_date(s)
    yield from ask_for_a_mediator(s)


def put_so(s: Situation, random: Random, lines: tuple[str, ...], topic: str, **more: object) -> Text:
    """One of some sentences in the tone of somebody who acts in form."""
    said = {"month": month_name(s, s.month + 3), **more}
    return spoken(s, random, lines, topic, within=25, **said)


def authorise(s: Situation) -> Options:
    """Say whether a body that buys may take up its work: once, by what one has seen of it."""
    if not s.may("rulings") or not s.fresh("authorised", 12, ours=True):
        return
    if not s.falls_to_me("governance", "relationship", "strategy", scope="rulings"):
        return
    for body in s.who.roster.of("commissioner"):
        if body == s.who.organisation or s.world.organisations[body].authorised:
            continue
        known = 0.3 * s.known(body)
        worth = (
            0.15 + 0.5 * s.who.trait("control-habit") + 0.25 * s.who.trait("grip") + known - 0.2 * s.load()
        )
        reasons = (f"{s.name(body)} works without our word on it",)
        yield Option("authorise", worth + 0.6, later(pass_body, s, body), reasons, 0.85, body)
        return


def pass_body(s: Situation, random: Random, body: str) -> Ask:
    """The verdict on a body: a pass for those one trusts and who keep their dates, conditions for others."""
    good = s.trust(body) + 0.3 - 0.25 * s.memory.missed.get(body, 0) - 0.4 * s.who.trait("control-habit")
    verdict: Verdict = "pass" if good + 0.3 * random.random() > 0.25 else "conditional"
    lines = AUTHORISED if verdict == "pass" else ON_CONDITIONS
    topic = ("money", "contract", "practice-performance", "patients-public")[int(random.random() * 4)]
    return Authorise(
        body=OrganisationRef(body),
        verdict=verdict,
        text=put_so(s, random, lines, topic, body=s.name(body)),
        about=s.about("governance", "performance"),
    )


def open_case(s: Situation) -> Options:
    """Look at a deal one knows of, when its terms are of the kind that shuts others out."""
    if not s.may("rulings") or not s.fresh("case-opened", 60, ours=True):
        return
    seen_before = {m.subject for m in s.world.matters.values() if m.kind in ("competition case", "case")}
    for deal in reversed(list(s.world.agreements.values())):
        if deal.id in seen_before or s.who.organisation in deal.parties or deal.tier == "main":
            continue
        if not any(clause.mechanism in SUSPECT for clause in deal.clauses):
            continue
        worth = (
            0.0
            + 0.45 * s.concern("rules")
            + 0.3 * s.who.trait("control-habit")
            + 0.25 * s.share_of("competition", "price", scope="rulings")
            - 0.25 * s.load()
        )
        reasons = (f"“{clipped(deal.title, 60)}” might keep others out",)
        yield Option(
            "open-case",
            worth + 0.3,
            later(begin_case, s, deal.id, deal.title),
            reasons,
            0.7,
            "",
            1.0,
            deal.id,
        )
        return


def begin_case(s: Situation, random: Random, number: int, title: str) -> Ask:
    """The opening of a case about an agreement."""
    return OpenCase(
        title=Text(clipped(f"Competition: {title_of(title)}", 110)),
        agreement=AgreementRef(number),
        text=put_so(s, random, OPENED, "competition", title=title_of(title)),
        about=s.about("competition", "rules"),
    )


def case_settled(s: Situation, matter: Matter) -> tuple[str, Callable[[Random], Ask]]:
    """The end of a case, by its move: cleared, cleared on conditions, seldom blocked; by trust, and by how strictly one reads."""
    chance = crc32(f"{s.world.seats[s.who.seat].position}/{matter.id}".encode()) % 1000 / 1000
    strict = 0.5 * s.concern("rules") + 0.4 * s.who.trait("control-habit") - 0.2 * s.trust(matter.by)
    strict += 0.5 * chance
    title = matter.title.partition(": ")[2] or matter.title
    move, lines = (
        ("clear-case", CLEARED)
        if strict < 0.75
        else ("condition-case", CONDITIONED)
        if strict < 1.2
        else ("block-case", BLOCKED)
    )
    return move, later(close_case, s, matter.id, move, lines, title)


def close_case(
    s: Situation, random: Random, number: int, move: str, lines: tuple[str, ...], title: str
) -> Ask:
    """The verdict, with its reasons."""
    text = put_so(s, random, lines, "competition", title=title)
    ask = worded(s, move, case=MatterRef(number), text=text, about=s.about("competition", "rules"))
    assert ask is not None
    return ask


def look_into(s: Situation) -> Options:
    """An inquiry, when what one hears of care is bad and not for the first time."""
    if not s.fresh("investigation-opened", 90, ours=True):
        return
    for measure, subject, value, _month, topic in s.bad_figures():
        body = subject if subject in s.who.roster.seats else s.world.sites.get(subject, "")
        if topic == "money" or not body or body == s.who.organisation:
            continue
        figure = figure_words(measure, value)
        yield from inquire(s, body, topic, figure)
        return
    if s.memory.heat.get("quality", 0.0) > 0.6:
        acute = s.who.roster.of("acute-provider")
        if acute and acute[0] != s.who.organisation:
            yield from inquire(s, acute[0], "quality", "")


def inquire(s: Situation, body: str, topic: str, figure: str) -> Options:
    """The inquiry as an option."""
    worth = (
        -0.1
        + 0.45 * s.concern("quality")
        + 0.25 * s.who.trait("control-habit")
        + 0.15 * s.memory.heat.get("quality", 0.0)
        + 0.2 * s.share_of("quality")
        - 0.25 * s.load()
    )
    reasons = (f"{s.name(body)}: {figure or 'what one hears of its wards'}",)
    yield Option("investigate", worth + 0.35, later(look_at, s, body, topic, figure), reasons, 0.7, body)


def look_at(s: Situation, random: Random, body: str, topic: str, figure: str) -> Ask:
    """The opening of an inquiry."""
    lines = LOOKED_INTO if figure else LOOKED_INTO[1:]
    matter = named(s, random, topic)
    return Investigate(
        bodies=(OrganisationRef(body),),
        title=say(random, ("{matter} at {body}",), matter=matter, body=s.name(body)),
        text=put_so(s, random, lines, topic, body=s.name(body), figure=figure),
        about=s.about(topic, "quality"),
    )


def call_together(s: Situation) -> Options:
    """Several bodies at one table in public, when a matter is hot, or when those who answer to one are in trouble together and
    writing to each of them did not help."""
    if not s.may("public") or not s.fresh("summit-called", 170, ours=True):
        return
    hot = max(s.memory.heat.values(), default=0.0)
    sore = {row[1]: row for row in reversed(troubles(s))}
    wrote = sum(s.times(f"{act}/{body}", ours=True) for body in sore for act in ("asked", "challenged"))
    together = sum(row[0] for row in sore.values()) if len(sore) > 1 and wrote >= 2 * len(sore) else 0.0
    if hot < 1.2 and not together:
        return
    worst = max(sore.values(), default=None)
    topic = worst[5] if worst is not None and together > 0.8 else s.hottest()
    others = ("acute-provider", "commissioner", "community-provider", "council")
    bodies = dict.fromkeys((*(sore if together else ()), *s.who.roster.of(*others)))
    bodies.pop(s.who.organisation, None)
    worth = (
        -0.2
        + 0.3 * s.who.trait("proactive")
        + 0.3 * s.who.trait("sociability")
        + 0.2 * min(hot, 2.5)
        + 0.45 * min(together, 2.0)
        - 0.35 * s.who.trait("caution-in-public")
        + 0.15 * s.share_of("strategy", "governance", scope="public")
    )
    if bodies and worth > 0.1:
        reasons = (
            f"{topic.replace('-', ' ')} is what everybody talks of ({hot:.1f})",
            f"{len(sore)} of those who answer to us are in trouble, and we wrote {wrote} times",
        )
        yield Option(
            "call-summit",
            worth + 0.5,
            later(summon, s, topic, tuple(bodies)[:6]),
            reasons,
            0.7,
        )


def summon(s: Situation, random: Random, topic: str, bodies: tuple[str, ...]) -> Ask:
    """The public call."""
    names = listed([s.name(b) for b in bodies])
    matter = named(s, random, topic)
    return CallSummit(
        bodies=tuple(OrganisationRef(b) for b in bodies),
        title=say(random, SUMMONED, matter=matter, names=names, month=month_name(s, s.month + 2)),
        notice=Minutes(6),
        minutes=Minutes(6),
        text=put_so(s, random, CALLED, topic, matter=matter),
        about=s.about(topic, "governance"),
    )


def step_out(s: Situation) -> Options:
    """Out of a body that one stepped into, once its figures or its dates are better, or some months have gone by."""
    for matter in s.world.matters.values():
        if matter.kind != "intervention" or matter.status != "open" or matter.by != s.who.organisation:
            continue
        since = s.month - matter.month
        trust = s.trust(matter.against[0]) if matter.against else 0.0
        worth = -0.5 + 0.2 * since + 0.5 * trust - 0.4 * s.who.trait("control-habit")
        if worth > 0.1 and s.may("rulings"):
            reasons = (f"we stepped in {since} months ago",)
            yield Option(
                "end-intervention", worth, later(leave, s, matter.id), reasons, 0.8, "", 1.0, matter.id
            )


def leave(s: Situation, random: Random, number: int) -> Ask:
    """The end of an intervention."""
    text = put_so(s, random, STEPPED_OUT, "performance", month=month_name(s, s.month + 1))
    return EndIntervention(intervention=MatterRef(number), text=text, about=s.about("performance"))


def put_off_a_date(s: Situation) -> Options:
    """A little more time for what is owed to one's own body and has not come."""
    for deadline in s.world.deadlines.values():
        ahead = deadline.at - s.at
        if deadline.passed or s.who.organisation not in deadline.to or not 0 < ahead <= 6:
            continue
        if not s.falls_to_me(*(deadline.about or ("performance",))) or s.times(
            "deadline-extended", ours=True
        ):
            return
        worth = (
            -0.05
            + 0.45 * s.who.trait("support-habit")
            + 0.3 * s.concern("relationships")
            - 0.45 * s.who.trait("control-habit")
        )
        reasons = (f"“{deadline.title}” is due in {ahead} minutes and has not come",)
        yield Option("extend-deadline", worth + 0.3, later(more_time, s, deadline), reasons, 0.8)
        return


def more_time(s: Situation, random: Random, deadline: Deadline) -> Ask:
    """The later date."""
    length = 10 + 5 * int(random.random() * 3)
    topic = deadline.about[0] if deadline.about else "performance"
    text = put_so(s, random, EXTENDED, topic, title=deadline.title, when=by_when(s, random, length + 5))
    return ExtendDeadline(deadline=deadline.id, minutes=Minutes(length), text=text, about=s.about(topic))


def ask_for_a_mediator(s: Situation) -> Options:
    """Somebody to hear both sides, where one party says yes and the other no."""
    if not s.may("agreements") or not s.fresh("mediation-asked", 120, ours=True):
        return
    mine = s.who.organisation
    for number in reversed(s.memory.deals):
        deal = s.deal(number)
        if deal is None or not quarrelled(s, number):
            continue
        sides = [b for b in deal.parties if b != mine]
        judges = [b for b in s.who.roster.by_power.get("mediate", ()) if b not in deal.parties]
        if not sides or not judges:
            continue
        worth = (
            0.0
            + 0.45 * s.concern("relationships")
            + 0.35 * s.who.trait("looks-upward")
            + 0.2 * s.who.trait("persistence")
            - 0.2 * s.who.trait("deference")
        )
        reasons = (f"“{clipped(deal.title, 60)}” is remembered in two ways",)
        yield Option(
            "ask-mediation",
            worth + 0.25,
            later(appeal, s, number, judges[0], tuple(sides)),
            reasons,
            0.6,
            judges[0],
            1.0,
            number,
        )
        return


def quarrelled(s: Situation, number: int) -> bool:
    """Whether a text is in dispute, or one party says that it agreed and another that it did not."""
    deal = s.world.agreements[number]
    if deal.phase == "disputed":
        return True
    stances = {deal.stance_of(p) for p in deal.parties}
    return "denies" in stances and bool(stances & {"claims", "agreed", "signed"})


def appeal(s: Situation, random: Random, number: int, judge: str, sides: tuple[str, ...]) -> Ask:
    """The request to a mediator."""
    title = title_of(s.world.agreements[number].title)
    return AskMediation(
        mediator=OrganisationRef(judge),
        others=tuple(OrganisationRef(b) for b in sides),
        title=Text(clipped(title, 100)),
        agreement=AgreementRef(number),
        text=put_so(s, random, MEDIATION, "contract", title=title, other=listed([s.name(b) for b in sides])),
        about=s.about("relationship", "contract"),
    )


def mediated(s: Situation, random: Random, matter: Matter) -> Ask:
    """How a dispute came out: by trust on both sides and the mediator's own skill."""
    good = s.who.skill("leadership") + 0.5 * s.who.skill("negotiation") + 0.8 * random.random()
    other = listed([s.name(b) for b in matter.against]) or s.name(matter.by)
    settled = good > 0.85
    return Mediate(
        dispute=MatterRef(matter.id),
        outcome="settled" if settled else "not settled",
        text=put_so(s, random, MEDIATED if settled else NOT_MEDIATED, "relationship", other=other),
        about=s.about("relationship", "contract"),
    )
