"""What whoever inspects makes of patients' comments that came to its notice: follow them up, or lay them aside with reasons."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, MatterRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import COMMENTS, lies_with, matter_kind, moved, says_matter, told, waits_for
from shirehall.play.moves.inquiring import INVESTIGATED
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Matter, World


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpComments(Ask):
    """Follow up what patients write of a site: an investigation of whoever runs it is opened, under a title of yours."""

    comments: MatterRef
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LayAsideComments(Ask):
    """Lay aside what patients write of a site, and say why. `to_everyone` publishes the reasons."""

    comments: MatterRef
    to_everyone: bool = False


def can_follow(seen: World, seat: str, ask: FollowUpComments) -> Refusal | None:
    if not ask.title.strip():
        return not_possible("say what is looked into.")
    matter = seen.matters[ask.comments]
    refusal = lies_with(seen, seat, matter, COMMENTS)
    if refusal is None and any(
        seen.organisations[b].successor or b == seen.organisation_of(seat) for b in matter.against
    ):
        return not_possible("whoever ran that site is no longer there, or is your own body.")
    return refusal


def followed(world: World, seat: str, ask: FollowUpComments) -> list[Draft]:
    """The task is done; the investigation is told to whoever runs the site."""
    mine, task = world.organisation_of(seat), world.matters[ask.comments]
    inquiry = Matter(0, "investigation", mine, task.against, ask.title, world.clock.month, "open", mine,
                     detail={"site": task.detail["site"]})  # fmt: skip
    to = world.seats_of_all(task.against)
    return [
        moved("investigation-opened", world, seat, ask, inquiry, to=to),
        moved(
            "comments-followed-up", world, seat, ask, altered(task, status="followed up", outcome=ask.title)
        ),
    ]


def can_lay_aside(seen: World, seat: str, ask: LayAsideComments) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("say why the comments are laid aside.")
    return lies_with(seen, seat, seen.matters[ask.comments], COMMENTS)


def laid_aside(world: World, seat: str, ask: LayAsideComments) -> list[Draft]:
    matter = altered(world.matters[ask.comments], status="laid aside", outcome=ask.text)
    return [moved("comments-laid-aside", world, seat, ask, matter, everyone=ask.to_everyone)]


def says_followed(event: Event, names: Names) -> str:
    row = event.body["matter"]
    detail = row["detail"]
    return (
        f"{names.body(event.organisation)} followed up what patients write of {detail['site']}, run by {told(row, names)}: "
        f"{detail['bad']} of {detail['of']} comments bad. “{clip(row['outcome'])}”"
    )


FOLLOWED: Kind = matter_kind("comments-followed-up", "deed", says_followed)
ASIDE: Kind = matter_kind("comments-laid-aside", "deed", says_matter("laid aside"))
COMMENTED = waits_for(COMMENTS)

MOVES = (
    Move("follow-up-comments", FollowUpComments, "Follow up what patients write.", 5, can_follow, followed,
         (INVESTIGATED, FOLLOWED), COMMENTED),
    Move("lay-aside-comments", LayAsideComments, "Lay aside what patients write.", 2, can_lay_aside, laid_aside, (ASIDE,), COMMENTED),
)  # fmt: skip
