"""The network of contact as GEXF 1.2 for Gephi, with a timeline of months: https://gexf.net/."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from networkx.readwrite.gexf import GEXFWriter

from shirehall.study.exports import Export
from shirehall.study.exports.networks import contact_graph
from shirehall.study.exports.times import month_start
from shirehall.study.study import Study


def gexf(study: Study) -> bytes:
    """The graph as one that changes: in each month with contact an edge is there, and `in_month` gives the month's contacts.

    `weight` counts the contacts of the whole year. Dates are the county's.
    """
    telling, net = study.telling, contact_graph(study.telling)
    net.graph.update(mode="dynamic", timeformat="date")
    last = max(telling.months, default=1)
    for _, _, data in net.edges(data=True):
        months = [month for month in telling.months if data[f"month_{month}"]]
        spans = [(data[f"month_{month}"], day(study, month), day(study, month + 1)) for month in months]
        data["in_month"] = spans
        data["spells"] = [(start, end) for _, start, end in spans]
    for _, node in net.nodes(data=True):
        node["start"], node["end"] = day(study, 1), day(study, last + 1)
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(net)
    return without_date(writer)


def day(study: Study, month: int) -> str:
    """The first day of a play month in the county's calendar."""
    return month_start(study.telling, month).strftime("%Y-%m-%d")


def without_date(writer: Any) -> bytes:
    """The document without the day and the library by which it was written, so that the same study gives the same bytes."""
    root = ElementTree.fromstring(str(writer))
    for node in root.iter():
        node.attrib.pop("lastmodifieddate", None)
        if node.tag.endswith("}creator"):
            node.text = "Shirehall"
    ElementTree.register_namespace("", "http://www.gexf.net/1.2draft")
    ElementTree.register_namespace("viz", "http://www.gexf.net/1.2draft/viz")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()
    )


EXPORT = Export(
    "gexf",
    "application/gexf+xml",
    ".gexf",
    "The network of contact for Gephi, month by month on its timeline.",
    gexf,
)
