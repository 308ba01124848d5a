"""The command that tells why a scripted seat did something: words only. It parses, calls and prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import typer

from shirehall.cli_paths import PackFolder, RecordPath

Number = Annotated[int, typer.Argument(help="The number of an event.", metavar="EVENT")]


def why(
    record: RecordPath,
    event: Number,
    pack: PackFolder = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")] = False,
) -> None:
    """Tell why a scripted seat made the act of an event: what concerned it, what it weighed, and what tipped it."""
    from shirehall import assemble
    from shirehall.play.catalogue import gathered
    from shirehall.play.record.sidecar import line_with
    from shirehall.players import why as reasons
    from shirehall.players.cast import script_of
    from shirehall.rounds import as_it_stood

    events = assemble.events_of(record)
    act = reasons.act_behind(events, event)
    catalogue = gathered()
    kept = line_with(record.parent / assemble.REASONS, "event", act.seq)
    trace: Any = kept
    if kept is None or kept.get("seat") != act.seat:
        stood = as_it_stood(assemble.pack_of(events, pack), events[: act.seq - 1])
        trace = asdict(reasons.again(events, partial(script_of, stood), act, catalogue))
    if as_json:
        print(
            json.dumps({**trace, "asked": event, "rebuilt": trace is not kept}, ensure_ascii=False, indent=2)
        )
        return
    names = reasons.names_after(events[: act.seq], catalogue)
    sentence = catalogue.kinds[act.kind].says(act, names)
    print("\n".join(reasons.plainly(trace, act, names, sentence)))
    if trace is not kept:
        print("(No reasons were kept beside the record; these were worked out again from it.)")
