"""Ciw: a network of nodes with blocking, priorities and a slotted node."""

import random

import ciw
import spec

VERSION = ciw.__version__


def mmc(seed, n=spec.MMC_N):
    ciw.seed(seed)
    net = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(spec.MMC_LAMBDA)],
        service_distributions=[ciw.dists.Exponential(spec.MMC_MU)],
        number_of_servers=[spec.MMC_C],
    )
    sim = ciw.Simulation(net)
    sim.simulate_until_max_customers(n, method="Finish")
    w = [r.waiting_time for r in sim.get_all_records(only=["service"])]
    return sum(w) / len(w), 2 * n


class Hourly(ciw.dists.Distribution):
    """Time between arrivals of a Poisson process with a rate by hour."""

    def __init__(self, share):
        self.share = share

    def __repr__(self):
        return "Hourly"

    def sample(self, t=None, ind=None):  # noqa: ARG002
        u = t
        top = spec.RATE_MAX
        while True:
            u += random.expovariate(top * self.share)
            if random.random() * top < spec.HOURLY[int(u) % 24]:
                return u - t


class BedNode(ciw.Node):
    """Let blocked emergencies (node 2) in before blocked electives (node 5)."""

    def release_blocked_individual(self):
        q = self.blocked_queue
        if len(q) > 1:
            i = next((i for i, b in enumerate(q) if b[0] == 2), 0)
            if i:
                q.insert(0, q.pop(i))
        super().release_blocked_individual()


def acute(seed, days=spec.DAYS):
    ciw.seed(seed)
    dists = ciw.dists
    expo = dists.Exponential
    ref = 1 / spec.REFERRAL_MEAN
    off, em, el = None, ("Major", "Minor"), ("Urgent", "Routine")

    def per_class(f_em, f_el):
        return {**{k: f_em(k) for k in em}, **{k: f_el(k) for k in el}}

    share = {
        "Major": spec.P_MAJOR,
        "Minor": 1 - spec.P_MAJOR,
        "Urgent": spec.P_URGENT,
        "Routine": 1 - spec.P_URGENT,
    }
    arrivals = per_class(
        lambda k: [Hourly(share[k]), off, off, off, off], lambda k: [off, off, off, off, expo(ref * share[k])]
    )
    tri, treat = expo(1 / spec.TRIAGE_MEAN), expo(1 / spec.TREAT_MEAN)
    pack, now = expo(1 / spec.PACKAGE_MEAN), dists.Deterministic(0.0)
    em_stay = dists.Lognormal(spec.EM_MU, spec.EM_SIGMA)
    el_stay = dists.Lognormal(spec.EL_MU, spec.EL_SIGMA)
    services = per_class(
        lambda _: [tri, treat, em_stay, pack, now], lambda _: [tri, treat, el_stay, pack, now]
    )
    nil = [0.0] * 5
    route_em = [
        [0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, spec.P_ADMIT, 0.0, 0.0],
        [0.0, 0.0, 0.0, spec.P_DELAY, 0.0],
        nil,
        nil,
    ]
    route_el = [nil, nil, nil, nil, [0.0, 0.0, 1.0, 0.0, 0.0]]
    h = spec.SLOT_HOUR
    slots = ciw.Slotted(slots=[h + 24 * d for d in range(7)] + [168], slot_sizes=[spec.SLOTS] * 5 + [0, 0, 0])
    inf = float("inf")
    net = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        routing=per_class(lambda _: route_em, lambda _: route_el),
        number_of_servers=[spec.TRIAGE, spec.CUBICLES, spec.BEDS, spec.PACKAGES, slots],
        queue_capacities=[inf, inf, 0, 0, inf],
        priority_classes={"Major": 0, "Minor": 1, "Urgent": 0, "Routine": 1},
    )
    plain = ciw.Node
    sim = ciw.Simulation(net, node_class=[plain, plain, BedNode, plain, plain])
    sim.simulate_until_max_time(days * 24.0)
    recs = sim.get_all_records(only=["service"])
    w = {k: [0, 0.0] for k in ("tri", "cub", "bed", "dly", "list")}

    def add(k, x):
        w[k][0] += 1
        w[k][1] += x

    start, ok4, gone, ends = {}, 0, 0, 0
    for r in recs:
        if r.node == 1:
            add("tri", r.waiting_time)
            start[r.id_number] = r.arrival_date
        elif r.node == 2:
            add("cub", r.waiting_time)
            if r.destination == 3:
                add("bed", r.time_blocked)
            gone += 1
            ok4 += r.exit_date - start[r.id_number] <= 4
        elif r.node == 3 and r.destination == 4:
            add("dly", r.time_blocked)
        elif r.node == 5:
            add("list", r.exit_date - r.arrival_date)
        ends += r.node != 5
    arr = sim.nodes[0].number_accepted_individuals_per_class
    n_ae = sum(arr[k] for k in em)
    events = n_ae + sum(arr[k] for k in el) + ends + days
    mean = {k: s / max(c, 1) for k, (c, s) in w.items()}
    return spec.results(
        ae_arrivals=n_ae,
        admitted=w["bed"][0],
        electives_in=w["list"][0],
        triage_wait_h=mean["tri"],
        cubicle_wait_h=mean["cub"],
        boarding_h=mean["bed"],
        delay_h=mean["dly"],
        list_wait_h=mean["list"],
        within_4h=ok4 / max(gone, 1),
        model_events=events,
    )
