"""The network of contact as a graph: bodies, and who turned to whom how often, how it began, about what, and in which months."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import networkx as nx

from shirehall.study.exports.rows import printable
from shirehall.study.reading import Contact, Telling


def contact_graph(telling: Telling) -> Any:
    """A directed graph: a node a body, an edge from who turned to whom was turned to. Every attribute is a plain value.

    An edge's `weight` counts contacts and `started` those that began an exchange; `topic_x` counts those about a topic,
    `month_n` those of a month; `events` lists their numbers in the record.
    """
    net = nx.DiGraph()
    turned: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in telling.contacts:
        turned[contact.sender, contact.hearer].append(contact)
    named = [*telling.bodies, *(body for pair in turned for body in pair)]
    for body in dict.fromkeys(named):
        net.add_node(body, label=printable(telling.name(body)), kind=telling.kind_of(body),
                     filled_by=" ".join(filled(telling, body)))  # fmt: skip
    topics = sorted(telling.world.topics)
    for (sender, hearer), contacts in sorted(turned.items()):
        about = Counter(topic for contact in contacts for topic in contact.topics)
        months = Counter(contact.month for contact in contacts)
        net.add_edge(
            sender, hearer, weight=len(contacts), started=sum(c.started for c in contacts),
            first_month=min(months), last_month=max(months), events=" ".join(str(c.seq) for c in contacts),
            **{f"topic_{topic}": about[topic] for topic in topics},
            **{f"month_{month}": months[month] for month in telling.months},
        )  # fmt: skip
    return net


def filled(telling: Telling, body: str) -> list[str]:
    """Who fills a body's seats: person, script, model or nobody, each once."""
    return sorted({telling.filled_by(seat) for seat in telling.world.seats_of(body)})
