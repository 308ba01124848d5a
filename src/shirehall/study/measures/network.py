"""The network of contact: how many bodies each turned to, how often both ways, and how dense it was."""

from __future__ import annotations

import networkx as nx

from shirehall.study.filters import CONTACT_FILTERS, STEERING, contacts, steered
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)


def graph(telling: Telling, filters: Filters) -> nx.DiGraph:
    """Bodies that somebody sits for, and any they turned to, joined where one turned to the other; `weight` counts how often."""
    net = nx.DiGraph()
    net.add_nodes_from(telling.bodies)
    for contact in contacts(telling, filters):
        seen = net.get_edge_data(contact.sender, contact.hearer, {"weight": 0})["weight"]
        net.add_edge(contact.sender, contact.hearer, weight=seen + 1)
    return net


def network(telling: Telling, filters: Filters) -> Table:
    """Each body's place in the network of contact."""
    net = graph(telling, filters)
    between = nx.betweenness_centrality(net)
    evidence: dict[str, list[int]] = {}
    for contact in contacts(telling, filters):
        evidence.setdefault(contact.sender, []).append(contact.seq)
        evidence.setdefault(contact.hearer, []).append(contact.seq)
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for body in sorted(net.nodes):
        mutual = [other for other in net.successors(body) if net.has_edge(other, body)]
        cells = (
            body, telling.kind_of(body), net.out_degree(body), net.in_degree(body), net.out_degree(body, weight="weight"),
            net.in_degree(body, weight="weight"), share(len(mutual), len(set(net.successors(body)) | set(net.predecessors(body)))),
            round(between[body], 4),
        )  # fmt: skip
        rows.append((cells, evidence.get(body, [])))
    columns = (
        "body",
        "kind",
        "turned_to",
        "turned_to_by",
        "contacts_sent",
        "contacts_received",
        "both_ways_share",
        "between",
    )
    whole = f"Density {density(telling, filters).value}; reciprocity {round(nx.overall_reciprocity(net), 4) if net.edges else None}."
    return table(columns, rows, whole)


def density(telling: Telling, filters: Filters) -> Reading:
    """The share of all possible directed pairs of bodies in which one turned to the other."""
    net = graph(telling, filters)
    pairs = net.number_of_nodes() * (net.number_of_nodes() - 1)
    found = (contact.seq for contact in contacts(telling, filters))
    return reading(
        round(nx.density(net), 4) if pairs else None, found, f"{net.number_of_edges()} of {pairs} pairs"
    )


MEASURES = (
    Measure("network", "The network of contact", "bodies and contacts",
            "Whom each body turned to and was turned to by, how much of it both ways, and how far it stood between others.",
            network, CONTACT_FILTERS),
    number_measure("density", "Density of contact", "share", "The share of pairs of bodies in which one turned to the other.",
                   steered(density), (*CONTACT_FILTERS, *STEERING)),
)  # fmt: skip
