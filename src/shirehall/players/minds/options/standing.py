"""Where one stands: dispute or end what was signed, give way on a point, take words back, restate a position, lobby, challenge, endorse."""

from __future__ import annotations

from random import Random

from shirehall.play.agreements import Agreement
from shirehall.play.fields import AgreementRef, Ask, EventRef, OrganisationRef, SeatRef, TenderRef, Text
from shirehall.play.moves.advise import Challenge, Concede, Endorse, Lobby
from shirehall.play.moves.intervening import Sanction
from shirehall.play.moves.sign import Dispute, End
from shirehall.play.moves.steering_positions import RevisePosition
from shirehall.play.moves.withdrawing import WithdrawWords
from shirehall.play.names import listed
from shirehall.players.minds import place
from shirehall.players.minds.judging import deadline_near
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options import beds
from shirehall.players.minds.options.facts import title_of
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import clipped, figure_words, month_name

DISPUTED = (
    "“{title}” was signed in {since} and [we see little of it|what was promised has not come]. {clause} [That is not what "
    "happens.|Where is it?]",
    "[We read “{title}” as it is written|Look at the first clause of “{title}”]: {clause} [You read it otherwise.|You bill us "
    "as if it were not there.] [Let us settle it {when}.|We dispute the sum until then.]",
)
ENDED = (
    "[This is notice|We give notice] that “{title}” ends on our side with {month}. {shown} [Thank you for trying it with "
    "us.|We wish it had gone otherwise.]",
    "“{title}” [has not paid its way|costs us more than it brings], and we stop it [from {month}|with the month]. [What is "
    "under way is finished.|Patients in it are seen to the end.]",
    "[I said that we should look at it after a few months.|We have counted.] “{title}” [did some good and not enough|did not "
    "move the figures]. We end it.",
)
CONCEDED = (
    "[All right.|You win that one.] On “{title}” we [give way on the date|drop the point about the sum]; [the rest stands|in "
    "return we want a signature {when}].",
    "[So that it does not fail on this|Rather than lose the whole], we [give up|no longer insist on] [the review clause|our "
    "figure for the first quarter] in “{title}”. [Your turn.|Can you sign now?]",
    "{colleague} [talked me out of it|says I am being stubborn]. [Have it your way|We let it go], as far as [the start|the "
    "first year] of “{title}” goes.",
)
TAKEN_BACK = (
    "[I spoke too soon.|That was premature.] [We had talked, not agreed.|It was a hope and I wrote it as a fact.]",
    "[You are right and I take it back.|I withdraw that, with apologies to {other}.] [Let us write it down properly.|I ought "
    "to have rung first.]",
)
POSITIONS = (
    "[From today we put|{name} now puts] {matter} before {second}. {shown} [That is a change from {start}.|In {start} we said "
    "it the other way about.]",
    "[Where we stand in {month}|Our position]: {view}. {shown} [We are ready to deal on {matter}.|On {matter} we wait no longer.]",
    "{name} began the year [wanting|set on] {second}. [What we have learnt:|By now we know that] {view}. [Our line is|So from "
    "here] {matter} first.",
)
LOBBIED = (
    "[Before you decide on|While you weigh] “{title}”: [what a score sheet cannot show is|I hope you see] that {view}. {shown}",
    "[This is not for the file.|Between us:] “{title}” [should go to somebody local|ought not to be settled on price]. [Come "
    "and see us {when}.|Ask the people who use us.]",
)
LOBBIED_UP = (
    "On {matter}, {view}, and [you are listened to where we are not|you could put in a word]. {shown}",
    "[A private word on {matter}.|I write to you and not to the others.] {view}, and [you could say so in public|a question "
    "from you would be answered].",
    "[If they ask you about {matter}|When you next meet them about {matter}], [remember|have in mind] that {view}. [That is all I "
    "ask.|We should be grateful.]",
)
CHALLENGED = (
    "{figure}. [We were told|You told us] that this was in hand. [What was done?|Who is in charge of it?] [We ask it "
    "openly|Others read this too] because [asking quietly did not help|people have a right to the answer].",
    "[I do not believe that|Forgive me, but] {view}. {figure}, and [nobody has said why|the explanation changes each month]. "
    "[Tell us what you would accept as failure.|What would you do in our place?]",
)
ENDORSED = (
    "[We are no party to “{title}” and think it right.|“{title}” has our support.] {shown} [Others should try the same.|We shall "
    "watch what it does, kindly.]",
    "[You have done what we all talked of.|Good.] “{title}” [is good for the people we speak for|deserves to be let alone for "
    "a year]. On {matter}, {view}. [Say so to whoever doubts it.|Use our name.]",
)
SANCTIONED = (
    "[We have asked since {since}|We have asked often enough] and [nothing came|the dates go by]. [Until it does, this "
    "holds.|It ends the day that you answer.] {view}.",
    "[This is in the contract and we use it.|We do not do this lightly.] {shown} [Come and talk {when}.|We should rather have a reply.]",
)


