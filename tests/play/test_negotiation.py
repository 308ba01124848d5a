"""Free bargaining between bodies: what is said, what is agreed, whose account it is, and what it then does."""

from __future__ import annotations

import pytest

from shirehall.play.fields import Clause
from shirehall.play.moves.asking import Answer, AskFor, Withhold
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.meeting import CallMeeting, Decline, Join, Minute
from shirehall.play.moves.message import Message, Share
from shirehall.play.moves.propose import Agree, Claim, Counter, Deny, Propose, Withdraw
from shirehall.play.moves.sign import Dispute, End, Sign
from shirehall.play.terms import levers_for
from tests.play.county import OpenDay, words

CHAIR, OTHER_CHAIR, TRUST, COMMUNITY = "marlbridge.chair", "holmewold.chair", "buft.chief", "bct.chief"
BEDS = Clause(
    "Open ten beds", "capacity", (("change", 10), ("resource", "beds"), ("site", "marlbridge-general"))
)


def propose(day: OpenDay, *, to: tuple[str, ...] = ("bct",), clauses=None, start: int = 1) -> int:
    ask = Propose(to=to, title="Admission avoidance", clauses=clauses or words("Work together."), start=start)
    return day.done(CHAIR, ask)


def consulted(day: OpenDay, seat: str, agreement: int) -> None:
    day.done(seat, Consult(whom="members", text="May we sign?", agreement=day.local(seat, agreement)))
    day.pass_to(day.at + 40)


def sign(day: OpenDay, seat: str, agreement: int) -> None:
    day.done(seat, Sign(agreement=day.local(seat, agreement)))


@pytest.mark.requirement("NEG-01")
def test_any_seat_may_write_to_any_other_and_nobody_else_sees_it():
    day = OpenDay()
    seats = list(day.session.world.seats)
    for sender, receiver in zip(seats, seats[7:] + seats[:7], strict=True):
        seq = day.done(sender, Message(to=(receiver,), text="Between ourselves"))
        event = day.session.events[seq - 1]
        assert set(event.audience) == {sender, receiver}
        third = next(s for s in seats if s not in (sender, receiver) and not s.startswith("control."))
        assert all(
            e.body.get("text") != "Between ourselves"
            for e in day.session.view(third).events
            if e.seat == sender
        )


@pytest.mark.requirement("NEG-03")
def test_an_agreement_passes_from_proposed_to_agreed_to_signed_to_in_force():
    day = OpenDay()
    number = propose(day, start=4)
    day.done(COMMUNITY, Agree(agreement=day.local(COMMUNITY, number)))
    day.done(CHAIR, Agree(agreement=day.local(CHAIR, number)))
    assert day.session.world.agreements[number].phase == "agreed"
    consulted(day, CHAIR, number)
    sign(day, COMMUNITY, number)
    sign(day, CHAIR, number)
    assert day.session.world.agreements[number].phase == "signed"
    day.pass_to(61)
    agreement = day.session.world.agreements[number]
    assert [phase for phase, _, _ in agreement.history] == ["proposed", "agreed", "signed", "in-force"]
    assert [month for _, month, _ in agreement.history] == sorted(month for _, month, _ in agreement.history)


@pytest.mark.requirement("NEG-03")
def test_an_agreement_may_lapse_be_disputed_or_be_ended():
    day = OpenDay()
    lapsing = propose(day)
    day.done(CHAIR, Withdraw(agreement=day.local(CHAIR, lapsing)))
    assert day.session.world.agreements[lapsing].phase == "lapsed"
    number = propose(day)
    consulted(day, CHAIR, number)
    sign(day, CHAIR, number)
    sign(day, COMMUNITY, number)
    day.done(COMMUNITY, Dispute(agreement=day.local(COMMUNITY, number), text="That is not what we meant."))
    assert day.session.world.agreements[number].phase == "disputed"
    day.done(CHAIR, End(agreement=day.local(CHAIR, number)))
    assert day.session.world.agreements[number].phase == "ended"


@pytest.mark.requirement("NEG-04")
def test_two_sides_may_hold_different_beliefs_about_whether_they_agreed():
    day = OpenDay()
    claimant = "csi.director"
    number = day.done(
        claimant, Claim(parties=("marlbridge",), title="Data support", text="You said yes on Tuesday.")
    )
    agreement = day.session.world.agreements[number]
    assert agreement.stance_of("csi") == "claims" and agreement.stance_of("marlbridge") == "told"
    assert agreement.accounts_differ
    day.done(CHAIR, Deny(agreement=day.local(CHAIR, number), text="We agreed nothing."))
    agreement = day.session.world.agreements[number]
    assert (agreement.stance_of("csi"), agreement.stance_of("marlbridge")) == ("claims", "denies")
    assert agreement.phase == "disputed" and agreement.accounts_differ


@pytest.mark.requirement("NEG-10")
def test_a_consortium_must_go_back_to_its_practices_before_it_signs_and_that_takes_time():
    day = OpenDay()
    number = propose(day)
    refusal = day.do(CHAIR, Sign(agreement=day.local(CHAIR, number))).refusal
    assert refusal is not None and day.session.world.rules[refusal.rule].check == "consult-first"
    day.done(CHAIR, Consult(whom="members", text="May we sign?", agreement=day.local(CHAIR, number)))
    assert "not yet consulted" in day.refused(CHAIR, Sign(agreement=day.local(CHAIR, number)))
    day.pass_to(day.at + 40)
    sign(day, CHAIR, number)


