"""Undo: which move withdraws an act of one's own. Nothing is taken off the record; those who saw it see it withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.play.agreements import allows
from shirehall.play.record.event import Event
from shirehall.play.view import View


@dataclass(frozen=True, slots=True)
class Undo:
    """A move that withdraws an earlier act: its name, what is filled in, and what the button says."""

    move: str
    prefill: Mapping[str, str]
    label: str


AGREEMENT = {
    "proposed": ("withdraw", "Withdraw from it"),
    "countered": ("withdraw", "Withdraw from it"),
    "agreed": ("withdraw", "Withdraw from it"),
    "agreement-claimed": ("withdraw", "Withdraw the claim"),
    "signed": ("end", "End the agreement"),
}


def undo_of(view: View, event: Event) -> Undo | None:
    """The move that withdraws an act of this seat as things stand; None where nothing does."""
    if event.seat != view.seat:
        return None
    if event.kind in AGREEMENT:
        return of_agreement(view, event)
    if event.seq in view.world.said:
        return Undo("withdraw-words", {"words": str(event.seq)}, "Withdraw these words")
    if event.kind == "authority-lent" and live_delegation(view, event):
        return Undo("take-back", {"delegation": str(event.subject)}, "Take the authority back")
    if event.kind == "intervened" and open_matter(view, event):
        return Undo("end-intervention", {"intervention": str(event.subject)}, "Step out again")
    if event.kind == "plan-submitted" and current_plan(view, event):
        return Undo("submit-plan", {"instead_of": str(event.subject)}, "Put a new version in its place")
    return None


def of_agreement(view: View, event: Event) -> Undo | None:
    """What withdraws from an agreement, as its phase allows."""
    agreement = view.world.agreements.get(event.subject or 0)
    move, label = AGREEMENT[event.kind]
    if agreement is None or view.organisation not in agreement.parties:
        return None
    if event.kind == "signed" and allows(agreement.phase, "withdraw"):
        move, label = "withdraw", "Withdraw from it"
    if not allows(agreement.phase, move):
        return None
    return Undo(move, {"agreement": str(agreement.id)}, label)


def live_delegation(view: View, event: Event) -> bool:
    """Whether the authority that an event lent is still lent."""
    lent = view.world.delegations.get(event.subject or 0)
    return lent is not None and not lent.ended and lent.accountable == view.organisation


def open_matter(view: View, event: Event) -> bool:
    """Whether the matter that an event opened is open."""
    matter = view.world.matters.get(event.subject or 0)
    return matter is not None and matter.status == "open"


def current_plan(view: View, event: Event) -> bool:
    """Whether the plan that an event submitted is the last version."""
    plan = view.world.plans.get(event.subject or 0)
    return plan is not None and plan.status != "superseded" and plan.owner == view.organisation
