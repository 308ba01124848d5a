"""The patients' website: what people say of journeys that the county held, for everybody to read, and the sites that come to the
notice of whoever inspects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from shirehall.economy.concerns import Concern, for_review
from shirehall.economy.figures import Figures
from shirehall.patch.pack import Patch
from shirehall.patch.website import Website
from shirehall.play.drafting import engine
from shirehall.play.kinds import Kind, Names
from shirehall.play.matters import COMMENTS, arises
from shirehall.play.names import listed
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import Matter, World

Row = Mapping[str, Any]
"""One comment: site, kind, about, tone and text, and what it rests on."""
READ = ("site", "about", "kind", "tone", "text")
"""What everybody reads of a comment. The rest is for the facilitators and the study: whose journey it was, and by which figure."""


@runtime_checkable
class Writes(Protocol):
    """A runner whose county can tell what its patients might write of the month that it lived last."""

    def written(self, figures: Figures, number: int, seed: int) -> Sequence[Row]:
        """So many comments on that month, whose figures these are."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as it stands on the website."""

    site: str
    about: str
    tone: str


def website_of(patch: Patch, world_round: str) -> Website | None:
    """The pack's website, if it has one and the round is one in which it is open."""
    site = patch.head.website
    if site is None:
        return None
    rounds = [one.id for one in patch.head.rounds]
    now = rounds.index(world_round) if world_round in rounds else 0
    return site if site.opens in rounds[: now + 1] else None


def put_up(
    world: World, site: Website, month: int, rows: Sequence[Row], before: Sequence[Event], first: int
) -> list[Draft]:
    """The month's comments, and every few months the sites for review by all of them; `before` are those put up earlier, `first` is
    the round's first month."""
    if not rows:
        return []
    body: dict[str, Any] = {
        "of_month": month,
        "rows": [
            {**{name: row[name] for name in READ}, "owner": world.sites.get(row["site"], "")} for row in rows
        ],
        "rests": [{name: value for name, value in row.items() if name not in READ} for row in rows],
    }
    head = engine("comments-published", body, audience=("*",))
    if (month - first + 1) % site.review_every:
        return [head]
    recent = [e.body["rows"] for e in before if month - site.review_every < e.body["of_month"] < month]
    said = [
        Comment(row["site"], row["about"], row["tone"]) for rows in (*recent, body["rows"]) for row in rows
    ]
    return [head, *(draft for concern in for_review(said) for draft in queued(world, concern))]


def queued(world: World, concern: Concern) -> list[Draft]:
    """A site that comes to the notice of whoever inspects: each of them has the task, unless it has one on that site already."""
    owner = world.sites.get(concern.site, "")
    if not owner or not world.seats_of(owner):
        return []
    drafts = []
    for inspector in world.with_power("inspect"):
        waiting = any(
            m.kind == COMMENTS
            and m.status == "open"
            and m.handler == inspector
            and m.detail["site"] == concern.site
            for m in world.matters.values()
        )
        if waiting or inspector == owner or not world.seats_of(inspector):
            continue
        detail = {"site": concern.site, "bad": concern.bad, "of": concern.of, "about": concern.about}
        task = Matter(0, COMMENTS, inspector, (owner,), f"What patients write of {concern.site}", world.clock.month, "open", inspector,
                      body=owner, detail=detail)  # fmt: skip
        drafts.append(arises("task-arose", task, world.seats_of(inspector)))
    return drafts


def without_its_ground(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """Readers see what was written and of whom, and not by which figure or by whom it was."""
    return {**event.body, "rests": []}


def says_published(event: Event, _names: Names) -> str:
    tones = [row["tone"] for row in event.body["rows"]]
    counted = listed([f"{tones.count(tone)} {tone}" for tone in ("good", "fair", "bad") if tone in tones])
    return f"Patients put {len(tones)} comments on month {event.body['of_month']} on the website: {counted}."


PUBLISHED = Kind("comments-published", "notice", says_published, redact=without_its_ground)
KINDS = (PUBLISHED,)