def test_a_body_with_a_delegated_mandate_signs_at_once():
    day = OpenDay()
    number = propose(day)
    sign(day, COMMUNITY, number)
    assert day.session.world.agreements[number].stance_of("bct") == "signed"


def test_a_counter_proposal_asks_every_party_anew():
    day = OpenDay()
    number = propose(day)
    sign(day, COMMUNITY, number)
    day.done(CHAIR, Counter(agreement=day.local(CHAIR, number), clauses=words("Work less."), start=2))
    consulted(day, CHAIR, number)
    sign(day, CHAIR, number)
    agreement = day.session.world.agreements[number]
    assert agreement.version == 2 and agreement.phase == "proposed"
    sign(day, COMMUNITY, number)
    assert day.session.world.agreements[number].phase == "signed"


def test_terms_act_only_when_all_have_signed_the_same_text_and_from_their_start_month():
    day = OpenDay()
    number = propose(day, to=("buft",), clauses=(BEDS,), start=5)
    assert levers_for(day.session.world, 6) == ()
    consulted(day, CHAIR, number)
    sign(day, CHAIR, number)
    assert levers_for(day.session.world, 6) == ()
    sign(day, TRUST, number)
    assert levers_for(day.session.world, 4) == ()
    (lever,) = levers_for(day.session.world, 5)
    assert (lever.mechanism, lever.basis, lever.source) == ("capacity", "signed", f"event {number}")


def test_terms_that_the_county_could_not_act_on_are_refused_with_what_is_missing():
    day = OpenDay()
    vague = Clause("Fewer beds", "capacity", (("change", -10),))
    why = day.refused(CHAIR, Propose(to=("buft",), title="Beds", clauses=(vague,), start=2))
    assert "site is missing" in why and "resource is missing" in why


@pytest.mark.requirement("NEG-11")
def test_the_publics_response_depends_on_how_specific_the_question_is():
    def support(grade: int, seed: int) -> int:
        day = OpenDay(seed=seed)
        day.done("hwb.chair", Consult(whom="public", specificity=grade, text="What matters to you?"))
        day.pass_to(25)
        return next(c.support for c in day.session.world.consultations.values())

    general = [support(0, seed) for seed in range(1, 9)]
    specific = [support(3, seed) for seed in range(1, 9)]
    assert sum(general) / 8 > sum(specific) / 8 + 15


@pytest.mark.requirement("NEG-12")
def test_information_may_be_asked_for_given_refused_or_left_unanswered():
    day = OpenDay()
    asked = [day.done(CHAIR, AskFor(to=(TRUST,), text=f"Bed plan, part {n}", wants="plan")) for n in range(3)]
    day.done(TRUST, Answer(request=day.local(TRUST, asked[0]), text="Here it is."))
    day.done(TRUST, Withhold(request=day.local(TRUST, asked[1])))
    statuses = [day.session.world.requests[number].status for number in asked]
    assert statuses == ["answered", "withheld", "open"]


@pytest.mark.requirement("NEG-14")
def test_every_agreement_lists_who_is_party_and_who_was_told():
    day = OpenDay()
    number = propose(day)
    assert day.session.world.agreements[number].informed == ()
    listener = (
        "cuddles.director"
        if "cuddles.director" in day.session.world.seats
        else day.session.world.seats_of("cuddles")[0]
    )
    day.done(COMMUNITY, Share(to=(listener,), agreement=day.local(COMMUNITY, number)))
    assert day.session.world.agreements[number].informed == ("cuddles",)
    seen = day.session.view(listener).world.agreements
    assert [a.title for a in seen.values()] == ["Admission avoidance"]


@pytest.mark.requirement("SEA-16")
def test_a_meeting_keeps_invited_and_present_apart_and_occupies_those_who_joined():
    day = OpenDay()
    call = day.done(
        CHAIR, CallMeeting(invite=(TRUST, COMMUNITY, OTHER_CHAIR), title="Beds", notice=3, minutes=10)
    )
    day.done(TRUST, Join(meeting=day.local(TRUST, call)))
    day.done(COMMUNITY, Decline(meeting=day.local(COMMUNITY, call)))
    day.at = 7
    why = day.refused(TRUST, CallMeeting(invite=(CHAIR,), title="Another"))
    assert "you sit in a meeting" in why
    day.done(TRUST, Message(to=(CHAIR,), text="As I was saying"))
    minute = day.done(
        CHAIR, Minute(meeting=day.local(CHAIR, call), text="We met.", decisions=("Meet again",))
    )
    body = day.session.events[minute - 1].body
    assert set(body["present"]) == {CHAIR, TRUST} and set(body["absent"]) == {COMMUNITY, OTHER_CHAIR}
    day.at = 20
    day.done(TRUST, CallMeeting(invite=(CHAIR,), title="Another"))


@pytest.mark.requirement("NEG-02")
def test_the_record_tells_talk_from_commitments_and_deeds():
    day = OpenDay()
    number = propose(day)
    day.done(COMMUNITY, Agree(agreement=day.local(COMMUNITY, number)))
    sign(day, COMMUNITY, number)
    natures = [day.session.catalogue.kind(e.kind).nature for e in day.session.events[-3:]]
    assert natures == ["talk", "commitment", "deed"]