def options(s: Situation) -> Options:
    """Second thoughts on what was signed or said, and words for or against what others do."""
    yield from on_what_was_signed(s)
    yield from give_way(s)
    yield from take_back(s)
    yield from position(s)
    yield from lobby(s)
    yield from challenge(s)
    yield from levers(s)


def put_so(s: Situation, random: Random, lines: tuple[str, ...], topic: str, **more: object) -> Text:
    """One of some sentences by somebody who takes a stand."""
    start = {"name": s.who.name, "start": month_name(s, 1)}
    return spoken(s, random, lines, topic, within=20, **{"month": month_name(s, s.month), **start, **more})


def of_deal(s: Situation, deal: Agreement) -> dict[str, object]:
    """What can be said of a text."""
    clause = next((c.words for c in deal.clauses if c.words), deal.title)
    since = next((m for phase, m, _ in deal.history if phase in ("signed", "agreed")), s.month)
    return {
        "title": title_of(deal.title),
        "clause": clause if clause[-1:] in ".?!" else f"{clause}.",
        "since": month_name(s, since),
    }


def on_what_was_signed(s: Situation) -> Options:
    """Say that it is not kept, or give notice: after some months, when trust is gone or money presses."""
    if not s.fresh("agreement-disputed", 90, ours=True) or not s.fresh("agreement-ended", 90, ours=True):
        return
    mine = s.who.organisation
    old = 3 * s.world.clock.minutes_a_month
    for number, moved in s.memory.deals.items():
        deal = s.deal(number)
        if deal is None or deal.phase not in ("signed", "in-force") or s.at - moved < old:
            continue
        others = [p for p in deal.parties if p != mine]
        trust = sum(s.trust(p) for p in others) / max(len(others), 1)
        pays = any(
            dict(c.terms).get("commissioner", dict(c.terms).get("payer")) == mine for c in deal.clauses
        )
        reasons = (
            f"“{clipped(deal.title, 60)}” is {(s.at - moved) // 20} months old",
            f"trust is {trust:.1f}",
        )
        hot = 0.15 * s.concern("money") * s.money_pressure()
        worth = 0.3 + hot - 0.7 * trust + 0.2 * s.who.trait("persistence")
        yield Option("dispute", worth + 0.35, later(contest, s, deal), reasons, 0.7, "", 1.0, number)
        if s.may("agreements") and deal.tier != "main" and deal.start <= s.month:
            leave = -0.2 + 2 * hot + (0.25 if pays else 0.0) - 0.4 * trust - 0.2 * s.who.trait("patience")
            yield Option("end", leave + 0.75, later(give_notice, s, deal), reasons, 0.75, "", 1.0, number)


