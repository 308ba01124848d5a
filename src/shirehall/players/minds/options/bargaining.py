"""Proposals on the table: agree, counter, go back to members, sign, refuse, withdraw, deny what was never agreed."""

from __future__ import annotations

from random import Random

from shirehall.play.agreements import Agreement
from shirehall.play.fields import AgreementRef, Ask, Clause, Minutes, Month, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.propose import Agree, Counter, Deny, Refuse, Withdraw
from shirehall.play.moves.sign import Sign
from shirehall.play.names import listed
from shirehall.players.minds.judging import eager_to_sign, judged
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import joined, month_name, pounds, say

AGREED = (
    "Yes: [that is what we talked about|“{title}” is what we talked about], and we can live with it[, from {month}|, and so can "
    "{colleague}|, {others} willing].",
    "We agree to “{title}”; let us get it written up before [somebody changes their mind|the winter|{colleague} has second "
    "thoughts|the next round of news].",
    "Agreed, subject to what our own people say; [I ask them {month} at the latest|{colleague} is asking them|most of them know "
    "“{title}” by now].",
    "“{title}” does something for patients as well as the money: [we agree, {others}|agreed, from {month}].",
    "“{title}”: yes, from {month}. [Who draws up the paper?|We can draft, if that helps.|{colleague} has a pen.]",
    "[{colleague} and I went through it|We read it twice] and [agree|see no trap in it]. {clause}",
    "[On balance yes|Yes, with open eyes]: [let us count from the first month|what we shall want is a count each month], [so that "
    "{others} and we know|and an honest one|with {colleague} to keep it].",
    "{others} [can count on us|may take that as a yes] for “{title}”[, from {month}|; {colleague} concurs|].",
)
SIGNED = (
    "Signed, on the text as it stands: “{title}”, {month}[, with {others}|; {colleague} has the original|].",
    "We sign “{title}” with {others}[ for {month}|], [and thank you for the patience|though it took long enough|with thanks from "
    "{colleague}]. {shown}",
    "Signed [today|this morning|last night]; the work starts in {month}[, and {colleague} answers for it|, and we count from the first "
    "week|]. {shown}",
    "“{title}” is signed on our side; [{colleague} runs it for us from {month}|your turn, {others}, and {colleague} is at hand|{month} "
    "is when it has to show]. {shown}",
    "[Our name is under it|You have our signature], {others}; [{month}, then|let us begin in {month}|{colleague} will ring about the "
    "first step].",
    "[With a small sigh, signed|Signed, before the ink costs more]; [let us hope that “{title}” is read again only in {month}|until "
    "{month}, then, and {colleague} is who to ring].",
)
REFUSED = (
    "Not on these terms: the risk sits with us and the gain with you. {clause} [{shown}|So much for sharing.|{colleague} says no.]",
    "We cannot take “{title}” to our members: {why}. [It would cost us more than it saves.|{shown}]",
    "No. The sums of “{title}” do not add up for us and [we see no evidence behind them|{colleague} finds nothing behind them]. {shown}",
    "“{title}” is not for us: [we should be paying twice|we cannot carry it as it stands]. {shown}",
    "[We looked at it from all sides|I have tried to like it], {others}, and the answer is no: {why}.",
    "[Not this year|No, and not because of you]: [there is no room for “{title}”|first things first]. {shown}",
)
DENIED = (
    "We had a conversation. We did not agree to this.",
    "That is not how we remember it. Nothing was agreed for us.",
    "[I have asked round|{colleague} was there]: nobody here said yes to “{title}”.",
    "[A nod over coffee|Politeness] is not an agreement. [Send us a text and we shall read it.|We are willing to talk of it properly.]",
)
MEMBERS = (
    "Should we bind ourselves to “{title}” with {others}, [which would start in {month} and be run by {colleague}? {shown}|from {month}? "
    "{clause}|as things stand? {shown}]",
    "[We are asked by {others} to sign|{others} would have us sign] “{title}”[ from {month}|]; [what it means for you:|in a sentence:] "
    "{clause} [May we sign?|May {colleague} and I sign?]",
    "[Before I sign for everybody|I do not want to sign over your heads]: “{title}”, with {others}, from {month}. {clause} "
    "[For or against, before {month}?|What do you say to {others}?]",
    "{others} [offer|want] this: {clause} [We at the table would take it|Your table is inclined to say yes|{colleague} is for it, I am "
    "not sure]; [would you, from {month}|and you]?",
)
COUNTERED = (
    "Nearly. We would start in {month} and have it looked at after a quarter.",
    "We can do this if the risk is shared and either side may stop it after three months.",
    "Our wording is attached: the same idea, with a review and a limit.",
    "[The idea is right and the number is not|Yes to the idea]. [We have put in ours|Our number is in the text]. From {month}?",
    "[Two changes|A change or two] to “{title}” and we sign: [a lower figure|less at the start], and a date on which [we both "
    "look at it|either may leave].",
    "{others}, this is as far as {colleague} lets me go: [see the first clause|the sum in clause one], and {month} instead.",
)
THOUGHT_AGAIN = (
    "We have thought again.",
    "[Since we said yes things have changed.|The ground has moved.] {shown} We withdraw.",
    "[I am sorry to do this.|This is not easy to write.] {colleague} has done the sums again: {why}. We step back from “{title}”.",
)
UNSURE = (
    "We have “{title}” in front of us from {others}. Is this the kind of thing you would expect us to sign?",
    "Could somebody who knows contracts read “{title}” with us? We do not want to sign what we do not understand.",
    "{others} [want us to sign|sent us] “{title}”. {clause} [What is the catch?|What would you look at first?]",
    "[Is it usual|Would you think it right] that “{title}” says this: {clause}",
)


