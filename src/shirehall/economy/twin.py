"""The kernel's loop in plain Python over the same tables: its oracle in tests, and a text to read beside it.

Written apart, with other structures: a heap of tuples, deques for the queues, an object for each patient. Given the same
tables it must give the same figures to the last event.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from shirehall.economy.durations import POINTS
from shirehall.economy.network import (
    AGAIN,
    BALK,
    BINS,
    BRANCH,
    CLOCK,
    COUNT,
    DELAY,
    END,
    GOTO,
    LIST,
    PRIO,
    RELEASE,
    ROUND,
    SEIZE,
    SHORTER,
    SPILL,
    TIME,
    TRY,
)

_ALL = (1 << 64) - 1
_GOLD = 0x9E3779B97F4A7C15
_VISIT = 0x1000193
_HOUR = 3_600_000
_DAY = 24 * _HOUR


def mix(z: int) -> int:
    """SplitMix64's finaliser."""
    z &= _ALL
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _ALL
    return z ^ (z >> 31)


def unit01(z: int) -> float:
    """A hash as a number strictly between 0 and 1."""
    return (float(z >> 11) + 0.5) * (1.0 / 9007199254740992.0)


@dataclass(slots=True)
class Patient:
    """One person on a pathway."""

    key: int
    band: int
    group: int
    came: int
    step: int
    priority: int = 1
    visit: int = 0
    clock: int = 0
    since: int = 0
    slot: int = 0


