#!/usr/bin/env python3
"""Write the tables of docs/findings.md between its markers: Bigshire's findings from a lab, knock-outs, and directions.

    .venv/bin/python tools/findings_page.py                      every finding and how it is measured, without figures
    .venv/bin/python tools/findings_page.py --findings LAB       the same with a lab's shares; its page is read from its folder
    .venv/bin/python tools/findings_page.py --knock-outs LAB     what falls when a mechanism is switched off
    .venv/bin/python tools/findings_page.py --directions LAB FILE

A file of directions is a YAML list, each with `says` (the reasoning), `arm`, `number` (a measure, or a finding's id for its share of
runs) and `expects` (up or down).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import yaml

from shirehall.errors import UsageError
from shirehall.lab.held import Against, Standing, against_base, counting, knocked_out, standings
from shirehall.lab.page import results_of
from shirehall.lab.page.compared import fall_words
from shirehall.lab.page.standing import taken_away
from shirehall.lab.page.words import (
    came_out,
    change_within,
    measured,
    number,
    percent,
    points_within,
    share_within,
    share_words,
)
from shirehall.lab.tables import Results
from shirehall.patch.read import read_pack

PAGE = Path(__file__).resolve().parents[1] / "docs" / "findings.md"
PACK = "bigshire"
HEADS = (
    "| finding | what was reported | how it is measured | value | share of runs | random | silent | stands |"
)


def between(name: str, page: str) -> str:
    """What stands between a section's markers. Raises ValueError when the page has lost them."""
    begin, end = markers(name)
    return page[page.index(begin) + len(begin) : page.index(end)].strip("\n")


def markers(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def put(name: str, words: str, page: str) -> str:
    """The page with a section's words between its markers."""
    begin, end = markers(name)
    return (
        page[: page.index(begin) + len(begin)] + f"\n\n{words.strip(chr(10))}\n\n" + page[page.index(end) :]
    )


def cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())


def row(*cells: str) -> str:
    return f"| {' | '.join(cell(each) for each in cells)} |"


def rule(heads: str) -> str:
    return "|" + "---|" * (heads.count("|") - 1)


def findings_table(told: Sequence[Standing], others: Sequence[Against] = ()) -> str:
    """A row for every finding."""
    lines = [HEADS, rule(HEADS)]
    for s in told:
        without = taken_away(s, others) if s.designed_in else "–"
        stands = {
            "not computable": f"not computable: {s.why}",
            "designed in": f"designed in: {s.why}{f' (without it: {without})' if without != '–' else ''}",
        }.get(s.verdict, s.verdict if s.here else "not run")
        lines.append(
            row(
                s.finding.id, s.finding.statement, measured(s.finding), came_out(s), share_within(s.here), share_words(s.random),
                share_words(s.silent), stands,
            )
        )  # fmt: skip
    return "\n".join(lines)


def from_lab(results: Results) -> str:
    """The table with what a lab's runs came to, and how many count in each of its arms."""
    told, others = standings(results), against_base(results)
    seeds = results.plan.seeds
    many, of = counting(told)
    lines = [
        f"{len(results.by_arm.get(results.base.name, ()))} runs, seeds {min(seeds)} to {max(seeds)}, {people(results)}; beside them"
        f" {len(results.baseline('random'))} random and {len(results.baseline('silent'))} silent ones."
        f" **{many} of the {of} findings that are computable and not designed in count ({percent(many / of if of else 0.0)}).**"
    ]
    for each in others:
        if not each.arm.baseline and each.arm.jitter:
            here, _ = counting(standings(results, each.arm.name))
            lines.append(
                f"With every trait moved at random by up to {percent(each.arm.jitter)}, {here} of {of} count"
                f" ({percent(here / of if of else 0.0)}; {each.pairs} runs)."
            )
    return " ".join(lines) + "\n\n" + findings_table(told, others) + stricter(told)


def people(results: Results) -> str:
    if not results.plan.county:
        return "without the county"
    return f"with {100 * results.plan.people:g}% of the county's people"


