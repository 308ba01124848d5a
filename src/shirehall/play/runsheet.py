"""The run sheet: which injects there are now, when each comes, what became of it, and what its addressees would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shirehall.economy.figures import MEASURES
from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.play.notices.inject import published, reaches, without_its_aim
from shirehall.play.record.event import EVERYONE, numbered
from shirehall.play.sheet import Condition, SheetLine, line_of, month_of
from shirehall.play.world import World

Status = Literal["waiting", "held", "edited", "added", "published"]


@dataclass(frozen=True, slots=True)
class Row:
    """One inject for the facilitator's page.

    `when` and `to` are in words. `due` is the play minute at which it comes, as the clock stands now; none for one that comes
    by hand or on a condition, or whose moment is past or beyond the round. `out_at` is the minute at which it came.
    """

    id: str
    title: str
    kind: str
    text: str
    when: str
    to: str
    status: Status
    due: int | None
    out_at: int | None
    reply_within: int
    added: bool
    edited: bool
    line: SheetLine


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen if an inject were published now.

    `seen_by` maps each seat that it reaches, facilitators' apart, to the fields it would see. `does` says, for the facilitator
    alone, what it would do to the county.
    """

    line: SheetLine
    to: str
    seen_by: Mapping[str, Mapping[str, Any]]
    does: tuple[str, ...]


def lines_of(patch: Patch, world: World) -> tuple[SheetLine, ...]:
    """Every inject of the day as it now stands: the pack's in its order, changed where the record says so, then those added."""
    lines = tuple(line_of(inject, patch.film) for inject in patch.injects)
    if not world.runsheet:
        return lines
    return tuple({**{line.id: line for line in lines}, **world.runsheet}.values())


def is_out(world: World, inject: str) -> bool:
    """Whether an inject was published."""
    return any(done.pack_id == inject for done in world.injects.values())


def due_now(patch: Patch, world: World) -> tuple[SheetLine, ...]:
    """The injects that are timed for the present month, not held and not out."""
    month = world.clock.month
    if world.runsheet:
        lines = lines_of(patch, world)
    else:
        lines = tuple(line_of(each, patch.film) for each in patch.injects if month_of(each) == month)
    return tuple(
        line for line in lines if line.month == month and line.status != "held" and not is_out(world, line.id)
    )


def minute_of(world: World, line: SheetLine) -> int:
    """The play minute of a timed inject in the present month; a month that was cut short takes it at its end."""
    return min(world.clock.began + line.minute, world.clock.ends)


def meets(condition: Condition, row: Sequence[Any]) -> bool:
    """Whether one row of figures meets a condition."""
    measure, subject, group, value, _unit = row
    if measure != condition.measure or group != "all" or (condition.subject and subject != condition.subject):
        return False
    below = condition.below is not None and value < condition.below
    return below or (condition.above is not None and value > condition.above)


def run_sheet(patch: Patch, world: World) -> tuple[Row, ...]:
    """The run sheet as a facilitator reads it."""
    out = {inject.pack_id: inject.at for inject in world.injects.values()}
    return tuple(row_of(patch, world, line, out.get(line.id)) for line in lines_of(patch, world))


def row_of(patch: Patch, world: World, line: SheetLine, out_at: int | None) -> Row:
    """One line of the run sheet."""
    return Row(
        id=line.id,
        title=line.title,
        kind=line.kind,
        text=line.text,
        when=moment_in_words(patch, world, line),
        to=reaches(world, line.to),
        status=status_of(line, out_at),
        due=None if out_at is not None or line.status == "held" else due_at(world, line),
        out_at=out_at,
        reply_within=line.reply_within,
        added=line.added,
        edited=line.edited,
        line=line,
    )


def status_of(line: SheetLine, out_at: int | None) -> Status:
    """What became of an inject, the most telling first."""
    if out_at is not None:
        return "published"
    if line.status == "held":
        return "held"
    return "edited" if line.edited else "added" if line.added else "waiting"


def due_at(world: World, line: SheetLine) -> int | None:
    """The play minute at which an inject comes, as the clock stands now; none when no minute can be told."""
    clock = world.clock
    if not line.month or clock.closed or not clock.month <= line.month <= clock.months:
        return None
    if line.month == clock.month:
        return minute_of(world, line)
    return (
        clock.ends
        + (line.month - clock.month - 1) * clock.minutes_a_month
        + min(line.minute, clock.minutes_a_month)
    )


def moment_in_words(patch: Patch, world: World, line: SheetLine) -> str:
    """When an inject comes."""
    if line.condition is not None and not line.month:
        return condition_in_words(world, line.condition)
    if not line.month:
        return "by hand"
    words = f"month {line.month} ({patch.month_name(line.month)}), minute {line.minute}"
    if world.opened and line.month > world.clock.months:
        return f"{words}: after the last month that is played"
    past = world.opened and line.month < world.clock.month and not is_out(world, line.id)
    return f"{words}: its moment has passed" if past else words


def condition_in_words(world: World, condition: Condition) -> str:
    """The figure and the mark that set an inject off."""
    known = MEASURES.get(condition.measure)
    name = known.title if known else condition.measure
    body = world.organisations.get(condition.subject)
    whose = f" of {body.short if body else condition.subject}" if condition.subject else ""
    above = [f"above {condition.above:g}"] if condition.above is not None else []
    below = [f"below {condition.below:g}"] if condition.below is not None else []
    return f"when {name}{whose} is {' or '.join([*above, *below])}"


def preview(patch: Patch, world: World, inject_id: str) -> Preview:
    """What each addressee would see if the inject were published now. Nothing happens.

    Raises UsageError for an inject that the run sheet does not have.
    """
    line = next((line for line in lines_of(patch, world) if line.id == inject_id), None)
    if line is None:
        raise UsageError(
            f"the run sheet has no inject called {inject_id}.",
            mend="name one of those on it.",
            who="the facilitator",
        )
    head, *acts = published(world, line)
    event = numbered(head, world.seq + 1, world.seq + 1, world.at, world.clock.month, "", ())
    facilitators = set(world.seats_of_all(world.of_kind("control")))
    audience = tuple(world.seats) if EVERYONE in event.audience else event.audience
    seen_by = {
        seat: without_its_aim(event, seat, world.organisation_of(seat))
        for seat in audience
        if seat not in facilitators and not world.seats[seat].left
    }
    does = tuple(f"{act.body['clause']['mechanism']}: {told(act.body['clause']['terms'])}" for act in acts)
    return Preview(line, reaches(world, line.to), seen_by, does)


def told(terms: Sequence[tuple[str, Any]]) -> str:
    """Typed terms in words."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in terms)
