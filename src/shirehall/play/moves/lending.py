"""Loans by a body that may lend: asked for, offered with repayments and conditions, found kept or broken, called in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Ask, Clause, MatterRef, OrganisationRef, Pence, Percent, Text
from shirehall.play.kinds import Move, Names, Refusal
from shirehall.play.matters import (
    LOAN,
    RUNNING,
    arises,
    foundation_right,
    goes_to_holder,
    matter_kind,
    moved,
    power_held,
    row_of,
    short,
    standing,
    told,
    waits_for,
)
from shirehall.play.moves.offering import MADE
from shirehall.play.moves.plan import pounds
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible, refusal_under
from shirehall.play.terms import clauses_hold
from shirehall.play.world import Matter, TermInForce, World

ASKED = "request for a loan"
CALLED = "called in"
KEPT, BROKEN, OPEN = "kept", "broken", "open"
MOST_CONDITIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForLoan(Ask):
    """Ask a body that may lend for a loan, and say what for and over how many months you would pay it back."""

    to: OrganisationRef
    title: Text
    sum: Pence
    over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLoan(Ask):
    """Offer a body a loan: the sum, the months over which it is paid back in equal parts, interest a year, months before the first
    part, and conditions in words. It is paid out in the month in which the body accepts."""

    body: OrganisationRef
    title: Text
    sum: Pence
    over: int
    interest: Percent = Percent(0)
    holiday: int = 0
    conditions: tuple[Text, ...] = ()
    request: MatterRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseLoan(Ask):
    """Refuse a loan that you were asked for, with reasons."""

    request: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCondition(Ask):
    """Find that a condition of a loan of yours, by its place among them from 1, is kept or is broken. The borrower hears of it."""

    loan: MatterRef
    condition: int
    found: Literal["kept", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInLoan(Ask):
    """Call a loan of yours in, for a condition that you found broken: what is still owed falls due in the next month."""

    loan: MatterRef


def loan_clause(
    lender: str, borrower: str, pence: int, months: int, interest: int, holiday: int, title: str
) -> Clause:
    """The lever that a loan is. Pounds carry the pence as a decimal."""
    sum_: int | float = pence // 100 if pence % 100 == 0 else pence / 100
    terms: dict[str, str | int | float] = {
        "borrower": borrower, "holiday_months": holiday, "interest_percent": interest, "lender": lender, "months": months, "pounds": sum_,
    }  # fmt: skip
    return Clause(title, "loan", tuple(sorted(terms.items())))


def clause_of(matter: Matter) -> Clause:
    """The lever of a loan that was agreed."""
    detail = matter.detail
    return loan_clause(
        matter.by,
        matter.against[0],
        matter.pence,
        detail["months"],
        detail["interest"],
        detail["holiday"],
        matter.title,
    )


def can_ask(seen: World, seat: str, ask: AskForLoan) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.to == mine or not ask.title.strip() or ask.sum <= 0:
        return not_possible("a loan is asked of another body, with a title and a sum.")
    refusal = standing(seen, ask.to) or goes_to_holder(seen, ask.to, "lend", "lending-power")
    refusal = refusal or clauses_hold(seen, (loan_clause(ask.to, mine, ask.sum, ask.over, 0, 0, ask.title),))
    return refusal or foundation_right(seen, mine) or may_commit(seen, seat, "money")


def asked(world: World, seat: str, ask: AskForLoan) -> list[Draft]:
    matter = Matter(0, ASKED, world.organisation_of(seat), (), ask.title, world.clock.month, "open", ask.to, pence=ask.sum,
                    detail={"months": ask.over})  # fmt: skip
    return [moved("loan-asked-for", world, seat, ask, matter, to=world.seats_of(ask.to))]


def request_holds(seen: World, seat: str, number: int, body: str = "") -> Refusal | None:
    """A request for a loan is dealt with by whoever was asked, while it is open."""
    matter = seen.matters[number]
    if matter.kind != ASKED or matter.status != "open" or matter.handler != seen.organisation_of(seat):
        return not_possible("that is no open request for a loan to your body.")
    if body and matter.by != body:
        return not_possible(f"{short(seen, matter.by)} asked for that, and not {short(seen, body)}.")
    return None


def can_offer(seen: World, seat: str, ask: OfferLoan) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.body == mine or not ask.title.strip() or ask.sum <= 0:
        return not_possible("a loan is offered to another body, with a title and a sum.")
    said = [condition.strip() for condition in ask.conditions]
    if not all(said) or len(set(said)) < len(said) or len(said) > MOST_CONDITIONS:
        return not_possible(f"conditions are in words, each named once, at most {MOST_CONDITIONS}.")
    clause = loan_clause(mine, ask.body, ask.sum, ask.over, ask.interest, ask.holiday, ask.title)
    refusal = request_holds(seen, seat, ask.request, ask.body) if ask.request else None
    refusal = (
        refusal or standing(seen, ask.body) or clauses_hold(seen, (clause,)) or within_limit(seen, seat, ask)
    )
    return refusal or power_held(seen, seat, "lend", "lending-power") or may_commit(seen, seat, "money")


def within_limit(seen: World, seat: str, ask: OfferLoan) -> Refusal | None:
    """What a body lends to another stays within the figure of the rule on lending, if that has one: all its loans that run, and this."""
    rule = seen.rule_for("lending-power")
    if rule is None or not rule.limit:
        return None
    mine = seen.organisation_of(seat)
    running = sum(m.pence for m in seen.matters.values()
                  if m.kind == LOAN and m.by == mine and ask.body in m.against and m.status in (RUNNING, "open"))  # fmt: skip
    if running + ask.sum <= round(rule.limit * 100):
        return None
    return refusal_under(
        rule, f"{pounds(running + ask.sum)} to one body are more than {pounds(round(rule.limit * 100))}."
    )


def offered(world: World, seat: str, ask: OfferLoan) -> list[Draft]:
    """The offer to the borrower; the request that it answers, if any, is settled by it."""
    mine = world.organisation_of(seat)
    detail = {"months": ask.over, "interest": int(ask.interest), "holiday": ask.holiday,
              "conditions": tuple((condition, OPEN) for condition in ask.conditions)}  # fmt: skip
    matter = Matter(
        0,
        LOAN,
        mine,
        (ask.body,),
        ask.title,
        world.clock.month,
        "open",
        mine,
        ask.text,
        int(ask.sum),
        detail=detail,
    )
    drafts = [moved("offer-made", world, seat, ask, matter, to=world.seats_of(ask.body))]
    if ask.request:
        request = altered(world.matters[ask.request], status="offered", outcome=ask.text)
        drafts.append(answer(world, "loan-request-answered", request))
    return drafts


def answer(world: World, kind: str, matter: Matter) -> Draft:
    """The step in a request that an offer takes along, for both sides."""
    draft = arises(kind, matter, world.seats_of(matter.by), world.seats_of(matter.handler))
    return altered(draft, subject=matter.id, organisation=matter.handler)


def can_refuse(seen: World, seat: str, ask: RefuseLoan) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("say why the loan is refused.")
    return request_holds(seen, seat, ask.request) or may_commit(seen, seat, "money")


def refused(world: World, seat: str, ask: RefuseLoan) -> list[Draft]:
    matter = altered(world.matters[ask.request], status="refused", outcome=ask.text)
    return [moved("loan-refused", world, seat, ask, matter, to=world.seats_of(matter.by))]


def lends(world: World, matter: Matter) -> list[Draft]:
    """The loan runs from this month on: a matter that goes on between the two, and a lever in the county."""
    running = altered(matter, status=RUNNING)
    both = world.seats_of_all((matter.by, *matter.against))
    body = {"text": matter.outcome, "matter": row_of(running), "on": None}
    return [engine("loan-made", body, audience=both, subject=matter.id, organisation=matter.by)]


def is_made(world: World, event: Event) -> World:
    """The sum is paid in the month in which the loan was accepted."""
    number = event.subject or event.seq
    matter = world.matters[number]
    term = TermInForce(number, clause_of(matter), event.month, None, "signed", LOAN)
    return altered(world, terms=(*world.terms, term))


def own_loan(seen: World, seat: str, number: int) -> Refusal | None:
    """Only whoever lent acts on a loan, while it runs."""
    matter = seen.matters[number]
    if matter.kind != LOAN or matter.status != RUNNING:
        return not_possible("that is no loan that runs.")
    if matter.by != seen.organisation_of(seat):
        return not_possible(f"{short(seen, matter.by)} lent that.", short(seen, matter.by))
    return None


def can_find(seen: World, seat: str, ask: FindCondition) -> Refusal | None:
    refusal = own_loan(seen, seat, ask.loan)
    if refusal is not None:
        return refusal
    count = len(seen.matters[ask.loan].detail["conditions"])
    if not 1 <= ask.condition <= count:
        return not_possible(f"that loan has {count} conditions, counted from 1.")
    if not ask.text.strip():
        return not_possible("say what shows it.")
    return may_commit(seen, seat, "rulings")


def found(world: World, seat: str, ask: FindCondition) -> list[Draft]:
    matter = world.matters[ask.loan]
    conditions = tuple((words, ask.found if number == ask.condition else state)
                       for number, (words, state) in enumerate(matter.detail["conditions"], start=1))  # fmt: skip
    after = altered(matter, detail={**matter.detail, "conditions": conditions})
    return [moved("condition-found", world, seat, ask, after, to=world.seats_of_all(matter.against))]


def can_call_in(seen: World, seat: str, ask: CallInLoan) -> Refusal | None:
    refusal = own_loan(seen, seat, ask.loan)
    if refusal is not None:
        return refusal
    if not any(state == BROKEN for _, state in seen.matters[ask.loan].detail["conditions"]):
        return not_possible("a loan is called in for a condition that was found broken.")
    return may_commit(seen, seat, "money")


def called_in(world: World, seat: str, ask: CallInLoan) -> list[Draft]:
    matter = altered(world.matters[ask.loan], status=CALLED, outcome=ask.text)
    return [moved("loan-called-in", world, seat, ask, matter, to=world.seats_of_all(matter.against))]


def is_called_in(world: World, event: Event) -> World:
    """The lever goes on with the month in which the rest falls due."""
    number = event.subject or event.seq
    due = ("called_in_month", event.month + 1)
    terms = tuple(
        altered(term, clause=altered(term.clause, terms=tuple(sorted((*term.clause.terms, due)))))
        if term.source == number and term.clause.mechanism == "loan"
        else term
        for term in world.terms
    )
    return altered(world, terms=terms)


def says_asked(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return (
        f"{names.body(event.organisation)} asked {names.body(row['handler'])} to lend {pounds(row['pence'])} over "
        f"{row['detail']['months']} months: “{clip(row['title'])}”."
    )


def says_made(event: Event, names: Names) -> str:
    row = event.body["matter"]
    detail = row["detail"]
    interest = f" at {detail['interest']}% a year" if detail["interest"] else ""
    given = f", on {len(detail['conditions'])} conditions" if detail["conditions"] else ""
    return f"{names.body(row['by'])} lent {told(row, names)} {pounds(row['pence'])} over {detail['months']} months{interest}{given}."


def says_answered(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(row['handler'])} answered “{clip(row['title'])}” with an offer of a loan."


def says_refused(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} would not lend for “{clip(row['title'])}”: “{clip(row['outcome'])}”"


def says_found(event: Event, names: Names) -> str:
    row = event.body["matter"]
    states = [state for _, state in row["detail"]["conditions"]]
    return (
        f"{names.body(event.organisation)} looked at the conditions of “{clip(row['title'])}”: {states.count(KEPT)} kept, "
        f"{states.count(BROKEN)} broken."
    )


def says_called_in(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return (
        f"{names.body(event.organisation)} called in what {told(row, names)} owes for “{clip(row['title'])}”."
    )


REQUESTED = matter_kind("loan-asked-for", "talk", says_asked)
ANSWERED = matter_kind("loan-request-answered", "notice", says_answered)
REFUSED = matter_kind("loan-refused", "deed", says_refused)
LENT = matter_kind("loan-made", "deed", says_made, is_made)
FOUND = matter_kind("condition-found", "deed", says_found)
RECALLED = matter_kind("loan-called-in", "deed", says_called_in, is_called_in)


def somebody_lends(seen: World, seat: str) -> bool:
    """Whether another body may lend."""
    return any(body != seen.organisation_of(seat) for body in seen.with_power("lend"))


def lends_itself(seen: World, seat: str) -> bool:
    """Whether the seat's body may lend."""
    return "lend" in seen.organisations[seen.organisation_of(seat)].powers


def has_lent(seen: World, seat: str) -> bool:
    """Whether a loan of the seat's body runs."""
    mine = seen.organisation_of(seat)
    return any(m.kind == LOAN and m.by == mine and m.status == RUNNING for m in seen.matters.values())


MOVES = (
    Move("ask-for-loan", AskForLoan, "Ask for a loan.", 5, can_ask, asked, (REQUESTED,), somebody_lends),
    Move("offer-loan", OfferLoan, "Offer a loan.", 6, can_offer, offered, (MADE, ANSWERED), lends_itself),
    Move("refuse-loan", RefuseLoan, "Refuse a loan.", 2, can_refuse, refused, (REFUSED,), waits_for(ASKED)),
    Move("find-condition", FindCondition, "Find a condition of a loan kept or broken.", 3, can_find, found, (FOUND,), has_lent),
    Move("call-in-loan", CallInLoan, "Call a loan in.", 3, can_call_in, called_in, (RECALLED,), has_lent),
)  # fmt: skip
