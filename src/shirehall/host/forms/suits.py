"""Which things a move can act on as they stand: what a form offers first. The play decides all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shirehall.play.agreements import MOVES as PHASES
from shirehall.play.agreements import allows
from shirehall.play.moves.offers import answers
from shirehall.play.moves.tendering import OPEN
from shirehall.play.view import View
from shirehall.play.world import Matter

Suits = Callable[[View, Any], bool]


def suits(view: View, move: str, field: str, thing: Any) -> bool:
    """Whether a move can act on a thing as it stands, as far as the seat can see."""
    test = TESTS.get((move, field))
    if test is not None:
        return test(view, thing)
    if field == "agreement" and any(move in acts for acts in PHASES.values()):
        return agreement_allows(view, move, thing)
    return True


def agreement_allows(view: View, act: str, agreement: Any) -> bool:
    """Whether one's body, or one that lent it authority, is party to it, and its phase allows the act."""
    lent = [d.accountable for d in view.world.delegations.values() if d.to == view.seat and not d.ended]
    party = bool({view.organisation, *lent} & set(agreement.parties))
    onward = act == "counter" and allows(agreement.phase, "propose-on")
    return party and (allows(agreement.phase, act) or onward)


def owes_reply(view: View, request: Any) -> bool:
    """Whether the request was put to this seat and has no last word from it."""
    replied = request.replies.get(view.seat, ("", 0))[0]
    return view.seat in request.askees and replied not in ("answered", "withheld")


def invited(view: View, meeting: Any) -> bool:
    """Whether this seat has an open call to the meeting."""
    answered = view.seat in meeting.joined or view.seat in meeting.declined
    return view.seat in meeting.invited and not answered and view.at < meeting.ends


def to_minute(view: View, meeting: Any) -> bool:
    """Whether this seat was there, and the meeting has no minute."""
    begun = bool(meeting.starts <= view.at)
    return bool(begun and view.seat in meeting.joined and not meeting.minuted)


def to_judge(view: View, plan: Any) -> bool:
    """Whether the plan lies with one's body."""
    open_still = plan.status in ("submitted", "reviewed")
    return open_still and view.organisation in plan.to


def own_case(view: View, matter: Any) -> bool:
    """Whether an open matter lies with one's body."""
    return bool(matter.status == "open" and matter.handler == view.organisation)


def lies_here(*kinds: str) -> Suits:
    """Whether an open matter of some kinds lies with one's body."""
    return lambda view, matter: matter.kind in kinds and own_case(view, matter)


def case_here(view: View, matter: Any) -> bool:
    """Whether an open case lies with one's body."""
    other = (
        "complaint",
        "challenge to an award",
        "bid for funds",
        "dispute",
        "investigation",
        "intervention",
    )
    return own_case(view, matter) and matter.kind not in other


def own_open(view: View, tender: Any) -> bool:
    """Whether one's body runs the tender and it is not decided."""
    return tender.by == view.organisation and tender.status in OPEN


def model_answer(_view: View, matter: Any) -> bool:
    """Whether a matter is an answer of the model."""
    return bool(matter.kind == "what-if" and matter.status == "answered")


def decided(_view: View, tender: Any) -> bool:
    """Whether a tender is decided."""
    return tender.status not in OPEN


def in_transition(view: View, matter: Matter) -> bool:
    """A transition that goes on, of which one's own body is a side."""
    return (
        matter.kind == "transition"
        and matter.status == "open"
        and view.organisation in (matter.by, *matter.against)
    )


TESTS: Mapping[tuple[str, str], Suits] = {
    ("answer", "request"): owes_reply,
    ("withhold", "request"): owes_reply,
    ("defer", "request"): owes_reply,
    ("press", "request"): lambda v, r: r.asker == v.seat and r.status != "answered",
    ("join", "meeting"): invited,
    ("decline", "meeting"): invited,
    ("minute", "meeting"): to_minute,
    ("review-plan", "plan"): to_judge,
    ("sign-off-plan", "plan"): to_judge,
    ("submit-plan", "instead_of"): lambda v, p: p.owner == v.organisation and p.status != "superseded",
    ("rule", "question"): lambda v, q: q.status == "open" and q.asker != v.seat,
    ("accept-offer", "offer"): lambda v, m: answers(v.world, v.seat, m),
    ("decline-offer", "offer"): lambda v, m: answers(v.world, v.seat, m),
    ("share-answer", "answer"): model_answer,
    ("clear-case", "case"): case_here,
    ("condition-case", "case"): case_here,
    ("block-case", "case"): case_here,
    ("decide-funds", "bid"): lies_here("bid for funds"),
    ("refuse-loan", "request"): lies_here("request for a loan"),
    ("offer-loan", "request"): lies_here("request for a loan"),
    ("find-condition", "loan"): lambda v, m: m.kind == "loan" and m.status == "running" and m.by == v.organisation,
    ("call-in-loan", "loan"): lambda v, m: m.kind == "loan" and m.status == "running" and m.by == v.organisation,
    ("follow-up-comments", "comments"): lies_here("patients' comments"),
    ("lay-aside-comments", "comments"): lies_here("patients' comments"),
    ("decide-place", "place"): lies_here("place on a list"),
    ("apply-to-list", "list"): lambda v, m: m.kind == "qualified list" and m.by != v.organisation,
    ("award-directly", "list"): lambda v, m: m.kind == "qualified list" and m.by == v.organisation,
    ("report-transition", "transition"): in_transition,
    ("answer-complaint", "complaint"): lies_here("complaint", "challenge to an award"),
    ("mediate", "dispute"): lies_here("dispute"),
    ("close-investigation", "investigation"): lies_here("investigation"),
    ("end-intervention", "intervention"): lies_here("intervention"),
    ("evaluate", "tender"): lambda v, t: v.seat in t.panel and t.status in OPEN,
    ("award", "tender"): own_open,
    ("change-timetable", "tender"): own_open,
    ("bid-in-tender", "tender"): lambda v, t: t.by != v.organisation and t.status in OPEN,
    ("challenge-award", "tender"): decided,
}  # fmt: skip
"""What each move can act on, by the move and its field."""
