"""What scripted seats answer on the feedback form: from what they lived through, as their memory and their own acts have it.

An answer is words, a mark from 1 to 5, or feelings in the morning and at the end, as the question asks. It is never mixed with what
people answer: whoever keeps it marks it as a script's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from shirehall.play.names import listed
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.players.minds.memory import Memory
from shirehall.players.minds.mind import ScriptedMind
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import clipped, joined, month_name, month_of_minute, number_words, say

Lines = tuple[str, ...]
PATIENTS = ("patients-public", "quality", "access", "pathway", "prevention")


class Question(Protocol):
    """A question of the form, as the pack has it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def answer(self) -> str:
        """What is asked for: words, a mark on a scale, or feelings."""

    @property
    def text(self) -> str:
        """Its words."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: words, a mark from 1 to 5 or none, feelings of the morning and of the end."""

    question: str
    words: str = ""
    scale: int | None = None
    morning: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lived:
    """What a seat lived through: its situation at the end, its own random stream, and what it did, by move."""

    s: Situation
    random: Random
    deeds: Counter[str]

    def say(self, *lines: str, **values: object) -> str:
        """One of some sentences, filled."""
        return say(self.random, lines, **values)


def feedback_of(
    mind: ScriptedMind,
    memory: Memory,
    view: View,
    form: Sequence[Question],
    random: Random,
    deeds: Sequence[str] = (),
) -> tuple[Answered, ...]:
    """A seat's answers to a form, question by question. `deeds` are the names of the moves it made, as its trace has them."""
    lived = Lived(Situation(mind.as_of_now(memory, view.world), memory, view), random, Counter(deeds))
    return tuple(answered(lived, question) for question in form)


def answered(lived: Lived, question: Question) -> Answered:
    """The answer to one question, by what is asked for and by what it asks about."""
    text = question.text.lower()
    if question.answer == "feelings":
        return Answered(question.id, morning=in_the_morning(lived), end=at_the_end(lived))
    if question.answer == "scale":
        return Answered(question.id, scale=mark(lived, text))
    asks = next((tell for stems, tell in ASKS if any(stem in text for stem in stems)), in_general)
    return Answered(question.id, words=joined(asks(lived)))


def mark(lived: Lived, text: str) -> int:
    """A mark from 1 to 5, by the stems of what is asked."""
    s, m = lived.s, lived.s.memory
    if any(stem in text for stem in ("handle", "too much", "deal with", "swamped")):
        left = len(m.owed) + len(m.injects) + len(m.plans_here) + len(m.questions)
        amount = 0.08 * left + 0.06 * m.mine.get("deferred", (0, 0))[0] + 0.5 * min(s.load(), 1.0)
    elif any(stem in text for stem in ("change what others", "influence", "weight")):
        done = sum(
            m.ours.get(kind, (0, 0))[0]
            for kind in ("signed", "ruled", "plan-reviewed", "intervened", "authorised")
        )
        amount = 0.04 * done + 0.05 * sum(m.signed_by_others.values())
    elif "patient" in text:
        spoken = [e for e in s.view.events if e.seat and e.about]
        share = sum(1 for e in spoken if e.about[0] in PATIENTS) / max(len(spoken), 1)
        amount = 1.4 * share - 0.25 * (s.who.trait("concern-patients") - 0.5)
    else:
        amount = 0.35 + 0.4 * s.who.trait("candour")
    wobble = 0.16 * (lived.random.random() - 0.5)
    return max(1, min(5, 1 + round(4 * (amount + wobble))))


def in_the_morning(lived: Lived) -> tuple[str, ...]:
    """How one began: by temper."""
    who = lived.s.who
    words = [
        ("curious", who.trait("openness-to-outsiders")),
        ("confident", who.thinks_it_can("leadership")),
        ("energetic", who.trait("proactive")),
        ("calm", who.trait("patience")),
        ("hopeful", who.trait("concern-growth")),
        ("anxious", 1 - who.thinks_it_can("rules")),
    ]
    return strongest(lived, words, 2)


