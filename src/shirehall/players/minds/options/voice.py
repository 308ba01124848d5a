"""How people of a post speak: what a doctor, a nurse, a director of finance, a manager, a chair or a regulator adds of their own."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from shirehall.play.fields import Text
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import SUPPORTERS, VOICES
from shirehall.players.minds.words import RUN, by_when, joined, month_name, say, spun

Lines = tuple[str, ...]

ASIDES: Mapping[str, Lines] = {
    "doctor": (
        "I [write|say] this between [surgeries|patients|two visits], so forgive the [brevity|spelling|tone on {matter}].",
        "[Think of|Take] the patient of [eighty|eighty-five] who [lives alone|cannot drive]; for {matter} [she is the "
        "test|everything hangs on her].",
        "My [partners|colleagues] will [ask about {matter} on a Monday morning|want evidence before a slogan on {matter}].",
        "As a clinician I find {matter} [no riddle|the easy part]; [the arrangements are hard|who pays is the hard "
        "part|the rest is who rings whom].",
        "I would not want to answer for {matter} to a patient's [daughter|family] [this month|after a winter like the last].",
        "That is a [doctor's|clinician's] view of {matter} and [you may have a better one|not a treasurer's|{colleague} has another].",
    ),
    "nurse": (
        "The nurses on [nights|the late shift] will tell you [the same|it sooner than I can] about {matter}.",
        "Somebody has to be at the bedside whatever we [decide|write here|settle on {matter}].",
        "I look at {matter} from the [ward|patient's home|end of the bed] and not from the [boardroom|spreadsheet].",
        "[Look at|Judge us on] {matter} [on a Sunday|at three in the morning] and not on the day of a visit.",
        "I would rather have two good people for {matter} than [ten pages|another policy|a launch].",
    ),
    "finance": (
        "[The sum is|Those are] before any [contingency|mitigation], and [for|on] {matter} I have assumed none.",
        "I should want {matter} [recurrent|in the ledger] and not [one-off|in a slide].",
        "[Cash follows activity|Money arrives a month late], as you know; [the gap shows in the spring|watch the last "
        "quarter|look first at {matter}].",
        "Please [put a sum on {matter}|reply with numbers]; [words I have|adjectives do not balance].",
        "My auditors will ask [who signed and when|for the working|what was spent on {matter}], so I ask you.",
        "Cost [comes out|leaves] in [wards and posts|whole steps] and not in percentages, [on|and least of all for] {matter}.",
    ),
    "manager": (
        "[Who does it, and by what date:|A name and a date:] [with that I can move|on {matter} I can work with that].",
        "I have [copied in|told] {colleague} so that not everything about {matter} hangs on me.",
        "Let us [keep {matter} to a page|write down what we settle on {matter}], [please|or it did not happen].",
        "I would [start small and look at it|try it for a quarter and count] [after three months|before we argue further about {matter}].",
        "I can [find|free] somebody for two days a week if that [moves {matter}|helps].",
        "I put {matter} on our [next agenda|action list] under my own name[, for {month}|].",
    ),
    "chair": (
        "I cannot [bind my members|answer for those behind me] on {matter} without asking them, and I will ask[ in {month}|].",
        "On {matter} my [table|board] is [split|not of one mind], [to be frank|between ourselves|{colleague} on one "
        "side and I on the other].",
        "[Ring me|Call me directly]; about {matter} one talks better than one writes.",
        "We shall be [judged|remembered] for [what we did about {matter}|how it ends with {matter}] and not for the minutes.",
        "I say so for all of us here, {colleague} included[, whoever wrote to you about {matter}|].",
        "On {matter} I would [sooner be told no|rather lose an argument] than be surprised.",
    ),
    "regulator": (
        "This is [our view of today|not a decision] and does not tie us on {matter} [later|should the facts change].",
        "We [keep|are making] a note of this exchange[ on {matter}|; {colleague} will file it|].",
        "We act in proportion: [the more we are told of {matter} the less we need to ask|on {matter} early word counts in your favour].",
        "You will understand that on {matter} we [treat everybody alike|have to be able to defend what we say].",
        "Other bodies of equal rank may [take another view of {matter}|read {matter} otherwise].",
        "[Please send the paper on {matter} and not only the summary|The return on {matter} as well as the story, please].",
    ),
    "analyst": (
        "[The base is small|A quarter is not a trend], so [handle {matter} with care|do not lean on it for {matter}].",
        "I can [break {matter} down by practice|send the table behind it] if that is of use[ by {month}|].",
        "What I cannot see on {matter} is [what happens after discharge|who never came].",
        "Two [datasets|returns] disagree on {matter}, and I [have used the later|am asking why].",
    ),
    "voice": (
        "People [ask me about {matter} in the market|stop me in the street about {matter}]; I should like to have an answer.",
        "[We speak for|Behind us are] those who do not sit at these tables [and have to live with {matter}|when we talk about {matter}].",
        "On {matter} a letter in plain English would [do more|go further] than [another strategy|a dashboard].",
        "We shall [ask again about {matter}|come back to {matter}], you can be sure of that.",
        "Nobody [elected|chose] [the arrangements|this]; people still have to live with {matter}.",
        "Those with least [wait longest|travel furthest], and on {matter} [seldom write in|never fill in the form].",
    ),
    "firm": (
        "We can [start on {matter} within the month|be there in a fortnight] and [put it in writing|stand by a price].",
        "We have done {matter} [elsewhere|in two other counties]; [ask them|I can give you names].",
        "No [obligation|strings], and a straight answer on {matter} either way.",
        "We are [small enough to move on {matter}|used to being paid by results].",
        "If somebody else does {matter} better, [say so and we stand back|we should like to know what they charge].",
    ),
}  # fmt: skip
"""What people of a post add to a message, by their voice."""

BY_PROFESSION: Mapping[str, str] = {
    "gp": "doctor",
    "doctor": "doctor",
    "nurse": "nurse",
    "therapist": "nurse",
    "finance": "finance",
    "manager": "manager",
    "regulator": "regulator",
    "analyst": "analyst",
    "consultant-firm": "firm",
    "councillor": "voice",
    "lay": "voice",
    "public-health": "voice",
}


def voices_of(s: Situation) -> tuple[str, ...]:
    """The voices that a seat speaks with, its own first."""
    own = BY_PROFESSION.get(s.who.profession, "manager")
    if own == "doctor" and any(topic in ("money", "contract") for topic in s.who.topics):
        return (own, "finance")
    if "chair" in s.who.role.lower():
        return ("voice", "chair") if own == "voice" else ("chair", own)
    if s.oversees:
        return ("regulator", own)
    if s.who.kind in (*SUPPORTERS, "private-provider"):
        return ("firm", own)
    return ("voice", own) if s.who.kind in VOICES else (own,)


HANGING = 0.4
"""How often an afterthought hangs on what was said and is no sentence of its own."""


def aside(s: Situation, random: Random, chance: float = 0.4, topic: str = "") -> str:
    """Something that a person in that post might add to a matter, the one on the seat's own mind if none is given; or nothing."""
    if random.random() >= 0.75 * chance:
        return ""
    voices = voices_of(s)
    lines = ASIDES[voices[int(random.random() * len(voices))]]
    words = say(
        random,
        lines,
        colleague=lambda: colleague(s, random),
        matter=lambda: named(s, random, topic or s.hottest()),
        month=lambda: month_name(s, s.month + 1),
    )
    return f"{RUN}{words}" if random.random() < HANGING else words


