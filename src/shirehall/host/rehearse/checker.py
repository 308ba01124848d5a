"""The judge (Jepsen's idea, small): what the bots were told against what the record holds, after everything has drained.

An acknowledged act is on the record exactly once and in order; each stream got each event of its viewer once and in order; nobody
was sent the words of an event that is not its own to see. Views are folded anew from the record by `play.view.view_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shirehall.host.rehearse.bots import Act, Histories
from shirehall.host.rehearse.wire import Ear
from shirehall.play.catalogue import gathered
from shirehall.play.record.event import Event, canonical
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.postgres import PostgresStore
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.view import view_of

TAG = re.compile(r"\br\d+n\d+\b")
MOST_TOLD = 8


@dataclass(slots=True)
class Judgement:
    """What the judge found. Every list is empty when all is well; `told` are examples of each kind of fault, for people."""

    events: int = 0
    acts: int = 0
    acked: int = 0
    refused: int = 0
    unanswered: int = 0
    streams: int = 0
    delivered: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled, out of order, missed, sent twice, leaked or invented."""
        return not any(self.faults.values())

    @property
    def faults(self) -> Mapping[str, Sequence[str]]:
        """The faults by kind."""
        return {"lost": self.lost, "doubled": self.doubled, "out of order": self.disordered, "not received": self.missing,
                "received twice": self.twice, "leaked": self.leaked, "not on the record": self.unknown}  # fmt: skip

    def words(self) -> list[str]:
        """The faults in sentences, a few of each kind."""
        return [f"{kind}: {each}" for kind, found in self.faults.items() for each in found[:MOST_TOLD]]


def events_of(data: Path, database: str = "") -> list[Event]:
    """The record of a day that is not being written, read from the store with its chain checked."""
    store = PostgresStore(database, create=False, read_only=True) if database else SQLiteStore(
        data / "record.sqlite", create=False, read_only=True)  # fmt: skip
    try:
        return list(lifted_all(store.read(), gathered().lifts))
    finally:
        store.close()


def judge(
    events: Sequence[Event], histories: Histories, ears: Iterable[Ear], dropped_keys: Iterable[str] = ()
) -> Judgement:
    """Compare the bots' histories with the record. `dropped_keys` are those under which nothing may stand."""
    told = Judgement(events=len(events), acts=len(histories.acts))
    by_key: dict[str, list[Event]] = {}
    for event in events:
        if event.key:
            by_key.setdefault(event.key, []).append(event)
    for act in histories.acts:
        _judge_act(told, act, by_key.pop(f"{act.seat}:{act.key}", []))
    _judge_words(told, events, histories)
    _judge_order(told, events, histories.acts)
    for key in dropped_keys:
        if key in by_key:
            told.doubled.append(f"something stands under the key {key}, which was refused")
    _judge_streams(told, events, list(ears))
    told.leaked.extend(pages_hold(histories, events))
    return told


def _judge_act(told: Judgement, act: Act, under: Sequence[Event]) -> None:
    made = [event for event in under if event.kind != "move-refused"]
    if act.fate == "made":
        told.acked += 1
        if not made:
            told.lost.append(f"{act.seat} {act.move} {act.tag}: acknowledged, and not on the record")
    elif act.fate == "refused":
        told.refused += 1
        if len(under) != 1 or made:
            told.lost.append(
                f"{act.seat} {act.move} {act.tag}: refused, and the record has {[e.kind for e in under]}"
            )
    elif act.fate == "faulty" and under:
        told.doubled.append(
            f"{act.seat} {act.move} {act.tag}: was turned away, and the record has {[e.kind for e in under]}"
        )
    elif act.fate in ("given up", "open"):
        told.unanswered += 1
    first = under[0].seq if under else 0
    if any(event.seq != first + place for place, event in enumerate(under)):
        told.doubled.append(f"{act.seat} {act.move} {act.tag}: at {[event.seq for event in under]}")