def contest(s: Situation, random: Random, deal: Agreement) -> Ask:
    """The dispute, on the text's own words."""
    text = put_so(s, random, DISPUTED, "contract", **of_deal(s, deal))
    return Dispute(agreement=AgreementRef(deal.id), text=text, about=s.about(*deal.about))


def give_notice(s: Situation, random: Random, deal: Agreement) -> Ask:
    """Notice that one stops."""
    text = put_so(s, random, ENDED, "money", **of_deal(s, deal))
    return End(agreement=AgreementRef(deal.id), text=text, about=s.about(*deal.about))


def give_way(s: Situation) -> Options:
    """Give up a point where a text has gone to and fro, for the sake of the whole."""
    if not s.may("agreements") or not s.fresh("conceded", 50):
        return
    for number in reversed(s.memory.deals):
        deal = s.deal(number)
        if deal is None or deal.phase not in ("proposed", "agreed") or rounds(s, deal) < 2:
            continue
        if s.times(f"conceded#{number}", ours=True):
            continue
        others = [p for p in deal.parties if p != s.who.organisation]
        leaning = max((place.leans_on(s, p) for p in others), default=0.0)
        worth = (
            -0.05
            + 0.4 * deadline_near(s)
            + 0.3 * s.who.trait("deference")
            + 0.35 * s.concern("relationships")
            + 0.2 * s.memory.pressure
            - 0.3 * s.concern("independence")
            + 0.8 * leaning
        )
        reasons = (
            f"“{clipped(deal.title, 60)}” is in its {rounds(s, deal)}. wording",
            "somebody has to give way",
            f"we could not do without them ({leaning:.1f})",
        )
        yield Option(
            "concede",
            worth + 0.25,
            later(yield_point, s, deal),
            reasons,
            0.75,
            others[0] if others else "",
            1.0,
            number,
        )
        return


def rounds(s: Situation, deal: Agreement) -> int:
    """How often a text has been put: its own wordings, and those of the same contract that came to nothing before it."""
    before = sum(
        1
        for a in s.world.agreements.values()
        if deal.contract and a.contract == deal.contract and a.id < deal.id
    )
    return deal.version + before


def yield_point(s: Situation, random: Random, deal: Agreement) -> Ask:
    """The point that one gives up."""
    text = put_so(s, random, CONCEDED, "contract", **of_deal(s, deal))
    return Concede(agreement=AgreementRef(deal.id), text=text, about=s.about(*deal.about))


def take_back(s: Situation) -> Options:
    """Words of this month that turned out not to be so: one said that a thing was agreed, and the other denies it."""
    for number in reversed(s.memory.deals):
        deal = s.deal(number)
        said = s.world.said.get(number)
        if deal is None or said is None or said[0] != s.who.seat:
            continue
        if not any(deal.stance_of(p) == "denies" for p in deal.parties):
            continue
        worth = (
            0.15
            + 0.45 * s.concern("relationships")
            + 0.3 * s.who.trait("candour")
            - 0.3 * s.who.trait("persistence")
        )
        reasons = ("I said that it was agreed, and they deny it",)
        yield Option("withdraw-words", worth + 0.3, later(unsay, s, number), reasons, 0.8, "", 1.0, number)
        return


def unsay(s: Situation, random: Random, number: int) -> Ask:
    """The words taken back."""
    deal = s.world.agreements[number]
    other = listed([s.name(p) for p in deal.parties if p != s.who.organisation])
    text = put_so(s, random, TAKEN_BACK, "relationship", other=other)
    return WithdrawWords(words=EventRef(number), text=text, about=s.about("relationship"))


def position(s: Situation) -> Options:
    """State the body's position anew, when what presses is no longer what one began with."""
    if not s.fresh("position-revised", 110, ours=True) or s.at < 2 * s.world.clock.minutes_a_month:
        return
    if not s.falls_to_me("strategy", "governance", scope="public"):
        return
    worth = (
        0.05
        + 0.3 * s.memory.pressure
        + 0.25 * s.who.trait("looks-inward")
        + 0.25 * s.who.trait("proactive")
        + 0.1 * s.money_pressure()
        - 0.25 * s.load()
    )
    reasons = ("we began the year with other worries", f"pressure {s.memory.pressure:.1f}")
    yield Option("revise-position", worth + 0.5, later(restate, s), reasons, 0.8)


