"""Loans where somebody may lend, comments of patients where somebody inspects, and what is still to do between an award and the work."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, MatterRef, OrganisationRef, Pence, Percent, Text
from shirehall.play.matters import COMMENTS, LOAN, RUNNING, TRANSITION
from shirehall.play.moves.lending import (
    ASKED,
    BROKEN,
    OPEN,
    AskForLoan,
    CallInLoan,
    FindCondition,
    OfferLoan,
    RefuseLoan,
)
from shirehall.play.moves.offers import AcceptOffer, DeclineOffer
from shirehall.play.moves.transition import AT_RISK, DONE, ReportTransition
from shirehall.play.moves.website import FollowUpComments, LayAsideComments
from shirehall.play.world import Matter
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import month_name, pounds, say

ASKING = (
    "{sum} over {months} months would [carry us to {month}|let us close what has to close in good order]. {shown}",
    "We ask for a loan of {sum}. [Without it {matter} stops|It buys the time to mend {matter}]; the first part comes back in {month}.",
    "{shown} [That is why we ask|Hence this letter]: {sum}, paid back in equal parts over {months} months.",
)
TITLES = ("A loan to bridge the year", "Time to mend {matter}", "A loan while beds and staff are moved")
OFFERED = (
    "{sum} over {months} months[, and we shall look at the conditions each quarter|]. {view}.",
    "[You may have it|We lend you {sum}], on conditions that we mean. [{colleague} will look in {when}.|Tell us early if one slips.]",
)
CONDITIONS = (
    "a plan for {matter} by {month}", "no new commitment beyond {month} without our word",
    "the accounts of each month, within ten days of its end",
    "nothing is taken from {matter} to pay for it",
)  # fmt: skip
REFUSED = (
    "[Not now.|We cannot lend for that.] {shown} [Come back with a plan that closes the gap.|A loan would only move it into next year.]",
    "We lend to bridge a gap that ends, and [do not see this one end|nobody has shown us how this one ends].",
)
TAKEN = ("We take it, conditions and all.", "[Thank you.|Accepted.] The first part comes back in {month}.")
LEFT = (
    "[The terms are more than we can carry|We would rather mend it ourselves]. Thank you all the same.",
    "Not on those conditions.",
)
KEPT_WORDS = (
    "[We looked, and it is kept|It is kept]. [Thank you for the papers.|{colleague} saw the figures.]",
)
BROKEN_WORDS = (
    "[We looked|{colleague} was there], and it is not kept: {figure}.",
    "{figure}. [That is not what we agreed.|A condition is broken.]",
)
CALLED = ("[We said what would follow.|The condition was plain.] What is left falls due next month.",)
FOLLOWED = (
    "{bad} of {of} who wrote of {site} [met something bad|came away badly served]. [We come and see for ourselves.|Two of ours "
    "come {when}.]",
    "[People write the same thing in their own words|It is too many to be chance]: {site}. We look into it.",
)
LOOKED_AT = ("What patients write of {site}", "{site}: {about}")
ASIDE = (
    "[We read them all|{bad} of {of} are bad]. [Comments are a pointer, and the figures point elsewhere.|Comments are not "
    "evidence by themselves.]",
    "[Noted|Read] and kept on file. [Our people are where the risk is greater this month.|We cannot be everywhere.]",
)
RISKS = (
    "We are short of {matter} for it.",
    "[It slips|It may slip] to {month}: {matter}.",
    "{colleague} has it, and {matter} besides.",
)
READY = ("That is done.", "Ready. [Next.|On to the rest.]")
SLOW = 4
"""Months after which a lender looks whether what it asked for is kept (assumed)."""
State = Literal["on track", "at risk", "done"]
Task = Literal["contract", "registration", "staff", "premises", "patients"]


def options(s: Situation) -> Options:
    """What lies on the desk of this kind, the newest few of it."""
    mine, found = s.who.organisation, 0
    for matter in reversed(list(s.world.matters.values())):
        if matter.kind not in (ASKED, LOAN, COMMENTS, TRANSITION) or mine not in (
            matter.handler,
            matter.by,
            *matter.against,
        ):
            continue
        found += 1
        if found > 3:
            return
        if matter.kind == ASKED and matter.status == "open" and matter.handler == mine:
            yield from lend(s, matter)
        elif matter.kind == LOAN and matter.status == "open" and mine in matter.against:
            yield from take(s, matter)
        elif matter.kind == LOAN and matter.status == RUNNING and matter.by == mine:
            yield from look_after(s, matter)
        elif matter.kind == COMMENTS and matter.status == "open" and matter.handler == mine:
            yield from read(s, matter)
        elif matter.kind == TRANSITION and matter.status == "open":
            yield from make_ready(s, matter)


def put_so(s: Situation, random: Random, lines: tuple[str, ...], topic: str, **more: object) -> Text:
    """One of some sentences in the seat's own voice."""
    return spoken(s, random, lines, topic, within=25, month=month_name(s, s.month + 3), **more)


