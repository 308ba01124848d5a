"""A tender for up to seven resource centres, and what goes before and after an award: registration, risk of challenge, transition."""

from __future__ import annotations

import pytest

from shirehall.play.fields import Clause, MatterRef, Minutes, Month, Pence, Percent, TenderRef
from shirehall.play.moves.alliances import FormAlliance
from shirehall.play.moves.awarding import Award, Evaluate
from shirehall.play.moves.casework import Register
from shirehall.play.moves.people import HireStaff
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.ruling import SettleRule
from shirehall.play.moves.sign import Sign
from shirehall.play.moves.tendering import BidInTender, ChangeTimetable, PutToTender
from shirehall.play.moves.transition import TASKS, ReportTransition
from shirehall.play.tender import Bid, Tender, grounds, ranked, risk, turns, weighted
from tests.instruments.smallshire import Shire
from tests.moves.helpers import ALL

TITLE = "Community health resource centres"
CALL = PutToTender(
    title=TITLE, intention="Care nearer home", specification="Fewer people sent to hospital who need not go",
    criteria=("quality", "access", "money"), weights=(Percent(50), Percent(20), Percent(30)), minutes=Minutes(12), lots=7,
    specified="outcomes",
)  # fmt: skip


def called(**changes: object) -> Shire:
    shire = Shire()
    shire.do("east-lead", PutToTender(**{**fields(CALL), **changes}))
    return shire


def fields(ask: PutToTender) -> dict[str, object]:
    names = ("title", "intention", "specification", "criteria", "weights", "minutes", "lots", "specified")
    return {name: getattr(ask, name) for name in names}


def number(shire: Shire, seat: str) -> TenderRef:
    return TenderRef(shire.local(seat, "tenders", TITLE))


def bid(shire: Shire, seat: str, lots: int, **changes: object) -> None:
    told = {"sum": Pence(900_000_00), "completeness": Percent(100), "covers": CALL.criteria, "pathway": "A team in each town.",
            "text": "What we offer.", **changes}  # fmt: skip
    shire.do(seat, BidInTender(tender=number(shire, seat), lots=lots, **told))


def judged(shire: Shire, **scores: tuple[int, int, int]) -> None:
    for leader, given in scores.items():
        shire.do(
            "east-lead",
            Evaluate(
                tender=number(shire, "east-lead"),
                bidder=leader,
                text="So.",
                scores=tuple(map(Percent, given)),
            ),
        )


@pytest.mark.requirement("LEV-10")
def test_up_to_seven_centres_are_awarded_to_several_bids_and_the_buyer_hears_on_what_a_challenge_could_rest() -> (
    None
):
    shire = called()
    bid(shire, "trust-lead", 4)
    shire.do("east-lead", ChangeTimetable(tender=number(shire, "east-lead"), minutes=Minutes(8)))
    bid(shire, "nurses-lead", 2, completeness=Percent(60), covers=("quality",))
    shire.at += 10
    bid(shire, "clinics-lead", 2)
    assert [(b.bidders[0], b.lots, b.late, b.completeness) for b in shire.world.tenders[number(shire, "control-lead")].bids] == [
        ("trust", 4, False, 100), ("nurses", 2, False, 60), ("clinics", 2, True, 100),
    ]  # fmt: skip
    judged(shire, trust=(80, 70, 40), nurses=(70, 60, 80), clinics=(60, 60, 60))
    tender = number(shire, "east-lead")
    shire.refused(
        "east-lead",
        Award(tender=tender, bidder="trust", also=("nurses", "clinics"), text="All."),
        None,
        "7 lots",
    )
    shire.refused("east-lead", Award(tender=tender, bidder="trust", also=("trust",), text="Twice."))
    shire.do("east-lead", Award(tender=tender, bidder="trust", also=("nurses",), text="Six of seven."))
    seen = shire.thing("west-lead", "tenders", TITLE)
    assert (seen.status, seen.awarded) == ("awarded", ("trust", "nurses"))
    (weighed,) = [e for e in shire.session.events if e.kind == "tender-weighed"]
    assert set(weighed.audience) == {"east-lead", "east-clerk"}
    assert weighed.body["because"] == ("moved", "gaps", "unfinished")
    assert weighed.body["risk"] == 15 + 15 + 10
    assert [leader for leader, _ in weighed.body["ranking"]] == ["nurses", "trust", "clinics"]


