"""The general mechanisms of a mind by name: what each means, on what literature it rests, and the one place in which it acts.

Every mechanism can be switched off for a seat (`Character.off`). Off, it is neutral: it adds nothing to any worth, leaves every
cost as it is, and the traits that it carries stand at the middle of their scales for everybody. Nothing else changes,
but for mechanisms that read one another's outcome as people do: habit is stronger under load, and so reads attention's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError


@dataclass(frozen=True)
class Mechanism:
    """One mechanism: its name, its meaning, its source in the literature, and the file of the minds in which it acts.

    `traits` are the traits that act only through it.
    """

    name: str
    meaning: str
    source: str
    acts_in: str
    traits: tuple[str, ...] = ()


ALL = (
    Mechanism(
        "attention",
        "A month holds so many minutes. Reading, writing and meeting cost some; a full in-tray makes each dearer and leaves "
        "room for fewer thoughts; a bigger team has more.",
        "Simon 1971, on attention as what information consumes; Kahneman 1973, Attention and Effort; Ocasio 1997.",
        "attention.py",
    ),
    Mechanism(
        "pressure",
        "What is asked weighs by the power behind it and by how often it was asked.",
        "Pfeffer and Salancik 1978, on whose demands an organisation meets; Emerson 1962, power as dependence.",
        "pressure.py",
        ("deference",),
    ),
    Mechanism(
        "accountability",
        "What somebody can hold a body to comes before what nobody can, and what it is scored on weighs more; a gap presses by its "
        "size against turnover.",
        "Bovens 2007, accountability to a forum that may pass judgement; Holmstrom and Milgrom 1991, measured tasks crowd out others.",
        "accountability.py",
    ),
    Mechanism(
        "knowledge",
        "Skills differ, and so does what people believe of theirs. Nobody looks for what they do not know is missing until "
        "somebody names it.",
        "Kruger and Dunning 1999, on unrecognised lack of skill; Cohen and Levinthal 1990, absorptive capacity.",
        "knowledge.py",
    ),
    Mechanism(
        "habit",
        "What one did in the old system is cheap and comes first, above all under load; what is new has to be thought out.",
        "Samuelson and Zeckhauser 1988, status quo bias; Nelson and Winter 1982, routines; Staw, Sandelands and Dutton 1981, "
        "threat and rigidity.",
        "habit.py",
        ("looks-upward", "control-habit", "support-habit"),
    ),
    Mechanism(
        "trust",
        "Others are trusted by old ties, by answers, kept promises and time; surprise, refusal and silence cost trust.",
        "Mayer, Davis and Schoorman 1995; Axelrod 1984, reciprocity; Slovic 1993, trust is lost faster than won.",
        "trusting.py",
    ),
    Mechanism(
        "risk",
        "Who has an appetite for risk gambles when the prize is large; those in the red dare more than those in the black.",
        "Kahneman and Tversky 1979, prospect theory; March and Shapira 1987, managers' risk below target.",
        "risk.py",
        ("appetite-for-risk",),
    ),
    Mechanism(
        "fortunes",
        "When fortunes part, those with most to lose by sharing keep out of a pool or leave it, and those in need would join.",
        "Olson 1965, the logic of collective action; Rothschild and Stiglitz 1976, adverse selection.",
        "fortunes.py",
    ),
    Mechanism(
        "constituents",
        "A body whose members must be asked binds itself with them behind it, and seldom against them.",
        "Putnam 1988, two-level games; Walton and McKersie 1965, bargaining within a side.",
        "constituents.py",
        ("consults-members",),
    ),
    Mechanism(
        "voice",
        "Speaking up costs effort. A body that nobody must answer, and whom nobody answers, tires.",
        "Hirschman 1970, exit, voice and loyalty; Bandura 1977, efficacy lost by efforts without effect.",
        "voice.py",
    ),
    Mechanism(
        "evidence",
        "An analysis in hand emboldens those who go by figures; without one they hold back.",
        "Feldman and March 1981, information as signal; Gigerenzer and Gaissmaier 2011, what cues decide.",
        "evidence.py",
    ),
    Mechanism(
        "cover",
        "Legal and political exposure deters; a ruling, an endorsement or company in the act gives cover and frees.",
        "Hood 2011, the blame game; Weaver 1986, blame avoidance.",
        "cover.py",
        ("caution-in-public",),
    ),
    Mechanism(
        "hiring",
        "A hire brings knowledge, ties and time. Bought analysis fills only the gap that the buyer can see.",
        "Simon 1991, organisations learn by new members; Wernerfelt 1984, resources; Argyris 1976, advice asked within one's frame.",
        "hiring.py",
    ),
    Mechanism(
        "place",
        "Fixed assets and duties bind those who have them; small bodies with little to carry move.",
        "Hannan and Freeman 1984, structural inertia; Williamson 1985, asset specificity.",
        "place.py",
    ),
    Mechanism(
        "belief",
        "People plan on what they believe a scheme saves, and a saving that stands on paper calms them as if it were had.",
        "Kahneman and Lovallo 1993, bold forecasts; Flyvbjerg 2008, optimism in plans.",
        "belief.py",
    ),
    Mechanism(
        "experience",
        "Who has seen schemes run in earlier years proposes more of them, writes larger ones, and knows how much is to move.",
        "Levitt and March 1988, organisations learn from their own history; March 1991, exploiting what was explored.",
        "years.py",
    ),
)

MECHANISMS: Mapping[str, Mechanism] = {each.name: each for each in ALL}
"""The mechanisms by name, in the order in which they are told."""

CARRIES: Mapping[str, str] = {trait: each.name for each in ALL for trait in each.traits}
"""Which mechanism a trait acts through, for traits that act through one alone."""


def checked(names: Iterable[str]) -> frozenset[str]:
    """The names, when each is a mechanism's. Raises UsageError for one that is none."""
    wanted = tuple(names)
    for name in wanted:
        if name not in MECHANISMS:
            raise UsageError(
                f"minds have no mechanism called `{name}`.", mend=f"name some of {', '.join(MECHANISMS)}."
            )
    return frozenset(wanted)
