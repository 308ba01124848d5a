"""Plain Python: an event loop on heapq, no library. The floor for CPython."""

import heapq
import random
from collections import deque

import spec

VERSION = "stdlib"


def mmc(seed, n=spec.MMC_N):
    rng = random.Random(seed)
    expo, lam, mu = rng.expovariate, spec.MMC_LAMBDA, spec.MMC_MU
    push, pop = heapq.heappush, heapq.heappop
    fes, q, free, wait = [], deque(), spec.MMC_C, 0.0
    t_arr, left = expo(lam), n
    while left or fes:
        if left and (not fes or t_arr < fes[0]):
            t = t_arr
            left -= 1
            t_arr = t + expo(lam)
            if free:
                free -= 1
                push(fes, t + expo(mu))
            else:
                q.append(t)
        else:
            t = pop(fes)
            if q:
                wait += t - q.popleft()
                push(fes, t + expo(mu))
            else:
                free += 1
    return wait / n, 2 * n


ARR, TRI, TREAT, EMSTAY, ELSTAY, PACK, REF, SLOT = range(8)


def acute(seed):
    rng = random.Random(seed)
    expo, logn, u01 = rng.expovariate, rng.lognormvariate, rng.random
    push, pop = heapq.heappush, heapq.heappop
    hourly, rate_max, t_end = spec.HOURLY, spec.RATE_MAX, spec.T_END
    l_tri, l_treat, l_pack = 1 / spec.TRIAGE_MEAN, 1 / spec.TREAT_MEAN, 1 / spec.PACKAGE_MEAN
    l_ref = 1 / spec.REFERRAL_MEAN
    n_ae = n_adm = n_el = ev = ok4 = gone = n_dly = n_tri = n_cub = 0
    w_tri = w_cub = w_bed = w_dly = w_list = 0.0
    tri_free, cub_free, bed_free, pack_free = (spec.TRIAGE, spec.CUBICLES, spec.BEDS, spec.PACKAGES)
    tri_q, cub_q = (deque(), deque()), (deque(), deque())
    em_q, el_q, pack_q, lists = deque(), deque(), deque(), (deque(), deque())
    fes, seq, day = [], 0, 0

    def next_arrival(t):
        while True:
            t += expo(rate_max)
            if u01() * rate_max < hourly[int(t) % 24]:
                return t

    def at(t, kind, who):
        nonlocal seq
        seq += 1
        push(fes, (t, seq, kind, who))

    def start_treat(who):
        nonlocal n_cub, w_cub
        n_cub += 1
        w_cub += t - who[2]
        at(t + expo(l_treat), TREAT, who)

    def free_cubicle():
        nonlocal cub_free
        if cub_q[0]:
            start_treat(cub_q[0].popleft())
        elif cub_q[1]:
            start_treat(cub_q[1].popleft())
        else:
            cub_free += 1

    def leave_ed(who):
        nonlocal gone, ok4
        gone += 1
        ok4 += t - who[0] <= 4
        free_cubicle()

    def em_bed(who, since):
        nonlocal n_adm, w_bed
        n_adm += 1
        w_bed += t - since
        leave_ed(who)
        at(t + logn(spec.EM_MU, spec.EM_SIGMA), EMSTAY, None)

    def el_bed(ref):
        nonlocal n_el, w_list
        n_el += 1
        w_list += t - ref
        at(t + logn(spec.EL_MU, spec.EL_SIGMA), ELSTAY, None)

    def free_bed():
        nonlocal bed_free
        if em_q:
            em_bed(*em_q.popleft())
        elif el_q:
            el_bed(el_q.popleft())
        else:
            bed_free += 1

    def care(since):
        nonlocal n_dly, w_dly
        n_dly += 1
        w_dly += t - since
        at(t + expo(l_pack), PACK, None)
        free_bed()

    t = 0.0
    at(next_arrival(0.0), ARR, None)
    at(expo(l_ref), REF, None)
    at(spec.SLOT_HOUR, SLOT, None)
    while True:
        t, _, kind, who = pop(fes)
        if t > t_end:
            break
        ev += 1
        if kind == ARR:
            n_ae += 1
            at(next_arrival(t), ARR, None)
            who = [t, 0 if u01() < spec.P_MAJOR else 1, 0.0]
            if tri_free:
                tri_free -= 1
                n_tri += 1
                at(t + expo(l_tri), TRI, who)
            else:
                tri_q[who[1]].append(who)
        elif kind == TRI:
            nxt = tri_q[0] or tri_q[1]
            if nxt:
                o = nxt.popleft()
                n_tri += 1
                w_tri += t - o[0]
                at(t + expo(l_tri), TRI, o)
            else:
                tri_free += 1
            who[2] = t
            if cub_free:
                cub_free -= 1
                start_treat(who)
            else:
                cub_q[who[1]].append(who)
        elif kind == TREAT:
            if u01() >= spec.P_ADMIT:
                leave_ed(who)
            elif bed_free:
                bed_free -= 1
                em_bed(who, t)
            else:
                em_q.append((who, t))
        elif kind == EMSTAY:
            if u01() >= spec.P_DELAY:
                free_bed()
            elif pack_free:
                pack_free -= 1
                care(t)
            else:
                pack_q.append(t)
        elif kind == ELSTAY:
            free_bed()
        elif kind == PACK:
            if pack_q:
                care(pack_q.popleft())
            else:
                pack_free += 1
        elif kind == REF:
            at(t + expo(l_ref), REF, None)
            lists[0 if u01() < spec.P_URGENT else 1].append(t)
        else:
            at(t + 24, SLOT, None)
            if day % 7 < 5:
                for _ in range(min(spec.SLOTS, len(lists[0]) + len(lists[1]))):
                    ref = (lists[0] or lists[1]).popleft()
                    if bed_free:
                        bed_free -= 1
                        el_bed(ref)
                    else:
                        el_q.append(ref)
            day += 1
    return spec.results(
        ae_arrivals=n_ae,
        admitted=n_adm,
        electives_in=n_el,
        triage_wait_h=w_tri / n_tri,
        cubicle_wait_h=w_cub / n_cub,
        boarding_h=w_bed / n_adm,
        delay_h=w_dly / n_dly,
        list_wait_h=w_list / n_el,
        within_4h=ok4 / gone,
        model_events=ev,
    )
