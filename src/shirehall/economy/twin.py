"""The kernel's loop in plain Python over the same tables: its oracle in tests, and a text to read beside it.

Written apart, with other structures: a heap of tuples, lists for the queues, an object for each patient. Given the same
tables it must give the same figures to the last event.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shirehall.economy.kernel import BINS, POINTS
from shirehall.economy.verbs import OPS

_ALL = (1 << 64) - 1
_GOLD = 0x9E3779B97F4A7C15
_VISIT = 0x1000193
_HOUR = 3_600_000
_DAY = 24 * _HOUR
_VERBS = {number: verb for verb, number in OPS.items()}


def mix(z: int) -> int:
    """SplitMix64's finaliser."""
    z &= _ALL
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _ALL
    return z ^ (z >> 31)


def unit01(z: int) -> float:
    """A hash as a number strictly between 0 and 1."""
    return (float(z >> 11) + 0.5) * (1.0 / 9007199254740992.0)


@dataclass(slots=True, eq=False)
class Patient:
    """One person on a pathway; `came` and `since` are seconds, `gives_up` the second at which patience ends."""

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
    timers: int = 0
    gives_up: int = 0
    queue: int = -1
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row, as the rulebook has it."""

    does: str
    to: int
    odds: tuple[float, ...]
    arg: int
    arg2: int
    lim: int
    luck: int
    by_payer: int
    by_band: int
    pace: float
    copies: int = 0


def steps_of(tables: Mapping[str, Any]) -> list[Step]:
    """The kernel's rows, read."""
    found = []
    for row in tables["rows"]:
        odds = tuple(float(p) for p in tables["probs"][row["prob"]])
        arg, arg2, lim, luck, by_payer, by_band = (
            int(row[name]) for name in ("arg", "arg2", "lim", "luck", "bypay", "byband")
        )
        does, pace = _VERBS[int(row["op"])], float(row["pace"])
        copies = int(row["copies"])
        found.append(Step(does, int(row["tgt"]), odds, arg, arg2, lim, luck, by_payer, by_band, pace, copies))
    return found