def at_the_end(lived: Lived) -> tuple[str, ...]:
    """How one ended: by what was left undone, who answered, what came of it, and whom one came to trust."""
    m, s = lived.s.memory, lived.s
    trust = max(m.trust.values(), default=0.0)
    lost = -min(m.trust.values(), default=0.0)
    words = [
        ("swamped", 0.6 * s.load() + 0.05 * len(m.owed)),
        ("tired", 0.35 + 0.004 * m.mine.get("answered", (0, 0))[0]),
        ("frustrated", 0.12 * len(m.waiting) + 0.5 * lost),
        ("overlooked", 0.15 * len(m.waiting) * (not s.who.powers)),
        ("threatened", 0.3 * m.pressure),
        ("confused", 0.08 * len(m.rules_asked)),
        ("supported", trust),
        ("proud", 0.07 * m.ours.get("signed", (0, 0))[0]),
        ("hopeful", 0.3 + 0.3 * trust),
    ]
    return strongest(lived, words, 3)


def strongest(lived: Lived, words: list[tuple[str, float]], count: int) -> tuple[str, ...]:
    """The words that weigh most, with a little chance in it."""
    ranked = sorted(words, key=lambda row: -(row[1] + 0.3 * lived.random.random()))
    return tuple(word for word, _ in ranked[:count])


DONE: dict[str, str] = {
    "answer": "answering what others asked",
    "ask": "asking others for what they knew",
    "message": "letters to and fro",
    "join": "sitting in other people's meetings",
    "minute": "writing up meetings",
    "ask-ruling": "finding out what the rules are",
    "propose": "drafting proposals",
    "sign": "reading what we were to sign",
    "submit-plan": "the plan",
    "review-plan": "reading other people's plans",
    "rule": "questions about the rules",
    "do-nothing": "deciding what to leave alone",
    "consult": "asking those we speak for",
    "announce": "what to say in public",
}  # fmt: skip


def of_time(lived: Lived) -> str:
    """What took the day, and what was never got to."""
    s = lived.s
    most = [DONE[move] for move, _ in lived.deeds.most_common() if move in DONE][:2] or ["waiting for others"]
    left = [title_of(i.title) for n in s.memory.injects if (i := s.world.injects.get(n)) is not None]
    owed = len(s.memory.owed)
    undone = (
        lived.say("I never got to “{title}”.", "“{title}” lay there to the end.", title=left[-1])
        if left
        else lived.say(
            "{count} [letters|questions] went unanswered.",
            "I owe {count} people a reply.",
            count=number_words(owed),
        )
        if owed
        else lived.say(
            "What I never got to was {matter}.",
            "There was no quiet hour for {matter}.",
            matter=named(s, lived.random, "prevention" if s.concern("prevention") > 0.4 else "strategy"),
        )
    )
    took = lived.say(
        "Most of it went on {most}.",
        "{most}, [in that order|and then the rest].",
        "[I should say|Looking back,] {most}.",
        most=listed(most),
    )
    return joined(took, undone)


TURNS = (
    ("intervened", "{other} stepped in"),
    ("sanctioned", "{other} used its powers on us"),
    ("agreement-denied", "{other} denied what we took for agreed"),
    ("tender-decided", "the tender was decided"),
    ("plan-signed-off", "the plan was signed off"),
    ("plan-reviewed", "our plan was judged"),
    ("seat-moved", "somebody left their post"),
    ("support-bought", "we had help at last"),
    ("signed", "the first signature came"),
    ("organisation-formed", "others founded a body of their own"),
    ("inject-published", "“{title}” came"),
)


