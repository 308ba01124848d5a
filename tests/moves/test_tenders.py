"""A tender from intention to award, with its bars, late bids and challenges; and acts towards practices."""

import pytest

from shirehall.play.fields import Minutes, Pence, Percent
from shirehall.play.moves.awarding import Award, ChallengeAward, Evaluate
from shirehall.play.moves.inquiring import AnswerComplaint
from shirehall.play.moves.practices import ExpelPractice, FinePractice, RewardPractice
from shirehall.play.moves.ruling import AskRuling, Rule, SettleRule
from shirehall.play.moves.tendering import BidInTender, ChangeTimetable, PutToTender
from tests.moves.helpers import Play


def opened(panel: tuple[str, ...] = ()) -> Play:
    play = Play()
    ask = PutToTender(title="Clinics", intention="Nearer care", specification="Ten lists a week", criteria=("quality", "price"),
                      weights=(Percent(60), Percent(40)), minutes=Minutes(10), panel=panel)  # fmt: skip
    play.refused("east-clerk", ask, "authority", "east-lead")
    play.do("east-lead", ask)
    return play


def number(play: Play, seat: str) -> int:
    return play.local(seat, "tenders", "Clinics")


def bid(play: Play, seat: str, at: int | None = None, completeness: int = 100, **fields) -> tuple:
    ask = BidInTender(
        tender=number(play, seat),
        sum=Pence(80_000_00),
        completeness=Percent(completeness),
        text="Ours.",
        **fields,
    )
    return play.do(seat, ask, at)


@pytest.mark.requirement("NEG-07")
def test_a_tender_from_intention_to_comments_on_each_bid():
    play = opened()
    tender = play.session.view("west-lead").world.tenders[number(play, "west-lead")]
    assert (tender.intention, tender.specification) == ("Nearer care", "Ten lists a week")
    assert tender.criteria == (("quality", 60), ("price", 40))
    sealed = bid(play, "trust-lead", covers=("quality", "price"))[0]
    assert set(sealed.audience) == {"trust-lead", "trust-nurse", "east-lead", "east-clerk"}
    play.refused(
        "west-lead", ChangeTimetable(tender=number(play, "west-lead"), minutes=Minutes(30)), None, "East"
    )
    play.do("east-lead", ChangeTimetable(tender=number(play, "east-lead"), minutes=Minutes(10)))
    assert (
        play.session.view("clinics-lead").world.tenders[number(play, "clinics-lead")].closes == play.at + 10
    )
    play.refused(
        "east-lead",
        Evaluate(
            tender=number(play, "east-lead"), bidder="trust", scores=(Percent(1), Percent(2)), text="Soon."
        ),
    )
    bid(play, "clinics-lead", at=40, completeness=60, covers=("price",), together_with=("nurses",))
    bids = {
        b.bidders: b for b in play.session.view("east-clerk").world.tenders[number(play, "east-clerk")].bids
    }
    late = bids["clinics", "nurses"]
    assert (late.late, late.completeness, late.covers) == (True, 60, ("price",)) and not bids["trust",].late
    judge(play, "east-lead", "trust", 80, 60, "Sound but dear.")
    judge(play, "east-clerk", "trust", 70, 70, "Sound.")
    judge(play, "east-lead", "clinics", 30, 90, "Half a bid.")
    play.refused("east-lead", Award(tender=number(play, "east-lead"), bidder="bureau", text="Them."))
    events = play.do(
        "east-lead", Award(tender=number(play, "east-lead"), bidder="trust", text="Best for patients.")
    )
    assert [e.kind for e in events] == [
        "tender-decided", "bid-answered", "bid-answered", "tender-weighed", "transition-begun",
    ]  # fmt: skip
    mine = play.session.view("clinics-lead").world.tenders[number(play, "clinics-lead")]
    assert (mine.status, mine.awarded, mine.reason) == ("awarded", ("trust",), "Best for patients.")
    assert [(b.scores, b.comment) for b in mine.bids] == [((("quality", 30), ("price", 90)), "Half a bid.")]
    theirs = play.session.view("trust-nurse").world.tenders[number(play, "trust-nurse")].bids
    assert theirs[0].scores == (("quality", 75), ("price", 65))


def judge(play: Play, seat: str, bidder: str, quality: int, price: int, words: str) -> None:
    scores = (Percent(quality), Percent(price))
    play.do(seat, Evaluate(tender=number(play, seat), bidder=bidder, scores=scores, text=words))


