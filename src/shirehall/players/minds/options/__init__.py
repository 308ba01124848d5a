"""What a mind might do, by general situation: one file each. A generator yields candidates with their reasons, and no more."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options import (
    bargaining,
    beds,
    between,
    capacity,
    chasing,
    coaching,
    consulting,
    contracts,
    estate,
    fellows,
    formal,
    growth,
    injects,
    joining,
    leads,
    lending,
    meetings,
    occasions,
    one_voice,
    oversight,
    peers,
    plans,
    practices,
    public,
    replies,
    reviews,
    rulings,
    schemes,
    selling,
    shifting,
    staffing,
    standing,
    support,
    tenders,
    upward,
    voices,
)
from shirehall.players.minds.situation import Situation

Generator = Callable[[Situation], Options]

DUTIES: tuple[Generator, ...] = (
    replies.options,
    meetings.options,
    injects.options,
    leads.backing,
    bargaining.options,
    plans.options,
    reviews.options,
    rulings.options,
    contracts.options,
    chasing.options,
    tenders.options,
    fellows.stalling,
    lending.options,
    oversight.options,
    coaching.options,
    peers.options,
    one_voice.options,
    schemes.instead,
)
"""What lies on the desk: looked at on every waking. To those whose post it is to hold others to account, figures and dates are that."""

INITIATIVES: tuple[tuple[Generator, ...], ...] = (
    (
        schemes.options,
        shifting.options,
        upward.options,
        leads.options,
        capacity.options,
        consulting.options,
        beds.options,
        occasions.options,
        estate.options,
    ),
    (
        public.options,
        support.options,
        growth.options,
        selling.options,
        voices.options,
        fellows.options,
        lending.ask,
        between.options,
        occasions.how_councils_buy,
    ),
)
"""What one might begin of oneself: one group comes to mind at a waking, and none when the desk is full."""

NOW_AND_THEN: tuple[Generator, ...] = (
    tenders.begin,
    staffing.options,
    staffing.answers,
    joining.options,
    formal.options,
    standing.options,
    practices.options,
)
"""What comes to mind seldom: steps that change who one is, who works here, or where one stands."""
SELDOM = 0.25
"""At how many wakings such things come to mind, on a desk that is not full."""
FULL_DESK = 8
"""How many matters on the desk leave no thought for anything else."""


def thought_of(situation: Situation, random: Random) -> list[Option]:
    """What comes to a seat's mind at a waking. On a desk too full for anything new, the one new thing thought of is more hands."""
    found = [option for generator in DUTIES for option in generator(situation)]
    if len({(option.thing, option.towards if not option.thing else "") for option in found}) < FULL_DESK:
        seldom = random.random() < SELDOM
        group = NOW_AND_THEN if seldom else INITIATIVES[int(random.random() * len(INITIATIVES))]
        found.extend(option for generator in group for option in generator(situation))
    elif random.random() < SELDOM:
        found.extend(staffing.hands(situation))
    found.extend(standing.endorse(situation))
    return found