def _judge_words(told: Judgement, events: Sequence[Event], histories: Histories) -> None:
    """A message's words stand once."""
    spoken = {act.tag: 0 for act in histories.acts if act.move in ("message", "announce", "ask")}
    for event in events:
        if event.kind in ("message-sent", "announced", "asked"):
            for tag in TAG.findall(str(event.body.get("text", ""))):
                if tag in spoken:
                    spoken[tag] += 1
    told.doubled.extend(f"the words {tag} stand {count} times" for tag, count in spoken.items() if count > 1)


def _judge_order(told: Judgement, events: Sequence[Event], acts: Sequence[Act]) -> None:
    """Whoever was answered before another began stands before it on the record."""
    known = {f"{act.seat}:{act.key}": act for act in acts if act.acked}
    latest, whose = 0.0, ""
    seen: set[str] = set()
    for event in events:
        act = known.get(event.key)
        if act is None or event.key in seen:
            continue
        seen.add(event.key)
        if act.acked < latest:
            told.disordered.append(
                f"{act.tag} at {event.seq} was answered before {whose} was sent, and stands behind it"
            )
        if act.sent > latest:
            latest, whose = act.sent, act.tag


def _judge_streams(told: Judgement, events: Sequence[Event], ears: Sequence[Ear]) -> None:
    """Each stream against its viewer's view of the record."""
    catalogue = gathered()
    by_viewer: dict[str, list[Ear]] = {}
    for ear in ears:
        by_viewer.setdefault(ear.viewer, []).append(ear)
    for viewer in sorted(by_viewer):
        seen = view_of(events, viewer, catalogue).events
        tags = [frozenset(TAG.findall(canonical(event.body))) for event in seen]
        everything = frozenset().union(*tags)
        for ear in by_viewer[viewer]:
            told.streams += 1
            told.delivered += len(ear.heard)
            _judge_stream(told, ear, seen, tags, everything)


def _judge_stream(
    told: Judgement,
    ear: Ear,
    seen: Sequence[Event],
    tags: Sequence[frozenset[str]],
    everything: frozenset[str],
) -> None:
    last = ear.begins
    for heard in ear.heard:
        if heard.n <= last:
            told.twice.append(f"{ear.viewer} was sent its event {heard.n} after {last}")
        elif heard.n != last + 1:
            told.missing.append(f"{ear.viewer} was sent {heard.n} after {last}")
        last = max(last, heard.n)
        if not 0 < heard.n <= len(seen) or seen[heard.n - 1].kind != heard.kind:
            told.unknown.append(
                f"{ear.viewer} was sent {heard.n}, {heard.kind}, which its view does not have"
            )
        elif not heard.tags <= everything:
            told.leaked.append(f"{ear.viewer} was sent the words of {sorted(heard.tags - everything)}")
        elif len(heard.tags) == 1 and tags[heard.n - 1] and not heard.tags <= words_for(seen, tags, heard.n):
            told.unknown.append(
                f"{ear.viewer}'s event {heard.n} was told with the words of {sorted(heard.tags)}"
            )
    if ear.to_the_end and last != len(seen):
        told.missing.append(f"{ear.viewer} has {last} of its {len(seen)} events")


def words_for(seen: Sequence[Event], tags: Sequence[frozenset[str]], n: int) -> frozenset[str]:
    """The words with which an event may be told: its own, and those of what it is about, replies to or follows from."""
    event = seen[n - 1]
    about = (event.subject, event.in_reply_to, event.thread, event.cause)
    return tags[n - 1].union(*(tags[number - 1] for number in about if number and number <= len(seen)))


def pages_hold(histories: Histories, events: Sequence[Event]) -> list[str]:
    """Pages that showed the words of an act which their viewer may not see."""
    catalogue = gathered()
    wrong: list[str] = []
    for viewer in sorted({viewer for viewer, _ in histories.pages}):
        seen = view_of(events, viewer, catalogue).events
        may = frozenset(tag for event in seen for tag in TAG.findall(canonical(event.body)))
        for whose, tags in histories.pages:
            if whose == viewer and not tags <= may:
                wrong.append(f"a page of {viewer} showed {sorted(tags - may)}")
    return wrong
