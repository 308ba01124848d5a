"""How people of a post speak: what a doctor, a nurse, a director of finance, a manager, a chair or a regulator adds of their own."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from shirehall.play.fields import Text
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import SUPPORTERS, VOICES
from shirehall.players.minds.words import by_when, joined, say, spun

Lines = tuple[str, ...]

ASIDES: Mapping[str, Lines] = {
    "doctor": (
        "I [write|say] this between [surgeries|patients], so forgive the [brevity|spelling].",
        "[Think of|Take] the patient of [eighty|eighty-five] who [lives alone|cannot drive]; [she is the test|everything hangs on her].",
        "My [partners|colleagues] will [ask what it means on a Monday morning|want to see the evidence before the slogan].",
        "Clinically it is [not hard|the easy part]; [the arrangements are hard|who pays is the hard part].",
        "I would not want to explain the alternative to a patient's [daughter|family].",
        "That is a [doctor's|clinician's] view and [you may have a better one|not a treasurer's].",
    ),
    "nurse": (
        "The nurses on [nights|the late shift] will tell you [the same|it sooner than I can].",
        "Somebody has to be at the bedside whatever we [decide|write here].",
        "I look at it from the [ward|patient's home] and not from the [boardroom|spreadsheet].",
        "If it is not safe [on a Sunday|at three in the morning] it is not safe.",
        "I would rather have two good people than [ten pages|another policy].",
    ),
    "finance": (
        "[The sum is|Those are] before any [contingency|mitigation], and I have assumed none.",
        "I should want that [recurrent|in the ledger] and not [one-off|in a slide].",
        "[Cash follows activity|Money arrives a month late], as you know; [the gap shows in the spring|watch the last quarter].",
        "Please [put a sum on it|reply with numbers]; [words I have|adjectives do not balance].",
        "My auditors will ask [who signed and when|for the working], so I ask you.",
        "Cost [comes out|leaves] in [wards and posts|whole steps] and not in percentages.",
    ),
    "manager": (
        "[Who does it, and by what date:|A name and a date:] I can work with that.",
        "I have [copied in|told] {colleague} so that it does not hang on me.",
        "Let us [keep it to a page|write down what we settle], [please|or it did not happen].",
        "I would [start small and look at it|try it for a quarter and count] [after three months|before we argue further].",
        "I can [find|free] somebody for two days a week if that [moves it|helps].",
        "I shall put it on our [next agenda|action list] under my own name.",
    ),
    "chair": (
        "I cannot [bind my members|answer for those behind me] without asking them, and I will ask.",
        "My [table|board] is [split on it|not of one mind], [to be frank|between ourselves].",
        "[Ring me|Call me directly]; this goes better by voice than on paper.",
        "We shall be [judged|remembered] for [this|how this comes out] and not for the minutes.",
        "I say so for all of us here, {colleague} included.",
        "I would [sooner be told no|rather lose an argument] than be surprised.",
    ),
    "regulator": (
        "This is [our view of today|not a decision] and does not tie us [later|should the facts change].",
        "We [keep|are making] a note of this exchange.",
        "We act in proportion: [the more we are told the less we need to ask|early word counts in your favour].",
        "You will understand that we [treat everybody alike|have to be able to defend it].",
        "Other bodies of equal rank may [see it otherwise|take another view].",
        "[Please send the paper and not only the summary|The return as well as the story, please].",
    ),
    "analyst": (
        "[The base is small|A quarter is not a trend], so [handle with care|do not lean on it].",
        "I can [break it down by practice|send the table behind it] if that is of use.",
        "What I cannot see is [what happens after discharge|who never came].",
        "Two [datasets|returns] disagree on this, and I [have used the later|am asking why].",
    ),
    "voice": (
        "People [ask me that in the market|stop me in the street about it]; I should like to have an answer.",
        "[We speak for|Behind us are] those who do not sit at these tables.",
        "A letter in plain English would [do more|go further] than [another strategy|a dashboard].",
        "We shall [ask again|come back to it], you can be sure of that.",
        "Nobody [elected|chose] [the arrangements|this]; people still have to live with it.",
        "Those with least [wait longest|travel furthest], and [seldom write in|never fill in the form].",
    ),
    "firm": (
        "We can [start within the month|be there in a fortnight] and [put it in writing|stand by a price].",
        "We have done [this|something like it] [elsewhere|in two other counties]; [ask them|I can give you names].",
        "No [obligation|strings], and a straight answer either way.",
        "We are [small enough to move|used to being paid by results].",
        "If somebody else does it better, [say so and we stand back|we should like to know what they charge].",
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


def aside(s: Situation, random: Random, chance: float = 0.4) -> str:
    """Something that a person in that post might add, or nothing."""
    if random.random() >= chance:
        return ""
    voices = voices_of(s)
    lines = ASIDES[voices[int(random.random() * len(voices))]]
    return say(random, lines, colleague=colleague(s, random))


GREETED: Lines = (
    "Thank you for [asking|this|your note].",
    "Thanks for [writing|coming to us first].",
    "[A fair|Good] question.",
    "I have your [note|question] in front of me.",
    "You [ask, and I answer|are right to ask].",
    "",
    "",
    "",
    "",
)
SORRY: Lines = (
    "Sorry to have kept you waiting.",
    "This is late, and [I apologise|the fault is ours].",
    "You should have had this [last month|sooner].",
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
