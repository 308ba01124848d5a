"""Exchanges: the events of a view grouped by what they answer, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View

SILENT = frozenset(("month-opened", "month-closed", "month-lived", "day-opened", "move-refused", "figures-published", "seat-taken",
                    "briefing-given", "information-kept", "clock-paused", "clock-resumed", "round-closed", "month-extended",
                    "month-skipped"))  # fmt: skip
"""Kinds of event that are no part of an exchange."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An exchange: its number (that of its first event), its events in order, and the seats that spoke or were addressed."""

    number: int
    events: tuple[Event, ...]
    seats: tuple[str, ...]

    @property
    def first(self) -> Event:
        """What began it."""
        return self.events[0]

    @property
    def last(self) -> Event:
        """What was said or done last."""
        return self.events[-1]


def roots(view: View) -> tuple[dict[int, int], dict[int, list[Event]]]:
    """Where each event's thread begins, and each thread's events by that: replies to replies belong to the first."""
    root: dict[int, int] = {}
    found: dict[int, list[Event]] = {}
    for event in view.events:
        above = event.thread if event.thread and event.thread != event.seq else event.in_reply_to
        number = root.get(above, above) if above else event.seq
        root[event.seq] = number
        if event.kind not in SILENT:
            found.setdefault(number, []).append(event)
    return root, found


def threads(view: View, start: int, most: int) -> tuple[list[Thread], int]:
    """The exchanges of a view from `start` on, the one with the newest word first; and how many there are in all."""
    _, found = roots(view)
    ordered = sorted(found.items(), key=lambda each: -each[1][-1].seq)
    return [thread_from(number, events) for number, events in ordered[start : start + most]], len(ordered)


def thread(view: View, number: int) -> Thread | None:
    """The exchange that an event belongs to; none when the view knows no such event or it is no part of one."""
    root, found = roots(view)
    events = found.get(root.get(number, 0))
    return thread_from(root[number], events) if events else None


def thread_from(number: int, events: list[Event]) -> Thread:
    """A thread from its events."""
    seats: dict[str, None] = {}
    for event in events:
        for seat in (event.seat, *event.addressees):
            if seat and seat != EVERYONE:
                seats.setdefault(seat)
    return Thread(number, tuple(events), tuple(seats))


def thread_of_event(event: Event) -> int:
    """The number of the event that an event's thread began with, as the event itself tells it."""
    return event.thread or event.seq