def test_nothing_need_be_awarded_and_the_buyer_is_told_all_the_same() -> None:
    shire = called()
    bid(shire, "trust-lead", 7)
    events = shire.do("east-lead", Award(tender=number(shire, "east-lead"), text="None is ready."))
    assert [e.kind for e in events] == ["tender-decided", "bid-answered", "tender-weighed"]
    assert shire.thing("trust-lead", "tenders", TITLE).status == "no award"
    none = called()
    assert [
        e.kind for e in none.do("east-lead", Award(tender=number(none, "east-lead"), text="Nobody came."))
    ] == ["tender-decided"]


def judged_bid(number: int, leader: str, quality: int, money: int, late: bool) -> Bid:
    """A finished bid that was judged."""
    scores = (("quality", quality), ("money", money))
    return Bid(
        number,
        (leader,),
        "",
        0,
        100,
        late,
        scores,
        covers=("quality", "money"),
        marks=(("s", (quality, money), ""),),
    )


WEIGHTS = (("quality", 60), ("money", 40))
BIDS = (judged_bid(1, "a", 90, 30, late=False), judged_bid(2, "b", 50, 80, late=True))
TWO = Tender(1, "east", "T", WEIGHTS, 20, "open", BIDS)


@pytest.mark.requirement("LEV-79")
def test_weights_are_inputs_and_the_weight_at_which_another_bid_comes_first_is_reported() -> None:
    assert ranked(TWO) == (("a", 66.0), ("b", 62.0))
    assert ranked(TWO, {"quality": 20, "money": 80})[0][0] == "b"
    assert turns(TWO) == (("quality", 55, "b"), ("money", 45, "b"))
    assert ranked(TWO, weighted(TWO, "money", 44))[0][0] == "a"
    assert turns(Tender(1, "east", "T", WEIGHTS, 20, "open", BIDS[:1])) == ()


def test_each_ground_of_a_challenge_adds_to_its_risk() -> None:
    assert grounds(TWO, ("a",)) == () and risk(()) == 0
    assert grounds(TWO, ("b",)) == ("order", "late") and risk(("order", "late")) == 55
    assert grounds(TWO, ("a",), interested=True) == ("interest",)
    assert risk(("order", "late", "interest", "unjudged", "moved")) == 100


@pytest.mark.requirement("LEV-71")
def test_outcomes_leave_the_way_to_bidders_and_cost_them_more_work_and_a_pathway_leaves_none() -> None:
    free, laid = called(), called(specified="pathways")
    ask = {"sum": Pence(1_00), "completeness": Percent(50), "text": "Ours."}
    free.refused("trust-lead", BidInTender(tender=number(free, "trust-lead"), **ask), None, "outcomes")
    free.do("trust-lead", BidInTender(tender=number(free, "trust-lead"), pathway="Home first.", **ask))
    laid.refused(
        "trust-lead",
        BidInTender(tender=number(laid, "trust-lead"), pathway="Home first.", **ask),
        None,
        "pathway",
    )
    laid.do("trust-lead", BidInTender(tender=number(laid, "trust-lead"), **ask))
    move = free.session.catalogue.moves["bid-in-tender"]
    efforts = [
        move.effort(each.session.view("clinics-lead").world, number(each, "clinics-lead"))
        for each in (free, laid)
    ]
    assert efforts[0] > efforts[1] == 1
    assert free.thing("east-lead", "tenders", TITLE).bids[0].pathway == "Home first."


