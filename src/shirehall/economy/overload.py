"""Queues for beds, cubicles and the like that only grow: told by their growth, as they have no usual wait."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.economy.county import County
from shirehall.economy.network import BOOKS
from shirehall.economy.state import State
from shirehall.economy.terms import Terms

LEAST = 50
"""People waiting for one resource at the end from which a queue counts, if they are as many as its places."""
LEAST_A_MONTH = 10


def overloaded(county: County, opening: State, terms: Terms, months: int) -> Iterator[str]:
    """One sentence for each resource whose queue grew beyond its places over the months of one run from an opening."""
    state = opening
    for _ in range(months):
        state, _figures = county.live_month(state, terms)
    before, after, capacity = opening.system["queued"], state.system["queued"], state.system["cap"]
    for i, (site, name) in enumerate(county.net.resources):
        grown = (int(after[i]) - int(before[i])) / months
        if capacity[i] < BOOKS and after[i] >= max(LEAST, capacity[i]) and grown >= LEAST_A_MONTH:
            yield (
                f"More people need {name.replace('-', ' ')} at {site} than its {int(capacity[i]):,} places can take: in one run the queue"
                f" grew by {grown:,.0f} a month, to {int(after[i]):,}. It only grows, so that waits there are no usual waits:"
                " they depend on when one looks."
            )
