"""SimPy: a process per customer or patient, Resource / PriorityResource."""

import heapq
import random
from collections import deque

import simpy
import spec

VERSION = simpy.__version__


def mmc(seed, n=spec.MMC_N):
    """Textbook idiom: one process per customer and a Resource."""
    env = simpy.Environment()
    rng = random.Random(seed)
    server = simpy.Resource(env, spec.MMC_C)
    expo, lam, mu = rng.expovariate, spec.MMC_LAMBDA, spec.MMC_MU
    wait = 0.0

    def customer():
        nonlocal wait
        t0 = env.now
        with server.request() as req:
            yield req
            wait += env.now - t0
            yield env.timeout(expo(mu))

    def source():
        for _ in range(n):
            yield env.timeout(expo(lam))
            env.process(customer())

    env.process(source())
    env.run()
    return wait / n, 2 * n


def mmc_fast(seed, n=spec.MMC_N):
    """Faster idiom: c server processes taking arrival times from a Store."""
    env = simpy.Environment()
    rng = random.Random(seed)
    store = simpy.Store(env)
    expo, lam, mu = rng.expovariate, spec.MMC_LAMBDA, spec.MMC_MU
    wait = 0.0

    def server():
        nonlocal wait
        while True:
            t0 = yield store.get()
            wait += env.now - t0
            yield env.timeout(expo(mu))

    def source():
        for _ in range(n):
            yield env.timeout(expo(lam))
            yield store.put(env.now)

    for _ in range(spec.MMC_C):
        env.process(server())
    env.process(source())
    env.run()
    return wait / n, 2 * n


def acute(seed):
    env = simpy.Environment()
    rng = random.Random(seed)
    expo, logn, u01 = rng.expovariate, rng.lognormvariate, rng.random
    triage = simpy.PriorityResource(env, spec.TRIAGE)
    cubicles = simpy.PriorityResource(env, spec.CUBICLES)
    beds = simpy.PriorityResource(env, spec.BEDS)
    packages = simpy.Resource(env, spec.PACKAGES)
    hourly, rate_max = spec.HOURLY, spec.RATE_MAX
    n_ae = n_adm = n_el = ev = ok4 = gone = n_dly = n_tri = n_cub = 0
    w_tri = w_cub = w_bed = w_dly = w_list = 0.0
    waiting = []

    def patient():
        nonlocal n_adm, ev, ok4, gone, n_dly, n_tri, n_cub
        nonlocal w_tri, w_cub, w_bed, w_dly
        t0 = env.now
        prio = 0 if u01() < spec.P_MAJOR else 1
        with triage.request(prio) as req:
            yield req
            n_tri += 1
            w_tri += env.now - t0
            yield env.timeout(expo(1 / spec.TRIAGE_MEAN))
            ev += 1
        t1 = env.now
        cub = cubicles.request(prio)
        yield cub
        n_cub += 1
        w_cub += env.now - t1
        yield env.timeout(expo(1 / spec.TREAT_MEAN))
        ev += 1
        if u01() >= spec.P_ADMIT:
            cubicles.release(cub)
            gone += 1
            ok4 += env.now - t0 <= 4
            return
        t2 = env.now
        bed = beds.request(0)
        yield bed
        w_bed += env.now - t2
        n_adm += 1
        gone += 1
        ok4 += env.now - t0 <= 4
        cubicles.release(cub)
        yield env.timeout(logn(spec.EM_MU, spec.EM_SIGMA))
        ev += 1
        if u01() < spec.P_DELAY:
            t3 = env.now
            pack = packages.request()
            yield pack
            n_dly += 1
            w_dly += env.now - t3
            beds.release(bed)
            yield env.timeout(expo(1 / spec.PACKAGE_MEAN))
            ev += 1
            packages.release(pack)
        else:
            beds.release(bed)

    def elective(t0):
        nonlocal n_el, ev, w_list
        with beds.request(1) as bed:
            yield bed
            n_el += 1
            w_list += env.now - t0
            yield env.timeout(logn(spec.EL_MU, spec.EL_SIGMA))
            ev += 1

    def arrivals():
        nonlocal n_ae, ev
        t = 0.0
        while True:
            while True:
                t += expo(rate_max)
                if u01() * rate_max < hourly[int(t) % 24]:
                    break
            yield env.timeout(t - env.now)
            n_ae += 1
            ev += 1
            env.process(patient())

    def referrals():
        nonlocal ev
        while True:
            yield env.timeout(expo(1 / spec.REFERRAL_MEAN))
            ev += 1
            heapq.heappush(waiting, (0 if u01() < spec.P_URGENT else 1, env.now))

    def slots():
        nonlocal ev
        yield env.timeout(spec.SLOT_HOUR)
        day = 0
        while True:
            ev += 1
            if day % 7 < 5:
                for _ in range(min(spec.SLOTS, len(waiting))):
                    env.process(elective(heapq.heappop(waiting)[1]))
            day += 1
            yield env.timeout(24)

    env.process(arrivals())
    env.process(referrals())
    env.process(slots())
    env.run(until=spec.T_END)
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


