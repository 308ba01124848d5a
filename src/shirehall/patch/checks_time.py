"""Checks of the year and the day: phases, timetable, months, and the load that is planned."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.errors import PackFault
from shirehall.patch.checks_names import dangling
from shirehall.patch.draft import Draft
from shirehall.patch.model import Inject, Organisation, PackHead, Round


def _head(draft: Draft) -> PackHead | None:
    head: PackHead | None = draft.sections.get("pack.yaml")
    return head


def phases_cover_the_year(draft: Draft) -> Iterator[PackFault]:
    """Every month of a round is in exactly one phase."""
    for path, one in draft.each("pack.yaml", "rounds"):
        seen: dict[int, str] = {}
        for number, phase in enumerate(one.phases):
            for index, month in enumerate(phase.months):
                where = draft.place("pack.yaml", (*path, "phases", number, "months", index))
                if month in seen:
                    yield PackFault(
                        f"month {month} is in two phases, `{seen[month]}` and `{phase.id}`.",
                        where=where, mend="leave it in one of them.",
                    )  # fmt: skip
                elif month > one.months:
                    yield PackFault(
                        f"phase `{phase.id}` holds month {month}, but round `{one.id}` has {one.months} months.",
                        where=where, mend=f"use months 1 to {one.months}, or lengthen the round.",
                    )  # fmt: skip
                seen.setdefault(month, phase.id)
        missing = [str(month) for month in range(1, one.months + 1) if month not in seen]
        if missing:
            yield PackFault(
                f"no phase of round `{one.id}` holds month {', '.join(missing)}.",
                where=draft.place("pack.yaml", (*path, "phases")),
                mend="add the months to a phase; every month belongs to exactly one.",
            )


def phase_ids_given_once(draft: Draft) -> Iterator[PackFault]:
    """No phase id is given twice within a round."""
    for path, one in draft.each("pack.yaml", "rounds"):
        seen: set[str] = set()
        for number, phase in enumerate(one.phases):
            if phase.id in seen:
                yield PackFault(
                    f"the id `{phase.id}` is given to two phases.",
                    where=draft.place("pack.yaml", (*path, "phases", number, "id")),
                    mend="give one of the two another id.",
                )  # fmt: skip
            seen.add(phase.id)


def timetable_holds_the_play(draft: Draft) -> Iterator[PackFault]:
    """The day has room for every month, a break, lunch, and feedback after play; no slot runs into the next."""
    head = _head(draft)
    if head is None or not head.rounds:
        return
    need = sum(one.months * one.minutes_a_month for one in head.rounds)
    have = sum(slot.minutes for slot in head.timetable if slot.kind == "play")
    where = draft.place("pack.yaml", ("timetable",))
    if have < need:
        yield PackFault(
            f"the timetable has {have} minutes of play, but {need} are wanted (months × minutes a month).",
            where=where, mend="lengthen the play slots, or shorten the year or its months.",
        )  # fmt: skip
    kinds = [slot.kind for slot in head.timetable]
    for kind in ("break", "lunch"):
        if kind not in kinds:
            yield PackFault(
                f"the timetable has no {kind}.",
                where=where,
                mend=f"add a slot of kind {kind}: play is tiring.",
            )
    last_play = max((n for n, kind in enumerate(kinds) if kind == "play"), default=-1)
    if "feedback" not in kinds[last_play + 1 :]:
        yield PackFault(
            "the timetable has no feedback after play.",
            where=where, mend="add a slot of kind feedback after the last play slot.",
        )  # fmt: skip


def slots_follow_one_another(draft: Draft) -> Iterator[PackFault]:
    """No slot of the timetable begins before the one above it ends."""
    ends = 0
    for path, slot in draft.each("pack.yaml", "timetable"):
        hours, minutes = (int(part) for part in slot.time.split(":"))
        begins = hours * 60 + minutes
        where = draft.place("pack.yaml", (*path, "time"))
        if hours > 23 or minutes > 59:
            yield PackFault(
                f"{slot.time} is not a time of day.",
                where=where,
                mend="write hours 00 to 23 and minutes 00 to 59.",
            )
        elif begins < ends:
            yield PackFault(
                f"the slot at {slot.time} begins before the one above it ends ({ends // 60:02d}:{ends % 60:02d}).",
                where=where, mend="move it, or shorten the one above.",
            )  # fmt: skip
        ends = max(ends, begins + slot.minutes)


def months_are_in_the_year(draft: Draft) -> Iterator[PackFault]:
    """Injects and deadlines fall within the rounds, and within the minutes of their month."""
    head = _head(draft)
    if head is None or not head.rounds:
        return
    longest = max(head.rounds, key=lambda one: one.months)
    for path, deadline in draft.each("calendar.yaml"):
        yield from _in_year(draft, "calendar.yaml", path, deadline.month, deadline.minute, longest)
    for path, inject in draft.each("injects.yaml"):
        when = inject.when
        if when.month is not None:
            yield from _in_year(draft, "injects.yaml", (*path, "when"), when.month, when.minute, longest)
        if when.month is None and not when.measure and not when.by_hand:
            yield PackFault(
                f"nothing says when the inject `{inject.id}` arrives.",
                where=draft.place("injects.yaml", (*path, "when")),
                mend="give a month, a measure with above or below, or by_hand: true.",
            )
        if when.measure and when.above is None and when.below is None:
            yield PackFault(
                f"the inject `{inject.id}` waits for `{when.measure}` but no mark is given.",
                where=draft.place("injects.yaml", (*path, "when", "measure")), mend="give above: or below:.",
            )  # fmt: skip


def triggers_are_published(draft: Draft) -> Iterator[PackFault]:
    """An inject that waits for a measure to pass a mark waits for one that is published."""
    head = _head(draft)
    if head is None:
        return
    known = {measure for one in head.publications for measure in one.measures}
    for path, inject in draft.each("injects.yaml"):
        if inject.when.measure and inject.when.measure not in known:
            where = draft.place("injects.yaml", (*path, "when", "measure"))
            yield dangling(where, inject.when.measure, "published measure", known)


def _in_year(
    draft: Draft, file: str, path: tuple[str | int, ...], month: int, minute: int, longest: Round
) -> Iterator[PackFault]:
    if month > longest.months:
        yield PackFault(
            f"month {month} is after the end of play; the round has {longest.months} months.",
            where=draft.place(file, (*path, "month")), mend=f"use 1 to {longest.months}.",
        )  # fmt: skip
    if minute >= longest.minutes_a_month:
        yield PackFault(
            f"minute {minute} is after the end of the month, which lasts {longest.minutes_a_month} play minutes.",
            where=draft.place(file, (*path, "minute")), mend=f"use 0 to {longest.minutes_a_month - 1}.",
        )  # fmt: skip


def addressees(to: str | list[str], organisations: dict[str, Organisation]) -> list[str]:
    """The seated organisations that "all", ids and kinds come to, in pack order."""
    seated = [one for one in organisations.values() if one.seated in ("yes", "part")]
    return [one.id for one in seated if to == "all" or one.id in to or one.kind in to or "all" in to]


def planned_load(draft: Draft) -> dict[int, dict[str, int]]:
    """What the pack asks of each seated organisation in each month: injects received and deadlines owed."""
    head, organisations = _head(draft), draft.organisations()
    months = range(1, (max((one.months for one in head.rounds), default=0) if head else 0) + 1)
    load: dict[int, dict[str, int]] = {month: {} for month in months}
    for _, inject in draft.each("injects.yaml"):
        _add(load, _month(inject), addressees(inject.to, organisations))
    for _, deadline in draft.each("calendar.yaml"):
        _add(load, deadline.month, addressees(deadline.owes, organisations))
    return load


def _month(inject: Inject) -> int:
    return 0 if inject.spare else inject.when.month or 0


def _add(load: dict[int, dict[str, int]], month: int, bodies: list[str]) -> None:
    if month in load:
        for body in bodies:
            load[month][body] = load[month].get(body, 0) + 1


def load_a_month(draft: Draft) -> Iterator[PackFault]:
    """The demands planned for a month stay under the pack's load warning (a warning: a fierce month may be meant)."""
    head = _head(draft)
    if head is None:
        return
    limit = head.pressure.load_warning.value
    for month, bodies in planned_load(draft).items():
        total = sum(bodies.values())
        if total > limit:
            most = max(bodies, key=lambda body: (bodies[body], body))
            yield PackFault(
                f"month {month} plans {total} demands (injects × addressees + "
                f"deadlines); the load warning stands at {limit:g}. "
                f"Most fall on `{most}` ({bodies[most]}).",
                where=draft.place("pack.yaml", ("pressure", "load_warning")),
                mend="move an inject or a deadline to a quieter month, address fewer, or raise the mark on purpose.",
            )
