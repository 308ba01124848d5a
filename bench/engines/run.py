"""The two reference models in every engine, round by round, with medians, ratios and answers.

python bench/engines/run.py mmc   [rounds] [word,word]     M/M/c, a million customers, against Erlang C
python bench/engines/run.py acute [rounds] [word,word]     a year of the acute pathway, engine against engine

Words choose the engines whose names hold one of them. Seconds are of the processor's time in one process, every engine using one thread;
they still move with the machine and what else it does to the caches, so ratios are taken inside a round (the same minutes) and the
median over rounds is shown with its range. Compiled engines are called several times
in a process; the first call, with its compiling, is told apart. An engine that is not installed is left out and said so.
"""

import importlib.util
import json
import statistics
import subprocess
import sys
from pathlib import Path

import spec

HERE = Path(__file__).resolve().parent
PRODUCT, BY_MONTHS, LIMIT = "shirehall", "shirehall by months", "C loop"

# name, module, what it needs, function, calls a process, options, share of a full run
MMC = [
    ("SimPy textbook", "with_simpy", "simpy", "mmc", 1, {}, 1.0),
    ("SimPy store idiom", "with_simpy", "simpy", "mmc_fast", 1, {}, 1.0),
    ("Ciw", "with_ciw", "ciw", "mmc", 1, {"n": 200_000}, 0.2),
    ("salabim", "with_salabim", "salabim", "mmc", 1, {"n": 50_000}, 0.05),
    ("plain heapq", "with_heapq", "", "mmc", 1, {}, 1.0),
    ("cimba spawned", "with_cimba", "cimba", "mmc", 4, {}, 1.0),
    ("cimba fixed processes", "with_cimba", "cimba", "mmc_fast", 6, {}, 1.0),
    (PRODUCT, "with_shirehall", "numba", "mmc", 8, {}, 1.0),
    (BY_MONTHS, "with_shirehall", "numba", "mmc", 8, {"months": 12}, 1.0),
    (LIMIT, "with_c", "", "mmc", 8, {}, 1.0),
]
ACUTE = [
    ("SimPy textbook", "with_simpy", "simpy", "acute", 1, {}, 1.0),
    ("SimPy own pools", "with_simpy", "simpy", "acute_fast", 1, {}, 1.0),
    ("Ciw", "with_ciw", "ciw", "acute", 1, {}, 1.0),
    ("salabim", "with_salabim", "salabim", "acute", 1, {}, 1.0),
    ("plain heapq", "with_heapq", "", "acute", 2, {}, 1.0),
    ("cimba spawned", "with_cimba", "cimba", "acute", 4, {}, 1.0),
    ("cimba fixed processes", "with_cimba", "cimba", "acute_fast", 5, {}, 1.0),
    (PRODUCT, "with_shirehall", "numba", "acute", 12, {}, 1.0),
    (BY_MONTHS, "with_shirehall", "numba", "acute", 12, {"months": 12}, 1.0),
    (LIMIT, "with_c", "", "acute", 12, {}, 1.0),
]


def one(module, function, calls, seed, options):
    """One process of one engine."""
    command = [
        sys.executable,
        str(HERE / "one.py"),
        module,
        function,
        str(calls),
        str(seed),
        json.dumps(options),
    ]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module}.{function} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def present(cases, words):
    """The cases asked for whose engine is installed; the others are named."""
    wanted = [case for case in cases if any(word in case[0] for word in words)]
    missing = [case[0] for case in wanted if case[2] and importlib.util.find_spec(case[2]) is None]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (pip install -e '.[bench]')")
    return [case for case in wanted if case[0] not in missing]


def in_turn(cases):
    """The order of a round: the quick ones before and after the slow ones, so that both see the same minutes."""
    quick = [case for case in cases if case[4] > 1]
    return [*quick, *(case for case in cases if case[4] == 1), *quick]