def put_so(s: Situation, random: Random, lines: tuple[str, ...], a: Agreement, why: str = "") -> Text:
    """One of some sentences about a text on the table, with what the text itself says."""
    others = listed([s.name(p) for p in a.parties if p != s.who.organisation])
    clause = next((c.words for c in a.clauses if c.words), a.title)
    text = say(
        random,
        lines,
        title=title_of(a.title),
        others=others,
        month=month_name(s, max(a.start, s.month)),
        clause=clause if clause[-1:] in ".?!" else f"{clause}.",
        colleague=colleague(s, random),
        shown=lambda: fact(s, random, a.about[0] if a.about else "contract"),
        why=why if why and "trust" not in why else "the gain is yours and the risk is ours",
    )
    shown = fact(s, random, "contract") if lines in (SIGNED, AGREED) and random.random() < 0.5 else ""
    return joined(text, shown, aside(s, random, 0.45))


def options(s: Situation) -> Options:
    """The few agreements that moved last, among those to which the body is party and which are not done with."""
    alive = sorted(((at, n) for n, at in s.memory.deals.items()), reverse=True)
    done = 0
    for _, number in alive:
        agreement = s.deal(number)
        if agreement is None or agreement.phase in ("signed", "in-force", "lapsed", "ended"):
            continue
        if a_signed(s, agreement):
            continue
        done += 1
        if done > 6:
            return
        yield from stances(s, agreement)


def a_signed(s: Situation, a: Agreement) -> bool:
    """Whether the body has signed the present text and waits for the others."""
    return a.on_this_text(s.who.organisation, "signed")


def stances(s: Situation, a: Agreement) -> Options:
    """What the seat might do about one agreement."""
    mine = s.who.organisation
    share = s.share_of(*(a.about or ("contract", "money")), scope="agreements")
    if not s.may("agreements"):
        share = 0.0
    others = tuple(p for p in a.parties if p != mine)
    value, why = judged(s, a)
    reasons = (f"it is worth {value:+.1f} to us: {why}",)
    stance = (
        a.stance_of(mine)
        if a.on_this_text(mine, "proposed", "agreed", "signed", "refused", "denies", "claims")
        else "told"
    )
    weight = 0.2 + 1.0 * share
    if a.phase == "proposed" and stance == "told":
        yield from first_answer(s, a, value, weight, others, reasons, why)
    if stance in ("proposed", "agreed", "claims") or (stance == "told" and value > 0.35):
        yield from towards_signature(s, a, value, weight, reasons)
    if value < -0.35 and stance in ("agreed", "proposed") and s.may("agreements"):
        yield Option(
            "withdraw",
            0.4 + weight * -value,
            lambda r: Withdraw(agreement=AgreementRef(a.id), text=put_so(s, r, THOUGHT_AGAIN, a, why)),
            reasons,
            0.8,
            "",
            1.0,
            a.id,
        )


