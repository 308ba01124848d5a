"""The loop that walks every patient through the tables, compiled by Numba.

Long on purpose: one function, whose counters are local variables, because called helpers and shared arrays made an
earlier form twice as slow. `twin.py` says the same in plain Python and is its check, event by event.

A patient is a record of 32 bytes. `a` holds priority (2 bits), age band (3) and visit (3); `b` holds the group, payer x 5
+ fifth (5 bits), and whether the referral-to-treatment clock runs (bit 5). An event is one integer, milliseconds << 22 |
slot; the first slots are the arrival streams and the lists, which live for ever. Events past the present window of 70
minutes wait in chunks; only the present window is in the heap. A draw is a hash of the patient's key and the step.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

from shirehall.economy.durations import POINTS
from shirehall.economy.network import (
    AGAIN,
    BALK,
    BINS,
    BRANCH,
    CLOCK,
    COUNT,
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

# Numba keeps compiled code by the date of this file alone: change it too when a number of a step in network.py changes.
BITS = 22
MASK = (1 << BITS) - 1
WIN = 22
CHUNK = 64
HOUR = 3_600_000
DAY = 24 * HOUR
FOUR = 4 * HOUR
TWELVE = 12 * HOUR
SIX = 6 * HOUR
SLOT_HOUR = 8 * HOUR
GOLD = np.uint64(0x9E3779B97F4A7C15)
VISIT = np.uint64(0x1000193)
PATIENT = np.dtype(
    [("t0", "i8"), ("tm", "i8"), ("rs", "u8"), ("nxt", "i4"), ("pc", "i2"), ("a", "u1"), ("b", "u1")],
    align=True,
)

_small = numba.njit(cache=True)


@_small
def mix(z: Any) -> Any:
    """SplitMix64's finaliser: a 64-bit hash."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@_small
def unit01(z: Any) -> Any:
    """A hash as a number strictly between 0 and 1."""
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@_small
def draw(tab: Any, d: Any, x: Any) -> Any:
    """The quantile x of duration table d, in milliseconds."""
    x = x * (POINTS - 1)
    i = int(x)
    k = 0
    if i >= POINTS - 2:
        x = (x - i) * (POINTS - 1)
        i = int(x)
        k = 1
    a = tab[d, k, i]
    return a + (tab[d, k, i + 1] - a) * (x - i)


@_small
def heap_push(h: Any, n: Any, key: Any) -> Any:
    """Add a key to a 4-ary heap of n; the new size."""
    i = n
    while i > 0:
        p = (i - 1) >> 2
        if h[p] <= key:
            break
        h[i] = h[p]
        i = p
    h[i] = key
    return n + 1


@_small
def sift(h: Any, n: Any, key: Any) -> None:
    """Put a key at the open root of a 4-ary heap of n."""
    i = 0
    while True:
        c = (i << 2) + 1
        if c >= n:
            break
        m = c
        v = h[c]
        for j in range(c + 1, min(c + 4, n)):
            if h[j] < v:
                m = j
                v = h[j]
        if key <= v:
            break
        h[i] = v
        i = m
    h[i] = key


@_small
def next_arrival(th: Any, rate: Any, s: Any, u: Any) -> Any:
    """Hours of the next arrival: the hourly rate of the week, inverted by a unit exponential; minus when none in 31 days."""
    need = -math.log(u)
    hour = int(th)
    for _ in range(744):
        r = rate[s, hour % 168]
        room = (hour + 1 - th) * r
        if need < room:
            return th + need / r
        need -= room
        hour += 1
        th = float(hour)
    return -th


