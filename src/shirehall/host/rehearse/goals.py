"""The table of goals: each with its promise, its floor, the figure of this machine, whether it holds, and how it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shirehall.host.rehearse.bots import Act, Histories
from shirehall.host.rehearse.checker import Judgement
from shirehall.host.rehearse.plan import Measures, Plan, part

LONGEST = 600.0


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal. `held` is none where this rehearsal did not measure it; `how` then names the test or command that does."""

    id: str
    promise: str
    floor: str
    figure: str
    held: bool | None
    how: str


def goals_of(plan: Plan, told: Judgement, measures: Measures, histories: Histories) -> list[Goal]:
    """The goals G1 to G20 as this rehearsal found them."""
    acks = Acks(histories.acts, measures)
    rows = [
        *_kept(told, measures),
        *_quick(plan, measures, acks),
        *_bounded(measures),
        *_elsewhere(),
        _resumed(measures),
        _copied(measures),
        _stopped(measures, told),
        *_last(plan, measures, told),
    ]
    return sorted(rows, key=lambda goal: int(goal.id[1:]))


def both(acked: list[float], streams: list[float]) -> str:
    """Being back, in words: the middle and the worst until an act was acknowledged, and until every stream was open."""
    return (f"act {part(acked, 0.5):.1f} s (worst {max(acked):.1f}), streams {part(streams, 0.5):.1f} s "
            f"(worst {max(streams):.1f})")  # fmt: skip


class Acks:
    """Seconds from call to acknowledgement, spell by spell."""

    def __init__(self, acts: Sequence[Act], measures: Measures) -> None:
        self._acts = [act for act in acts if act.fate in ("made", "refused")]
        self._measures = measures

    def of(self, *spells: str, computing: bool | None = None) -> list[float]:
        """The seconds of all acts of some spells; of those made while a month was lived, or of the others."""
        return [
            act.acked - act.sent
            for act in self._acts
            if act.spell in spells and (computing is None or act.computing == computing)
        ]

    def a_second(self, spell: str) -> float:
        """Acts a second that were acknowledged in a spell."""
        acts = [act for act in self._acts if act.spell == spell]
        if len(acts) < 2:
            return 0.0
        return len(acts) / max(max(act.acked for act in acts) - min(act.sent for act in acts), 0.001)


def ms(seconds: float) -> str:
    """Seconds as milliseconds."""
    return f"{seconds * 1000:.0f} ms"


def _kept(told: Judgement, measures: Measures) -> list[Goal]:
    lost, faults = len(told.lost), sum(len(found) for found in told.faults.values())
    acked, streams = measures.restarts_to_ack, measures.restarts_to_streams
    back = f"{both(acked, streams)} at {told.events:,} events" if acked else "not measured"
    cold = (
        f"; keeper killed too: {both(measures.cold_to_ack, measures.cold_to_streams)}"
        if measures.cold_to_ack
        else ""
    )
    return [
        Goal("G1", "an acknowledged act is never lost", "0 lost", f"{lost} of {told.acked + told.refused:,} lost in {measures.kills} kills",
             lost == 0, "kill -9 here; power cuts: tests/record, 200 a push and 2,000 in `make soak`"),
        Goal("G2", "each act once on the record, each event once and in order to each client",
             "0 missing, 0 double, 0 out of order", f"{faults} faults in {told.events:,} events, {told.delivered:,} deliveries, "
             f"{told.streams} streams", told.well, "every history against the record and the views folded from it"),
        Goal("G3", "back in seconds after kill -9", "act <= 2 s, streams <= 3 s", back + cold,
             max(acked) <= 2.0 and max(streams) <= 3.0 if acked else None,
             "the worst of all kills of the host, which its keeper begins again; with the keeper killed too the program itself is "
             "read anew, for which there is no floor"),
    ]  # fmt: skip


def _quick(plan: Plan, measures: Measures, acks: Acks) -> list[Goal]:
    calm = acks.of("calm")
    p95, p99, burst = part(calm, 0.95), part(calm, 0.99), max(measures.bursts[:3], default=0.0)
    spell = measures.spells.get("calm")
    offered = f"{spell.a_second:.0f}/s" if spell else ""
    idle, busy = (
        part(acks.of("calm", computing=False), 0.99),
        part(acks.of("calm", "county", computing=True), 0.99),
    )
    forced = bool(busy) and bool(idle)
    flood = part([seconds for seconds in acks.of("year") if seconds < 1.0], 0.95)
    return [
        Goal("G4", "a submit is acknowledged quickly", "p95 <= 50 ms, p99 <= 100 ms; 70 at once <= 0.5 s",
             f"p95 {ms(p95)}, p99 {ms(p99)} at {offered}; 70 at once {ms(burst)}" if calm else "not measured",
             p95 <= 0.05 and p99 <= 0.1 and burst <= 0.5 if calm else None,
             f"open loop, programs' posts and browsers' forms; the year itself with its faults: p95 {ms(flood)}"),
        _fanned(plan, measures),
        Goal("G6", "the county never slows the room", "p99 <= 3 x idle and <= 100 ms",
             f"{ms(busy)} while a month was lived, {ms(idle)} idle" if forced else "no month was being lived",
             busy <= 3 * idle and busy <= 0.1 if forced else None, "a month forced under the same load"),
        Goal("G7", "head room", ">= 300 acts/s, p99 <= 250 ms",
             f"{acks.a_second('head'):.0f} acts/s, p99 {ms(part(acks.of('head'), 0.99))}" if acks.of("head") else "not measured",
             acks.a_second("head") >= 300 and part(acks.of("head"), 0.99) <= 0.25 if acks.of("head") else None,
             "325 offered a second by all seats through the whole stack, streams open; bots on the same cores"),
    ]  # fmt: skip


