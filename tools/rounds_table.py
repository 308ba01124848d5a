#!/usr/bin/env python3
"""Write the table of docs/rounds.md that sets SeeSaw's second round beside its first, over many runs and in arms.

    .venv/bin/python tools/rounds_table.py --seeds 5000 5039 [--people 0.1] [--kept FILE] [--workers 2]

Runs are kept in a file, a line each, so that it goes on where it was stopped. With `--no-county` the county is not lived.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from shirehall.errors import UsageError
from shirehall.lab.arms import Arm
from shirehall.lab.arms_file import read_arms
from shirehall.lab.ground import ground_for, source_digest
from shirehall.lab.pairs import difference
from shirehall.lab.run import Task, played
from shirehall.study.measures import reading
from shirehall.study.reading import tell

ROOT = Path(__file__).resolve().parents[1]
PAGE, ARMS = ROOT / "docs" / "rounds.md", ROOT / "docs" / "examples" / "rounds-arms.yaml"
BEGIN, END = "<!-- rounds: begin -->", "<!-- rounds: end -->"
PACK, BASE, ROUNDS = "seesaw", "the pack as it is", ("r1", "r2")
BOUND = ("signed", "in-force")
ASKED: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("terms in agreements that were signed", "terms-signed", {}),
    ("work of the acute trusts that such terms move (share)", "moved-share", {"of_kind": "acute-provider", "state": BOUND}),
    ("plans signed off", "plans-signed-off", {}),
    ("bids", "bids", {}),
    ("lots offered in bids", "bid-lots", {}),
    ("sums offered in bids (£m)", "bid-sum", {}),
)  # fmt: skip
"""What is counted of each round: in words, by which measure, with which filters."""
Told = dict[str, dict[str, float]]
"""Of one run: by measure and round, the number; 0 where there was nothing to count."""


def told_of(task: Task) -> Told:
    """Play a run and count each round."""
    day, _, patch = played(task, ground_for(task.pack, task.arm, task.people if task.county else 1.0))
    telling = tell(tuple(day.session.events), patch)
    return {
        name: {each: reading(name, telling, {**filters, "round": each}).value or 0.0 for each in ROUNDS}
        for _, name, filters in ASKED
    }


def one(task: Task) -> tuple[str, int, Told]:
    """A run, with its arm and its seed."""
    return task.arm.name, task.seed, told_of(task)


def runs(asked: argparse.Namespace, arms: Sequence[Arm]) -> dict[str, dict[int, Told]]:
    """What every run told, by arm and seed: those that were kept, and the others now."""
    found: dict[str, dict[int, Told]] = {arm.name: {} for arm in arms}
    ground = ground_for(PACK, arms[0], asked.people if asked.county else 1.0)
    rests = [ground.pack_digest, source_digest(), asked.people, asked.county, [arm.as_json() for arm in arms]]
    lines = asked.kept.read_text(encoding="utf-8").splitlines(keepends=True) if asked.kept.exists() else []
    lines = [line for line in lines if line.endswith("\n")]
    if lines and json.loads(lines[0]) != json.loads(json.dumps(rests)):
        raise UsageError(
            f"the runs in {asked.kept} were made of another pack, Shirehall, share of people or arms.",
            mend="remove the file, or name another with --kept.",
        )
    asked.kept.write_text("".join(lines) or json.dumps(rests) + "\n", encoding="utf-8")
    for line in lines[1:]:
        name, seed, told = json.loads(line)
        found[name][seed] = told
    first, last = asked.seeds
    wanted = [
        Task(PACK, arm, seed, people=asked.people, county=asked.county)
        for seed in range(first, last + 1) for arm in arms if seed not in found[arm.name]
    ]  # fmt: skip
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool, asked.kept.open("a") as kept:
        for name, seed, told in pool.imap_unordered(one, wanted):
            found[name][seed] = told
            kept.write(json.dumps([name, seed, told]) + "\n")
            kept.flush()
            print(f"{name} {seed}", flush=True)
    return {name: {s: told for s, told in by.items() if first <= s <= last} for name, by in found.items()}


def more(told: Mapping[int, Told], name: str) -> dict[int, float]:
    """By how much the second round has more than the first, by seed."""
    return {seed: each[name]["r2"] - each[name]["r1"] for seed, each in told.items()}


def rendered(found: Mapping[str, Mapping[int, Told]]) -> str:
    """Both tables: the rounds side by side, and by how much less the second is ahead in each arm."""
    base = found[BASE]
    many = Counter(round(each["bids"]["r2"]) for each in base.values())
    lines = [
        "| of each round | first: mean | second: mean | runs in which the second has more |",
        "|---|--:|--:|--:|",
    ]
    for words, name, _ in ASKED:
        first, second = (mean(each[name][one] for each in base.values()) for one in ROUNDS)
        ahead = sum(x > 0 for x in more(base, name).values())
        lines.append(f"| {words} | {first:.2f} | {second:.2f} | {ahead} of {len(base)} |")
    lines += [
        "",
        "Bids in the second round: "
        + ", ".join(f"{n} in {runs}" for n, runs in sorted(many.items()))
        + " runs.",
        "",
    ]
    lines += [
        "| how far the second round is ahead | as it is | " + " | ".join(n for n in found if n != BASE) + " |"
    ]
    lines += ["|---|--:|" + "--:|" * (len(found) - 1)]
    for words, name, _ in ASKED:
        here = more(base, name)
        cells = [f"{mean(here.values()):+.2f}"]
        for arm in (each for each in found if each != BASE):
            change = difference(more(found[arm], name), here)
            cells.append(f"{change.here:+.2f} ({change.low:+.2f} to {change.high:+.2f})")
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    asks = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asks.add_argument("--seeds", type=int, nargs=2, default=(5000, 5039), metavar=("FIRST", "LAST"))
    asks.add_argument("--people", type=float, default=0.1)
    asks.add_argument("--county", action=argparse.BooleanOptionalAction, default=True)
    asks.add_argument("--workers", type=int, default=2)
    asks.add_argument("--kept", type=Path, default=ROOT / "build" / "rounds.jsonl")
    asked = asks.parse_args()
    if asked.seeds[0] >= asked.seeds[1]:
        asks.error("two seeds or more are wanted, the first one first")
    asked.kept.parent.mkdir(parents=True, exist_ok=True)
    found = runs(asked, (Arm(BASE), *read_arms(ARMS)))
    how = f"with {100 * asked.people:g}% of the county's people" if asked.county else "without the county"
    head = (
        f"SeeSaw, seeds {asked.seeds[0]} to {asked.seeds[1]}, {how}; in brackets by how much that is more than with the pack as\n"
        "it is, seed by seed (95% interval).\n\n"
    )
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(
        f"{before}{BEGIN}\n\n{head}{rendered(found)}\n\n{END}{after}", encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