def first_answer(
    s: Situation,
    a: Agreement,
    value: float,
    weight: float,
    others: tuple[str, ...],
    reasons: tuple[str, ...],
    why: str,
) -> Options:
    """Agree, counter, refuse, or ask somebody who might know."""
    claimed = any(a.stance_of(p) == "claims" for p in others)
    if s.may("agreements") or unaware_of_authority(s):
        yield Option(
            "agree",
            weight + 0.9 * value + 0.25,
            lambda r: Agree(
                agreement=AgreementRef(a.id), text=put_so(s, r, AGREED, a), about=s.about(*a.about)
            ),
            reasons,
            0.9,
            "",
            1.0,
            a.id,
        )
    if s.may("agreements"):
        if claimed and value < 0.3:
            yield Option(
                "deny",
                weight + 0.5 - value,
                lambda r: Deny(
                    agreement=AgreementRef(a.id), text=put_so(s, r, DENIED, a), about=s.about(*a.about)
                ),
                (*reasons, "they say we agreed, and we did not"),
                0.9,
                "",
                1.0,
                a.id,
            )
        elif value < 0.1:
            yield Option(
                "refuse",
                weight + 0.1 - 0.9 * value,
                lambda r: Refuse(
                    agreement=AgreementRef(a.id), text=put_so(s, r, REFUSED, a, why), about=s.about(*a.about)
                ),
                reasons,
                0.85,
                "",
                1.0,
                a.id,
            )
        yield from another_text(s, a, value, weight, reasons)
    yield from ask_what_it_means(s, a, weight, others, reasons)


def another_text(
    s: Situation, a: Agreement, value: float, weight: float, reasons: tuple[str, ...]
) -> Options:
    """A counter-proposal, where it is nearly worth it and there was not too much to and fro."""
    if -0.3 < value < 0.55 and a.version < 4:
        skill = s.who.skill("negotiation")
        yield Option(
            "counter",
            weight - 0.1 + 0.7 * skill,
            lambda r: counter(s, r, a),
            (*reasons, "nearly, but not as it stands"),
            0.75,
            "",
            1.0,
            a.id,
        )


def ask_what_it_means(
    s: Situation, a: Agreement, weight: float, others: tuple[str, ...], reasons: tuple[str, ...]
) -> Options:
    """Turn to somebody who might know contracts, when one thinks little of one's own craft."""
    unsure = 1 - s.who.thinks_it_can("contracting")
    if unsure > 0.5 and s.fresh(f"reply#{a.id}", 60):
        adviser = who_would_know(s, others)
        if adviser:
            worth = 0.25 + 0.6 * unsure * s.who.trait("looks-upward") + 0.4 * weight
            yield Option(
                "ask",
                worth,
                lambda r: ask_somebody(s, r, a, adviser),
                (*reasons, "we do not know how to read it"),
                0.7,
                adviser,
                1.0,
                a.id,
            )


def unaware_of_authority(s: Situation) -> bool:
    """Whether the seat does not know that it may not bind its body: it never learnt the rules, and was not refused yet."""
    return s.who.skill("rules") < 0.4 and "agree" not in s.memory.refused