FAN_FLOORS = {0: 0.1, 500: 0.4, 2000: 1.5}


def _fanned(plan: Plan, measures: Measures) -> Goal:
    words, held = [], True
    for clients, (a_second, streams) in sorted(measures.fan.items()):
        delays = measures.fan_delays.get(clients, [])
        p99 = part(delays, 0.99)
        held = held and bool(delays) and p99 <= FAN_FLOORS[clients]
        words.append(f"{streams} x {a_second:.0f}/s: p99 {ms(p99)}")
    return Goal("G5", "an act reaches the screens quickly", "70 x 20/s <= 100 ms; 500 x 20/s <= 400 ms; 2,000 x 5/s <= 1.5 s",
                "; ".join(words) or "not measured", held if words else None,
                "from call to receipt, visibility and rendering on" + ("" if plan.fan_out else "; more streams: --streams"))  # fmt: skip


def _bounded(measures: Measures) -> list[Goal]:
    if not measures.memory:
        return [Goal("G8", "bounded memory", "<= 250 MB", "not measured here", None, "/proc is needed")]
    each = measures.memory_frozen / measures.frozen if measures.frozen else 0.0
    cut = max(measures.frozen_cut, default=0.0)
    return [
        Goal("G8", "bounded memory", "<= 250 MB; a frozen client <= 2 MB and cut <= 30 s", f"{measures.memory:.0f} MB at most"
             + (f", {each:.1f} MB for each of {measures.frozen} frozen clients, the last cut after {cut:.0f} s" if measures.frozen else ""),
             measures.memory <= 250 and each <= 2.0 and cut <= 30.0,
             "the process that serves; its keeper's is beside it; 50,000 events: `python bench/live.py`"),
    ]  # fmt: skip


def _elsewhere() -> list[Goal]:
    rows = (
        (
            "G9",
            "replay equals the day",
            "hash equal at every event",
            "tests/play/test_replay.py, test_session_stateful.py",
        ),
        ("G10", "old records open", "golden records fold to their hash", "tests/record"),
        (
            "G11",
            "no leak between organisations",
            "0 in 2,000 pairs; >= 25 seeded leaks found",
            "tests/play/test_noninterference.py",
        ),
        ("G12", "deny by default", "every route has an answer for everybody", "tests/host/test_routes.py"),
        (
            "G13",
            "free text is inert",
            "0 scripts run, 0 requests elsewhere",
            "tests/host, the browser's tests",
        ),
        (
            "G14",
            "seats cannot be guessed",
            "P <= 1e-5 in 8 h",
            "tests/host/test_limits.py; guessed at here too",
        ),
    )
    return [Goal(id_, promise, floor, "see the test", None, how) for id_, promise, floor, how in rows]


def _resumed(measures: Measures) -> Goal:
    worst = max(measures.resumed, default=0.0)
    return Goal("G15", "sleep, wifi drop, reload", "caught up <= 2 s after the network is back",
                f"{len(measures.resumed)} streams dropped and back, slowest after {worst:.1f} s" if measures.resumed else "not measured",
                worst <= 2.0 if measures.resumed else None, "streams cut here; laptops asleep: browsers")  # fmt: skip


def _copied(measures: Measures) -> Goal:
    whole = "whole" if measures.copy_good else "NOT whole"
    figure = f"{max(measures.copy_behind, 0):.1f} s behind at most, restarts included; {whole}; restored in {measures.restored:.1f} s"
    return Goal("G16", "second copy", "<= 5 s behind, checked; restored <= 60 s", figure,
                measures.copy_good and measures.copy_behind <= 5.0 and measures.restored <= 60.0,
                "the copy read every second; a record made from it at the end")  # fmt: skip


def _stopped(measures: Measures, told: Judgement) -> Goal:
    slowest = max([*measures.planned, measures.stopped])
    return Goal("G17", "planned restart", "<= 3 s with every stream open, nothing lost",
                f"{slowest:.1f} s at most in {len(measures.planned) + 1} with {measures.clients} streams", slowest <= 3.0 and not told.lost,
                "SIGTERM to exit")  # fmt: skip