def restate(s: Situation, random: Random) -> Ask:
    """The position as it is now; for all to read when one is candid."""
    topic = s.hottest()
    ranked = sorted((t for t in s.world.topics if t != topic), key=lambda t: -s.topic_weight(t))
    second = named(s, random, ranked[0] if ranked else "strategy")
    open_ = s.may("public") and random.random() < 0.6 * s.who.trait("candour")
    return RevisePosition(
        published=open_,
        text=put_so(s, random, POSITIONS, topic, second=second),
        about=s.about(topic, "strategy"),
    )


def lobby(s: Situation) -> Options:
    """Win somebody for one's cause in private: who decides on a bid of ours, or who is listened to where we are not."""
    if not s.fresh("lobbied", 60, ours=True) or not s.fresh("message-sent", 6):
        return
    mine = s.who.organisation
    for tender in s.world.tenders.values():
        if tender.status == "open" and any(mine in b.bidders for b in tender.bids):
            worth = (
                -0.1
                + 0.5 * s.who.trait("concern-growth")
                + 0.3 * s.who.trait("persistence")
                - 0.35 * s.concern("rules")
            )
            reasons = (f"{s.name(tender.by)} decides on our bid",)
            yield Option(
                "lobby",
                worth,
                later(plead, s, tender.by, "competition", TenderRef(tender.id)),
                reasons,
                0.6,
                tender.by,
            )
            return
    ears = [
        b
        for b in s.who.roster.of("council", "politician", "national-government", "health-board")
        if b != mine
    ]
    if not ears:
        return
    ear = max(ears, key=lambda b: s.known(b) + 0.2 * s.trust(b))
    topic = s.hottest()
    worth = (
        0.15
        + 0.35 * s.who.trait("sociability")
        + 0.3 * s.who.trait("persistence")
        + 0.25 * s.memory.pressure
        + 0.15 * s.share_of("strategy", "patients-public")
        + 0.2 * s.who.trait("appetite-for-risk")
    )
    reasons = (f"{s.name(ear)} is listened to where we are not",)
    yield Option("lobby", worth + 0.1, later(plead, s, ear, topic, TenderRef(0)), reasons, 0.7, ear)


def plead(s: Situation, random: Random, body: str, topic: str, number: TenderRef) -> Ask:
    """The plea."""
    tender = s.world.tenders.get(number)
    lines = LOBBIED if tender is not None else LOBBIED_UP
    text = put_so(s, random, lines, topic, title=tender.title if tender is not None else "")
    return Lobby(
        to=(SeatRef(s.person(body, topic, "strategy")),), text=text, about=s.about(topic, "strategy")
    )


def challenge(s: Situation) -> Options:
    """Question openly a bad figure that others explained away, by those who need not fear them."""
    if not s.fresh("challenged", 80, ours=True):
        return
    for measure, subject, value, _month, topic in s.bad_figures():
        body = subject if subject in s.who.roster.seats else s.world.sites.get(subject, "")
        if not body or body == s.who.organisation or not s.times(f"asked/{body}", ours=True):
            continue
        worth = (
            -0.45
            + 0.4 * s.who.trait("persistence")
            + 0.3 * (1 - s.who.trait("deference"))
            + 0.35 * s.topic_weight(topic)
            - 0.4 * s.concern("relationships")
            - 0.3 * s.trust(body)
        )
        if worth > 0.05:
            figure = figure_words(measure, value)
            reasons = (f"{s.name(body)}: {figure}", "we asked, and were not answered well")
            yield Option(
                "challenge", worth + 0.3, later(question, s, body, topic, figure), reasons, 0.6, body
            )
        return


