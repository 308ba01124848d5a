"""How the lab's page and its command say things: shares, marks, intervals, arms, players and findings."""

from __future__ import annotations

from collections.abc import Iterable

from shirehall.lab.arms import Arm
from shirehall.lab.held import Share, Standing
from shirehall.lab.kept import Plan
from shirehall.lab.pairs import Change, ShareChange
from shirehall.lab.tables import Named
from shirehall.paper.prose import amount, count, figure, listed, sentence_case
from shirehall.patch.reported import Comparison, Condition, Finding
from shirehall.study.measures import every_measure

PLAYERS = {
    "script": "scripted minds",
    "random": "a player that makes random legal moves",
    "silent": "a player that stays silent",
}
"""Who may fill a seat of a run."""
NOTICE = (
    "Nobody took part in these runs. Every seat was filled by a script, in an invented county, under the rules of one pack. They"
    " show what might happen under those rules, how often, and what it hangs on; they are no forecast of any real place, body or person."
)
BRANCHED = (
    "Up to month {month} these runs are one day that was played. From there on every seat that acts is filled by a script: {whose}. They"
    " show how that day might have gone on under the rules of one pack; they are no forecast of any real place, body or person."
)


def notice_of(plan: Plan) -> str:
    """What a lab's page says of itself first."""
    if not plan.record:
        return NOTICE
    whose = f"{listed(list(plan.seats))}, while the others stay empty" if plan.seats else "all of them"
    return BRANCHED.format(month=plan.month, whose=whose)


def percent(share: float) -> str:
    """A share as a whole per cent; one that is not quite all or none does not look so."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def share_words(share: Share | None) -> str:
    """A share of runs, or a dash where nothing was run."""
    return "–" if share is None else percent(share.share)


def share_within(share: Share | None) -> str:
    """A share of runs with its interval: "62% (55 to 68)"."""
    if share is None:
        return "–"
    return f"{percent(share.share)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def points_within(change: ShareChange) -> str:
    """A difference of shares with its interval, in points: "−30 (−45 to −13)"."""
    return (
        f"{signed(100 * change.change, 0)} ({signed(100 * change.low, 0)} to {signed(100 * change.high, 0)})"
    )


def signed(value: float, decimals: int) -> str:
    """A figure with its sign."""
    words = figure(value, decimals)
    if not any(c in "123456789" for c in words):
        return words.lstrip("−")
    return f"+{words}" if value > 0 else words


def change_within(change: Change, what: Named) -> str:
    """A mean difference with its interval."""
    ends = [end for end in (change.low, change.high) if end is not None]
    places = fine(what, max(abs(value) for value in (change.mean, *ends)))
    said = [signed(value, places) for value in (change.mean, *ends)]
    return said[0] if len(ends) < 2 else f"{said[0]} ({said[1]} to {said[2]})"


def fine(what: Named, size: float) -> int:
    """To how many decimals numbers of a size are shown: three for a share, none for what is large, else those of the measure."""
    if what.unit == "share":
        return 3 if size < 1 else 2
    if size >= 1000:
        return 0
    return max(what.decimals, 1) if size < 100 else 1


def decimals_of(what: Named, value: float) -> int:
    """To how many decimals a number is shown; a whole one to none."""
    return 0 if what.unit != "share" and float(value).is_integer() else fine(what, abs(value))


def number(value: float, what: Named) -> str:
    """A number without its unit."""
    return figure(value, decimals_of(what, value))


def with_unit(value: float, what: Named) -> str:
    """A number with its unit, where that is not a share between nought and one."""
    if what.unit in ("", "share"):
        return number(value, what)
    return amount(value, what.unit, decimals_of(what, value))


def mark_of(compare: Comparison) -> str:
    """What a value is compared with, such as "at least 3"."""
    words = {
        "<": "less than",
        "<=": "at most",
        "==": "exactly",
        ">=": "at least",
        ">": "more than",
    }
    return f"{words[compare.op]} {compare.value:g}"


def measured(finding: Finding) -> str:
    """How a finding is measured: each measure with its filters and mark, what it presupposes, and for what it stands in."""
    if not finding.conditions:
        return "–"
    said = "; and ".join(condition_words(each) for each in finding.conditions)
    said += f". Presupposes: {condition_words(finding.given)}" if finding.given else ""
    return said + (f". {sentence_case(finding.reads)}" if finding.reads else "")


def condition_words(condition: Condition) -> str:
    """A measure with its filters and its mark."""
    known = every_measure().get(condition.measure)
    filters = "; ".join(
        f"{name.replace('_', ' ')}: {listed([str(v) for v in value]) if isinstance(value, list) else value}"
        for name, value in sorted(condition.filters.items())
    )
    title = known.title if known else condition.measure
    return f"{title}{f' ({filters})' if filters else ''}: {mark_of(condition.compare)}"


def came_out(standing: Standing) -> str:
    """What a finding's measure came to."""
    return "–" if standing.value is None else f"{standing.value:,.4g}".replace("-", "−")


def arm_words(arm: Arm) -> str:
    """What is otherwise in an arm than in the pack."""
    parts = [
        change_words(change.doing, change.file, change.item, change.path, change.value)
        for change in arm.changes
    ]
    parts += (
        [f"without the mechanism{'s' if len(arm.without) > 1 else ''} {listed(list(arm.without))}"]
        if arm.without
        else []
    )
    parts += [f"every trait moved at random by up to {percent(arm.jitter)}"] if arm.jitter else []
    if arm.managers is not None:
        parts.append("consortia have their managers" if arm.managers else "consortia have no managers")
    parts += [f"{percent(arm.people)} of the county’s people" if arm.people is not None else ""]
    return "; ".join(part for part in parts if part) or "the pack as it is"  # fmt: skip


def change_words(doing: str, file: str, item: str, path: tuple[str, ...], value: str) -> str:
    """One change of a pack's file in words."""
    which = "" if item in ("null", '""') else f" {item.strip(chr(34))}"
    where = f"{file}{which}{' ' + '.'.join(path) if path else ''}"
    said = value if len(value) <= 60 else value[:59] + "…"
    ways = {
        "set": f"{where} set to {said}",
        "times": f"{where} times {said}",
        "add": f"{where} added: {said}",
        "remove": f"{where} removed",
        "replace": f"{item.strip(chr(34))} called {said} {f'in {file}' if file else 'throughout'}",
        "forget": f"{said if item in ('null', '') else item.strip(chr(34))} forgotten {f'in {file}' if file else 'throughout'}",
    }
    return ways[doing]


def who_plays(arm: Arm) -> str:
    """Who fills the seats of an arm."""
    kinds = [(seat, PLAYERS.get(kind, kind)) for seat, kind in arm.who]
    if len(kinds) == 1 and kinds[0][0] == "*":
        return kinds[0][1]
    return "; ".join(f"{'all others' if seat == '*' else seat}: {kind}" for seat, kind in kinds)


def how_many(told: Iterable[object], one: str, many: str = "") -> str:
    """How many there are, in words."""
    return count(len(list(told)), one, many)
