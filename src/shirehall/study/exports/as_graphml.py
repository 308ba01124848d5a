"""The network of contact as GraphML, for yEd, Gephi, igraph and networkx: http://graphml.graphdrawing.org/."""

from __future__ import annotations

import io

from networkx.readwrite.graphml import GraphMLWriter

from shirehall.study.exports import Export
from shirehall.study.exports.networks import contact_graph
from shirehall.study.study import Study


def graphml(study: Study) -> bytes:
    """The graph with its attributes. Written with the standard library's XML, so that the same study gives the same bytes anywhere."""
    out = io.BytesIO()
    writer = GraphMLWriter(graph=contact_graph(study.telling), prettyprint=True)
    writer.dump(out)
    return out.getvalue() + b"\n"


EXPORT = Export(
    "graphml",
    "application/graphml+xml",
    ".graphml",
    "The network of contact: bodies, and who turned to whom, with weights, starts and topics.",
    graphml,
)
