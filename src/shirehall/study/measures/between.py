"""Between two groups of bodies: how much passed either way, in what tone, how evenly, and what changed after a turn."""

from __future__ import annotations

from itertools import permutations
from statistics import pvariance

from shirehall.play.record.event import Event
from shirehall.study.filters import (
    EVENT_FILTERS,
    STEERING,
    acts,
    allows,
    contacts,
    steered,
    wanted,
    whole_number,
)
from shirehall.study.measures.shares import without
from shirehall.study.reading import Contact, Telling, actor
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading, share

WARM = (
    "advised", "agreed", "answered", "conceded", "endorsed", "help-offered", "information-shared", "meeting-joined", "model-shared",
    "offer-accepted", "plan-signed-off", "signed",
)  # fmt: skip
HARD = (
    "agreement-denied", "agreement-disputed", "award-challenged", "challenged", "complained", "information-kept", "intervened",
    "investigation-opened", "meeting-declined", "offer-declined", "pressed", "proposal-refused", "sanctioned", "withheld",
)  # fmt: skip
"""Acts that are taken to warm a tie and to cool it. Everything else is taken to leave it as it was."""


def either_way(
    telling: Telling, one: tuple[str, ...], other: tuple[str, ...], rest: Filters
) -> list[Contact]:
    """Contacts between bodies of some kinds and bodies of others, either way, none of a body with itself."""
    there = contacts(telling, {**rest, "from_kind": list(one), "to_kind": list(other)})
    back = (
        contacts(telling, {**rest, "from_kind": list(other), "to_kind": list(one)})
        if set(one) != set(other)
        else []
    )
    return [c for c in (*there, *back) if c.sender != c.hearer]


def contacts_between(telling: Telling, filters: Filters) -> Reading:
    """Contacts either way between two groups of kinds, less those between two others where `less_from_kind` names them."""
    rest = without(filters, "from_kind", "to_kind", "less_from_kind", "less_to_kind")
    here = either_way(telling, wanted(filters, "from_kind"), wanted(filters, "to_kind"), rest)
    if "less_from_kind" not in filters:
        return reading(len(here), (c.seq for c in here), f"{len(here)} contacts")
    there = either_way(telling, wanted(filters, "less_from_kind"), wanted(filters, "less_to_kind"), rest)
    evidence = (c.seq for c in (*here, *there))
    return reading(len(here) - len(there), evidence, f"{len(here)} less {len(there)} contacts")


def acts_between(telling: Telling, filters: Filters) -> list[Event]:
    """The acts that go either way between bodies of two groups of kinds, in the record's order."""
    back: Filters = {
        **filters,
        "from_kind": list(wanted(filters, "to_kind")),
        "to_kind": list(wanted(filters, "from_kind")),
    }
    found = {e.seq: e for e in (*acts(telling, filters), *acts(telling, back))}
    return [found[seq] for seq in sorted(found)]


def count_between(telling: Telling, filters: Filters) -> Reading:
    """How many acts that the filters keep went either way between two groups of kinds."""
    kept = acts_between(telling, filters)
    return reading(len(kept), (e.seq for e in kept), f"{len(kept)} acts")


def tone(telling: Telling, filters: Filters) -> Reading:
    """Acts between two groups that warm a tie less those that cool it, out of both; from -1 to 1."""
    kept = acts_between(telling, {**filters, "event": [*WARM, *HARD]})
    warm = sum(e.kind in WARM for e in kept)
    return reading(
        share(2 * warm - len(kept), len(kept)), (e.seq for e in kept), f"{warm} warm, {len(kept) - warm} hard"
    )


def pair_spread(telling: Telling, filters: Filters) -> Reading:
    """The variance, over ordered pairs of different bodies of the kinds named, of how often one did it towards the other."""
    ones = [b for b in telling.bodies if allows(filters, "from_kind", telling.kind_of(b))]
    others = {b for b in telling.bodies if allows(filters, "to_kind", telling.kind_of(b))}
    times = {
        pair: 0 for pair in permutations(sorted({*ones, *others}), 2) if pair[0] in ones and pair[1] in others
    }
    kept = [c for c in contacts(telling, filters) if (c.sender, c.hearer) in times]
    for contact in kept:
        times[contact.sender, contact.hearer] += 1
    value = pvariance(times.values()) if len(times) > 1 and kept else None
    return reading(value, (c.seq for c in kept), f"{len(kept)} times over {len(times)} pairs")