def question(s: Situation, random: Random, body: str, topic: str, figure: str) -> Ask:
    """The open question."""
    text = put_so(s, random, CHALLENGED, topic, figure=figure)
    return Challenge(to=(SeatRef(s.person(body, topic)),), text=text, about=s.about(topic, "performance"))


def endorse(s: Situation) -> Options:
    """Stand behind what others agreed between them and told one of."""
    if not s.may("agreements") or not s.fresh("endorsed", 70, ours=True):
        return
    mine, looked = s.who.organisation, 0
    for deal in reversed(list(s.world.agreements.values())):
        if mine in deal.parties or deal.tier == "main" or deal.phase not in ("agreed", "signed", "in-force"):
            continue
        if s.times(f"endorsed#{deal.id}", ours=True):
            continue
        looked += 1
        if looked > 4:
            return
        trust = sum(s.trust(p) for p in deal.parties) / max(len(deal.parties), 1)
        liked = any(s.topic_weight(t) > 0.7 for t in deal.about)
        worth = (
            -0.25
            + 0.5 * trust
            + 0.3 * s.who.trait("support-habit")
            + (0.4 if liked else 0.0)
            - 0.15 * s.concern("independence")
            + (0.5 * min(1.0, beds.beds_to_spare(s)) if "pathway" in deal.about else 0.0)
        )
        if worth > 0:
            reasons = (f"“{clipped(deal.title, 60)}” is good and is not ours",)
            yield Option(
                "endorse", worth + 1.45, later(stand_behind, s, deal), reasons, 0.8, "", 1.0, deal.id
            )
            return


def stand_behind(s: Situation, random: Random, deal: Agreement) -> Ask:
    """Support for what others agreed."""
    text = put_so(s, random, ENDORSED, "strategy", title=title_of(deal.title))
    return Endorse(agreement=AgreementRef(deal.id), text=text, about=s.about(*deal.about))


def levers(s: Situation) -> Options:
    """What one can hold against a body that one buys from or oversees, and that neither answers nor delivers."""
    if not s.fresh("sanctioned", 120, ours=True) or not (s.may("agreements") or s.may("rulings")):
        return
    if not (s.buys or s.oversees):
        return
    late = [n for n, due in s.memory.waiting.items() if due + 15 < s.at]
    for number in late[:1]:
        request = s.world.requests.get(number)
        silent = next((x for x in request.askees if x not in request.replies), "") if request else ""
        body = s.body_of(silent)
        if not body or (s.buys and not any(p.other == body for p in s.who.contracts)):
            continue
        worth = (
            -0.55
            + 0.45 * s.who.trait("control-habit")
            + 0.35 * s.who.trait("persistence")
            + 0.2 * s.who.trait("appetite-for-risk")
            - 0.35 * s.concern("relationships")
            - 0.3 * s.trust(body)
        )
        if worth > 0.05:
            reasons = (f"{s.name(body)} does not answer, and we hold something that they need",)
            yield Option("sanction", worth + 0.35, later(hold_back, s, body), reasons, 0.6, body)


def hold_back(s: Situation, random: Random, body: str) -> Ask:
    """The lever: money or patients for those who buy, public words for those who oversee."""
    ways = (
        ("extra activity not paid until the note is in", "referrals by choice guidance to others for a month")
        if s.buys
        else (
            "a letter to its board, to be read out at its next meeting",
            "monthly returns in place of quarterly ones",
        )
    )
    what = ways[int(random.random() * len(ways))]
    text = put_so(s, random, SANCTIONED, "performance", since=month_name(s, max(1, s.month - 2)))
    return Sanction(
        against=OrganisationRef(body),
        what=Text(f"{what[:1].upper()}{what[1:]}"),
        text=text,
        about=s.about("performance", "contract"),
    )
