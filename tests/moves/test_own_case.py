"""Nobody judges, answers or pays for both sides: not from the start, and not once a merger has made two sides one."""

from shirehall.play.fields import Clause, Minutes, Month, Pence, Percent
from shirehall.play.moves.awarding import Award, ChallengeAward, Evaluate
from shirehall.play.moves.casework import OpenCase
from shirehall.play.moves.funds import BidForFunds, DecideFunds
from shirehall.play.moves.inquiring import AnswerComplaint, Complain
from shirehall.play.moves.intervening import DeclareFailure
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.takeover import Acquire, Merge
from shirehall.play.moves.tendering import BidInTender, PutToTender
from tests.moves.helpers import Play


def merge(by: str, other: str, identity: str) -> Merge:
    return Merge(
        identity=identity, name=identity.title(), short=identity.title(), purpose="One body", others=(other,)
    )


def accept(play: Play, seat: str, title: str) -> None:
    play.do(seat, AcceptOffer(offer=play.local(seat, "matters", title)))


def test_two_bodies_that_offered_each_other_to_merge_merge_once():
    play = Play()
    play.do("trust-lead", merge("trust", "nurses", "first"))
    play.do("nurses-lead", merge("nurses", "trust", "second"))
    accept(play, "nurses-lead", "Merger into First")
    other = play.local("trust-lead", "matters", "Merger into Second")
    assert play.session.view("trust-lead").world.matters[other].status == "lapsed"
    play.refused("trust-lead", AcceptOffer(offer=other))
    assert "second" not in play.world.organisations


def test_a_complaint_is_not_judged_by_a_body_that_has_become_a_side_of_it():
    play = Play()
    play.do("east-lead", Complain(to="trust", against="nurses", title="Late visits", text="Nobody came."))
    play.do("trust-lead", merge("trust", "nurses", "joint"))
    accept(play, "nurses-lead", "Merger into Joint")
    complaint = play.local("trust-lead", "matters", "Late visits")
    why = play.refused(
        "trust-lead", AnswerComplaint(complaint=complaint, verdict="not upheld", text="We were fine.")
    )
    assert "a side of" in why


def test_funds_are_not_granted_by_a_body_to_itself():
    play = Play()
    play.do("trust-lead", BidForFunds(to="board", title="A scanner", sum=Pence(100_00), text="We need it."))
    play.do("trust-lead", merge("trust", "board", "joint"))
    accept(play, "board-lead", "Merger into Joint")
    bid = play.local("board-lead", "matters", "A scanner")
    assert "pay itself" in play.refused("board-lead", DecideFunds(bid=bid, verdict="granted", text="Yes."))


def test_whoever_declared_a_failure_and_answers_for_the_body_does_not_take_it_over():
    play = Play()
    play.do("licensor-lead", DeclareFailure(body="nurses", text="It cannot pay its staff."))
    play.refused("licensor-lead", Acquire(body="nurses", sum=Pence(1)))


def test_a_regulator_opens_no_case_about_what_it_is_party_to():
    play = Play()
    clause = (Clause("We share what we know."),)
    play.do("licensor-lead", Propose(to=("trust",), title="Sharing", clauses=clause, start=Month(1)))
    ours = play.local("licensor-lead", "agreements", "Sharing")
    play.refused("licensor-lead", OpenCase(title="Sharing?", agreement=ours))


def test_a_challenge_is_heard_by_no_winner_and_made_by_no_buyer():
    play = Play()
    play.do("east-lead", PutToTender(
        title="Clinics", intention="Nearer", specification="Ten lists", criteria=("price",), weights=(Percent(100),),
        minutes=Minutes(2)))  # fmt: skip
    mine = play.local("trust-lead", "tenders", "Clinics")
    play.do("trust-lead", BidInTender(tender=mine, sum=Pence(1), completeness=Percent(100), text="Ours."))
    tender = play.local("east-lead", "tenders", "Clinics")
    play.do("east-lead", Evaluate(tender=tender, bidder="trust", scores=(Percent(80),), text="Good."), at=10)
    play.do("east-lead", Award(tender=tender, bidder="trust", text="The only one."))
    clinics = play.local("clinics-lead", "tenders", "Clinics")
    play.refused("clinics-lead", ChallengeAward(tender=clinics, to="trust", text="Unfair."))
    play.refused("east-lead", ChallengeAward(tender=tender, to="licensor", text="We erred."))
    play.do("clinics-lead", ChallengeAward(tender=clinics, to="licensor", text="Unfair."))


def test_a_bid_reaches_no_judge_whom_a_rival_bid_has_barred_and_its_bidder_is_not_told():
    play = Play()
    play.do("east-lead", PutToTender(
        title="Clinics", intention="Nearer", specification="Ten lists", criteria=("price",), weights=(Percent(100),),
        minutes=Minutes(9), panel=("nurses-lead", "west-lead")))  # fmt: skip
    ask = {"sum": Pence(1), "completeness": Percent(100), "text": "Ours."}
    play.do("nurses-lead", BidInTender(tender=play.local("nurses-lead", "tenders", "Clinics"), **ask))
    bid = play.do("trust-lead", BidInTender(tender=play.local("trust-lead", "tenders", "Clinics"), **ask))[0]
    assert not play.knows("nurses-lead", bid) and play.knows("west-lead", bid)
    assert set(bid.addressees) == {"east-lead", "east-clerk", "nurses-lead", "west-lead"}