def who_would_know(s: Situation, others: tuple[str, ...]) -> str:
    """Who might help to read a contract: those who sell help, or who stands above, as the body's habit has it."""
    bodies = [
        *s.who.roster.by_power.get("sell-support", ()),
        *s.who.roster.by_power.get("sign-off-plans", ()),
    ]
    up = s.who.trait("looks-upward")
    return max(
        (b for b in bodies if b not in others and b != s.who.organisation),
        key=lambda b: (
            s.known(b)
            + (
                1.5 * up
                if "sign-off-plans" in s.world.organisations[b].powers
                else 0.6 * s.who.trait("openness-to-outsiders")
            )
        ),
        default="",
    )


def ask_somebody(s: Situation, random: Random, a: Agreement, adviser: str) -> Ask:
    """A question about a proposal."""
    text = put_so(s, random, UNSURE, a)
    return AskFor(
        to=(SeatRef(s.person(adviser, "contract", "rules")),),
        wants="advice",
        within=Minutes(25),
        text=text,
        in_reply_to=None,
        about=s.about("contract", "rules"),
    )


def towards_signature(
    s: Situation, a: Agreement, value: float, weight: float, reasons: tuple[str, ...]
) -> Options:
    """Members first where they must be asked; then the signature, by those who know that it is due."""
    mine = s.who.organisation
    eager = eager_to_sign(s, a)
    if a.on_this_text(mine, "signed") or not s.may("agreements"):
        return
    asked = s.who.consults_first and a.consulted.get(mine, 0) < a.version
    open_now = s.memory.consulted.get(a.id) == -1
    if asked and not open_now:
        worth = 0.1 + 0.4 * weight + 0.4 * s.who.trait("consults-members") * value + 1.0 * eager
        yield Option(
            "consult",
            worth,
            lambda r: ask_members(s, r, a),
            (*reasons, "our members have to be asked first"),
            0.85,
            "",
            1.0,
            a.id,
        )
        return
    if asked:
        return
    support = s.memory.consulted.get(a.id, 60)
    if support < 45:
        value -= 0.4
    if a.phase in ("proposed", "agreed"):
        worth = -0.1 + 0.45 * weight + 0.4 * value + 1.1 * eager
        more = (*reasons, f"signing seems due ({eager:.1f})")
        yield Option(
            "sign",
            worth,
            lambda r: Sign(
                agreement=AgreementRef(a.id), text=put_so(s, r, SIGNED, a), about=s.about(*a.about)
            ),
            more,
            0.9,
            "",
            1.0,
            a.id,
        )


def ask_members(s: Situation, random: Random, a: Agreement) -> Ask:
    """The members' consultation on a text: as specific as the text is."""
    text = put_so(s, random, MEMBERS, a)
    return Consult(
        whom="members",
        specificity=3 if a.typed else 1,
        agreement=AgreementRef(a.id),
        text=text,
        about=s.about(*a.about),
    )


def counter(s: Situation, random: Random, a: Agreement) -> Ask:
    """Another text: gentler numbers where there are terms, a review and a limit where there are words."""
    start = max(s.month + 1, min(a.start, s.month + 3))
    clauses = tuple(softened(c, s.who.skill("negotiation")) for c in a.clauses)
    if not any("review" in c.words for c in clauses):
        clauses = (*clauses, Clause("The parties review this after three months and either may end it then."))
    text = put_so(s, random, COUNTERED, a)
    return Counter(
        agreement=AgreementRef(a.id), clauses=clauses, start=Month(start), text=text, about=s.about(*a.about)
    )


def softened(clause: Clause, skill: float) -> Clause:
    """A clause with its sums and shares moved a little towards the one who counters."""
    if not clause.mechanism:
        return clause
    factor = 1 - 0.25 * skill
    shares = ("share_percent", "percent", "close_percent", "effect_percent")
    terms = tuple(
        (n, round(v * factor) if n in (*shares, "pounds") and isinstance(v, int | float) else v)
        for n, v in clause.terms
    )
    words = clause.words
    for (name, old), (_, new) in zip(clause.terms, terms, strict=True):
        if old != new and name == "pounds" and isinstance(old, int | float) and isinstance(new, int | float):
            words = words.replace(pounds(old), pounds(new))
        elif old != new:
            words = words.replace(f"{old}%", f"{new}%")
    return Clause(words, clause.mechanism, terms)