def of_the_turn(lived: Lived) -> str:
    """A moment at which the day turned, and what went before it."""
    s = lived.s
    for kind, words in TURNS:
        found = next((e for e in s.view.events if e.kind == kind and touches(s, e)), None)
        if found is None:
            continue
        what = words.format(
            other=s.name(found.organisation or ""), title=title_of(found.body.get("title", ""))
        )
        own = [e for e in s.view.events[: found.seq - 1] if e.organisation == s.who.organisation and e.about]
        before = named(s, lived.random, own[-1].about[0]) if own else "not much"
        return lived.say(
            "In {month}, when {what}. Just before we were busy with {before}.",
            "When {what}, in {month}. [Until then|Up to that day] it was all {before}.",
            "{month}: {what}. [Before it|The week before], {before}.",
            month=month_name(s, found.month),
            what=what,
            before=before,
        )
    return lived.say("[No one moment|It did not turn]. [It went on as it began.|It wore on.]")


def touches(s: Situation, event: Event) -> bool:
    """Whether something was done by the seat's body, or to it by name."""
    return event.organisation == s.who.organisation or s.who.seat in event.addressees


def of_charge(lived: Lived) -> str:
    """Who was in charge, as far as one could tell by who was asked and who answered."""
    s = lived.s
    asked = Counter(
        {
            b: s.times(f"asked/{b}") + s.times(f"ruling-asked/{b}")
            for b in s.world.organisations
            if b != s.who.organisation
        }
    )
    body, count = asked.most_common(1)[0]
    if count < 3:
        return lived.say("Nobody [that I could see|to my eyes]. [Each looked after its own.|We all waited.]")
    silent = sum(
        1
        for n in s.memory.waiting
        if (r := s.world.requests.get(n)) is not None and body in {s.body_of(x) for x in r.askees}
    )
    return lived.say(
        "{body}, if anybody: [I turned to them {count} times|{count} of my letters went there]{but}.",
        "[We behaved as if it were|I took it to be] {body}. [I asked {count} times|{count} questions went that way]{but}.",
        "Nobody wholly. {body} came nearest, by [the number of times we asked|{count} letters]{but}.",
        body=s.name(body),
        count=number_words(count),
        but=f", and {number_words(silent)} went unanswered" if silent else "",
    )


def of_rules(lived: Lived) -> str:
    """The rule that one most needed to be sure of, and whether one found out."""
    s = lived.s
    asked = [s.world.rules[r] for r in s.memory.rules_asked if r in s.world.rules]
    if not asked:
        return lived.say(
            "[None that I looked up|I looked up none]. [We did what seemed right.|Nobody stopped us.]",
            "[I could not name one.|No rule in particular.] {matter} [was where I might have needed one|went by common sense].",
            matter=named(s, lived.random, "rules"),
        )
    rule = asked[-1]
    known = rule.status in ("ruled", "renegotiated")
    return lived.say(
        "“{rule}” [We asked in {month}|I put the question in {month}] and {found}.",
        "This one: “{rule}” {found}.",
        rule=clipped(rule.text, 130),
        month=month_of_minute(s, s.memory.rules_asked[rule.id]),
        found="had an answer that we could use" if known else "nobody could tell us",
    )


def of_agreements(lived: Lived) -> str:
    """What the body has agreed, and with whom, as the seat remembers it."""
    s = lived.s
    rows = []
    for number in s.memory.deals:
        deal = s.deal(number)
        if deal is None or deal.phase not in ("agreed", "signed", "in-force", "disputed"):
            continue
        others = listed([s.name(p) for p in deal.parties if p != s.who.organisation])
        state = {"agreed": "in words", "disputed": "in dispute"}.get(deal.phase, "signed")
        rows.append(f"“{clipped(title_of(deal.title), 60)}” with {others} ({state})")
    if not rows:
        return lived.say(
            "Nothing [that I know of|on paper].", "We agreed to nothing, [and I regret it|to my knowledge]."
        )
    return joined("; ".join(tuple(dict.fromkeys(rows))[-8:]))