def ask(s: Situation) -> Options:
    """Ask whoever lends for a loan, when money presses and one gives care that cannot wait."""
    lenders = [b for b in s.world.with_power("lend") if b != s.who.organisation and s.world.seats_of(b)]
    if (
        not lenders
        or "provide" not in s.who.powers
        or not s.may("money")
        or not s.falls_to_me("money", scope="money")
    ):
        return
    if s.money_pressure() < 0.8 or not s.fresh("loan-asked-for", 90, ours=True) or in_debt(s):
        return
    worth = (
        0.2 + 0.4 * s.money_pressure() + 0.3 * s.who.trait("appetite-for-risk") + 0.2 * s.who.trait("looks-upward")
        - 0.3 * s.concern("independence")
    )  # fmt: skip
    reasons = (f"money presses ({s.money_pressure():.1f}) and {s.name(lenders[0])} may lend",)
    yield Option("ask-for-loan", worth, later(letter, s, lenders[0]), reasons, 0.6, lenders[0])


def in_debt(s: Situation) -> bool:
    """Whether a loan to one's own body runs, or one is offered or asked for."""
    mine = s.who.organisation
    for m in s.world.matters.values():
        owes = m.kind == LOAN and mine in m.against and m.status in (RUNNING, "open")
        if owes or (m.kind == ASKED and m.by == mine and m.status == "open"):
            return True
    return False


def letter(s: Situation, random: Random, lender: str) -> Ask:
    """The request: a part of what is missing, within what the rule lets anybody be lent."""
    rule = s.world.rule_for("lending-power")
    most = rule.limit if rule is not None and rule.limit else 1e9
    amount = int(min(most, round(max(s.who.gap, 2_000_000) * (0.2 + 0.4 * random.random()), -5) or 100_000))
    months = 12 * (1 + int(3 * random.random()))
    text = put_so(
        s, random, ASKING, "money", sum=pounds(amount), months=months, shown=lambda: fact(s, random, "money"),
        matter=named(s, random, "pathway"),
    )  # fmt: skip
    title = say(random, TITLES, matter=named(s, random, "pathway"))
    return AskForLoan(
        to=OrganisationRef(lender),
        title=title,
        sum=Pence(amount * 100),
        over=months,
        text=text,
        about=s.about("money"),
    )


def lend(s: Situation, matter: Matter) -> Options:
    """Lend on conditions, or say no: by trust, and by whether one thinks that the gap will close."""
    if not s.may("money"):
        return
    favour = (
        0.5 * s.trust(matter.by) + 0.4 * s.who.trait("support-habit") - 0.3 * s.who.trait("control-habit")
    )
    duty = 0.5 + 0.4 * s.share_of("money", "performance", scope="money") + 0.2 * s.who.trait("grip")
    reasons = (
        f"{s.name(matter.by)} asks to be lent {pounds(matter.pence / 100)}",
        f"trust is {s.trust(matter.by):.1f}",
    )
    yield Option(
        "offer-loan", duty + favour, later(terms, s, matter), reasons, 0.7, matter.by, 1.0, matter.id
    )
    yield Option("refuse-loan", duty - favour, later(no, s, matter), reasons, 0.9, matter.by, 1.0, matter.id)