def contact_after_turn(telling: Telling, filters: Filters) -> Reading:
    """Contacts a month between bodies of one kind and of another in the months after a turn, over those in the months before it.

    The turn is the first act of the kinds of `event` by a body of `from_kind`; `months` says how many months count on either side.
    """
    turns = acts(telling, {name: value for name, value in filters.items() if name in ("event", "from_kind")})
    if not turns:
        return reading(None, (), "there was no such turn")
    turn, span = turns[0], whole_number(filters, "months", 4)
    found = [
        c for c in either_way(telling, wanted(filters, "from_kind"), wanted(filters, "to_kind"), {})
        if actor(turn) in (c.sender, c.hearer)
    ]  # fmt: skip
    before = [m for m in telling.months if turn.month - span <= m < turn.month]
    after = [m for m in telling.months if turn.month < m <= turn.month + span]
    early, late = [c for c in found if c.month in before], [c for c in found if c.month in after]
    value = (len(late) / len(after)) / (len(early) / len(before)) if early and after else None
    told = f"{len(late)} contacts in {len(after)} months after, {len(early)} in {len(before)} before"
    return reading(value, (turn.seq, *(c.seq for c in (*early, *late))), told)


def tied_share(telling: Telling, filters: Filters) -> Reading:
    """Of contacts from some bodies to others, the share that belongs to a matter which `after_kind` opened by `after_event`.

    An act belongs to it when it stands in its thread, is about it, replies to it, or cites it.
    """
    opened: Filters = {"event": filters.get("after_event", ""), "from_kind": filters.get("after_kind", "")}
    roots = {n for e in acts(telling, opened) for n in (e.seq, e.thread, e.subject) if n is not None}
    whole = contacts(telling, without(filters, "after_event", "after_kind"))
    kept = [c.seq for c in whole if c.seq not in roots and points(telling.event(c.seq)) & roots]
    return reading(share(len(kept), len(whole)), kept, f"{len(kept)} of {len(whole)} contacts")


def points(event: Event) -> set[int]:
    """The numbers that an act points to: its thread, what it replies to, follows from, is about, and cites."""
    cited = event.body.get("evidence", ())
    found = {
        event.thread,
        event.in_reply_to,
        event.cause,
        event.subject,
        event.body.get("on"),
        event.body.get("plan"),
    }
    return {n for n in (*found, *(cited if isinstance(cited, tuple) else ())) if isinstance(n, int)}


QUARRELS = ("complained", "mediation-asked")
SETTLING = ("complaint-answered", "dispute-mediated", "intervened")


def drawn_in(telling: Telling, filters: Filters) -> Reading:
    """How often bodies of a kind were drawn into others' quarrels: complaints and calls for mediation that lay with them, and settling."""
    kinds = wanted(filters, "of_kind")
    found = [
        event.seq
        for event in acts(telling, {**filters_of_stretch(filters), "event": [*QUARRELS, *SETTLING]})
        if (
            telling.kind_of(actor(event)) in kinds
            if event.kind in SETTLING
            else brought(telling, event, kinds)
        )
    ]
    return reading(len(found), found, f"{len(found)} times")


def filters_of_stretch(filters: Filters) -> Filters:
    """The filters that keep to a stretch of the year."""
    return {name: value for name, value in filters.items() if name in STRETCH}


def brought(telling: Telling, event: Event, kinds: tuple[str, ...]) -> bool:
    """Whether a quarrel was brought to a body of some kinds that is no side of it."""
    matter = event.body.get("matter", {})
    return telling.kind_of(str(matter.get("handler", ""))) in kinds


MEASURES = (
    number_measure("contacts-between", "Contacts between two groups", "contacts", "How much passed either way between two groups.",
                   steered(contacts_between), ("event", "topic", "started", "role", "from_kind", "to_kind", "less_from_kind",
                                               "less_to_kind", *STRETCH, "read")),
    number_measure("count-between", "Done between two groups", "acts", "How many acts went either way between two groups.",
                   steered(count_between), (*EVENT_FILTERS, "read")),
    number_measure("tone", "Tone between two groups", "balance", "Whether what passed between two groups warmed or cooled their tie.",
                   steered(tone), ("from_kind", "to_kind", *STRETCH, "read")),
    number_measure("pair-spread", "Unevenness over pairs", "variance", "How unevenly bodies did something towards one another.",
                   steered(pair_spread), ("event", "topic", "started", "role", "from_kind", "to_kind", *STRETCH, "read")),
    number_measure("contact-after-turn", "Contact after a turn", "ratio", "How contact changed after some bodies first did something.",
                   contact_after_turn, ("event", "from_kind", "to_kind", "months")),
    number_measure("tied-share", "Contacts that follow from something", "share",
                   "How much of some bodies' contact belonged to matters that others opened.", steered(tied_share),
                   ("event", "topic", "started", "role", "from_kind", "to_kind", "after_event", "after_kind", *STRETCH, *STEERING)),
    number_measure("drawn-in", "Drawn into quarrels", "acts", "How often bodies of a kind were drawn into others' quarrels.",
                   steered(drawn_in), ("of_kind", *STRETCH, *STEERING)),
)  # fmt: skip