def of_reasons(lived: Lived) -> str:
    """Why people behaved as they did, as this seat makes it out: what pressed on it, and what it could not do alone."""
    s = lived.s
    topic = s.hottest() or "strategy"
    return lived.say(
        "[Each was held to its own sum.|Everybody answered to somebody else.] On {matter}, {view}. {shown}",
        "[People did what their post asks.|I saw nobody act badly.] {view}, and [the arrangements reward it|nobody is paid to mend it].",
        "Time, mostly: {shown} [Whoever has no time does what they did last year.|So one does what one knows.]",
        "[Money and no say over it|Duties without powers]: {view}.",
        matter=named(s, lived.random, topic),
        view=seen(lived.random, topic),
        shown=fact(s, lived.random, topic),
    )


def of_the_game(lived: Lived) -> str:
    """What might come from the exercise itself."""
    return lived.say(
        "[A month in twenty minutes|The pace]: [in life I would have slept on it|nobody answers that fast at home]. {matter} "
        "[suffered for it|would have had a committee].",
        "[Everybody in one building|All of us within reach]. In life {body} would not have [answered so soon|been a few steps away].",
        "[No patients in the waiting room|Nothing else on the desk]: [one is braver|it is easier to be bold] with {matter} on paper.",
        matter=named(lived.s, lived.random, lived.s.hottest() or "strategy"),
        body=nearest(lived),
    )


def of_monday(lived: Lived) -> str:
    """What one would do differently."""
    s = lived.s
    area = min(("contracting", "finance", "data", "rules"), key=s.who.thinks_it_can)
    return lived.say(
        "[I would ring|I mean to ring] {body} before writing to them.",
        "[Find somebody who knows|Get help with] {area}, [early|before it is urgent]. {colleague} [agrees|says the same].",
        "Ask [those we speak for|people who use us] about {matter} first and not last.",
        "[Write down|Put on one page] what we have agreed, and with whom, [each month|before the next meeting].",
        body=nearest(lived),
        area="the rules" if area == "rules" else area,
        colleague=colleague(s, lived.random),
        matter=named(s, lived.random, s.hottest() or "strategy"),
    )


def of_looking_back(lived: Lived) -> str:
    """What bothers one and what gives hope."""
    s = lived.s
    late = [r for n in s.memory.waiting if (r := s.world.requests.get(n)) is not None]
    bothers = (
        lived.say(
            "[What bothers me is a question|A question] of {month} that {body} never answered.",
            month=month_of_minute(s, late[0].at),
            body=s.name(s.body_of(late[0].askees[0])),
        )
        if late
        else lived.say("What bothers me: {view}.", view=seen(lived.random, s.hottest()))
    )
    hope = lived.say(
        "[Hope comes from|What gives me hope is] {body}, [who kept their word|with whom one can talk].",
        "[Still|And yet], {body} and we [understand each other better|could work together tomorrow].",
        body=nearest(lived),
    )
    return joined(bothers, hope)


def in_general(lived: Lived) -> str:
    """What one would say to any question: what weighed most, and something to show for it."""
    s = lived.s
    topic = s.hottest() or "strategy"
    view = lived.say(
        "On {matter}, {view}.", matter=named(s, lived.random, topic), view=seen(lived.random, topic)
    )
    return joined(view, fact(s, lived.random, topic))


def nearest(lived: Lived) -> str:
    """The body of others that one came to trust most."""
    s = lived.s
    others = [b for b in s.who.roster.seats if b != s.who.organisation]
    return s.name(max(others, key=lambda b: s.trust(b) + 0.3 * s.known(b), default=""))


ASKS: tuple[tuple[tuple[str, ...], Callable[[Lived], str]], ...] = (
    (("most of your time", "never get to", "busiest"), of_time),
    (("turned", "turning point"), of_the_turn),
    (("in charge", "who led"), of_charge),
    (("which rule", "what rule"), of_rules),
    (("agreed", "agreement"), of_agreements),
    (("exercise itself", "outside it"), of_the_game),
    (("differently", "mean to do"), of_monday),
    (("bothers", "distance", "hope"), of_looking_back),
    (("why did people", "why people", "arrangements"), of_reasons),
)
"""What tells the answer, by stems of the question's words; the first that fits."""