def terms(s: Situation, random: Random, matter: Matter) -> Ask:
    """The offer: more conditions by the habit of control, some interest, some months before the first part."""
    count = 1 + round(2 * s.who.trait("control-habit") * random.random() + 0.5)
    first = int(random.random() * len(CONDITIONS))
    lines = [CONDITIONS[(first + k) % len(CONDITIONS)] for k in range(min(count, len(CONDITIONS)))]
    topics = ("estate", "performance", "pathway", "quality")
    conditions = []
    for topic, line in zip(topics, lines, strict=False):
        conditions.append(
            say(random, (line,), matter=named(s, random, topic), month=month_name(s, s.month + 3))
        )
    text = put_so(s, random, OFFERED, "money", sum=pounds(matter.pence / 100), months=matter.detail["months"])
    return OfferLoan(
        body=OrganisationRef(matter.by), title=Text(matter.title), sum=Pence(matter.pence), over=matter.detail["months"],
        interest=Percent(int(random.random() * 5)), holiday=int(random.random() * 4), conditions=tuple(conditions),
        request=MatterRef(matter.id), text=text, about=s.about("money"),
    )  # fmt: skip


def no(s: Situation, random: Random, matter: Matter) -> Ask:
    """The refusal."""
    text = put_so(s, random, REFUSED, "money", shown=lambda: fact(s, random, "money"))
    return RefuseLoan(request=MatterRef(matter.id), text=text, about=s.about("money"))


def take(s: Situation, matter: Matter) -> Options:
    """Accept a loan or leave it: by how money presses, against what its conditions take of one's freedom."""
    if not s.may("money"):
        return
    strings = 0.15 * len(matter.detail["conditions"]) * s.concern("independence")
    gain = 0.4 * s.money_pressure() + 0.2 * s.trust(matter.by) - strings
    share = 0.55 + 0.3 * s.share_of("money", scope="money")
    reasons = (
        f"{s.name(matter.by)} offers to lend {pounds(matter.pence / 100)} on {len(matter.detail['conditions'])} conditions",
    )
    number = MatterRef(matter.id)
    yield Option("accept-offer", share + gain, lambda r: AcceptOffer(offer=number, text=put_so(s, r, TAKEN, "money")), reasons, 0.85,
                 "", 1.0, matter.id)  # fmt: skip
    yield Option("decline-offer", share - gain, lambda r: DeclineOffer(offer=number, text=put_so(s, r, LEFT, "money")), reasons, 0.85,
                 "", 1.0, matter.id)  # fmt: skip


def look_after(s: Situation, matter: Matter) -> Options:
    """Look whether conditions are kept, some months on; call the loan in when one is broken and one is strict."""
    states = [state for _, state in matter.detail["conditions"]]
    strict = 0.5 * s.who.trait("control-habit") - 0.3 * s.trust(matter.against[0])
    if BROKEN in states and s.may("money"):
        worth = 0.1 + strict + 0.3 * s.concern("rules")
        reasons = (f"{s.name(matter.against[0])} broke a condition of “{matter.title}”",)
        yield Option("call-in-loan", worth, later(recall, s, matter), reasons, 0.8, "", 1.0, matter.id)
    if OPEN in states and s.month - matter.month >= SLOW and s.may("rulings"):
        worth = (
            0.3
            + 0.4 * s.who.trait("grip")
            + 0.3 * s.share_of("performance", "money", scope="rulings")
            - 0.2 * s.load()
        )
        reasons = (
            f"“{matter.title}” has run {s.month - matter.month} months and nobody looked at its conditions",
        )
        yield Option(
            "find-condition",
            worth,
            later(look, s, matter, states.index(OPEN)),
            reasons,
            0.8,
            "",
            1.0,
            matter.id,
        )


def worse(s: Situation, body: str) -> float:
    """By how much a body's margin has fallen, in pounds, by the figures that one knows; nought when none are known."""
    known = s.figure("provider-margin", body)
    return max(0.0, known[2] - known[1]) if known is not None else 0.0


