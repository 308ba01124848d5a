"""The driver: wakes each seat in turn, makes its moves through the session, and lets the months pass.

Acts are ordered by play minute, then by the seat's position in the pack, then by their count: live and scripted alike.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shirehall.play.months import CountyRunner, Umpire
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.session import Session
from shirehall.play.view import heard_by
from shirehall.play.world import Chair
from shirehall.players.contract import Player, Thought, stream


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a seat did what it did: kept beside the record, never in it. `event` is 0 when nothing reached the record.

    `thought` is what a scripted mind had before it; other players give none.
    """

    at: int
    seat: str
    move: str
    event: int
    minutes: int
    reasons: tuple[str, ...]
    thought: Thought | None = None


Listener = Callable[[Trace], None]


def nobody_listens(_trace: Trace) -> None:
    """Reasons are given to nobody, and not even put into words."""


PACES: Mapping[str, float] = {"when-asked": 0.0, "slow": 0.5, "usual": 1.0, "brisk": 2.0}
"""How often players look up of themselves, against what they would; 0 is only when they are addressed."""
USUAL_REST = 10
"""After how many minutes a player that was at rest looks up, when the pace changes."""
LONG = 10**6
"""Play minutes that no round lasts."""


@dataclass(slots=True)
class Chairholder:
    """One filled seat as the driver keeps it: its player, its memory, how far it has read, when it wakes."""

    seat: str
    position: int
    player: Player[Any]
    memory: Any
    read: int = 0
    free_at: int = 0
    wakes_at: int = 0


@dataclass(slots=True)
class Driver:
    """Plays a round: `players` maps a seat to whoever fills it.

    `month_closed` is called after each month; `trace` hears why each act was made. `newcomer` says who fills a seat that was
    added in play, from the player of the seat that added it. `pace` is how often players look up of themselves.
    """

    session: Session
    umpire: Umpire
    runner: CountyRunner
    players: Mapping[str, Player[Any]]
    month_closed: Callable[[int], None] = lambda _month: None
    trace: Listener = nobody_listens
    newcomer: Callable[[Player[Any], Chair], Player[Any]] = lambda player, _chair: player
    pace: float = 1.0
    holders: dict[str, Chairholder] = field(default_factory=dict)

    def play(self) -> None:
        """Play from where the record stands to the end of the round."""
        self.seat_everyone()
        while not self.session.world.clock.closed:
            month = self.session.world.clock.month
            self.play_month()
            self.umpire.close_month(self.session, self.runner)
            self.month_closed(month)

    def seat_everyone(self) -> None:
        """Give each player its seat; a seat wakes in its first minutes, in the order of the pack."""
        now = self.session.world.at
        for chair in self.session.world.seats.values():
            player = self.players.get(chair.id)
            if player is not None and chair.id not in self.holders:
                self.give_seat(chair, player, now)

    def give_seat(self, chair: Chair, player: Player[Any], at: int) -> None:
        """Give a seat to a player, who has read nothing yet and looks up at once."""
        self.holders[chair.id] = Chairholder(
            chair.id, chair.position, player, player.begin(chair.id), 0, at, at
        )

    def play_month(self) -> None:
        """Everything that happens in one month, minute by minute."""
        clock = self.session.world.clock
        at = max(clock.began, self.session.world.at)
        while at < self.session.world.clock.ends:
            self.umpire.tick(self.session, at)
            self.wake_those_due(at)
            at = self.next_minute(at)
        self.umpire.tick(self.session, self.session.world.clock.ends)

    def next_minute(self, at: int) -> int:
        """The next minute at which anything can happen."""
        wakes = [max(h.wakes_at, h.free_at) for h in self.holders.values()]
        soonest = min([*wakes, self.umpire.next_due(self.session.world)], default=at + 1)
        return min(max(soonest, at + 1), self.session.world.clock.ends)

    def wake_those_due(self, at: int) -> None:
        """Wake every seat that is due at this minute, in the order of the pack. What one does, a later one may see."""
        due = [(h.position, h.seat) for h in self.holders.values() if max(h.wakes_at, h.free_at) <= at]
        heapq.heapify(due)
        while due:
            _, seat = heapq.heappop(due)
            self.wake(self.holders[seat], at)

    def wake(self, holder: Chairholder, at: int) -> None:
        """Let one seat read what is new, decide, and act."""
        view = self.session.view(holder.seat, at)
        if view.busy_until > at:
            holder.free_at = view.busy_until
            return
        for event in view.events[holder.read :]:
            holder.memory = holder.player.remember(holder.memory, event)
        holder.read = len(view.events)
        decision = holder.player.decide(holder.memory, view, stream(self.umpire.seed, holder.seat, at))
        spent = 0
        told = self.trace is not nobody_listens
        for act in decision.acts:
            spent += act.minutes
            thought = act.tell() if told else None
            if act.ask is not None:
                outcome = self.session.submit(holder.seat, act.ask, at=at, origin=holder.player.origin)
                self.rouse(outcome.events, at)
                self.seat_newcomers(outcome.events, holder.player, at)
                move = self.session.catalogue.move_of(act.ask).name
                seq = outcome.events[0].seq
                self.trace(Trace(at, holder.seat, move, seq, act.minutes, act.reasons, thought))
            elif act.reasons:
                self.trace(Trace(at, holder.seat, "", 0, act.minutes, act.reasons, thought))
        holder.free_at = at + max(spent, 1)
        holder.wakes_at = at + max(self.rest(decision.wake, decision.owes), spent, 1)

    def rest(self, minutes: int, owes: bool = False) -> int:
        """How long a player rests that wants to be woken after some minutes, at the pace that is set."""
        if self.pace > 0:
            return round(minutes / self.pace)
        return minutes if owes else LONG

    def set_pace(self, pace: float, at: int) -> None:
        """From a play minute on, players look up more or less often; whoever rests longer than that looks up sooner."""
        self.pace = pace
        usual = self.rest(USUAL_REST)
        for holder in self.holders.values():
            holder.wakes_at = (
                min(holder.wakes_at, at + usual) if pace > 0 else max(holder.wakes_at, at + LONG)
            )

    def seat_newcomers(self, events: tuple[Event, ...], hirer: Player[Any], at: int) -> None:
        """A seat that a move added is filled at once, and begins with the next minute."""
        for event in events:
            if event.kind == "seat-added":
                chair = self.session.world.seats[event.body["seat"]]
                self.give_seat(chair, self.newcomer(hirer, chair), at + 1)

    def rouse(self, events: tuple[Event, ...], at: int) -> None:
        """Those who are addressed look up within a minute, if they are free."""
        for event in events:
            named = self.holders if EVERYONE in event.addressees else event.addressees
            for seat in named:
                holder = self.holders.get(seat)
                if holder is not None and holder.seat != event.seat and heard_by(event, holder.seat):
                    holder.wakes_at = min(holder.wakes_at, at + self.courtesy())

    def courtesy(self) -> int:
        """How many minutes a player lets pass before it answers: one at the usual pace, more at a slow one."""
        return max(1, round(1 / self.pace)) if self.pace > 0 else 2
