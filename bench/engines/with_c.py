"""The limit: a tight loop in C through ctypes, without groups, histograms or busy time. Needs a C compiler."""

import ctypes
import math
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import NormalDist

import numpy as np
import spec

HERE = Path(__file__).resolve().parent
MS = 3_600_000.0
POINTS = 1025
DELAY, SEIZE, RELEASE, BRANCH, GOTO, JOIN, TARGET, PRIO, END = range(9)


def compiled():
    """The loop, built into a folder of its own; none is kept."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("There is no C compiler on this machine.")
    library = Path(tempfile.mkdtemp()) / "loop.so"
    options = ["-O3", "-march=native", "-shared", "-fPIC", str(HERE / "loop.c"), "-o", str(library), "-lm"]
    subprocess.run([compiler, *options], check=True)
    text = subprocess.run([compiler, "-dumpversion"], capture_output=True, text=True, check=True).stdout
    return ctypes.CDLL(str(library)), f"{Path(compiler).name} {text.strip()}"


LOOP, VERSION = compiled()
_I, _U, _F, _P = ctypes.c_int64, ctypes.c_uint64, ctypes.c_double, ctypes.c_void_p
LOOP.mmc.restype = _F
LOOP.mmc.argtypes = [_U, _I, _I, _F, _F]
LOOP.table_window.restype = _I
LOOP.table_window.argtypes = [
    _U,
    _I,
    _P,
    _P,
    _P,
    _P,
    _P,
    _I,
    _P,
    _I,
    _P,
    _P,
    _I,
    _P,
    _P,
    _P,
    _I,
    _I,
    _P,
    _P,
    _P,
    _P,
]


def mmc(seed, n=spec.MMC_N):
    return LOOP.mmc(seed * 7919 + 1, n, spec.MMC_C, spec.MMC_LAMBDA, spec.MMC_MU), 2 * n


def quantiles(ppf, mean):
    """A distribution (hours) as an inverse distribution table and a finer one of its last cell, in ms, its mean kept."""
    grid = np.linspace(0, 1, POINTS)
    low = 1 - 1 / (POINTS - 1)
    tail = np.minimum(low + grid / (POINTS - 1), 1 - 1e-9)
    head = grid.copy()
    head[-1] = low
    a, b = np.array([ppf(x) for x in head]), np.array([ppf(x) for x in tail])
    inside = ((b[:-1] + b[1:]) / 2).mean()
    found = (((a[:-2] + a[1:-1]) / 2).sum() + inside) / (POINTS - 1)
    return np.stack([a, b]) * (mean / found) * MS


def exponential(mean):
    return quantiles(lambda u: -math.log1p(-u) * mean, mean)


def lognormal(mu, sigma):
    inverse = NormalDist().inv_cdf
    return quantiles(
        lambda u: math.exp(mu + sigma * inverse(u)) if u > 0 else 0.0, math.exp(mu + sigma**2 / 2)
    )


def acute_model():
    """The rows of model (b), as op, argument, share and target, and the numbers of those whose waits are reported."""
    nurse, cubicle, bed, package = range(4)
    home, out = 17, 20
    rows = [
        (PRIO, 0, spec.P_MAJOR, 0), (SEIZE, nurse, -1, 0), (DELAY, 0, 0, 0), (RELEASE, nurse, 0, 0),
        (SEIZE, cubicle, -1, 0), (DELAY, 1, 0, 0), (BRANCH, 0, 1 - spec.P_ADMIT, home), (SEIZE, bed, 0, 0),
        (TARGET, int(4 * MS), 0, 0), (RELEASE, cubicle, 0, 0), (DELAY, 2, 0, 0),
        (BRANCH, 0, 1 - spec.P_DELAY, out), (SEIZE, package, 0, 0), (RELEASE, bed, 0, 0), (DELAY, 4, 0, 0),
        (RELEASE, package, 0, 0), (END, 0, 0, 0),
        (TARGET, int(4 * MS), 0, 0), (RELEASE, cubicle, 0, 0), (END, 0, 0, 0),
        (RELEASE, bed, 0, 0), (END, 0, 0, 0),
        (PRIO, 0, spec.P_URGENT, 0), (JOIN, 0, 0, 0), (SEIZE, bed, 1, 1), (DELAY, 3, 0, 0), (RELEASE, bed, 0, 0),
        (END, 0, 0, 0),
    ]  # fmt: skip
    steps = {"triage": [1], "cubicle": [4], "boarding": [7], "delay": [12], "list": [24], "within": [8, 17]}
    tables = [
        exponential(spec.TRIAGE_MEAN), exponential(spec.TREAT_MEAN), lognormal(spec.EM_MU, spec.EM_SIGMA),
        lognormal(spec.EL_MU, spec.EL_SIGMA), exponential(spec.PACKAGE_MEAN),
    ]  # fmt: skip
    op, arg, share, target = (np.array(column) for column in zip(*rows, strict=True))
    rates = np.array([spec.HOURLY, [1 / spec.REFERRAL_MEAN] * 24])
    arrays = {
        "op": op.astype(np.int8), "arg": arg.astype(np.int64), "share": share.astype(float),
        "target": target.astype(np.int16), "tables": np.stack(tables), "rates": rates,
        "capacity": np.array([spec.TRIAGE, spec.CUBICLES, spec.BEDS, spec.PACKAGES], np.int64),
        "starts": np.array([0, 22], np.int16), "slot_step": np.array([24], np.int16),
        "slots": np.array([spec.SLOTS], np.int64), "slot_at": np.array([int(spec.SLOT_HOUR * MS)], np.int64),
    }  # fmt: skip
    return arrays, steps


MODEL, STEPS = acute_model()


def acute(seed, days=spec.DAYS):
    m = MODEL
    count, waited, inside = (np.zeros(m["op"].size, np.int64) for _ in range(3))
    arrived = np.zeros(2, np.int64)

    def at(array):
        return array.ctypes.data

    events = LOOP.table_window(
        seed, m["op"].size, at(m["op"]), at(m["arg"]), at(m["share"]), at(m["target"]), at(m["tables"]),
        m["capacity"].size, at(m["capacity"]), 2, at(m["starts"]), at(m["rates"]), 1, at(m["slot_step"]),
        at(m["slots"]), at(m["slot_at"]), days, 1 << 16, at(count), at(waited), at(inside), at(arrived),
    )  # fmt: skip

    def mean(name):
        return waited[STEPS[name]].sum() / max(count[STEPS[name]].sum(), 1) / MS

    return spec.results(
        ae_arrivals=int(arrived[0]), admitted=int(count[STEPS["boarding"]].sum()),
        electives_in=int(count[STEPS["list"]].sum()), triage_wait_h=mean("triage"), cubicle_wait_h=mean("cubicle"),
        boarding_h=mean("boarding"), delay_h=mean("delay"), list_wait_h=mean("list"),
        within_4h=inside[STEPS["within"]].sum() / count[STEPS["within"]].sum(), model_events=int(events),
    )  # fmt: skip
