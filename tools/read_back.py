"""Read a research object back with the programs for which its parts are meant, and hold their counts against the study's own.

    shirehall export RECORD --format rocrate --out FOLDER
    python3 -m venv apart && apart/bin/pip install pm4py igraph taguette lxml
    apart/bin/python tools/read_back.py FOLDER

It needs nothing of Shirehall. A program that is not installed is passed over and named; pm4py, which is under the AGPL, is for
this check only. The exit code is 1 when anything differs.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Line = tuple[bool, str]


def study(folder: Path) -> dict[str, Any]:
    """The study's own counts, from its full export."""
    rows = [json.loads(line) for line in (folder / "study.jsonl").read_text(encoding="utf-8").splitlines()]
    return {
        "events": [row["event"] for row in rows if "event" in row],
        "entries": [row["entry"] for row in rows if "entry" in row],
    }


def same(what: str, found: object, wanted: object) -> Line:
    """One count held against another."""
    return found == wanted, f"{what}: {found}" + ("" if found == wanted else f", and the study has {wanted}")


def by_pm4py_ocel(folder: Path) -> Iterator[Line]:
    """OCEL 2.0 in pm4py: events, kinds, objects and ties."""
    import pm4py

    log = pm4py.read_ocel2_json(str(folder / "ocel.json"))
    raw = json.loads((folder / "ocel.json").read_text(encoding="utf-8"))
    events = study(folder)["events"]
    yield same("events", len(log.events), len(events))
    kinds = {e["kind"] for e in events}
    yield same(f"all {len(kinds)} kinds of event", set(log.events["ocel:activity"]) == kinds, True)
    known = {t["objectId"] for e in raw["events"] for t in e["relationships"]}
    yield same("objects that some event concerns", len(log.objects), len(known))
    # pm4py keeps one tie where an event is tied to an object in two ways, such as a refusal by and to one seat.
    pairs = {(e["id"], t["objectId"]) for e in raw["events"] for t in e["relationships"]}
    yield same("events with their objects", len(log.relations), len(pairs))
    ties = [
        t for o in raw["objects"] if o["id"] in known for t in o["relationships"] if t["objectId"] in known
    ]
    yield same("ties of these objects", len(log.o2o), len(ties))
    flat = pm4py.ocel_flattening(log, "agreement")
    subjects = {o["id"] for o in raw["objects"] if o["type"] == "agreement"}
    yield same("agreements as cases", set(flat["case:concept:name"]) <= subjects, True)


def by_pm4py_xes(folder: Path) -> Iterator[Line]:
    """XES in pm4py: events, traces, and a model that can be found from them."""
    import pm4py

    log = pm4py.read_xes(str(folder / "log.xes"))
    events = study(folder)["events"]
    threads = {e["thread"] for e in events}
    yield same("events", len(log), len(events))
    yield same("traces", log["case:concept:name"].nunique(), len(threads))
    numbers = sorted(int(n) for n in log["shirehall:number"])
    yield same("every event once, by number", numbers == [e["seq"] for e in events], True)
    graph, _, _ = pm4py.discover_dfg(log)
    yield bool(graph), f"steps from one kind of event to another: {len(graph)}"


def by_igraph(folder: Path) -> Iterator[Line]:
    """GraphML in igraph: the weights add up to the contacts."""
    import igraph

    net = igraph.Graph.Read_GraphML(str(folder / "contacts.graphml"))
    with (folder / "tables" / "contacts.csv").open(encoding="utf-8", newline="") as file:
        import csv

        contacts = list(csv.DictReader(file))
    yield same("contacts", int(sum(net.es["weight"])), len(contacts))
    yield same("pairs", net.ecount(), len({(c["sender"], c["hearer"]) for c in contacts}))


def by_networkx(folder: Path) -> Iterator[Line]:
    """GEXF in networkx."""
    import networkx

    gexf = networkx.read_gexf(folder / "contacts.gexf")
    graphml = networkx.read_graphml(folder / "contacts.graphml")
    weights = [sorted((a, b, d["weight"]) for a, b, d in net.edges(data=True)) for net in (gexf, graphml)]
    yield same("edges with their weights, as in GraphML", weights[0] == weights[1], True)
    yield same("mode", gexf.graph["mode"], "dynamic")


def by_taguette(folder: Path) -> Iterator[Line]:
    """The codebook in Taguette's own import."""
    from lxml import etree
    from taguette.import_codebook import list_tags

    with (folder / "codebook.csv").open("rb") as file:
        tags = list_tags(file)
    codes = etree.parse(folder / "codebook.qdc").getroot().iter("{urn:QDA-XML:codebook:1.0}Code")
    wanted = [code.get("name").replace(".", " ").strip() for code in codes if code.get("isCodable") == "true"]
    found = [tag["path"].rpartition(".")[2] for tag in tags]
    yield same(f"all {len(wanted)} codes as tags", found == wanted, True)


CHECKS: tuple[tuple[str, str, Callable[[Path], Iterator[Line]]], ...] = (
    ("pm4py", "ocel.json", by_pm4py_ocel),
    ("pm4py", "log.xes", by_pm4py_xes),
    ("igraph", "contacts.graphml", by_igraph),
    ("networkx", "contacts.gexf", by_networkx),
    ("taguette", "codebook.csv", by_taguette),
)


def main(arguments: list[str]) -> int:
    """Run every check whose program is installed."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    folder, wrong = Path(arguments[0]), 0
    for program, file, check in CHECKS:
        try:
            importlib.import_module(program)
        except ImportError:
            print(f"{file}: {program} is not installed; passed over")
            continue
        for right, words in check(folder):
            wrong += not right
            print(
                f"{file} in {program} {importlib.metadata.version(program)}: {'' if right else 'WRONG '}{words}"
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