class Pool:
    """Units with two queues of events: no list scan on release, no sort."""

    def __init__(self, env, units):
        self.env, self.free = env, units
        self.queues = deque(), deque()

    def ask(self, prio=0):
        """None when a unit was free, else an event to wait for."""
        if self.free:
            self.free -= 1
            return None
        ev = self.env.event()
        self.queues[prio].append(ev)
        return ev

    def give(self):
        for q in self.queues:
            if q:
                q.popleft().succeed()
                return
        self.free += 1


def acute_fast(seed):
    """Model (b) on SimPy's event loop with hand-made pools."""
    env = simpy.Environment()
    rng = random.Random(seed)
    expo, logn, u01 = rng.expovariate, rng.lognormvariate, rng.random
    triage = Pool(env, spec.TRIAGE)
    cubicles = Pool(env, spec.CUBICLES)
    beds = Pool(env, spec.BEDS)
    packages = Pool(env, spec.PACKAGES)
    hourly, rate_max = spec.HOURLY, spec.RATE_MAX
    n_ae = n_adm = n_el = ev = ok4 = gone = n_dly = n_tri = n_cub = 0
    w_tri = w_cub = w_bed = w_dly = w_list = 0.0
    waiting = []

    def patient():
        nonlocal n_adm, ev, ok4, gone, n_dly, n_tri, n_cub
        nonlocal w_tri, w_cub, w_bed, w_dly
        t0 = env.now
        prio = 0 if u01() < spec.P_MAJOR else 1
        req = triage.ask(prio)
        if req is not None:
            yield req
        n_tri += 1
        w_tri += env.now - t0
        yield env.timeout(expo(1 / spec.TRIAGE_MEAN))
        ev += 1
        triage.give()
        t1 = env.now
        req = cubicles.ask(prio)
        if req is not None:
            yield req
        n_cub += 1
        w_cub += env.now - t1
        yield env.timeout(expo(1 / spec.TREAT_MEAN))
        ev += 1
        if u01() >= spec.P_ADMIT:
            cubicles.give()
            gone += 1
            ok4 += env.now - t0 <= 4
            return
        t2 = env.now
        req = beds.ask(0)
        if req is not None:
            yield req
        w_bed += env.now - t2
        n_adm += 1
        gone += 1
        ok4 += env.now - t0 <= 4
        cubicles.give()
        yield env.timeout(logn(spec.EM_MU, spec.EM_SIGMA))
        ev += 1
        if u01() < spec.P_DELAY:
            t3 = env.now
            req = packages.ask()
            if req is not None:
                yield req
            n_dly += 1
            w_dly += env.now - t3
            beds.give()
            yield env.timeout(expo(1 / spec.PACKAGE_MEAN))
            ev += 1
            packages.give()
        else:
            beds.give()

    def elective(t0):
        nonlocal n_el, ev, w_list
        req = beds.ask(1)
        if req is not None:
            yield req
        n_el += 1
        w_list += env.now - t0
        yield env.timeout(logn(spec.EL_MU, spec.EL_SIGMA))
        ev += 1
        beds.give()

    def arrivals():
        nonlocal n_ae, ev
        t = 0.0
        while True:
            while True:
                t += expo(rate_max)
                if u01() * rate_max < hourly[int(t) % 24]:
                    break
            yield env.timeout(t - env.now)
            n_ae += 1
            ev += 1
            env.process(patient())

    def referrals():
        nonlocal ev
        while True:
            yield env.timeout(expo(1 / spec.REFERRAL_MEAN))
            ev += 1
            heapq.heappush(waiting, (0 if u01() < spec.P_URGENT else 1, env.now))

    def slots():
        nonlocal ev
        yield env.timeout(spec.SLOT_HOUR)
        day = 0
        while True:
            ev += 1
            if day % 7 < 5:
                for _ in range(min(spec.SLOTS, len(waiting))):
                    env.process(elective(heapq.heappop(waiting)[1]))
            day += 1
            yield env.timeout(24)

    env.process(arrivals())
    env.process(referrals())
    env.process(slots())
    env.run(until=spec.T_END)
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