@numba.njit(cache=True, nogil=True)
def run(
    t_start: Any, t_end: Any, salt: Any, weekday0: Any, op: Any, arg: Any, arg2: Any, tgt: Any, lim: Any, bypay: Any,
    luck: Any, prob: Any, byband: Any, tab: Any, width: Any, sub: Any, factor: Any, src_pc: Any, rate: Any, cum: Any,
    list_rate: Any, list_days: Any, list_open: Any, patients: Any, unit: Any, cap: Any, first: Any, last: Any, queued: Any,
    acc: Any, th: Any, live: Any, ss: Any, pending: Any, free: Any, nfree: Any, fresh: Any, counts: Any, waits: Any,
    hist: Any, area: Any, arrived: Any,
) -> Any:  # fmt: skip
    """Live from t_start to t_end (milliseconds); the arrays of the state are altered in place.

    Returns (pending events, free slots used, slots ever used, events), or a negative count of events when the patient
    table is full.
    """
    ns = src_pc.size
    nl = list_rate.size
    nr = cap.size
    perm = ns + nl
    room_p = patients.size
    h = np.empty(room_p, np.int64)
    hn = 0
    hole = False
    w0 = t_start >> WIN
    b = w0 - 1
    near = np.int64(t_start)
    last_b = t_end >> WIN
    over = (t_end + 1) << BITS
    nw = last_b - w0 + 1
    fill = np.zeros(nw + 1, np.int32)
    top = np.zeros(nw + 1, np.int32)
    chunks = room_p // CHUNK + nw + 4
    pool = np.empty(chunks * CHUNK, np.int64)
    link = np.zeros(chunks, np.int32)
    nch = np.int64(0)
    later = np.empty(room_p, np.int64)
    nlater = 0
    out = np.empty(room_p, np.int64)
    nout = pending.size
    for i in range(nout):
        out[i] = pending[i]
    ready = np.empty(room_p, np.int32)
    nready = 0
    tl = np.full(nr, t_start, np.int64)
    near <<= BITS
    ev = 0
    hot = 0
    t = np.int64(t_start)
    for res in range(nr - 1, -1, -1):
        q = 4 * res
        while unit[res] > 0 and q < 4 * res + 4:
            w = first[q]
            if w < 0:
                q += 1
                continue
            first[q] = patients[w].nxt
            queued[res] -= 1
            unit[res] -= 1
            cw = patients[w].pc
            waits[cw, 0] += 1
            waits[cw, 1] += t - patients[w].tm
            if t - patients[w].tm > FOUR:
                waits[cw, 2] += 1
                if t - patients[w].tm > TWELVE:
                    waits[cw, 3] += 1
            patients[w].pc = cw + 1
            ready[nready] = w
            nready += 1
    for i in range(nready >> 1):
        w = ready[i]
        ready[i] = ready[nready - 1 - i]
        ready[nready - 1 - i] = w
    while True:
        while nready > 0:
            nready -= 1
            e = ready[nready]
            c = patients[e].pc
            while True:
                o = op[c]
                r = np.int64(-1)  # a resource to take one of, if any
                if o <= TRY:  # steps that draw
                    a = patients[e].a
                    band = (a >> 2) & 7
                    z = mix(
                        (patients[e].rs ^ salt) + GOLD * (luck[c] + VISIT * np.uint64(a >> 5) + np.uint64(1))
                    )
                    u = unit01(z)
                    if o <= ROUND:
                        d = np.int64(draw(tab, arg[c] + byband[c] * band, u))
                        if o == SHORTER:
                            d = max(d - sub[0], min(d, np.int64(SIX)))
                        elif o == ROUND:
                            d = d % DAY
                            day = t // DAY
                            if day * DAY + d < t:
                                day += 1
                            wd = (day + weekday0) % 7
                            if wd >= 5 and unit01(mix(z + GOLD)) < prob[c, band]:
                                day += 7 - wd
                            d += day * DAY - t
                        patients[e].pc = c + 1
                        out[nout] = ((t + d) << BITS) | e
                        nout += 1
                        break
                    if o == BRANCH:
                        c = tgt[c] if u < prob[c, band] else c + 1
                        continue
                    if o == PRIO:
                        if u < prob[c, band]:
                            patients[e].a = (a & 252) | arg[c]
                        c += 1
                        continue
                    pay = (patients[e].b & 31) // 5
                    x = prob[c, band]
                    if bypay[c] == 1:
                        x *= factor[pay]
                    r = arg[c] + bypay[c] * pay
                    if unit[r] <= lim[c] or u >= x:
                        c += 1
                        continue
                elif o == SPILL:
                    if unit[arg[c]] > 0 or unit[arg2[c]] <= lim[c]:
                        c += 1
                        continue
                    r = arg2[c]
                elif o <= LIST:  # a take, or a list
                    q = nr + arg[c]
                    if o == SEIZE:
                        r = arg[c] + bypay[c] * ((patients[e].b & 31) // 5)
                        q = r
                    if o == LIST or unit[r] <= 0:
                        patients[e].tm = t
                        patients[e].pc = c if o == SEIZE else c + 1
                        patients[e].nxt = -1
                        queued[q] += 1
                        q = 4 * q + (patients[e].a & 3)
                        if first[q] < 0:
                            first[q] = e
                        else:
                            patients[last[q]].nxt = e
                        last[q] = e
                        break
                    waits[c, 0] += 1
                if r >= 0:
                    area[r] += (cap[r] - unit[r]) * (t - tl[r])
                    tl[r] = t
                    unit[r] -= 1
                    c = c + 1 if o == SEIZE else tgt[c]
                elif o == RELEASE:
                    r = arg[c] + bypay[c] * ((patients[e].b & 31) // 5)
                    w = np.int64(-1)
                    if unit[r] >= 0 and queued[r] > 0:
                        for q in range(4 * r, 4 * r + 4):
                            w = first[q]
                            if w >= 0:
                                first[q] = patients[w].nxt
                                break
                    if w >= 0:
                        queued[r] -= 1
                        cw = patients[w].pc
                        waits[cw, 0] += 1
                        d = t - patients[w].tm
                        waits[cw, 1] += d
                        if d > FOUR:
                            waits[cw, 2] += 1
                            if d > TWELVE:
                                waits[cw, 3] += 1
                        patients[w].pc = cw + 1
                        ready[nready] = w
                        nready += 1
                    else:
                        area[r] += (cap[r] - unit[r]) * (t - tl[r])
                        tl[r] = t
                        unit[r] += 1
                    c += 1
                elif o == COUNT:
                    counts[arg[c], patients[e].b & 31] += 1
                    c += 1
                elif o == GOTO:
                    c = tgt[c]
                elif o == TIME:
                    k = min((t - patients[e].t0) // width[arg[c]], BINS - 1)
                    hist[arg[c], (patients[e].b & 31) % 5, k] += 1
                    c += 1
                elif o == CLOCK:
                    patients[e].b = (patients[e].b & 31) | (arg[c] << 5)
                    c += 1
                elif o == BALK:
                    c = tgt[c] if queued[arg[c]] >= lim[c] else c + 1
                elif o == AGAIN:
                    patients[e].a = (patients[e].a + 32) & 255
                    c += 1
                else:
                    patients[e].b = 0
                    patients[e].pc = -1
                    free[nfree] = e
                    nfree += 1
                    break
        for i in range(nout):  # the one place where events are stored
            key = out[i]
            if key < near:
                if hole:
                    sift(h, hn, key)
                    hole = False
                else:
                    hn = heap_push(h, hn, key)
            elif key < over:
                k = (key >> (BITS + WIN)) - w0
                f = fill[k]
                if f & (CHUNK - 1) == 0:
                    d = link[0]
                    if d:
                        link[0] = link[d]
                    else:
                        nch += 1
                        d = nch
                    link[d] = top[k]
                    top[k] = d
                fill[k] = f + 1
                pool[top[k] * CHUNK + (f & (CHUNK - 1))] = key
            else:
                later[nlater] = key
                nlater += 1
        nout = 0
        if hole:
            hn -= 1
            if hn > 0:
                sift(h, hn, h[hn])
            hole = False
        while hn == 0 and b < last_b:  # the window is done: load the next
            b += 1
            near = (b + 1) << (BITS + WIN)
            k = b - w0
            f = fill[k]
            d = top[k]
            while d:
                m = ((f - 1) & (CHUNK - 1)) + 1
                for i in range(d * CHUNK, d * CHUNK + m):
                    hot += patients[pool[i] & MASK].pc
                for i in range(d * CHUNK, d * CHUNK + m):
                    hn = heap_push(h, hn, pool[i])
                f -= m
                w = link[d]
                link[d] = link[0]
                link[0] = d
                d = w
        if hn == 0:
            break
        key = h[0]
        t = key >> BITS
        if t > t_end:  # the last window reaches past the end: keep what is left for the next month
            for i in range(hn):
                later[nlater] = h[i]
                nlater += 1
            break
        hole = True
        ev += 1
        e = key & MASK
        if e >= perm:
            ready[0] = e
            nready = 1
        elif e < ns:
            s = e
            came = live[s]
            ss[s] += GOLD
            z = mix(ss[s] ^ salt)
            hours = next_arrival(th[s], rate, s, unit01(z))
            live[s] = 1 if hours >= 0 else 0
            th[s] = abs(hours)
            out[nout] = (np.int64(th[s] * HOUR) << BITS) | s
            nout += 1
            if came:
                u = unit01(mix(z + GOLD))
                lo = 0
                hi = cum.shape[1] - 1
                while lo < hi:
                    m = (lo + hi) >> 1
                    if u < cum[s, m]:
                        hi = m
                    else:
                        lo = m + 1
                if nfree > 0:
                    nfree -= 1
                    e = free[nfree]
                else:
                    e = fresh
                    fresh += 1
                    if fresh >= room_p - 8:
                        return later[:nlater], nfree, fresh, -1
                patients[e].rs = z
                patients[e].t0 = t
                patients[e].tm = t
                patients[e].a = 1 | ((lo & 7) << 2)
                patients[e].b = lo >> 3
                patients[e].pc = src_pc[s]
                arrived[s, lo >> 3] += 1
                ready[0] = e
                nready = 1
        else:
            k = e - ns
            out[nout] = ((t + DAY) << BITS) | e
            nout += 1
            day = t // DAY
            if day >= list_open[k] and (list_days[k] == 7 or (day + weekday0) % 7 < 5):
                acc[k] += list_rate[k]
                slots = acc[k] // 1000
                acc[k] -= slots * 1000
                for q in range(4 * (nr + k), 4 * (nr + k) + 4):
                    while slots > 0:
                        w = first[q]
                        if w < 0:
                            break
                        first[q] = patients[w].nxt
                        queued[nr + k] -= 1
                        cw = patients[w].pc - 1
                        waits[cw, 0] += 1
                        waits[cw, 1] += t - patients[w].tm
                        ready[nready] = w
                        nready += 1
                        slots -= 1
                for i in range(nready >> 1):
                    w = ready[i]
                    ready[i] = ready[nready - 1 - i]
                    ready[nready - 1 - i] = w
    for res in range(nr):
        area[res] += (cap[res] - unit[res]) * (t_end - tl[res])
    if hot == -1:  # never; keeps the loop that fetches the patients alive
        ev += 0
    return later[:nlater], nfree, fresh, ev