GREETED: Lines = (
    "Thank you for [asking|writing|your note|this]~",
    "Thanks for [writing|coming to us first|not going to the press with it]~",
    "[A fair|Good|Not an easy] question~",
    "I have your [note|question|letter] [in front of me|here]~",
    "[You are right to ask|You ask, and I answer]~",
    "",
    "",
    "",
    "",
    "",
    "",
)
SORRY: Lines = (
    "Sorry to have kept you waiting~",
    "This is late, and [I apologise|the fault is ours|for once it was not the post]~",
    "You should have had this [last month|sooner|when you asked]~",
    "",
)


def greeting(random: Random, late: bool = False) -> str:
    """A first word, or none; an apology where one is due."""
    lines = SORRY if late else GREETED
    return spun(random, lines[int(random.random() * len(lines))])


def spoken(s: Situation, random: Random, lines: Lines, topic: str, *, within: int, **more: object) -> Text:
    """One of some sentences on a matter, with what the post adds of its own; `within` is in how many minutes it is wanted."""
    values: dict[str, object] = {
        "matter": named(s, random, topic),
        "view": lambda: seen(random, topic),
        "shown": lambda: fact(s, random, topic),
        "colleague": colleague(s, random),
        "when": by_when(s, random, within),
    }
    return joined(say(random, lines, **{**values, **more}), aside(s, random, 0.25))