@dataclass
class Twin:
    """The tables `n` (as `kernel.run` takes them, and the system at the opening), and the system while it lives."""

    n: dict[str, Any]
    salt: int
    weekday0: int
    t: int = 0
    events: int = 0
    came: int = 0
    copied: int = 0
    left: int = 0
    gave_up: int = 0
    heap: list[tuple[int, bool, int, Patient | None]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    ready: list[Patient] = field(default_factory=list)

    def __post_init__(self) -> None:
        n = self.n
        self.steps = steps_of(n)
        self.cap = [int(x) for x in n["cap"]]
        self.unit = [int(x) for x in n["unit"]]
        self.n_src, self.n_list, self.n_cal = len(n["src_pc"]), len(n["list_rate"]), len(n["cal_res"])
        self.fresh = self.n_src + self.n_list + self.n_cal
        self.queues: list[list[Patient]] = [[] for _ in range(len(self.cap) + self.n_list)]
        self.area = [0] * len(self.cap)
        self.tl = [0] * len(self.cap)
        self.acc = [int(x) for x in n["acc"]]
        self.stream_key = [int(x) for x in n["ss"]]
        self.next_at = [float(x) for x in n["th"]]
        self.live = [int(x) for x in n["live"]]
        self.counts = [[0] * n["counts"].shape[1] for _ in range(len(n["counts"]))]
        self.waits = [[0, 0, 0, 0] for _ in self.steps]
        self.hist = [[[0] * BINS for _ in range(5)] for _ in range(len(n["hist"]))]
        self.fresh = max(self.fresh, len(n["P"]))
        for key in n["pending"]:
            at, slot = int(key) >> 23, int(key) & ((1 << 22) - 1)
            heapq.heappush(self.heap, (at, False, slot, self.opened(slot)))

    def opened(self, slot: int) -> Patient | None:
        """Who stands in a slot at the opening; nobody in those of streams, lists and calendars."""
        if slot < self.n_src + self.n_list + self.n_cal:
            return None
        row = self.n["P"][slot]
        known = [int(row[name]) for name in ("rs", "b", "t0", "pc", "visit", "clock", "tm")]
        key, group, came, step, visit, clock, since = known
        return Patient(
            key, int(row["a"]) >> 2 & 7, group, came, step, int(row["a"]) & 3, visit, clock, since, slot
        )

    def month(self, changed: Mapping[str, Any]) -> None:
        """A new month's rates, shares and capacity; what is free at once is given to those who wait."""
        self.n.update(changed)
        for r, cap in enumerate(int(x) for x in changed["cap"]):
            self.unit[r] += cap - self.cap[r]
            self.cap[r] = cap
        called = [p for r in range(len(self.cap)) for p in self.serve(r)]
        self.go_on(called)
        self.walk_all()

    def run(self, t_end: int) -> None:
        """Live until t_end (milliseconds)."""
        while self.heap and self.heap[0][0] <= t_end:
            self.t, timer, slot, patient = heapq.heappop(self.heap)
            self.events += 1
            if patient is not None and timer:
                self.patience_ends(patient)
            elif patient is not None:
                self.ready.append(patient)
            elif slot < self.n_src:
                self.arrive(slot)
            elif slot < self.n_src + self.n_list:
                self.call(slot - self.n_src)
            else:
                self.another_hour(slot - self.n_src - self.n_list)
            self.walk_all()
        self.t = t_end
        for r in range(len(self.cap)):
            self.touch(r)

    def walk_all(self) -> None:
        """Let everybody who can go on do so, until all wait for something."""
        while self.ready:
            p = self.ready.pop()
            while self.step(p):
                pass

    def go_on(self, called: list[Patient]) -> None:
        """These go on now, the first first."""
        self.ready.extend(reversed(called))

    def chance(self, p: Patient, s: Step) -> int:
        """The hash that fixes what happens to a patient at a step."""
        return mix((p.key ^ self.salt) + _GOLD * ((s.luck + _VISIT * p.visit + 1) & _ALL))

    def duration(self, table: int, x: float) -> float:
        """The quantile x of a duration table."""
        tab = self.n["tab"]
        x = x * (POINTS - 1)
        i, k = int(x), 0
        if i >= POINTS - 2:
            x = (x - i) * (POINTS - 1)
            i, k = int(x), 1
        a = float(tab[table, k, i])
        return a + (float(tab[table, k, i + 1]) - a) * (x - i)

    def touch(self, r: int) -> None:
        """Bring a resource's busy time up to now."""
        self.area[r] += (self.cap[r] - self.unit[r]) * (self.t - self.tl[r])
        self.tl[r] = self.t

    def arrive(self, s: int) -> None:
        """The next arrival of a stream: draw when the one after comes, then let this one in."""
        came = self.live[s]
        self.stream_key[s] = (self.stream_key[s] + _GOLD) & _ALL
        z = mix(self.stream_key[s] ^ self.salt)
        luck = unit01(z)
        for _ in range(1, int(self.n["every"][s])):
            self.stream_key[s] = (self.stream_key[s] + _GOLD) & _ALL
            luck *= unit01(mix(self.stream_key[s] ^ self.salt))
        self.next_at[s], self.live[s] = self.next_arrival(s, luck)
        heapq.heappush(self.heap, (int(self.next_at[s] * _HOUR), False, s, None))
        if not came:
            return
        self.came += 1
        x = unit01(mix(z + _GOLD))
        classes = self.n["classes"][int(self.n["first_class"][s]) :]
        kind = next(int(each["kind"]) for each in classes if x < each["edge"])
        slot, now = self.a_slot(), self.t // 1000
        self.ready.append(
            Patient(z, kind & 7, kind >> 3, now, int(self.n["src_pc"][s]), since=now, slot=slot)
        )

    def a_slot(self) -> int:
        """A slot that nobody has: the last given back, else a new one."""
        if self.free:
            return self.free.pop()
        self.fresh += 1
        return self.fresh - 1

    def come_along(self, p: Patient, s: Step) -> None:
        """Those for whom a patient stands join in turn: at his hour, in one of these four weeks, each with luck of his own."""
        self.waits[p.step][0] += s.copies
        for i in range(s.copies):
            key = mix(p.key + _GOLD * (i + 1))
            z = mix(key ^ self.salt)
            d = (z >> 62) * 7 * _DAY + int(unit01(mix((z + _GOLD) & _ALL)) * _HOUR)
            slot = self.a_slot()
            other = replace(
                p,
                key=key,
                came=p.came + d // 1000,
                step=s.to,
                slot=slot,
                timers=0,
                gives_up=0,
                visit=(p.visit + 1) % 65536,
            )
            self.copied += 1
            heapq.heappush(self.heap, (self.t + d, False, slot, other))

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
        heapq.heappush(self.heap, (self.t + _DAY, False, self.n_src + k, None))
        day = self.t // _DAY
        if day < self.n["list_open"][k] or (self.n["list_days"][k] == 5 and (day + self.weekday0) % 7 >= 5):
            return
        self.acc[k] += int(self.n["list_rate"][k])
        slots, self.acc[k] = divmod(self.acc[k], 1000)
        queue = len(self.cap) + k
        self.go_on([self.next_of(queue) for _ in range(min(slots, len(self.queues[queue])))])

    def another_hour(self, k: int) -> None:
        """A calendar's hour: another capacity from now until its next change."""
        r, week = int(self.n["cal_res"][k]), [float(x) for x in self.n["cal_share"][k]]
        hour = (self.t // _HOUR + 24 * self.weekday0) % 168
        self.touch(r)
        change = int(self.n["cal_cap"][k][hour]) - self.cap[r]
        self.cap[r] += change
        self.unit[r] += change
        self.go_on(self.serve(r))
        wait = next((i for i in range(1, 168) if week[(hour + i) % 168] != week[hour]), 168)
        heapq.heappush(self.heap, (self.t + wait * _HOUR, False, self.n_src + self.n_list + k, None))

    def serve(self, r: int) -> list[Patient]:
        """Give what is free of a resource to those who wait for it."""
        called = []
        while self.unit[r] > 0 and self.queues[r]:
            called.append(self.next_of(r))
            self.seize(r)
        return called

    def seize(self, r: int) -> None:
        """Take one unit of a resource."""
        self.touch(r)
        self.unit[r] -= 1

    def release(self, r: int) -> None:
        """Free one unit: the next in the queue has it, unless units are being closed."""
        if self.unit[r] >= 0 and self.queues[r]:
            self.ready.append(self.next_of(r))
            return
        self.touch(r)
        self.unit[r] += 1

    def wait_for(self, queue: int, p: Patient) -> None:
        """Join a queue, behind those of the same priority and before those of the next."""
        p.since, p.queue = self.t // 1000, queue
        lane = self.queues[queue]
        at = next((i for i, other in enumerate(lane) if other.priority > p.priority), len(lane))
        lane.insert(at, p)

    def next_of(self, queue: int) -> Patient:
        """The first of a queue, who goes on at the step after his wait."""
        p = self.queues[queue].pop(0)
        p.queue = -1
        wait, d = self.waits[p.step], self.t // 1000 - p.since
        for i, more in enumerate((1, d * 1000, d > 4 * 3600, d > 12 * 3600)):
            wait[i] += more
        p.step += 1
        return p

    def patience_ends(self, p: Patient) -> None:
        """A timer: whoever has left for good may be forgotten; whoever still waits where it was set gives up."""
        p.timers -= 1
        if p.gone:
            if not p.timers:
                self.free.append(p.slot)
        elif p.queue >= 0 and p.gives_up == self.t // 1000 and self.steps[p.step - 1].does == "patience":
            self.queues[p.queue].remove(p)
            p.queue, p.step = -1, self.steps[p.step - 1].to
            self.gave_up += 1
            self.ready.append(p)

    def later(self, p: Patient, at: int) -> None:
        """Go on at the next step at a time to come."""
        p.step += 1
        heapq.heappush(self.heap, (at, False, p.slot, p))

    def step(self, p: Patient) -> bool:
        """One step; whether the patient goes on at once."""
        s = self.steps[p.step]
        r = s.arg + s.by_payer * (p.group // 5)
        if s.does in ("stay", "shorter-stay", "stay-target", "leave-hour"):
            self.later(p, self.until(p, s))
            return False
        if s.does == "list" or (s.does == "take" and self.unit[r] <= 0):
            self.wait_for(r, p)
            return False
        if s.does == "end":
            self.left += 1
            p.gone = True
            if not p.timers:
                self.free.append(p.slot)
            return False
        if s.does == "join":
            self.come_along(p, s)
        p.step = s.to if s.does in ("go", "join") or self.jumps(p, s, r) else p.step + 1
        p.visit = (p.visit + (s.does in ("again", "join"))) % 65536
        return True

    def until(self, p: Patient, s: Step) -> int:
        """When a stay ends."""
        z = self.chance(p, s)
        d = int(self.duration(s.arg + s.by_band * p.band, unit01(z)) * s.pace)
        if s.does == "leave-hour":
            return self.leaving(p, s, z, d)
        if s.does == "shorter-stay":
            d = max(d - int(self.n["sub"][0]), min(d, 6 * _HOUR))
        target, beyond = p.came * 1000 + s.arg2, p.came * 1000 + s.lim
        if s.does == "stay-target" and self.t < target <= self.t + d < beyond:
            z = mix(z + _GOLD)
            if unit01(z) < s.odds[p.band]:
                return max(self.t, target - 1 - int(unit01(mix(z + _GOLD)) * 600_000))
        return self.t + d

    def leaving(self, p: Patient, s: Step, z: int, hour: int) -> int:
        """The next hour at which patients leave the ward; some of those due at a weekend wait for Monday."""
        day = self.t // _DAY
        hour %= _DAY
        if day * _DAY + hour < self.t:
            day += 1
        weekday = (day + self.weekday0) % 7
        if weekday >= 5 and unit01(mix(z + _GOLD)) < s.odds[p.band]:
            day += 7 - weekday
        return day * _DAY + hour

    def jumps(self, p: Patient, s: Step, r: int) -> bool:
        """Do what a step does at once; whether the patient then leaves the straight way."""
        if s.does == "take":
            self.seize(r)
            self.waits[p.step][0] += 1
        elif s.does == "free":
            self.release(r)
        elif s.does == "chance":
            return unit01(self.chance(p, s)) < s.odds[p.band]
        elif s.does == "first":
            if unit01(self.chance(p, s)) < s.odds[p.band]:
                p.priority = s.arg
        elif s.does == "patience":
            self.set_patience(p, s)
        elif s.does == "turn-away":
            return len(self.queues[s.arg]) >= s.lim
        elif s.does in ("spill", "try"):
            return self.takes_aside(p, s, r)
        else:
            self.note(p, s)
        return False

    def takes_aside(self, p: Patient, s: Step, r: int) -> bool:
        """Take a unit of another kind, or one that may be had or not."""
        if s.does == "spill":
            takes = self.unit[s.arg] <= 0 and self.unit[s.arg2] > s.lim
            r = s.arg2
        else:
            odds = s.odds[p.band] * (float(self.n["factor"][p.group // 5]) if s.by_payer else 1.0)
            takes = self.unit[r] > s.lim and unit01(self.chance(p, s)) < odds
        if takes:
            self.seize(r)
        return takes

    def set_patience(self, p: Patient, s: Step) -> None:
        """Set a timer, if the patient will have to wait and is one of those who give up."""
        after = self.steps[p.step + 1]
        if after.does == "take" and self.unit[after.arg + after.by_payer * (p.group // 5)] > 0:
            return
        z = self.chance(p, s)
        p.gives_up = 0
        if unit01(z) < s.odds[p.band] and p.timers < 255:
            at = self.t + int(self.duration(s.arg + s.by_band * p.band, unit01(mix(z + _GOLD))))
            p.gives_up = at // 1000
            p.timers += 1
            heapq.heappush(self.heap, (at, True, p.slot, p))

    def note(self, p: Patient, s: Step) -> None:
        """What is only noted: a passage, a time, a mark, the referral clock."""
        now = self.t // 1000
        if s.does == "count":
            self.counts[s.arg][p.group] += 1
        elif s.does == "time":
            self.hist[s.arg][p.group % 5][min((now - p.came) // s.lim, BINS - 1)] += 1
        elif s.does == "mark":
            p.came = now
        elif s.does == "clock":
            p.clock = s.arg
