"""What a theme opens and what it risks: one rule a function, each with its evidence; for a risk, what might be tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shirehall.paper.prose import a_share, count, say, times
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Sentence
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.study.demands import Demand

UPSTREAM = ("prevention", "patients-public", "quality")
"""Topics by which a theme shows concern for more than money."""


@dataclass(frozen=True)
class Group:
    """The bodies a theme is about, with what they did and what came to them."""

    reader: Reader
    title: str
    bodies: tuple[str, ...]

    @property
    def acts(self) -> list[Event]:
        """What they did, in order."""
        found = (event for body in self.bodies for event in self.reader.by_body.get(body, []))
        return sorted(found, key=lambda event: event.seq)

    @property
    def called(self) -> str:
        """How the group is spoken of."""
        few = len(self.bodies) < 5
        return self.reader.names(self.bodies) if few else f"these {count(len(self.bodies), 'organisation')}"

    @property
    def asked(self) -> list[Demand]:
        """What was put to them and calls for an answer."""
        return [demand for demand in self.reader.demands if demand.body in self.bodies]

    @property
    def agreements(self) -> list[Agreement]:
        """Agreements to which any of them is party."""
        every = self.reader.telling.world.agreements
        return [a for _, a in sorted(every.items()) if set(a.parties) & set(self.bodies)]


Risk = tuple[Sentence, str]


def opportunities(group: Group) -> list[Sentence]:
    """What went well, or might be built on."""
    return [said for rule in OPENINGS if (said := rule(group)) is not None]


def risks(group: Group) -> list[Risk]:
    """What went wrong or might, each with what might be tried about it."""
    return [found for rule in DANGERS if (found := rule(group)) is not None]


def common_table(group: Group) -> Sentence | None:
    """Meetings of three bodies and more."""
    world = group.reader.telling.world
    there = {
        number: {world.organisation_of(seat) for seat in meeting.joined if seat in world.seats}
        for number, meeting in sorted(world.meetings.items())
    }
    full = [n for n, bodies in there.items() if bodies & set(group.bodies) and len(bodies) > 2]
    if not full:
        return None
    widest = max(full, key=lambda n: (len(there[n]), -n))
    who = f"People from {count(len(there[widest]), 'organisation')} sat down together"
    title = world.meetings[widest].title
    return say(f"{who} on “{title}”, so a common table could be had.", full, "derived")


def deals_closed(group: Group) -> Sentence | None:
    """Agreements that all parties signed."""
    signed = [a for a in group.agreements if any(state == "signed" for state, _, _ in a.history)]
    if not signed:
        return None
    title = f"“{signed[0].title}”"
    many = f"{count(len(signed), 'agreement')} reached signature, among them {title}"
    which = f"{title} reached signature" if len(signed) == 1 else many
    events = [seq for a in signed for state, _, seq in a.history if state == "signed"]
    return say(f"{which}, which shows that a deal could be closed while play lasted.", events)


def help_given(group: Group) -> Sentence | None:
    """Help and advice offered."""
    helped = [event.seq for event in group.acts if event.kind in ("advised", "help-offered")]
    if not helped:
        return None
    words = f"They offered help or advice {times(len(helped))}, which others might take up more often."
    return say(words, helped, "derived")


def more_than_money(group: Group) -> Sentence | None:
    """Talk of quality, patients and prevention."""
    acts = group.acts
    caring = [event.seq for event in acts if set(event.about) & set(UPSTREAM)]
    if not caring:
        return None
    money = sum("money" in event.about for event in acts)
    part = f"Quality, patients or prevention came up in {a_share(len(caring), len(acts))} of what they did"
    beside = f", beside money in {a_share(money, len(acts))}" if money else ""
    return say(f"{part}{beside}: there was talk of them to build on.", caring, "derived")


def answers_given(group: Group) -> Sentence | None:
    """Most of what was asked had an answer."""
    done = [demand.answer for demand in group.asked if demand.answer is not None]
    if not done or len(done) * 2 <= len(group.asked):
        return None
    share = a_share(len(done), len(group.asked))
    return say(f"They answered {share} of what was put to them.", done, "derived")


def left_waiting(group: Group) -> Risk | None:
    """A fifth or more of what was asked had no answer."""
    bare = [demand.seq for demand in group.asked if demand.answer is None]
    if not bare or len(bare) * 5 <= len(group.asked):
        return None
    said = say(f"{count(len(bare), 'matter')} put to them stayed without an answer.", bare, "derived")
    return said, (
        "Those who are asked most might say beforehand who answers for them, and by when an asker may hope to hear."
    )


def accounts_differ(group: Group) -> Risk | None:
    """Agreements on which the parties say different things."""
    differ = [a for a in group.agreements if a.accounts_differ]
    if not differ:
        return None
    which = f"{', among them' if len(differ) > 1 else ':'} “{differ[0].title}”"
    events = [seq for a in differ for _, _, seq in a.history]
    said = say(
        f"On {count(len(differ), 'agreement')} the parties' accounts differ{which}.", events, "derived"
    )
    return said, (
        "Two sides that think they have agreed might write one sentence each and read the other's before they part."
    )


def deadlines_missed(group: Group) -> Risk | None:
    """Deadlines that passed without them."""
    own = set(group.bodies)
    missed = [event for event in group.reader.of_kind("deadline-passed") if set(event.body["missed"]) & own]
    if not missed:
        return None
    late = list(dict.fromkeys(body for event in missed for body in event.body["missed"] if body in own))
    which = count(len(missed), "deadline")
    words = (
        f"{group.reader.names(late)} missed {which}."
        if len(late) == 1
        else f"{which} passed that one or more of {group.reader.names(late)} had missed."
    )
    return say(words, [event.seq for event in missed]), (
        "A deadline might be broken into what has to be agreed first, and with whom, so that the last month is not the "
        "first attempt."
    )


def plans_doubted(group: Group) -> Risk | None:
    """Plans that nobody who judged them called credible."""
    doubted = [
        plan
        for plan in group.reader.telling.world.plans.values()
        if plan.owner in group.bodies
        and plan.status != "superseded"
        and plan.reviews
        and not any(review.verdict == "credible" for review in plan.reviews)
    ]
    if not doubted:
        return None
    words = f"Nobody who judged {count(len(doubted), 'plan')} of theirs called {'it' if len(doubted) == 1 else 'them'} credible."
    return say(words, [plan.id for plan in doubted], "derived"), (
        "A plan might be taken to those whose income it would lower before it goes to those who judge it."
    )


def news_passed_by(group: Group) -> Risk | None:
    """Most news that reached them left no mark."""
    every = [reaction for reaction in group.reader.reactions if reaction.body in group.bodies]
    quiet = [reaction.inject.id for reaction in every if reaction.grade == "none"]
    if not every or len(quiet) * 2 <= len(every):
        return None
    share = a_share(len(quiet), len(every))
    words = f"In {share} of the cases in which news reached them, the record shows nothing that they did about it."
    return say(words, quiet, "derived"), (
        "Somebody in each organisation might be free of the day's negotiations, to read what arrives and say what it "
        "changes."
    )


def overspent(group: Group) -> Risk | None:
    """Commissioners that ended with more spent than allotted."""
    series = {body: group.reader.series.get(("commissioner-balance", body), {}) for body in group.bodies}
    over = [body for body, months in series.items() if months and months[max(months)].value < 0]
    if not over:
        return None
    words = f"In the county model {group.reader.names(over)} ended with more spent than allotted."
    return say(words, [group.reader.lived[max(group.reader.lived)]], "derived"), (
        "Commitments might be set beside the month's figures while there is still time to alter them."
    )


OPENINGS: tuple[Callable[[Group], Sentence | None], ...] = (
    common_table,
    deals_closed,
    help_given,
    more_than_money,
    answers_given,
)
DANGERS: tuple[Callable[[Group], Risk | None], ...] = (
    left_waiting,
    accounts_differ,
    deadlines_missed,
    plans_doubted,
    news_passed_by,
    overspent,
)