def look(s: Situation, random: Random, matter: Matter, place: int) -> Ask:
    """What one finds: a borrower whose margin goes on falling has seldom kept what it promised."""
    body = matter.against[0]
    fallen = worse(s, body)
    broken = fallen > 0 and random.random() < 0.3 + 0.5 * s.who.trait("control-habit")
    figure = f"{s.name(body)}'s margin fell by {pounds(fallen)}"
    text = put_so(s, random, BROKEN_WORDS if broken else KEPT_WORDS, "performance", figure=figure)
    return FindCondition(loan=MatterRef(matter.id), condition=place + 1, found="broken" if broken else "kept", text=text,
                         about=s.about("performance"))  # fmt: skip


def recall(s: Situation, random: Random, matter: Matter) -> Ask:
    """The calling in."""
    return CallInLoan(
        loan=MatterRef(matter.id), text=put_so(s, random, CALLED, "money"), about=s.about("money")
    )


def read(s: Situation, matter: Matter) -> Options:
    """Follow up what patients write, or lay it aside: by how one weighs people's words against figures, and by the pile."""
    share = 0.5 + 0.4 * s.share_of("quality", "patients-public")
    pull = (
        0.5 * s.concern("quality")
        + 0.4 * matter.detail["bad"] / max(matter.detail["of"], 1)
        - 0.3 * s.concern("figures")
    )
    pull -= 0.4 * s.load()
    reasons = (f"{matter.detail['bad']} of {matter.detail['of']} who wrote of {site_of(matter)} wrote badly",)
    yield Option(
        "follow-up-comments", share + pull, later(follow, s, matter), reasons, 0.8, "", 1.0, matter.id
    )
    yield Option("lay-aside-comments", share - pull, later(lay, s, matter), reasons, 0.9, "", 0.5, matter.id)


def site_of(matter: Matter) -> str:
    """The site that comments are about, in words."""
    return str(matter.detail["site"]).replace("-", " ").title()


def told(s: Situation, random: Random, lines: tuple[str, ...], matter: Matter) -> Text:
    """A sentence about comments."""
    detail = matter.detail
    return put_so(s, random, lines, "quality", bad=detail["bad"], of=detail["of"], site=site_of(matter))


def follow(s: Situation, random: Random, matter: Matter) -> Ask:
    """The inquiry that comments lead to."""
    about = str(next(iter(matter.detail["about"]), "care"))
    title = say(random, LOOKED_AT, site=site_of(matter), about=about)
    return FollowUpComments(
        comments=MatterRef(matter.id),
        title=title,
        text=told(s, random, FOLLOWED, matter),
        about=s.about("quality"),
    )


def lay(s: Situation, random: Random, matter: Matter) -> Ask:
    """The reasons why not."""
    public = random.random() < s.who.trait("candour")
    return LayAsideComments(
        comments=MatterRef(matter.id),
        to_everyone=public,
        text=told(s, random, ASIDE, matter),
        about=s.about("quality"),
    )


def make_ready(s: Situation, matter: Matter) -> Options:
    """Say how one task between award and work stands, now and then, for whoever looks after it."""
    left = [task for task, state in matter.detail["tasks"] if state != DONE]
    if (
        not left
        or not s.falls_to_me("contract", "workforce")
        or not s.fresh("transition-reported", 20, ours=True)
    ):
        return
    worth = 0.1 + 0.35 * s.who.trait("grip") - 0.3 * s.load()
    reasons = (f"{len(left)} tasks of “{matter.title}” are not done",)
    yield Option(
        "report-transition", worth, later(report, s, matter, left[0]), reasons, 0.9, "", 1.0, matter.id
    )


def report(s: Situation, random: Random, matter: Matter, task: Task) -> Ask:
    """How it stands: done by those who are good at it and have time, at risk for others."""
    good = s.who.skill("leadership") + 0.5 * s.who.trait("grip") + 0.8 * random.random() - 0.5 * s.load()
    state: State = "done" if good > 0.9 else "at risk" if good < 0.5 else "on track"
    lines = RISKS if state == AT_RISK else READY
    words = (
        put_so(s, random, lines, "workforce", matter=named(s, random, "workforce"))
        if state != "on track"
        else Text("")
    )
    return ReportTransition(
        transition=MatterRef(matter.id), task=task, state=state, text=words, about=s.about("contract")
    )
