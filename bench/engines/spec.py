"""The two reference models: parameters, results layout and checks.

Every implementation in this folder imports its numbers from here, so that a
difference in speed is a difference of engine and not of model.

Model (a)  M/M/c: c servers, one FIFO queue.
Model (b)  acute pathway, one year, time in hours, starts empty:
  A&E arrivals   Poisson with a rate by hour of day, priority 0 with P_MAJOR
  triage         TRIAGE nurses, queue by (priority, arrival), exponential
  cubicle        CUBICLES, queue by (priority, arrival), exponential
  disposal       P_ADMIT need a bed; they keep the cubicle until they have it
  bed            BEDS, emergencies before electives, FIFO inside; lognormal stay
  discharge      P_DELAY of emergency patients keep the bed until one of
                 PACKAGES care packages is free; the package is then held
                 for an exponential time (the bed is free)
  electives      Poisson referrals, P_URGENT urgent; each weekday at
                 SLOT_HOUR up to SLOTS patients leave the list by
                 (urgency, referral) and ask for a bed; lognormal stay
A "model event" is a timed event of the model: an A&E arrival, a triage end, a
treatment end, an end of stay, an end of a care package, a referral, a slot.
Engines may need more internal events for the same model events.
"""

import math

# ---- model (a)
MMC_C, MMC_RHO, MMC_N = 10, 0.9, 1_000_000
MMC_MU = 1.0
MMC_LAMBDA = MMC_RHO * MMC_C * MMC_MU


def erlang_c_wait(c=MMC_C, lam=MMC_LAMBDA, mu=MMC_MU):
    a = lam / mu
    s = sum(a**k / math.factorial(k) for k in range(c))
    top = a**c / math.factorial(c) * c / (c - a)
    return top / (s + top) / (c * mu - lam)


# ---- model (b)
DAYS = 365
T_END = DAYS * 24.0
AE_PER_YEAR, ELECTIVE_PER_YEAR = 150_000, 90_000
_W = [
    2.6,
    2.1,
    1.8,
    1.6,
    1.5,
    1.6,
    2.0,
    3.0,
    4.6,
    5.8,
    6.3,
    6.4,
    6.1,
    5.9,
    5.7,
    5.6,
    5.7,
    5.8,
    5.7,
    5.4,
    4.9,
    4.2,
    3.6,
    3.1,
]
HOURLY = [AE_PER_YEAR / 365 * w / sum(_W) for w in _W]  # arrivals per hour
RATE_MAX = max(HOURLY)
P_MAJOR, P_ADMIT, P_DELAY, P_URGENT = 0.25, 0.30, 0.12, 0.20
TRIAGE, TRIAGE_MEAN = 3, 5 / 60
CUBICLES, TREAT_MEAN = 48, 1.75
BEDS = 815


def lognormal(mean, cv):
    s2 = math.log(1 + cv * cv)
    return math.log(mean) - s2 / 2, math.sqrt(s2)


EM_MU, EM_SIGMA = lognormal(4.5 * 24, 1.2)
EL_MU, EL_SIGMA = lognormal(0.8 * 24, 0.8)
PACKAGES, PACKAGE_MEAN = 218, 14 * 24.0
REFERRAL_MEAN = T_END / ELECTIVE_PER_YEAR
SLOTS, SLOT_HOUR = 352, 8.0

KEYS = [
    "ae_arrivals",
    "admitted",
    "electives_in",
    "triage_wait_h",
    "cubicle_wait_h",
    "boarding_h",
    "delay_h",
    "list_wait_h",
    "within_4h",
    "model_events",
]


def results(**k):
    assert set(k) == set(KEYS), set(KEYS) ^ set(k)
    return k