@dataclass
class Twin:
    """The tables `n` (as `kernel.run` takes them), and the system while it lives."""

    n: dict[str, Any]
    salt: int
    weekday0: int
    t: int = 0
    events: int = 0
    heap: list[tuple[int, int, Any]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        n = self.n
        self.n_src, self.n_list = len(n["src_pc"]), len(n["list_rate"])
        self.fresh = self.n_src + self.n_list
        self.unit = [int(x) for x in n["unit"]]
        self.cap = [int(x) for x in n["cap"]]
        self.queues: list[list[deque[Patient]]] = [
            [deque() for _ in range(4)] for _ in range(len(self.cap) + self.n_list)
        ]
        self.area = [0] * len(self.cap)
        self.tl = [0] * len(self.cap)
        self.acc = [int(x) for x in n["acc"]]
        self.stream_key = [int(x) for x in n["ss"]]
        self.next_at = [float(x) for x in n["th"]]
        self.live = [int(x) for x in n["live"]]
        self.counts = [[0] * 25 for _ in range(len(n["counts"]))]
        self.waits = [[0, 0, 0, 0] for _ in n["op"]]
        self.hist = [[[0] * BINS for _ in range(5)] for _ in n["width"]]
        self.ready: list[Patient] = []
        for key in n["pending"]:
            at, slot = int(key) >> 22, int(key) & ((1 << 22) - 1)
            heapq.heappush(self.heap, (at, slot, None))

    def run(self, t_end: int) -> None:
        """Live until t_end (milliseconds)."""
        while self.heap and self.heap[0][0] <= t_end:
            self.t, slot, patient = heapq.heappop(self.heap)
            self.events += 1
            if patient is not None:
                self.ready.append(patient)
            elif slot < self.n_src:
                self.arrive(slot)
            else:
                self.call(slot - self.n_src)
            while self.ready:
                self.walk(self.ready.pop())
        self.t = t_end
        for r in range(len(self.cap)):
            self.touch(r)

    def chance(self, p: Patient, c: int) -> int:
        """The hash that fixes what happens to a patient at a step."""
        return mix((p.key ^ self.salt) + _GOLD * ((int(self.n["luck"][c]) + _VISIT * p.visit + 1) & _ALL))

    def duration(self, table: int, x: float) -> int:
        """The quantile x of a duration table, in whole milliseconds."""
        tab = self.n["tab"]
        x = x * (POINTS - 1)
        i, k = int(x), 0
        if i >= POINTS - 2:
            x = (x - i) * (POINTS - 1)
            i, k = int(x), 1
        a = float(tab[table, k, i])
        return int(a + (float(tab[table, k, i + 1]) - a) * (x - i))

    def touch(self, r: int) -> None:
        """Bring a resource's busy time up to now."""
        self.area[r] += (self.cap[r] - self.unit[r]) * (self.t - self.tl[r])
        self.tl[r] = self.t

    def arrive(self, s: int) -> None:
        """The next arrival of a stream: draw when the one after comes, then let this one in."""
        came = self.live[s]
        self.stream_key[s] = (self.stream_key[s] + _GOLD) & _ALL
        z = mix(self.stream_key[s] ^ self.salt)
        self.next_at[s], self.live[s] = self.next_arrival(s, unit01(z))
        heapq.heappush(self.heap, (int(self.next_at[s] * _HOUR), s, None))
        if not came:
            return
        x = unit01(mix(z + _GOLD))
        row = self.n["cum"][s]
        kind = next((i for i in range(len(row) - 1) if x < row[i]), len(row) - 1)
        slot = self.free.pop() if self.free else self.fresh
        if slot == self.fresh:
            self.fresh += 1
        self.ready.append(
            Patient(z, kind & 7, kind >> 3, self.t, int(self.n["src_pc"][s]), since=self.t, slot=slot)
        )

    def next_arrival(self, s: int, u: float) -> tuple[float, int]:
        """Hours of the next arrival, and whether anybody comes then."""
        need, th = -math.log(u), self.next_at[s]
        hour = int(th)
        for _ in range(744):
            r = float(self.n["rate"][s, hour % 168])
            room = (hour + 1 - th) * r
            if need < room:
                return th + need / r, 1
            need -= room
            hour += 1
            th = float(hour)
        return th, 0

    def call(self, k: int) -> None:
        """A list's day: call in as many as there are slots, urgent first."""
        heapq.heappush(self.heap, (self.t + _DAY, self.n_src + k, None))
        day = self.t // _DAY
        if day < self.n["list_open"][k] or (self.n["list_days"][k] == 5 and (day + self.weekday0) % 7 >= 5):
            return
        self.acc[k] += int(self.n["list_rate"][k])
        slots, self.acc[k] = divmod(self.acc[k], 1000)
        called: list[Patient] = []
        for queue in self.queues[len(self.cap) + k]:
            while queue and len(called) < slots:
                called.append(queue.popleft())
        for p in called:
            wait = self.waits[p.step - 1]
            wait[0] += 1
            wait[1] += self.t - p.since
        self.ready.extend(reversed(called))

    def seize(self, r: int) -> None:
        """Take one unit of a resource."""
        self.touch(r)
        self.unit[r] -= 1

    def release(self, r: int) -> None:
        """Free one unit: the next in the queue has it, unless units are being closed."""
        waiting = next((q for q in self.queues[r] if q), None) if self.unit[r] >= 0 else None
        if waiting is None:
            self.touch(r)
            self.unit[r] += 1
            return
        p = waiting.popleft()
        wait, d = self.waits[p.step], self.t - p.since
        wait[0] += 1
        wait[1] += d
        wait[2] += d > 4 * _HOUR
        wait[3] += d > 12 * _HOUR
        p.step += 1
        self.ready.append(p)

    def wait_for(self, q: int, p: Patient, step: int) -> None:
        """Join a queue; the patient goes on at `step`."""
        p.since, p.step = self.t, step
        self.queues[q][p.priority].append(p)

    def later(self, p: Patient, at: int) -> None:
        """Go on at the next step at a time to come."""
        p.step += 1
        heapq.heappush(self.heap, (at, p.slot, p))

    def walk(self, p: Patient) -> None:
        """Take a patient through steps until something has to be waited for."""
        while self.step(p):
            pass

    def step(self, p: Patient) -> bool:
        """One step; whether the patient goes on at once."""
        n, c = self.n, p.step
        o, arg = int(n["op"][c]), int(n["arg"][c])
        r = arg + int(n["bypay"][c]) * (p.group // 5)
        if o in (DELAY, SHORTER):
            d = self.duration(arg + int(n["byband"][c]) * p.band, unit01(self.chance(p, c)))
            if o == SHORTER:
                d = max(d - int(n["sub"][0]), min(d, 6 * _HOUR))
            self.later(p, self.t + d)
            return False
        if o == SEIZE and self.unit[r] <= 0:
            self.wait_for(r, p, c)
            return False
        if o == LIST:
            self.wait_for(len(self.cap) + arg, p, c + 1)
            return False
        if o == ROUND:
            self.later(p, self.leaving(p, c))
            return False
        if o == END:
            self.free.append(p.slot)
            return False
        p.step = int(n["tgt"][c]) if o == GOTO or self.jumps(p, c, o, arg, r) else c + 1
        return True

    def jumps(self, p: Patient, c: int, o: int, arg: int, r: int) -> bool:
        """Do what a step does at once; whether the patient then leaves the straight way."""
        n = self.n
        odds = float(n["prob"][c, p.band])
        if o == SEIZE:
            self.seize(r)
            self.waits[c][0] += 1
        elif o == RELEASE:
            self.release(r)
        elif o == BRANCH:
            return unit01(self.chance(p, c)) < odds
        elif o == COUNT:
            self.counts[arg][p.group] += 1
        elif o == PRIO:
            if unit01(self.chance(p, c)) < odds:
                p.priority = arg
        elif o == TIME:
            self.hist[arg][p.group % 5][min((self.t - p.came) // int(n["width"][arg]), BINS - 1)] += 1
        elif o == CLOCK:
            p.clock = arg
        elif o == SPILL:
            other = int(n["arg2"][c])
            if self.unit[arg] <= 0 and self.unit[other] > n["lim"][c]:
                self.seize(other)
                return True
        elif o == TRY:
            if n["bypay"][c] == 1:
                odds *= float(n["factor"][p.group // 5])
            if self.unit[r] > n["lim"][c] and unit01(self.chance(p, c)) < odds:
                self.seize(r)
                return True
        elif o == BALK:
            return sum(len(q) for q in self.queues[arg]) >= int(n["lim"][c])
        elif o == AGAIN:
            p.visit = (p.visit + 1) % 8
        return False

    def leaving(self, p: Patient, c: int) -> int:
        """The next hour at which patients leave the ward; some of those due at a weekend wait for Monday."""
        z = self.chance(p, c)
        day = self.t // _DAY
        hour = self.duration(int(self.n["arg"][c]), unit01(z)) % _DAY
        if day * _DAY + hour < self.t:
            day += 1
        weekday = (day + self.weekday0) % 7
        if weekday >= 5 and unit01(mix(z + _GOLD)) < float(self.n["prob"][c, p.band]):
            day += 7 - weekday
        return day * _DAY + hour
