"""The loop that walks every patient through the tables, compiled by Numba.

Long on purpose: one function, whose counters are local variables, because called helpers and shared arrays made an
earlier form twice as slow. `twin.py` says the same in plain Python and is its check, event by event.

A patient is a record of 32 bytes: `t0` and `tm` are seconds (arrival or mark; start of the wait), `rs` his key, `prv` who
is before him in a queue (0: nobody), `visit` how often he began afresh, `a` priority (2 bits), age band (3), waits (1), gone (1), `b`
the group (payer x 5 + fifth), `timers` how many of his timers are still to come, `clock` whether the referral clock runs.
An event is one integer, milliseconds << 23 | timer << 22 | slot; the first slots are the arrival streams, the lists and the
calendars, which live for ever. Events past the present window of 70 minutes wait in chunks; only the present window is in the
heap. A draw is a hash of the patient's key and the step. Someone who leaves while a timer of his is still to come keeps his slot
until it has come, so that a slot is never another's by mistake.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

# Numba keeps compiled code by what stands in this file: whatever the loop takes for fixed is therefore stated here.
DELAY, SHORTER, ROUND, TARGET, PATIENCE, BRANCH, PRIO, TRY = range(8)
SEIZE, LIST, SPILL, RELEASE, COUNT, GOTO, JOIN, TIME, MARK, CLOCK, BALK, AGAIN, END = range(8, 21)
POINTS = 257
BINS = 160
GUIDES = 64
BITS = 23
TIMER = 1 << 22
MASK = TIMER - 1
WIN = 22
CHUNK = 64
HOUR = 3_600_000
DAY = 24 * HOUR
FOUR = 4 * 3600
TWELVE = 12 * 3600
SIX = 6 * HOUR
SLOT_HOUR = 8 * HOUR
TEN_MINUTES = 600_000
NEVER = (1 << 63) - 1
WAITS, GONE = 32, 64
UNIT, CAP, QUEUED, SINCE, AREA = range(5)
GOLD = np.uint64(0x9E3779B97F4A7C15)
VISIT = np.uint64(0x1000193)
ONE = np.uint64(1)  # a place in an array that is unsigned needs no care for places counted from the end
FIVE = np.uint64(5)
NONE = np.uint64(1 << 40)
PATIENT = np.dtype(
    [
        ("t0", "i4"), ("tm", "i4"), ("rs", "u8"), ("prv", "u4"), ("spare", "u4"), ("pc", "u2"), ("visit", "u2"), ("a", "u1"),
        ("b", "u1"), ("timers", "u1"), ("clock", "u1"),
    ],
    align=True,
)  # fmt: skip
CLASS = np.dtype([("edge", "f4"), ("kind", "u4")], align=True)
"""A class of people of a stream: the share of those before it and of its own together, and which it is."""
STEP = np.dtype(
    [
        ("op", "u1"), ("bypay", "u1"), ("byband", "u1"), ("pad", "u1"), ("tgt", "u2"), ("prob", "u2"), ("arg", "u4"),
        ("arg2", "u4"), ("lim", "i4"), ("luck", "u4"), ("pace", "f4"), ("copies", "u4"),
    ],
    align=True,
)  # fmt: skip
"""One row of a pathway at one site, 32 bytes: see `verbs.py` for what each verb keeps in `arg`, `arg2` and `lim`; `copies` are those
who come along at a join because whoever joins stands for them (`sampled.py`)."""

# fmt: off
_small = numba.njit(cache=True)


@intrinsic
def fetch(_typing: Any, array: Any, _i: Any) -> Any:
    """Have a record of an array brought near, without waiting for it: most of the time of a large county is waiting for memory."""

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, args[0])
        at = builder.bitcast(builder.gep(held.data, [args[1]]), ir.IntType(8).as_pointer())
        word = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [at.type, word, word, word])
        call = builder.module.declare_intrinsic("llvm.prefetch", [at.type], shape)
        builder.call(call, [at, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), write


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
    at = d * np.uint64(2 * POINTS)
    x = x * (POINTS - 1)
    i = int(x) & 511
    if i >= POINTS - 2:
        x = (x - i) * (POINTS - 1)
        i = int(x) & 511
        at += np.uint64(POINTS)
    at += np.uint64(i)
    a = np.float64(tab[at])
    return a + (np.float64(tab[at + ONE]) - a) * (x - i)


@_small
def heap_push(h: Any, n: Any, key: Any) -> Any:
    """Add a key to a 4-ary heap of n, behind which three keys stand that never come; the new size."""
    h[n + 3] = NEVER
    i = np.uint64(n)
    while i > 0:
        p = (i - ONE) >> np.uint64(2)
        if h[p] <= key:
            break
        h[i] = h[p]
        i = p
    h[i] = key
    return n + 1


@_small
def sift(h: Any, n: Any, key: Any) -> None:
    """Put a key at the open root of a 4-ary heap of n."""
    i = np.uint64(0)
    c = ONE
    end = np.uint64(n)
    while c < end:
        b = c + np.uint64(2)
        x = h[c]
        y = h[c + ONE]
        z = h[b]
        v = h[b + ONE]
        a = c + ONE if y < x else c
        x = min(x, y)
        b = b + ONE if v < z else b
        z = min(z, v)
        a = b if z < x else a
        x = min(x, z)
        if key <= x:
            break
        h[i] = x
        i = a
        c = (i << np.uint64(2)) + ONE
    h[i] = key


@_small
def next_arrival(th: Any, rate: Any, s: Any, u: Any) -> Any:
    """Hours of the next arrival: the hourly rate of the week, inverted by a unit exponential; minus when none in 31 days."""
    need = -math.log(u)
    hour = int(th)
    at = hour % 168
    for _ in range(744):
        r = rate[s, at]
        room = (hour + 1 - th) * r
        if need < room:
            return th + need / r
        need -= room
        hour += 1
        at = 0 if at == 167 else at + 1
        th = float(hour)
    return -th


@_small
def waited(waits: Any, c: Any, d: Any) -> None:
    """Note a wait of d seconds that ended at step c."""
    waits[c, 0] += 1
    waits[c, 1] += d * 1000
    if d > FOUR:
        waits[c, 2] += 1
        if d > TWELVE:
            waits[c, 3] += 1


@_small
def head(queue: Any, patients: Any, behind: Any, r: Any) -> Any:
    """Take the next patient out of a queue: by priority, then by arrival; 0 when nobody waits."""
    for q in range(4):
        w = np.int64(queue[r, q])
        if w > 0:
            after = np.int64(behind[w])
            queue[r, q] = after
            fetch(patients, after)
            patients[w].a &= 255 - WAITS
            return w
    return np.int64(0)


@_small
def unlink(queue: Any, patients: Any, behind: Any, r: Any, e: Any) -> None:
    """Take a patient out of the middle of a queue."""
    q = patients[e].a & 3
    after = behind[e]
    before = patients[e].prv
    if queue[r, q] == e:
        queue[r, q] = after
    else:
        behind[before] = after
        if after == 0:
            queue[r, 4 + q] = before
    if after > 0:
        patients[after].prv = before


@_small
def turn(ready: Any, n: Any) -> None:
    """Turn the first n round, so that the first is taken first from the end."""
    for i in range(n >> 1):
        w = ready[i]
        ready[i] = ready[n - 1 - i]
        ready[n - 1 - i] = w


@_small
def serve(res: Any, queue: Any, patients: Any, behind: Any, waits: Any, ready: Any, n: Any, r: Any, t: Any) -> Any:
    """Give what is free of a resource to those who wait; how many are ready then."""
    res[r, AREA] += (res[r, CAP] - res[r, UNIT]) * (t - res[r, SINCE])
    res[r, SINCE] = t
    while res[r, UNIT] > 0 and res[r, QUEUED] > 0:
        w = head(queue, patients, behind, r)
        res[r, QUEUED] -= 1
        res[r, UNIT] -= 1
        c = np.uint64(patients[w].pc)
        waited(waits, c, t // 1000 - patients[w].tm)
        patients[w].pc = c + ONE
        ready[n] = w
        n += 1
    return n


@numba.njit(cache=True, nogil=True, error_model="numpy")
def run(
    t_start: Any, t_end: Any, salt: Any, weekday0: Any, rows: Any, probs: Any, edges: Any, tab: Any, sub: Any, factor: Any, src_pc: Any,
    every: Any, rate: Any, first_class: Any, classes: Any, guide: Any, list_rate: Any, list_days: Any, list_open: Any,
    cal_res: Any, cal_share: Any,
    cal_cap: Any, patients: Any, behind: Any, due: Any, res: Any, queue: Any, acc: Any, th: Any, live: Any, ss: Any, pending: Any,
    free: Any, nfree: Any, fresh: Any, counts: Any, waits: Any, hist: Any, arrived: Any,
) -> Any:  # fmt: skip
    """Live from t_start to t_end (milliseconds); the arrays of the state are altered in place.

    Returns (pending events, free slots used, slots ever used, events), or a negative count of events when the patient
    table is full. A column of `res` each: units free, units there, people queued, when last touched, busy milliseconds.
    """
    ns = src_pc.size
    nl = list_rate.size
    nr = res.shape[0] - nl
    perm = ns + nl + cal_res.size
    room_p = patients.size
    h = np.empty(room_p + 8, np.int64)
    for i in range(5):
        h[i] = NEVER
    hn = 0
    hole = False
    w0 = t_start >> WIN
    b = w0 - 1
    near = np.int64(t_start) << BITS
    last_b = t_end >> WIN
    over = (t_end + 1) << BITS
    nw = last_b - w0 + 1
    fill = np.zeros(nw + 1, np.int32)
    top = np.zeros(nw + 1, np.int32)
    chunks = 2 * room_p // CHUNK + nw + 4
    pool = np.empty(chunks * CHUNK, np.int64)
    link = np.zeros(chunks, np.int32)
    nch = np.int64(0)
    later = np.empty(2 * room_p, np.int64)
    nlater = 0
    out = np.empty(2 * room_p, np.int64)
    nout = pending.size
    for i in range(nout):  # a copy at once would have its message for unequal lengths compiled, for seconds
        out[i] = pending[i]
    ready = np.empty(room_p, np.uint32)
    nready = 0
    ev = 0
    t = np.int64(t_start)
    sec = t // 1000
    for i in range(nr):
        res[i, SINCE] = t
        nready = serve(res, queue, patients, behind, waits, ready, nready, i, t)
    turn(ready, nready)
    while True:
        while nready > 0:
            nready -= 1
            e = np.int64(ready[nready])
            c = np.uint64(patients[e].pc)
            while True:
                o = rows[c].op
                while o == BRANCH:  # the commonest by far: several in a row are walked at once
                    z = mix(
                        (patients[e].rs ^ salt)
                        + GOLD * (np.uint64(rows[c].luck) + VISIT * np.uint64(patients[e].visit) + ONE)
                    )
                    band = (patients[e].a >> 2) & 7
                    c = np.uint64(rows[c].tgt) if z >> np.uint64(11) < edges[rows[c].prob, band] else c + ONE
                    o = rows[c].op
                r = NONE  # a resource to take one of, if any
                if o <= TRY:  # steps that draw
                    band = (patients[e].a >> 2) & 7
                    z = mix(
                        (patients[e].rs ^ salt)
                        + GOLD * (np.uint64(rows[c].luck) + VISIT * np.uint64(patients[e].visit) + np.uint64(1))
                    )
                    u = unit01(z)
                    if o <= TARGET:
                        d = np.int64(
                            draw(tab, np.uint64(rows[c].arg) + np.uint64(rows[c].byband * band), u) * np.float64(rows[c].pace)
                        )
                        if o == SHORTER:
                            d = max(d - sub[0], min(d, np.int64(SIX)))
                        elif o == ROUND:
                            d = d % DAY
                            day = t // DAY
                            if day * DAY + d < t:
                                day += 1
                            wd = (day + weekday0) % 7
                            if wd >= 5 and unit01(mix(z + GOLD)) < probs[rows[c].prob, band]:
                                day += 7 - wd
                            d += day * DAY - t
                        elif o == TARGET:
                            x0 = np.int64(patients[e].t0) * 1000
                            goal = x0 + np.int64(rows[c].arg2)
                            if goal > t and goal <= t + d < x0 + rows[c].lim:
                                z = mix(z + GOLD)
                                if unit01(z) < probs[rows[c].prob, band]:
                                    d = max(np.int64(0), goal - np.int64(unit01(mix(z + GOLD)) * TEN_MINUTES) - 1 - t)
                        patients[e].pc = c + ONE
                        out[nout] = ((t + d) << BITS) | e
                        nout += 1
                        break
                    if o == PRIO:
                        if u < probs[rows[c].prob, band]:
                            patients[e].a = (patients[e].a & 252) | rows[c].arg
                        c += ONE
                        continue
                    if o == PATIENCE:
                        n = c + ONE
                        if rows[n].op == SEIZE:
                            q = np.uint64(rows[n].arg) + np.uint64(rows[n].bypay) * (np.uint64(patients[e].b) // FIVE)
                            if res[q, UNIT] > 0:
                                c = n
                                continue
                        due[e] = 0
                        if u < probs[rows[c].prob, band] and patients[e].timers < 255:
                            d = t + np.int64(
                                draw(tab, np.uint64(rows[c].arg) + np.uint64(rows[c].byband * band), unit01(mix(z + GOLD)))
                            )
                            due[e] = d // 1000
                            patients[e].timers += 1
                            out[nout] = (d << BITS) | TIMER | e
                            nout += 1
                        c = n
                        continue
                    pay = np.uint64(patients[e].b) // FIVE  # try
                    x = probs[rows[c].prob, band]
                    if rows[c].bypay == 1:
                        x *= factor[pay]
                    r = np.uint64(rows[c].arg) + np.uint64(rows[c].bypay) * pay
                    if res[r, UNIT] <= rows[c].lim or u >= x:
                        c += ONE
                        continue
                elif o == SEIZE or o == LIST:  # noqa: SIM109 - a tuple is slower
                    q = np.uint64(rows[c].arg) + np.uint64(rows[c].bypay) * (np.uint64(patients[e].b) // FIVE)
                    if o == LIST or res[q, UNIT] <= 0:
                        patients[e].tm = sec
                        patients[e].pc = c
                        behind[e] = 0
                        a = patients[e].a
                        patients[e].a = a | WAITS
                        res[q, QUEUED] += 1
                        k = a & 3
                        if queue[q, k] == 0:
                            queue[q, k] = e
                            patients[e].prv = 0
                        else:
                            behind[queue[q, 4 + k]] = e
                            patients[e].prv = queue[q, 4 + k]
                        queue[q, 4 + k] = e
                        break
                    waits[c, 0] += 1
                    r = q
                elif o == SPILL:
                    q = np.uint64(rows[c].arg)
                    r = np.uint64(rows[c].arg2)
                    if res[q, UNIT] > 0 or res[r, UNIT] <= rows[c].lim:
                        c += ONE
                        continue
                if r != NONE:
                    res[r, AREA] += (res[r, CAP] - res[r, UNIT]) * (t - res[r, SINCE])
                    res[r, SINCE] = t
                    res[r, UNIT] -= 1
                    c = c + ONE if o == SEIZE else np.uint64(rows[c].tgt)
                elif o == RELEASE:
                    r = np.uint64(rows[c].arg) + np.uint64(rows[c].bypay) * (np.uint64(patients[e].b) // FIVE)
                    if res[r, UNIT] >= 0 and res[r, QUEUED] > 0:
                        w = head(queue, patients, behind, r)
                        res[r, QUEUED] -= 1
                        k = np.uint64(patients[w].pc)
                        waited(waits, k, sec - patients[w].tm)
                        patients[w].pc = k + ONE
                        ready[nready] = w
                        nready += 1
                    else:
                        res[r, AREA] += (res[r, CAP] - res[r, UNIT]) * (t - res[r, SINCE])
                        res[r, SINCE] = t
                        res[r, UNIT] += 1
                    c += ONE
                elif o == COUNT:
                    counts[rows[c].arg, patients[e].b] += 1
                    c += ONE
                elif o == GOTO:
                    c = np.uint64(rows[c].tgt)
                elif o == JOIN:
                    patients[e].visit += 1
                    along = np.int64(rows[c].copies)
                    waits[c, 0] += along
                    c = np.uint64(rows[c].tgt)
                    for i in range(along):  # whoever stands for others is joined by them, in these four weeks at his hour
                        if nfree > 0:
                            nfree -= 1
                            new = np.int64(free[nfree])
                        else:
                            new = fresh
                            fresh += 1
                            if fresh >= room_p - 8:
                                return later[:nlater], nfree, fresh, -1
                        patients[new] = patients[e]
                        patients[new].rs = mix(patients[e].rs + GOLD * np.uint64(i + 1))
                        z = mix(patients[new].rs ^ salt)
                        d = np.int64(z >> np.uint64(62)) * 7 * DAY + np.int64(unit01(mix(z + GOLD)) * HOUR)
                        patients[new].t0 += d // 1000
                        patients[new].pc = c
                        patients[new].prv = 0
                        patients[new].timers = 0
                        due[new] = 0
                        behind[new] = 0
                        out[nout] = ((t + d) << BITS) | new
                        nout += 1
                elif o == TIME:
                    k = min((sec - patients[e].t0) // rows[c].lim, BINS - 1)
                    hist[rows[c].arg, patients[e].b % 5, k] += 1
                    c += ONE
                elif o == MARK:
                    patients[e].t0 = sec
                    c += ONE
                elif o == CLOCK:
                    patients[e].clock = rows[c].arg
                    c += ONE
                elif o == BALK:
                    c = np.uint64(rows[c].tgt) if res[np.uint64(rows[c].arg), QUEUED] >= rows[c].lim else c + ONE
                elif o == AGAIN:
                    patients[e].visit += 1
                    c += ONE
                else:  # end
                    patients[e].clock = 0
                    if patients[e].timers > 0:
                        patients[e].a |= GONE
                    else:
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
            key = h[hn]
            h[hn] = NEVER
            if hn > 0:
                sift(h, hn, key)
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
                    fetch(patients, pool[i] & MASK)
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
        for i in range(1, 5):
            fetch(patients, h[i] & MASK)
        sec = t // 1000
        hole = True
        ev += 1
        e = key & MASK
        if e >= perm:
            if key & TIMER:
                patients[e].timers -= 1
                if patients[e].a & GONE:
                    if patients[e].timers == 0:
                        free[nfree] = e
                        nfree += 1
                elif patients[e].a & WAITS and due[e] == sec:
                    k = np.int64(patients[e].pc)
                    if k > 0 and rows[k - 1].op == PATIENCE:
                        q = np.uint64(rows[k].arg) + np.uint64(rows[k].bypay) * (np.uint64(patients[e].b) // FIVE)
                        unlink(queue, patients, behind, q, e)
                        res[q, QUEUED] -= 1
                        patients[e].a &= 255 - WAITS
                        patients[e].pc = rows[k - 1].tgt
                        ready[0] = e
                        nready = 1
            else:
                ready[0] = e
                nready = 1
        elif e < ns:
            s = e
            came = live[s]
            ss[s] += GOLD
            z = mix(ss[s] ^ salt)
            x = unit01(z)
            for _ in range(1, every[s]):  # those who are not followed pass at once
                ss[s] += GOLD
                x *= unit01(mix(ss[s] ^ salt))
            u = unit01(mix(z + GOLD))
            q = np.uint64(first_class[s]) + np.uint64(guide[s, np.int64(u * GUIDES) & (GUIDES - 1)])
            while u >= classes[q].edge:
                q += ONE
            k = np.int64(classes[q].kind)
            hours = next_arrival(th[s], rate, s, x)
            live[s] = 1 if hours >= 0 else 0
            th[s] = abs(hours)
            out[nout] = (np.int64(th[s] * HOUR) << BITS) | s
            nout += 1
            if came:
                if nfree > 0:
                    nfree -= 1
                    e = np.int64(free[nfree])
                else:
                    e = fresh
                    fresh += 1
                    due[e] = 0
                    behind[e] = 0
                    if fresh >= room_p - 8:
                        return later[:nlater], nfree, fresh, -1
                patients[e].rs = z
                patients[e].t0 = sec
                patients[e].tm = sec
                patients[e].a = 1 | ((k & 7) << 2)
                patients[e].b = k >> 3
                patients[e].visit = 0
                patients[e].prv = 0
                patients[e].spare = 0
                patients[e].timers = 0
                patients[e].clock = 0
                patients[e].pc = src_pc[s]
                arrived[s, k >> 3] += 1
                ready[0] = e
                nready = 1
        elif e < ns + nl:
            k = e - ns
            out[nout] = ((t + DAY) << BITS) | e
            nout += 1
            day = t // DAY
            if day >= list_open[k] and (list_days[k] == 7 or (day + weekday0) % 7 < 5):
                acc[k] += list_rate[k]
                slots = acc[k] // 1000
                acc[k] -= slots * 1000
                r = np.uint64(nr + k)
                slots = min(slots, res[r, QUEUED])
                res[r, QUEUED] -= slots
                for i in range(4):  # who is called is fetched while it is found out who else is
                    w = np.int64(queue[r, i])
                    while w > 0 and nready < slots:
                        fetch(patients, w)
                        ready[nready] = w
                        nready += 1
                        w = np.int64(behind[w])
                    queue[r, i] = w
                for i in range(nready):
                    w = np.int64(ready[i])
                    q = np.uint64(patients[w].pc)
                    waited(waits, q, sec - patients[w].tm)
                    patients[w].pc = q + ONE
                    patients[w].a &= 255 - WAITS
                turn(ready, nready)
        else:  # the capacity of another hour
            k = e - ns - nl
            d = (t // HOUR + weekday0 * 24) % 168
            r = np.uint64(cal_res[k])
            res[r, UNIT] += cal_cap[k, d] - res[r, CAP]
            res[r, AREA] += (res[r, CAP] - res[r, UNIT] + cal_cap[k, d] - res[r, CAP]) * (t - res[r, SINCE])
            res[r, SINCE] = t
            res[r, CAP] = cal_cap[k, d]
            nready = serve(res, queue, patients, behind, waits, ready, 0, r, t)
            turn(ready, nready)
            i = 1
            while i < 168 and cal_share[k, (d + i) % 168] == cal_share[k, d]:
                i += 1
            out[nout] = ((t + i * HOUR) << BITS) | e
            nout += 1
    for i in range(nr):
        res[i, AREA] += (res[i, CAP] - res[i, UNIT]) * (t_end - res[i, SINCE])
    return later[:nlater], nfree, fresh, ev


def is_compiled() -> bool:
    """Whether this machine keeps the compiled loop, so that the first month need not wait for the compiler."""
    return bool(run.signatures) or bool(run._cache._cache_file._load_index())


__all__ = ["BINS", "PATIENT", "POINTS", "STEP", "is_compiled", "run"]
