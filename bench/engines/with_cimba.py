"""cimba (Python package over the Cimba C engine): spawned patient models."""

import time

import cimba as cb
import spec
from cimba import random

VERSION = cb.__version__
LAM, MU, N_CUST, C = spec.MMC_LAMBDA, spec.MMC_MU, spec.MMC_N, spec.MMC_C
COMPILE = {}


# ---------------------------------------------------------------- model (a)
class Mmc(cb.Model):
    """c server processes taking arrival times from a Store (fast idiom)."""

    queue: cb.Store[float]
    n: cb.Param[int] = N_CUST
    done: int = 0
    total: float = 0.0
    mean_wait: cb.Output[float]

    @cb.process
    def arrivals(self):
        for _ in range(self.n):
            cb.hold(random.exponential(1.0 / LAM))
            self.queue.put(cb.now())

    @cb.process(copies=C)
    def server(self):
        while True:
            t0 = self.queue.get()
            self.total += cb.now() - t0
            cb.hold(random.exponential(1.0 / MU))
            self.done += 1

    @cb.on_end
    def end(self):
        self.mean_wait = self.total / self.done


class Customer(cb.Model):
    """One spawned process per customer and a Resource (textbook idiom)."""

    world: cb.Ref["MmcSpawn"]

    @cb.process
    def life(self):
        w = self.world
        t0 = cb.now()
        w.server.acquire()
        w.total += cb.now() - t0
        cb.hold(random.exponential(1.0 / MU))
        w.server.release()
        w.done += 1
        cb.release(self)


class MmcSpawn(cb.Model):
    server: cb.Resource = cb.Resource(capacity=C)
    n: cb.Param[int] = N_CUST
    done: int = 0
    total: float = 0.0
    mean_wait: cb.Output[float]

    @cb.process
    def arrivals(self):
        for _ in range(self.n):
            cb.hold(random.exponential(1.0 / LAM))
            cb.spawn(Customer, world=self)

    @cb.on_end
    def end(self):
        self.mean_wait = self.total / self.done


def _run(model, window, seed):
    t = time.perf_counter()
    exp = cb.Experiment(model, replications=1, window=window, seed=seed)
    res = exp.run(workers=1)
    dt = time.perf_counter() - t
    if res.failed.any():
        raise RuntimeError(str(res.failure_reasons))
    COMPILE["last_total"] = dt
    COMPILE["compile"] = dict(res.meta["compile"])
    return res[model]


def mmc(seed, n=spec.MMC_N):
    m = MmcSpawn()
    m.n = n
    return float(_run(m, cb.Window.until_idle(), seed).mean_wait[0, 0]), 2 * n


def mmc_fast(seed, n=spec.MMC_N):
    m = Mmc()
    m.n = n
    return float(_run(m, cb.Window.until_idle(), seed).mean_wait[0, 0]), 2 * n


# ---------------------------------------------------------------- model (b)
P_MAJOR, P_ADMIT, P_DELAY, P_URGENT = spec.P_MAJOR, spec.P_ADMIT, spec.P_DELAY, spec.P_URGENT
TRIAGE_MEAN, TREAT_MEAN, PACKAGE_MEAN = spec.TRIAGE_MEAN, spec.TREAT_MEAN, spec.PACKAGE_MEAN
EM_MU, EM_SIGMA, EL_MU, EL_SIGMA = spec.EM_MU, spec.EM_SIGMA, spec.EL_MU, spec.EL_SIGMA
RATE_MAX, REFERRAL_MEAN = spec.RATE_MAX, spec.REFERRAL_MEAN
SLOTS, SLOT_HOUR = spec.SLOTS, spec.SLOT_HOUR
HI, LO = 1, 0  # in Cimba the larger priority goes first


class Patient(cb.Model):
    world: cb.Ref["Acute"]

    @cb.process
    def life(self):
        w = self.world
        t0 = cb.now()
        prio = LO
        if random.uniform(0.0, 1.0) < P_MAJOR:
            prio = HI
        w.triage.acquire(1, prio)
        w.n_tri += 1
        w.w_tri += cb.now() - t0
        cb.hold(random.exponential(TRIAGE_MEAN))
        w.ev += 1
        w.triage.release()
        t1 = cb.now()
        w.cubicles.acquire(1, prio)
        w.n_cub += 1
        w.w_cub += cb.now() - t1
        cb.hold(random.exponential(TREAT_MEAN))
        w.ev += 1
        if random.uniform(0.0, 1.0) >= P_ADMIT:
            w.cubicles.release()
            w.gone += 1
            if cb.now() - t0 <= 4.0:
                w.ok4 += 1
        else:
            t2 = cb.now()
            w.beds.acquire(1, HI)
            w.w_bed += cb.now() - t2
            w.n_adm += 1
            w.gone += 1
            if cb.now() - t0 <= 4.0:
                w.ok4 += 1
            w.cubicles.release()
            cb.hold(random.lognormal(EM_MU, EM_SIGMA))
            w.ev += 1
            if random.uniform(0.0, 1.0) < P_DELAY:
                t3 = cb.now()
                w.packages.acquire()
                w.n_dly += 1
                w.w_dly += cb.now() - t3
                w.beds.release()
                cb.hold(random.exponential(PACKAGE_MEAN))
                w.ev += 1
                w.packages.release()
            else:
                w.beds.release()
        cb.release(self)


