"""Loans by whoever may lend: asked for, offered with terms and conditions, paid back to the penny in the county, called in."""

from __future__ import annotations

import pytest

from shirehall.economy.terms import lever
from shirehall.play.fields import MatterRef, Pence, Percent
from shirehall.play.moves.lending import AskForLoan, CallInLoan, FindCondition, OfferLoan, RefuseLoan
from shirehall.play.moves.offers import DeclineOffer
from shirehall.play.moves.takeover import Acquire
from tests.economy.ledger import live
from tests.instruments.smallshire import Shire

CONDITIONS = ("A plan by summer", "No new sites")
OFFER = OfferLoan(body="trust", title="Time to mend", sum=Pence(1_200_000_01), over=12, interest=Percent(4), holiday=2,
                  conditions=CONDITIONS, text="On these terms.")  # fmt: skip


def number(shire: Shire, seat: str, title: str = "Time to mend") -> MatterRef:
    return MatterRef(shire.local(seat, "matters", title))


def lent() -> Shire:
    """A loan that was asked for, offered and accepted in the first month."""
    shire = Shire()
    shire.do("trust-lead", AskForLoan(to="licensor", title="Help", sum=Pence(2_000_000_00), over=24))
    shire.do(
        "licensor-lead", OfferLoan(**{**as_fields(OFFER), "request": number(shire, "licensor-lead", "Help")})
    )
    shire.accept("trust-lead", "Time to mend")
    return shire


def as_fields(offer: OfferLoan) -> dict[str, object]:
    names = ("body", "title", "sum", "over", "interest", "holiday", "conditions", "text")
    return {name: getattr(offer, name) for name in names}


@pytest.mark.requirement("LEV-35")
def test_a_loan_is_agreed_between_the_lender_and_the_borrower_and_becomes_a_lever_in_whole_pence() -> None:
    shire = lent()
    assert [e.kind for e in shire.session.events if "loan" in e.kind] == [
        "loan-asked-for", "loan-request-answered", "loan-made",
    ]  # fmt: skip
    made = shire.session.events[-1]
    assert set(made.audience) == {"licensor-lead", "trust-lead", "trust-nurse"}
    assert shire.thing("trust-nurse", "matters", "Help").status == "offered"
    loan = shire.thing("trust-lead", "matters", "Time to mend")
    assert (loan.status, loan.pence) == ("running", 120_000_001)
    assert [words for words, _ in loan.detail["conditions"]] == [*CONDITIONS]
    (term,) = shire.levers(1, "loan")
    assert dict(term.terms) == {"borrower": "trust", "lender": "licensor", "pounds": 1_200_000.01, "months": 12,
                                "interest_percent": 4, "holiday_months": 2}  # fmt: skip
    shire.replayed()


def test_only_who_may_lend_lends_and_only_up_to_the_rules_figure() -> None:
    shire = Shire()
    shire.refused("board-lead", OFFER, "loans", "Licensor")
    shire.refused(
        "trust-lead", AskForLoan(to="board", title="Help", sum=Pence(1_00), over=2), "loans", "Licensor"
    )
    shire.do("licensor-lead", OFFER)
    more = OfferLoan(body="trust", title="More", sum=Pence(1_800_000_00), over=12)
    shire.refused("licensor-lead", more, "loans", "one body")
    shire.do("licensor-lead", OfferLoan(body="nurses", title="More", sum=Pence(1_800_000_00), over=12))
    shire.do("trust-lead", DeclineOffer(offer=number(shire, "trust-lead")))
    shire.do("licensor-lead", more)
    shire.refused("licensor-lead", OfferLoan(body="trust", title="Odd", sum=Pence(1_00), over=0))
    assert not shire.levers(1, "loan")


def test_a_request_may_be_refused_with_reasons_and_is_answered_once() -> None:
    shire = Shire()
    shire.do("trust-lead", AskForLoan(to="licensor", title="Help", sum=Pence(2_000_000_00), over=24))
    asked = number(shire, "licensor-lead", "Help")
    shire.refused("licensor-lead", RefuseLoan(request=asked))
    shire.refused(
        "licensor-lead", OfferLoan(body="nurses", title="No", sum=Pence(1_00), over=2, request=asked)
    )
    shire.do("licensor-lead", RefuseLoan(request=asked, text="Not while the plan is late."))
    shire.refused("licensor-lead", RefuseLoan(request=asked, text="Twice."))
    assert shire.thing("trust-lead", "matters", "Help").outcome == "Not while the plan is late."


def test_a_loan_is_called_in_only_for_a_condition_that_was_found_broken() -> None:
    shire = lent()
    call = CallInLoan(loan=number(shire, "licensor-lead"), text="It built a wing.")
    shire.refused("licensor-lead", call)
    shire.refused("trust-lead", CallInLoan(loan=number(shire, "trust-lead"), text="Ours."), None, "Licensor")
    find = {"loan": number(shire, "licensor-lead"), "text": "We looked."}
    shire.refused("licensor-lead", FindCondition(condition=3, found="kept", **find))
    shire.do("licensor-lead", FindCondition(condition=1, found="kept", **find))
    shire.refused("licensor-lead", call)
    shire.month(5)
    shire.do("licensor-lead", FindCondition(condition=2, found="broken", **find))
    assert [
        state for _, state in shire.thing("trust-nurse", "matters", "Time to mend").detail["conditions"]
    ] == ["kept", "broken"]
    shire.do("licensor-lead", call)
    assert shire.thing("trust-lead", "matters", "Time to mend").status == "called in"
    (term,) = shire.levers(6, "loan")
    assert dict(term.terms)["called_in_month"] == 6
    shire.replayed()


def test_what_is_left_of_a_loan_that_is_called_in_falls_due_at_once_and_to_the_penny() -> None:
    terms = {
        "lender": "monitor",
        "borrower": "buft",
        "pounds": 1_000_000.01,
        "months": 10,
        "interest_percent": 6,
    }
    runs, called = (
        live((lever("loan", "a", 1, **terms),), 7),
        live((lever("loan", "a", 1, **terms, called_in_month=4),), 7),
    )
    parts = [one.paid("buft", "monitor", "repayment") for one in called]
    assert parts[:3] == [one.paid("buft", "monitor", "repayment") for one in runs][:3] and parts[0] == 0
    assert sum(parts) == 100_000_001 and parts[3] == 100_000_001 - sum(parts[:3]) and parts[4:] == [0, 0, 0]
    assert [one.value("loans-owed", "buft") for one in called][3:] == [0, 0, 0, 0]
    assert [one.paid("buft", "monitor", "interest") for one in called][4:] == [0, 0, 0]


def test_a_loan_passes_to_whoever_takes_the_borrower_over() -> None:
    shire = lent()
    shire.do("nurses-lead", Acquire(body="trust", sum=Pence(1_00)))
    shire.accept("trust-lead", "Takeover of Trust")
    loan = shire.thing("nurses-lead", "matters", "Time to mend")
    assert (loan.against, loan.status) == (("nurses",), "running")
    assert [each.mechanism for each in (*shire.levers(2, "loan"), *shire.levers(2, "takeover"))] == [
        "loan",
        "takeover",
    ]