def measure(cases, rounds):
    """Every engine in every round: seconds of a full run, first call, peak memory, answers."""
    rows = {case[0]: [] for case in cases}
    for number in range(rounds):
        turns = {case[0]: [] for case in cases}
        for name, module, _, function, calls, options, share in in_turn(cases):
            seed = 1000 * number + 100 * len(turns[name]) + 1
            got = one(module, function, calls, seed, options)
            turns[name].append(got | {"full": [s / share for s in got["secs"][1:] or got["secs"]]})
            print(
                f"round {number + 1} {name}: {statistics.median(turns[name][-1]['full']):.4f} s", flush=True
            )
        for name, got in turns.items():
            rows[name].append(
                {"s": statistics.median(s for turn in got for s in turn["full"]), "first": got[0]["secs"][0],
                 "peak_mb": got[0]["peak_mb"], "version": got[0]["version"],
                 "found": [f for turn in got for f in turn["found"]]}
            )  # fmt: skip
    return rows


def ratio(rows, slow, quick):
    """How many times the slow one's time is the quick one's: median and range over rounds."""
    parts = [a["s"] / b["s"] for a, b in zip(rows[slow], rows[quick], strict=True)]
    return f"{statistics.median(parts):,.3g} ({min(parts):,.3g} to {max(parts):,.3g})"


def times(rows, events_of):
    """The table of times: seconds, nanoseconds an event, this engine's time over the product's, first call, memory."""
    base = PRODUCT if PRODUCT in rows else next(iter(rows))
    print(f"\n| engine | version | s | ns an event | its time / {base}'s (range) | first call s | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, runs in rows.items():
        s = statistics.median(run["s"] for run in runs)
        first, peak = (statistics.median(run[k] for run in runs) for k in ("first", "peak_mb"))
        events = statistics.median(events_of(found) for run in runs for found in run["found"])
        print(f"| {name} | {runs[0]['version']} | {s:.3g} | {s / events * 1e9:,.0f} | {ratio(rows, name, base)} "
              f"| {first:.2f} | {peak:.0f} |")  # fmt: skip


def spread(values):
    """Mean and standard error."""
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{statistics.mean(values):.4g} ({error:.2g})"


def answers(rows, names):
    """The table of answers: mean and standard error over all runs of an engine."""
    print(f"\n| engine | runs | {' | '.join(names)} |")
    print("| --- " * (len(names) + 2) + "|")
    for name, runs in rows.items():
        found = [f for run in runs for f in run["found"]]
        cells = [spread([f[key] for f in found]) for key in names.values()]
        print(f"| {name} | {len(found)} | {' | '.join(cells)} |")


def goals(rows, acute):
    """What the county's engine is held to on the acute pathway, beside what this run showed; on M/M/c only what it showed."""
    for ours in (PRODUCT, BY_MONTHS):
        for name, goal in (("SimPy textbook", "at least 100"), ("cimba fixed processes", "at least 8")):
            if name in rows and ours in rows:
                aim = f"; goal {goal}" if acute else ""
                print(f"time of {name} over that of {ours}: {ratio(rows, name, ours)}{aim}")
        if LIMIT in rows and ours in rows:
            aim = "; goal at least 0.5" if acute else ""
            print(f"speed of {ours} over that of the {LIMIT}: {ratio(rows, LIMIT, ours)}{aim}")


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "acute"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    words = sys.argv[3].split(",") if len(sys.argv) > 3 else [""]
    if what not in ("mmc", "acute"):
        raise SystemExit("say mmc or acute.")
    acute = what == "acute"
    rows = measure(present(ACUTE if acute else MMC, words), rounds)
    times(rows, (lambda found: found["model_events"]) if acute else (lambda found: found[1]))
    answers(rows, {key: key for key in spec.KEYS} if acute else {"wait": 0, "events": 1})
    if not acute:
        print(f"Erlang C: {spec.erlang_c_wait():.4f}")
    print()
    goals(rows, acute)


if __name__ == "__main__":
    main()