class Elective(cb.Model):
    world: cb.Ref["Acute"]
    t0: float

    @cb.process
    def life(self):
        w = self.world
        w.beds.acquire(1, LO)
        w.n_el += 1
        w.w_list += cb.now() - self.t0
        cb.hold(random.lognormal(EL_MU, EL_SIGMA))
        w.ev += 1
        w.beds.release()
        cb.release(self)


class Acute(cb.Model):
    triage: cb.Resource = cb.Resource(capacity=spec.TRIAGE)
    cubicles: cb.Resource = cb.Resource(capacity=spec.CUBICLES)
    beds: cb.Resource = cb.Resource(capacity=spec.BEDS)
    packages: cb.Resource = cb.Resource(capacity=spec.PACKAGES)
    urgent: cb.Store[float]
    routine: cb.Store[float]
    hourly: cb.Array[float] = cb.Array(list(spec.HOURLY))
    n_urg: int = 0  # Store.length() exists only for model items
    n_rou: int = 0
    n_ae: int = 0
    n_adm: int = 0
    n_el: int = 0
    ev: int = 0
    ok4: int = 0
    gone: int = 0
    n_dly: int = 0
    n_tri: int = 0
    n_cub: int = 0
    w_tri: float = 0.0
    w_cub: float = 0.0
    w_bed: float = 0.0
    w_dly: float = 0.0
    w_list: float = 0.0
    ae_arrivals: cb.Output[float]
    admitted: cb.Output[float]
    electives_in: cb.Output[float]
    triage_wait_h: cb.Output[float]
    cubicle_wait_h: cb.Output[float]
    boarding_h: cb.Output[float]
    delay_h: cb.Output[float]
    list_wait_h: cb.Output[float]
    within_4h: cb.Output[float]
    model_events: cb.Output[float]

    @cb.process
    def arrivals(self):
        t = 0.0
        while True:
            t += random.exponential(1.0 / RATE_MAX)
            while random.uniform(0.0, 1.0) * RATE_MAX >= self.hourly[int(t) % 24]:
                t += random.exponential(1.0 / RATE_MAX)
            cb.hold(t - cb.now())
            self.n_ae += 1
            self.ev += 1
            cb.spawn(Patient, world=self)

    @cb.process
    def referrals(self):
        while True:
            cb.hold(random.exponential(REFERRAL_MEAN))
            self.ev += 1
            if random.uniform(0.0, 1.0) < P_URGENT:
                self.urgent.put(cb.now())
                self.n_urg += 1
            else:
                self.routine.put(cb.now())
                self.n_rou += 1

    @cb.process
    def slots(self):
        cb.hold(SLOT_HOUR)
        day = 0
        while True:
            self.ev += 1
            if day % 7 < 5:
                left = SLOTS
                while left > 0 and self.n_urg > 0:
                    cb.spawn(Elective, world=self, t0=self.urgent.get())
                    self.n_urg -= 1
                    left -= 1
                while left > 0 and self.n_rou > 0:
                    cb.spawn(Elective, world=self, t0=self.routine.get())
                    self.n_rou -= 1
                    left -= 1
            day += 1
            cb.hold(24.0)

    @cb.on_end
    def end(self):
        self.ae_arrivals = self.n_ae
        self.admitted = self.n_adm
        self.electives_in = self.n_el
        self.triage_wait_h = self.w_tri / max(self.n_tri, 1)
        self.cubicle_wait_h = self.w_cub / max(self.n_cub, 1)
        self.boarding_h = self.w_bed / max(self.n_adm, 1)
        self.delay_h = self.w_dly / max(self.n_dly, 1)
        self.list_wait_h = self.w_list / max(self.n_el, 1)
        self.within_4h = self.ok4 / max(self.gone, 1)
        self.model_events = self.ev


def acute(seed, days=spec.DAYS):
    r = _run(Acute(), cb.Window(duration=days * 24.0), seed)
    return spec.results(**{k: float(getattr(r, k)[0, 0]) for k in spec.KEYS})


# ------------------------- model (b), fast idiom: fixed processes, no spawning
class Case(cb.Model):
    """A passive record: no process, so spawning it costs no coroutine."""

    t0: float
    t1: float
    prio: int