def stricter(told: Sequence[Standing]) -> str:
    """The findings whose mark is stricter than it was first put, with both shares."""
    found = [s for s in told if s.first and s.finding.digest_mark and s.finding.compare]
    if not found:
        return ""
    heads = "| finding | first mark | mark used | under the first | under the one used |"
    lines = ["\n\nMarks that were made stricter:\n", heads, rule(heads)]
    for s in found:
        first, used = s.finding.digest_mark, s.finding.compare
        assert first is not None and used is not None
        marks = [f"{mark.op} {mark.value:g}" for mark in (first, used)]
        lines.append(row(s.finding.id, *marks, share_within(s.first), share_within(s.here)))
    return "\n".join(lines)


def knock_outs(results: Results) -> str:
    """A row a mechanism: what falls without it."""
    arms = [each for each in against_base(results) if knocked_out(each.arm)]
    if not arms:
        raise UsageError("the lab switches no mechanism off.", mend="name a lab whose arms do, by `without`.")
    heads = "| mechanism switched off | pairs | fall | rise | what falls, in points (95% interval) |"
    lines = [heads, rule(heads)]
    for each in arms:
        falls = "; ".join(fall_words(fall) for fall in each.falls) or "none"
        lines.append(
            row(knocked_out(each.arm), str(each.pairs), str(len(each.falls)), str(len(each.rises)), falls)
        )
    return "\n".join(lines)


def directions(results: Results, asked: Sequence[dict[str, str]]) -> str:
    """A row a direction: what the reasoning implies, and what the paired runs came to."""
    heads = (
        "| the reasoning | arm | number | expected | base | arm's | difference (95% interval) | came out |"
    )
    lines = [heads, rule(heads)]
    against = {each.arm.name: each for each in against_base(results)}
    for each in asked:
        if each["arm"] not in against:
            raise UsageError(f"the lab has no runs of an arm {each['arm']}.", mend="name one of its arms.")
        name, here, there, change, sign, clear = moved(results, against[each["arm"]], each["number"])
        right = sign == (1 if each["expects"] == "up" else -1)
        verdict = ("yes" if right else "the other way") if clear else "not clear"
        lines.append(row(each["says"], each["arm"], name, each["expects"], there, here, change, verdict))
    return "\n".join(lines)


def moved(results: Results, arm: Against, name: str) -> tuple[str, str, str, str, int, bool]:
    """How a number or a finding's share moves in an arm: its name, both values, the difference, its sign, whether it is clear."""
    for fall in arm.findings:
        if fall.finding.id == name:
            c = fall.change
            sign = (c.change > 0) - (c.change < 0)
            return name, percent(c.here), percent(c.there), f"{points_within(c)} points", sign, c.clear
    for each in arm.numbers:
        if each.key == name:
            what, m = results.named(name), each.change
            sign = (m.mean > 0) - (m.mean < 0)
            return (
                what.title,
                number(m.here, what),
                number(m.there, what),
                change_within(m, what),
                sign,
                m.clear,
            )
    raise UsageError(f"the lab has no number {name}.", mend="name a measure, or a finding's id.")


def main(words: Sequence[str] | None = None, page: Path = PAGE) -> None:
    asks = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asks.add_argument("--findings", type=Path, metavar="LAB")
    asks.add_argument("--knock-outs", type=Path, metavar="LAB")
    asks.add_argument("--directions", type=Path, nargs=2, metavar=("LAB", "FILE"))
    asked = asks.parse_args(words)
    patch, text = read_pack(PACK), page.read_text(encoding="utf-8")
    if asked.findings:
        text = put("findings", from_lab(results_of(asked.findings, patch)), text)
    if asked.knock_outs:
        text = put("knock-outs", knock_outs(results_of(asked.knock_outs, patch)), text)
    if asked.directions:
        lab, file = asked.directions
        text = put(
            "directions",
            directions(results_of(lab, patch), yaml.safe_load(file.read_text(encoding="utf-8"))),
            text,
        )
    if not (asked.findings or asked.knock_outs or asked.directions):
        text = put("findings", findings_table(unrun(patch.findings)), text)
    page.write_text(text, encoding="utf-8")
    print(f"wrote {page}")


def unrun(findings: Sequence[object]) -> list[Standing]:
    """Findings before any run."""
    from shirehall.lab.held import standing
    from shirehall.patch.reported import Finding

    return [standing(each, (), {}) for each in findings if isinstance(each, Finding)]


if __name__ == "__main__":
    main()