def _last(plan: Plan, measures: Measures, told: Judgement) -> list[Goal]:
    full = plan.faults and plan.months >= 13 and plan.course == "a year"
    whole = told.well and measures.months >= 13 and measures.kills >= plan.kills and not measures.not_made
    return [
        Goal("G18", "a full disk is survivable", "0 lost, reads go on", "see the test", None, "tests/record, under a full disk"),
        Goal("G19", "people can be erased", "0 found after", "see the test", None, "tests/host/test_erasing.py"),
        Goal("G20", "rehearsal is a feature", "70 bots, 13 months, faults on, <= 10 min",
             f"{measures.clients} clients, {measures.months} months, {len(measures.happened)} troubles, {measures.whole / 60:.1f} min",
             measures.whole <= LONGEST and whole if full else None, "this command"),
    ]  # fmt: skip


def held(goals: Sequence[Goal], told: Judgement, measures: Measures) -> bool:
    """Whether every floor that was measured holds, and nothing happened that must not."""
    return (
        told.well
        and all(goal.held is not False for goal in goals)
        and not measures.guesses_let_in
        and not measures.unasked_deaths
        and not measures.not_made
    )


# ---- telling ----------------------------------------------------------------------------------------------------


def as_lines(goals: Sequence[Goal], told: Judgement, measures: Measures) -> list[str]:
    """The table for a terminal, the faults, and what the day was made of."""
    mark = {True: "held", False: "NOT HELD", None: "elsewhere"}
    lines = [
        f"{goal.id:<4}{mark[goal.held]:<10} {goal.promise}: {goal.figure}\n{'':15}floor: {goal.floor}. {goal.how}."
        for goal in goals
    ]
    return [*lines, "", *told.words(), *summary(told, measures)]


def summary(told: Judgement, measures: Measures) -> list[str]:
    """What the rehearsal was made of, in sentences."""
    late = max((spell.late for spell in measures.spells.values()), default=0.0)
    return [
        f"{told.acts:,} acts were sent by {measures.clients} clients: {told.acked:,} made, {told.refused:,} refused by a rule, "
        f"{told.unanswered} not answered; {told.events:,} events are on the record.",
        f"{measures.kills} kills, {len(measures.planned)} planned restarts, {len(measures.resumed)} streams dropped, {measures.duplicates} "
        f"acts sent twice, {measures.throttled} acts of a flooding seat turned away, {measures.guesses} codes guessed "
        f"({measures.guesses_let_in} let in), {measures.unasked_deaths} deaths of the host that nobody asked for.",
        *(
            [f"The run was too short: {measures.not_made} of the troubles were not made."]
            if measures.not_made
            else []
        ),
        f"The bots ran on the same machine; their latest act was {late:.2f} s late, which counts against the figures.",
    ]


def as_page(
    plan: Plan, goals: Sequence[Goal], told: Judgement, measures: Measures, now: datetime | None = None
) -> str:
    """The table as a page of Markdown, dated."""
    mark = {True: "held", False: "**not held**", None: ""}
    machine = ", ".join(f"{name} {value}" for name, value in measures.machine.items() if value)
    when = (now or datetime.now(UTC)).strftime("%-d %B %Y")
    rows = [f"| {g.id} | {g.promise} | {g.floor} | {g.figure} | {mark[g.held]} | {g.how} |" for g in goals]
    store = "PostgreSQL" if plan.database else "SQLite"
    return "\n".join([
        "# What a rehearsal measured", "",
        "This page is written by `shirehall rehearse`, which you can give on your own machine on the morning of a day: bots take every "
        "seat through the front door, a year is lived at speed, the host is killed again and again, and everything that anybody "
        "was told is then compared with the record. The goals and their floors are those of the [design](design.md).", "",
        f"Measured on {when}: {plan.course} of {plan.pack}, {measures.months} months of {plan.month_seconds:.0f} seconds, {store}; "
        f"{machine}. It took "
        f"{measures.whole / 60:.1f} minutes.", "",
        "| | goal | floor | measured | | how |", "|---|---|---|---|---|---|", *rows, "",
        *(f"{line}\n" for line in summary(told, measures)),
        *([f"Faults found:\n\n{''.join(f'- {line}' + chr(10) for line in told.words())}"] if not told.well else []),
    ]).rstrip() + "\n"  # fmt: skip


def write_page(path: Path, plan: Plan, goals: Sequence[Goal], told: Judgement, measures: Measures) -> None:
    """Write the page into a file."""
    path.write_text(as_page(plan, goals, told, measures), encoding="utf-8")


def as_json(goals: Sequence[Goal], told: Judgement, measures: Measures) -> dict[str, Any]:
    """Everything, for a program."""
    return {
        "goals": [asdict(goal) for goal in goals],
        "judgement": {
            **{k: v for k, v in asdict(told).items() if not isinstance(v, list)},
            "faults": told.words(),
        },
        "machine": dict(measures.machine),
        "seconds": round(measures.whole, 1),
        "kills": measures.kills,
        "months": measures.months,
    }