class AcuteFast(cb.Model):
    tri_q: cb.PriorityStore[Case]
    cub_q: cb.PriorityStore[Case]
    stay_q: cb.Store[float]
    el_q: cb.Store[float]
    urgent: cb.Store[float]
    routine: cb.Store[float]
    beds: cb.Container = cb.Container(spec.BEDS)
    packages: cb.Container = cb.Container(spec.PACKAGES)
    hourly: cb.Array[float] = cb.Array(list(spec.HOURLY))
    n_urg: int = 0
    n_rou: int = 0
    n_ae: int = 0
    n_adm: int = 0
    n_el: int = 0
    ev: int = 0
    ok4: int = 0
    gone: int = 0
    n_dly: int = 0
    n_tri: int = 0
    n_cub: int = 0
    w_tri: float = 0.0
    w_cub: float = 0.0
    w_bed: float = 0.0
    w_dly: float = 0.0
    w_list: float = 0.0
    ae_arrivals: cb.Output[float]
    admitted: cb.Output[float]
    electives_in: cb.Output[float]
    triage_wait_h: cb.Output[float]
    cubicle_wait_h: cb.Output[float]
    boarding_h: cb.Output[float]
    delay_h: cb.Output[float]
    list_wait_h: cb.Output[float]
    within_4h: cb.Output[float]
    model_events: cb.Output[float]

    @cb.process
    def arrivals(self):
        t = 0.0
        while True:
            t += random.exponential(1.0 / RATE_MAX)
            while random.uniform(0.0, 1.0) * RATE_MAX >= self.hourly[int(t) % 24]:
                t += random.exponential(1.0 / RATE_MAX)
            cb.hold(t - cb.now())
            self.n_ae += 1
            self.ev += 1
            prio = LO
            if random.uniform(0.0, 1.0) < P_MAJOR:
                prio = HI
            self.tri_q.put(cb.spawn(Case, t0=cb.now(), t1=0.0, prio=prio), prio)

    @cb.process(copies=spec.TRIAGE)
    def nurse(self):
        while True:
            p = self.tri_q.get()
            self.n_tri += 1
            self.w_tri += cb.now() - p.t0
            cb.hold(random.exponential(TRIAGE_MEAN))
            self.ev += 1
            p.t1 = cb.now()
            self.cub_q.put(p, p.prio)

    @cb.process(copies=spec.CUBICLES, priority=1)
    def cubicle(self):
        while True:
            p = self.cub_q.get()
            t0 = p.t0
            self.n_cub += 1
            self.w_cub += cb.now() - p.t1
            cb.release(p)
            cb.hold(random.exponential(TREAT_MEAN))
            self.ev += 1
            if random.uniform(0.0, 1.0) < P_ADMIT:
                t2 = cb.now()
                self.beds.get(1)
                self.w_bed += cb.now() - t2
                self.n_adm += 1
                self.stay_q.put(0.0)
            self.gone += 1
            if cb.now() - t0 <= 4.0:
                self.ok4 += 1

    @cb.process(copies=spec.BEDS + spec.PACKAGES)
    def stay(self):
        while True:
            self.stay_q.get()
            cb.hold(random.lognormal(EM_MU, EM_SIGMA))
            self.ev += 1
            if random.uniform(0.0, 1.0) < P_DELAY:
                t3 = cb.now()
                self.packages.get(1)
                self.n_dly += 1
                self.w_dly += cb.now() - t3
                self.beds.put(1)
                cb.hold(random.exponential(PACKAGE_MEAN))
                self.ev += 1
                self.packages.put(1)
            else:
                self.beds.put(1)

    @cb.process(copies=2 * spec.BEDS)
    def elective(self):
        while True:
            t0 = self.el_q.get()
            self.beds.get(1)
            self.n_el += 1
            self.w_list += cb.now() - t0
            cb.hold(random.lognormal(EL_MU, EL_SIGMA))
            self.ev += 1
            self.beds.put(1)
            cb.hold(0.0)  # or this process takes its own bed back

    @cb.process
    def referrals(self):
        while True:
            cb.hold(random.exponential(REFERRAL_MEAN))
            self.ev += 1
            if random.uniform(0.0, 1.0) < P_URGENT:
                self.urgent.put(cb.now())
                self.n_urg += 1
            else:
                self.routine.put(cb.now())
                self.n_rou += 1

    @cb.process
    def slots(self):
        cb.hold(SLOT_HOUR)
        day = 0
        while True:
            self.ev += 1
            if day % 7 < 5:
                left = SLOTS
                while left > 0 and self.n_urg > 0:
                    self.el_q.put(self.urgent.get())
                    self.n_urg -= 1
                    left -= 1
                while left > 0 and self.n_rou > 0:
                    self.el_q.put(self.routine.get())
                    self.n_rou -= 1
                    left -= 1
            day += 1
            cb.hold(24.0)

    @cb.on_end
    def end(self):
        self.ae_arrivals = self.n_ae
        self.admitted = self.n_adm
        self.electives_in = self.n_el
        self.triage_wait_h = self.w_tri / max(self.n_tri, 1)
        self.cubicle_wait_h = self.w_cub / max(self.n_cub, 1)
        self.boarding_h = self.w_bed / max(self.n_adm, 1)
        self.delay_h = self.w_dly / max(self.n_dly, 1)
        self.list_wait_h = self.w_list / max(self.n_el, 1)
        self.within_4h = self.ok4 / max(self.gone, 1)
        self.model_events = self.ev


def acute_fast(seed, days=spec.DAYS):
    r = _run(AcuteFast(), cb.Window(duration=days * 24.0), seed)
    return spec.results(**{k: float(getattr(r, k)[0, 0]) for k in spec.KEYS})
