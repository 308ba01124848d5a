"""Shares of what was done: of all acts, of what was begun, and how like a set mix of acts a body's own acts were."""

from __future__ import annotations

from collections import Counter

from shirehall.play.record.event import EVERYONE, Event
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, difference, steered, wanted
from shirehall.study.reading import Telling
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading, share


def without(filters: Filters, *names: str) -> Filters:
    """The filters, some of them left aside."""
    return {name: value for name, value in filters.items() if name not in names}


def share_of_acts(telling: Telling, filters: Filters) -> Reading:
    """Acts that the filters keep out of those that they keep with the filters named by `aside` left aside.

    `over_kind`, `over_event` and `over_words` put other senders, events and words in the whole; `against_event` takes off the same
    share of those events.
    """
    own = without(filters, "aside", "over_kind", "over_event", "over_words", "against_event")
    rest = dict(without(own, *wanted(filters, "aside")))
    for name, over in (("from_kind", "over_kind"), ("event", "over_event"), ("words", "over_words")):
        if over in filters:
            rest[name] = filters[over]
    kept, whole = acts(telling, own), acts(telling, rest)
    found = reading(share(len(kept), len(whole)), (e.seq for e in kept), f"{len(kept)} of {len(whole)} acts")
    if "against_event" not in filters:
        return found
    other = {**without(filters, "against_event"), "event": filters["against_event"]}
    there = share_of_acts(telling, other)
    return difference(found, there, f"less {there.value} of the other")


def begun(telling: Telling, filters: Filters) -> list[Event]:
    """Acts of seats that the filters keep and that began an exchange or a matter of the body's own."""
    return [event for event in acts(telling, filters) if event.seat and event.begun]


def first_topic_share(telling: Telling, filters: Filters) -> Reading:
    """Of exchanges that some bodies began and said what they were about, the share whose first topic is one of those named."""
    topics = wanted(filters, "topic")
    named = [e for e in begun(telling, without(filters, "topic")) if e.about and telling.counterparts(e)]
    kept = [e.seq for e in named if e.about[0] in topics]
    return reading(share(len(kept), len(named)), kept, f"{len(kept)} of {len(named)} exchanges begun")


def outward_share(telling: Telling, filters: Filters) -> Reading:
    """Of what some bodies began, the share that turned to another body or to everybody; the rest was their own affair."""
    whole = begun(telling, filters)
    out = [e.seq for e in whole if telling.counterparts(e) or EVERYONE in (*e.addressees, *e.audience)]
    return reading(
        share(len(out), len(whole)), out, f"{len(out)} of {len(whole)} acts begun turned to others"
    )


def likeness(telling: Telling, filters: Filters) -> Reading:
    """The cosine between how often some bodies did each kind of act and a mix that holds the kinds of `mix` in equal parts.

    1 is the mix itself, 0 nothing of it.
    """
    mix = wanted(filters, "mix")
    whole = [e for e in acts(telling, without(filters, "mix")) if e.seat]
    counts = Counter(e.kind for e in whole)
    length = sum(n * n for n in counts.values()) ** 0.5
    value = sum(counts[kind] for kind in mix) / (length * len(mix) ** 0.5) if length and mix else None
    told = ", ".join(f"{kind} {counts[kind]}" for kind in mix)
    return reading(value, (e.seq for e in whole if e.kind in mix), f"{told}, of {len(whole)} acts")


MEASURES = (
    number_measure("share-of-acts", "Share of acts", "share", "How much of what was said and done is of the kinds asked for.",
                   steered(share_of_acts), (*EVENT_FILTERS, "aside", "over_kind", "over_event", "over_words", "against_event", *STEERING)),
    number_measure("first-topic-share", "What exchanges begin with", "share",
                   "Of exchanges that some bodies began, the share that began with some topics.",
                   steered(first_topic_share), (*EVENT_FILTERS, *STEERING)),
    number_measure("outward-share", "Turned outward", "share", "Of what some bodies began, how much turned to others.",
                   steered(outward_share), (*EVENT_FILTERS, *STEERING)),
    number_measure("likeness", "Likeness to a mix of acts", "cosine", "How like a set mix of acts the acts of some bodies were.",
                   steered(likeness), ("from_kind", "mix", *STRETCH, *STEERING)),
)  # fmt: skip