@pytest.mark.requirement("LEV-72")
def test_after_an_award_both_sides_make_ready_task_by_task_and_say_what_is_at_risk() -> None:
    shire = called()
    bid(shire, "clinics-lead", 1, together_with=("nurses",))
    shire.at += 20
    judged(shire, clinics=(70, 70, 70))
    shire.do("east-lead", Award(tender=number(shire, "east-lead"), bidder="clinics", text="Good."))
    title = f"From award to work: {TITLE}"

    def report(seat: str, task: str, state: str, text: str = "") -> ReportTransition:
        return ReportTransition(
            transition=MatterRef(shire.local(seat, "matters", title)), task=task, state=state, text=text
        )

    states = dict(shire.thing("nurses-lead", "matters", title).detail["tasks"])
    assert tuple(states) == TASKS and states["registration"] == "done" and states["contract"] == "to do"
    shire.refused("clinics-lead", report("clinics-lead", "staff", "at risk"))
    shire.refused("clinics-lead", report("clinics-lead", "registration", "on track"))
    shire.do("clinics-lead", report("clinics-lead", "staff", "at risk", "Four nurses short."))
    assert shire.thing("east-clerk", "matters", title).detail["risks"] == (("staff", "Four nurses short."),)
    assert not any(m.title == title for m in shire.session.view("trust-lead").world.matters.values())
    for task in ("contract", "staff", "premises", "patients"):
        shire.do("east-lead", report("east-lead", task, "done"))
    over = shire.thing("clinics-lead", "matters", title)
    assert (over.status, over.detail["risks"]) == ("complete", ())


PARTNERS = FormAlliance(identity="together", name="Together", short="Together", form="joint venture", purpose="To bid",
                        members=("nurses",))  # fmt: skip


def partners(timing: str) -> Shire:
    """A new partnership, not registered, with somebody to bid for it, and a tender and a contract that wait."""
    shire = Shire(timing)
    shire.do("clinics-lead", PARTNERS)
    shire.accept("nurses-lead", "Invitation to Together")
    shire.do(
        "clinics-lead",
        HireStaff(identity="together-lead", role="Director", may_commit=tuple(ALL), for_body="together"),
    )
    shire.do("east-lead", CALL)
    return shire


@pytest.mark.requirement("LEV-38")
def test_registration_binds_before_the_bid_or_only_before_the_service_as_the_rules_timing_says() -> None:
    for timing, early in (("", True), ("before-bid", True), ("before-service", False)):
        shire = partners(timing)
        ask = BidInTender(
            tender=number(shire, "together-lead"),
            sum=Pence(1_00),
            completeness=Percent(90),
            pathway="Ours.",
            text="Us.",
        )
        if early:
            shire.refused("together-lead", ask, "registered-first", "inspector")
            shire.do("inspector-lead", Register(body="together", verdict="registered"))
        shire.do("together-lead", ask)
        shire.at += 20
        judged(shire, together=(60, 60, 60))
        shire.do("east-lead", Award(tender=number(shire, "east-lead"), bidder="together", text="Them."))
        tasks = dict(shire.thing("east-lead", "matters", f"From award to work: {TITLE}").detail["tasks"])
        assert tasks["registration"] == ("done" if early else "to do")
        contract(shire)
        sign = Sign(agreement=shire.local("together-lead", "agreements", "The centres"))
        if not early:
            shire.refused("together-lead", sign, "registered-first", "inspector")
            shire.do("inspector-lead", Register(body="together", verdict="registered"))
        shire.do("together-lead", sign)
        shire.replayed()


def contract(shire: Shire) -> None:
    shire.do(
        "east-lead",
        Propose(
            to=("together",), title="The centres", clauses=(Clause("Run them"),), start=Month(3), tier="main"
        ),
    )


def test_whoever_rules_on_registration_may_turn_its_timing_round_in_play() -> None:
    shire = partners("before-bid")
    ask = BidInTender(
        tender=number(shire, "together-lead"),
        sum=Pence(1_00),
        completeness=Percent(90),
        pathway="Ours.",
        text="Us.",
    )
    turn = SettleRule(rule="registered-first", status="in force", timing="before-service")
    shire.refused("board-lead", turn)
    shire.refused(
        "inspector-lead", SettleRule(rule="registered-first", status="suspended", timing="before-service")
    )
    shire.refused("licensor-lead", SettleRule(rule="competition", status="in force", timing="before-bid"))
    shire.refused("together-lead", ask, "registered-first")
    shire.do("inspector-lead", turn)
    shire.do("together-lead", ask)
    assert shire.session.view("west-lead").world.rules["registered-first"].timing == "before-service"
    shire.replayed()