@pytest.mark.requirement("NEG-08")
def test_whoever_has_an_interest_is_barred_from_the_panel_and_that_is_logged():
    play = opened(panel=("east-lead", "trust-nurse", "west-lead"))
    head, barred = bid(play, "trust-lead")
    assert (barred.kind, barred.body["barred"]) == ("panel-barred", ("trust-nurse",))
    assert "west-lead" in head.audience
    bid(play, "clinics-lead")
    own = Evaluate(
        tender=number(play, "trust-nurse"), bidder="trust", scores=(Percent(99), Percent(99)), text="Ours."
    )
    play.refused("trust-nurse", own, "conflict-of-interest", "board", at=30)
    judge(play, "west-lead", "clinics", 50, 50, "Fair.")
    assert "trust-nurse" not in play.session.events[-1].audience
    assert play.session.view("east-clerk").world.tenders[number(play, "east-clerk")].barred == (
        "trust-nurse",
    )


def test_the_bar_falls_when_its_rule_is_set_aside():
    play = opened(panel=("trust-nurse",))
    play.do("board-lead", SettleRule(rule="conflict-of-interest", status="suspended"))
    assert [e.kind for e in bid(play, "trust-lead")] == ["bid-submitted"]
    play.do(
        "trust-nurse",
        Evaluate(
            tender=number(play, "trust-nurse"), bidder="trust", scores=(Percent(9), Percent(9)), text="Ours."
        ),
        at=30,
    )


def test_a_challenge_that_is_upheld_sets_the_award_aside():
    play = opened()
    bid(play, "trust-lead")
    play.refused(
        "clinics-lead", ChallengeAward(tender=number(play, "clinics-lead"), to="licensor", text="Unfair.")
    )
    play.do("east-lead", Award(tender=number(play, "east-lead"), text="None will do."))
    play.refused(
        "clinics-lead", ChallengeAward(tender=number(play, "clinics-lead"), to="east", text="Unfair.")
    )
    play.do(
        "trust-lead", ChallengeAward(tender=number(play, "trust-lead"), to="licensor", text="We were sound.")
    )
    play.refused(
        "trust-lead", ChallengeAward(tender=number(play, "trust-lead"), to="licensor", text="Twice.")
    )
    play.refused(
        "clinics-lead",
        BidInTender(tender=number(play, "clinics-lead"), sum=Pence(1), completeness=Percent(1), text="Me."),
    )
    challenge = play.local("licensor-lead", "matters", "Award of Clinics")
    play.do(
        "licensor-lead", AnswerComplaint(complaint=challenge, verdict="upheld", text="No reasons were given.")
    )
    assert play.session.view("west-lead").world.tenders[number(play, "west-lead")].status == "set aside"
    play.do("east-lead", Award(tender=number(play, "east-lead"), bidder="trust", text="Then them."), at=40)


def test_the_buyer_does_not_bid_and_criteria_are_those_of_the_tender():
    play = opened()
    ask = {"sum": Pence(1), "completeness": Percent(50), "text": "Ours."}
    play.refused("east-lead", BidInTender(tender=number(play, "east-lead"), **ask))
    play.refused("trust-lead", BidInTender(tender=number(play, "trust-lead"), covers=("beauty",), **ask))
    bid(play, "trust-lead", completeness=10)
    bid(play, "trust-lead", completeness=90)
    assert [b.completeness for b in play.world.tenders[2 + 1].bids] == [90]


@pytest.mark.requirement("LEV-49")
def test_sanctions_on_practices_exist_and_wait_for_a_ruling():
    play = Play()
    expel = ExpelPractice(practice="Harbour Street")
    why = play.refused("east-lead", expel, "practice-leaves", "board")
    assert "silent" in why
    play.refused(
        "east-lead", FinePractice(practice="Harbour Street", sum=Pence(5_000_00)), "practice-pays", "board"
    )
    play.refused("trust-lead", expel)
    play.do("east-lead", RewardPractice(practice="Mill Lane", sum=Pence(1_000_00)))
    play.do("east-lead", AskRuling(to=("board",), rule="practice-leaves", text="May we?"))
    play.refused("east-lead", expel, "practice-leaves")
    play.do(
        "board-lead",
        Rule(
            question=next(iter(play.session.view("board-lead").world.questions)), text="You may, with notice."
        ),
    )
    (event,) = play.do("east-lead", expel)
    assert set(event.audience) == {"east-lead", "east-clerk"}
