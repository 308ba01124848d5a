"""salabim: a Component per patient, Resources with monitors switched off."""

import heapq
import random

import salabim as sim
import spec

VERSION = sim.__version__
YIELDLESS = False  # True needs greenlet; see README


def _env(seed):
    sim.yieldless(False)
    return sim.Environment(trace=False, yieldless=False, random_seed=seed, time_unit="hours")


def mmc(seed, n=spec.MMC_N):
    env = _env(seed)
    rng = random.Random(seed)
    expo, lam, mu = rng.expovariate, spec.MMC_LAMBDA, spec.MMC_MU
    server = sim.Resource("server", spec.MMC_C, monitor=False)
    wait = 0.0

    class Customer(sim.Component):
        def process(self):
            nonlocal wait
            t0 = env.now()
            yield self.request(server)
            wait += env.now() - t0
            yield self.hold(expo(mu))
            self.release(server)

    class Source(sim.Component):
        def process(self):
            for _ in range(n):
                yield self.hold(expo(lam))
                Customer(name="c", mode=None)

    Source()
    env.run()
    return wait / n, 2 * n


def acute(seed, days=spec.DAYS):
    env = _env(seed)
    rng = random.Random(seed)
    expo, logn, u01 = rng.expovariate, rng.lognormvariate, rng.random
    triage = sim.Resource("triage", spec.TRIAGE, monitor=False)
    cubicles = sim.Resource("cubicles", spec.CUBICLES, monitor=False)
    beds = sim.Resource("beds", spec.BEDS, monitor=False)
    packages = sim.Resource("packages", spec.PACKAGES, monitor=False)
    now = env.now
    n_ae = n_adm = n_el = ev = ok4 = gone = n_dly = n_tri = n_cub = 0
    w_tri = w_cub = w_bed = w_dly = w_list = 0.0
    waiting = []

    class Patient(sim.Component):
        def process(self):
            nonlocal n_adm, ev, ok4, gone, n_dly, n_tri, n_cub
            nonlocal w_tri, w_cub, w_bed, w_dly
            t0 = now()
            prio = 0 if u01() < spec.P_MAJOR else 1
            yield self.request((triage, 1, prio))
            n_tri += 1
            w_tri += now() - t0
            yield self.hold(expo(1 / spec.TRIAGE_MEAN))
            ev += 1
            self.release(triage)
            t1 = now()
            yield self.request((cubicles, 1, prio))
            n_cub += 1
            w_cub += now() - t1
            yield self.hold(expo(1 / spec.TREAT_MEAN))
            ev += 1
            if u01() >= spec.P_ADMIT:
                self.release(cubicles)
                gone += 1
                ok4 += now() - t0 <= 4
                return
            t2 = now()
            yield self.request((beds, 1, 0))
            w_bed += now() - t2
            n_adm += 1
            gone += 1
            ok4 += now() - t0 <= 4
            self.release(cubicles)
            yield self.hold(logn(spec.EM_MU, spec.EM_SIGMA))
            ev += 1
            if u01() < spec.P_DELAY:
                t3 = now()
                yield self.request(packages)
                n_dly += 1
                w_dly += now() - t3
                self.release(beds)
                yield self.hold(expo(1 / spec.PACKAGE_MEAN))
                ev += 1
                self.release(packages)
            else:
                self.release(beds)

    class Elective(sim.Component):
        def setup(self, t0):
            self.t0 = t0

        def process(self):
            nonlocal n_el, ev, w_list
            yield self.request((beds, 1, 1))
            n_el += 1
            w_list += now() - self.t0
            yield self.hold(logn(spec.EL_MU, spec.EL_SIGMA))
            ev += 1
            self.release(beds)

    class Arrivals(sim.Component):
        def process(self):
            nonlocal n_ae, ev
            t, top, hourly = 0.0, spec.RATE_MAX, spec.HOURLY
            while True:
                while True:
                    t += expo(top)
                    if u01() * top < hourly[int(t) % 24]:
                        break
                yield self.hold(till=t)
                n_ae += 1
                ev += 1
                Patient(name="p")

    class Referrals(sim.Component):
        def process(self):
            nonlocal ev
            while True:
                yield self.hold(expo(1 / spec.REFERRAL_MEAN))
                ev += 1
                heapq.heappush(waiting, (0 if u01() < spec.P_URGENT else 1, now()))

    class Slots(sim.Component):
        def process(self):
            nonlocal ev
            yield self.hold(spec.SLOT_HOUR)
            day = 0
            while True:
                ev += 1
                if day % 7 < 5:
                    for _ in range(min(spec.SLOTS, len(waiting))):
                        Elective(name="e", t0=heapq.heappop(waiting)[1])
                day += 1
                yield self.hold(24)

    Arrivals()
    Referrals()
    Slots()
    env.run(till=days * 24.0)
    return spec.results(
        ae_arrivals=n_ae,
        admitted=n_adm,
        electives_in=n_el,
        triage_wait_h=w_tri / n_tri,
        cubicle_wait_h=w_cub / n_cub,
        boarding_h=w_bed / n_adm,
        delay_h=w_dly / max(n_dly, 1),
        list_wait_h=w_list / n_el,
        within_4h=ok4 / gone,
        model_events=ev,
    )
