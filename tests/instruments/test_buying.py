"""Ways to buy: a list of whoever qualifies, a direct award, a lead contractor with subcontractors, a protected time, levels."""

from __future__ import annotations

import pytest

from shirehall.play.agreements import tree
from shirehall.play.fields import AgreementRef, Clause, MatterRef, Minutes, Month, Pence, Percent, SeatRef
from shirehall.play.moves.alliances import FormAlliance
from shirehall.play.moves.chains import LayDownChain, ReportStep
from shirehall.play.moves.lead import Delegate, TakeBack
from shirehall.play.moves.levels import SetLevel
from shirehall.play.moves.people import SharePost
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.qualifying import ApplyToList, DecidePlace, DirectAward, OpenList
from shirehall.play.moves.sign import End, Sign
from shirehall.play.moves.takeover import Merge
from shirehall.play.moves.tendering import PutToTender
from tests.instruments.smallshire import Shire

TITLE = "Hearing aids"


def listed(price_rule: str, floor: int = 0) -> Shire:
    shire = Shire()
    shire.do(
        "east-lead",
        OpenList(
            title=TITLE, specification="Fitted within six weeks", price_rule=price_rule, floor=Percent(floor)
        ),
    )
    return shire


def number(shire: Shire, seat: str, title: str = TITLE, kind: str = "qualified list") -> MatterRef:
    things = shire.session.view(seat).world.matters
    return MatterRef(next(n for n, m in things.items() if m.title == title and m.kind == kind))


@pytest.mark.requirement("LEV-08")
def test_whoever_qualifies_gives_the_service_without_a_tender_at_a_price_that_a_rule_bounds() -> None:
    for price_rule, floor, refused, taken in (
        ("at tariff", 0, 99, 100),
        ("no lower limit", 0, -1, 10),
        ("lower limit", 80, 79, 80),
    ):
        shire = listed(price_rule, floor)
        shire.refused(
            "clinics-lead", ApplyToList(list=number(shire, "clinics-lead"), price=refused), None, "price"
        )
        shire.do("clinics-lead", ApplyToList(list=number(shire, "clinics-lead"), price=taken))
        shire.do("nurses-lead", ApplyToList(list=number(shire, "nurses-lead")))
        shire.refused("nurses-lead", ApplyToList(list=number(shire, "nurses-lead")))
        places = {
            m.by: m
            for m in shire.session.view("east-lead").world.matters.values()
            if m.kind == "place on a list"
        }
        assert places["clinics"].detail["price"] == taken and not shire.world.tenders
        for body, verdict in (("clinics", "qualified"), ("nurses", "qualified")):
            shire.do("east-lead", DecidePlace(place=MatterRef(places[body].id), verdict=verdict, text="So."))
        known = [
            m for m in shire.session.view("west-lead").world.matters.values() if m.kind == "place on a list"
        ]
        assert [(m.by, m.status) for m in known] == [("clinics", "qualified"), ("nurses", "qualified")]
    shire = Shire()
    shire.refused("east-lead", OpenList(title=TITLE, specification="Any", price_rule="lower limit"))
    shire.refused(
        "east-lead", OpenList(title=TITLE, specification="Any", price_rule="at tariff", floor=Percent(5))
    )


@pytest.mark.requirement("LEV-09")
def test_a_direct_award_says_why_there_is_no_tender_and_logs_who_has_an_interest() -> None:
    shire = listed("at tariff")
    award = {"provider": "clinics", "title": "Winter clinics", "sum": Pence(50_000_00)}
    shire.refused("east-lead", DirectAward(**award))
    shire.refused(
        "east-lead",
        DirectAward(**award, list=number(shire, "east-lead"), text="On the list."),
        None,
        "qualified",
    )
    shire.do("clinics-lead", SharePost(post=SeatRef("clinics-lead"), shared_with="east"))
    shire.accept("east-lead", "A share in the post of Lead of clinics")
    events = shire.do("east-lead", DirectAward(**award, text="Nobody else could begin by winter."))
    assert [e.kind for e in events] == ["directly-awarded", "transition-begun"] and events[0].audience == (
        "*",
    )
    known = shire.session.view("west-lead").world.matters[
        number(shire, "west-lead", "Winter clinics", "direct award")
    ]
    assert known.detail == {
        "conflicts": ("clinics-lead",),
        "without_a_tender": "Nobody else could begin by winter.",
    }


def test_whoever_has_an_interest_awards_nothing_without_a_tender() -> None:
    shire = Shire()
    shire.do("east-lead", FormAlliance(identity="both", name="Both", short="Both", form="joint venture", purpose="One",
                                       members=("clinics",)))  # fmt: skip
    shire.accept("clinics-lead", "Invitation to Both")
    award = DirectAward(provider="both", title="Winter clinics", sum=Pence(1_00), text="Ours.")
    shire.refused("east-lead", award, "conflict-of-interest", "board")


def lead_contract(shire: Shire) -> AgreementRef:
    """A main contract of the east with the trust for a centre."""
    shire.agreed("east-lead", "trust-lead", "The centre", tier="main")
    return AgreementRef(shire.local("trust-lead", "agreements", "The centre"))


@pytest.mark.requirement("LEV-12")
def test_a_lead_contractor_subcontracts_and_what_lies_under_a_contract_ends_with_it() -> None:
    shire = Shire()
    lead = lead_contract(shire)
    shire.refused(
        "nurses-lead",
        Propose(to=("clinics",), title="Odd", clauses=(Clause("No"),), start=Month(1), under=lead),
    )
    shire.refused(
        "trust-lead", Propose(to=("east",), title="Odd", clauses=(Clause("No"),), start=Month(1), under=lead)
    )
    payment = Clause("Pay", "fund", (("payer", "trust"), ("pounds", 1000), ("receiver", "nurses")))
    first = shire.agreed("trust-lead", "nurses-lead", "Nursing", payment, under=lead)
    below = AgreementRef(shire.local("nurses-lead", "agreements", "Nursing"))
    shire.agreed("nurses-lead", "clinics-lead", "Nights", under=below)
    titles = {number: deal.title for number, deal in shire.world.agreements.items()}
    top = next(number for number, title in titles.items() if title == "The centre")
    assert [(titles[number], depth) for number, depth in tree(shire.world.agreements, top)] == [
        ("The centre", 0), ("Nursing", 1), ("Nights", 2),
    ]  # fmt: skip
    assert shire.session.view("trust-lead").world.agreements[first].under == lead
    assert shire.levers(1, "fund") and shire.levers(2, "fund")
    events = shire.do("trust-lead", End(agreement=lead))
    assert [e.kind for e in events] == ["agreement-ended", "subcontract-ended", "subcontract-ended"]
    assert shire.thing("clinics-lead", "agreements", "Nights").phase == "ended"
    assert shire.levers(1, "fund") and not shire.levers(2, "fund")
    shire.replayed()


@pytest.mark.requirement("LEV-11")
def test_a_protected_time_keeps_parties_bound_and_the_work_from_being_put_out_to_others() -> None:
    shire = Shire()
    shire.refused(
        "east-lead",
        Propose(
            to=("trust",), title="Odd", clauses=(Clause("No"),), start=Month(4), protected_until=Month(2)
        ),
    )
    deal = AgreementRef(shire.agreed("east-lead", "trust-lead", "The change", protected_until=Month(2)))
    call = {"title": "The change", "intention": "Better", "specification": "More", "criteria": ("quality",), "weights": (Percent(100),),
            "minutes": Minutes(10), "replaces": deal}  # fmt: skip
    for month in (1, 2):
        if month > 1:
            shire.month(month)
        shire.refused("east-lead", End(agreement=deal), None, "month 2")
        shire.refused("east-lead", PutToTender(**call), None, "month 2")
    shire.refused("west-lead", PutToTender(**{**call, "replaces": AgreementRef(1)}))
    shire.month(3)
    shire.do("east-lead", PutToTender(**call))
    shire.do("east-lead", End(agreement=deal))


@pytest.mark.requirement("LEV-16")
def test_authority_is_lent_up_down_and_sideways_and_whoever_lent_it_stays_accountable() -> None:
    shire = Shire()
    for to, direction in (("board-lead", "up"), ("west-lead", "sideways"), ("east-clerk", "down")):
        shire.do("east-lead", Delegate(to=SeatRef(to), scope="agreements"))
        lent = [d for d in shire.session.view("east-lead").world.delegations.values() if d.to == to]
        assert [(d.accountable, d.scope, d.direction, d.ended) for d in lent] == [
            ("east", "agreements", direction, False)
        ]
    shire.do(
        "trust-lead", Propose(to=("east",), title="Visits", clauses=(Clause("Nightly"),), start=Month(1))
    )
    shire.do("west-lead", Sign(agreement=shire.local("west-lead", "agreements", "Visits"), for_body="east"))
    (deal,) = shire.world.agreements.values()
    assert deal.accounts["east"].stance == "signed" and "west" not in deal.accounts
    mine = next(d for d in shire.session.view("east-lead").world.delegations.values() if d.to == "west-lead")
    shire.do("east-lead", TakeBack(delegation=mine.id))
    assert [d.ended for d in shire.world.delegations.values()] == [False, True, False]


@pytest.mark.requirement("LEV-17")
def test_the_map_of_services_and_levels_is_edited_by_whoever_is_accountable() -> None:
    shire = Shire()
    shire.refused(
        "trust-lead", SetLevel(service="heart surgery", level="specialist", body="board"), "", "East"
    )
    shire.refused("east-lead", SetLevel(service="district nursing", level="practices", body="east"))
    shire.refused("east-lead", SetLevel(service="district nursing", level="purchaser", body="west"))
    for service, level, body in (("heart surgery", "specialist", "board"), ("ambulances", "lead purchaser", "west"),
                                 ("district nursing", "purchaser", "east")):  # fmt: skip
        shire.do("east-lead", SetLevel(service=service, level=level, body=body))
    shire.do("west-lead", SetLevel(service="ambulances", level="purchaser", body="west"))
    shire.do("east-lead", SetLevel(service="district nursing", level="joint", body="nurses"))
    assert shire.session.view("clinics-lead").world.levels == {
        "heart surgery|east": ("specialist", "board"), "ambulances|east": ("lead purchaser", "west"),
        "district nursing|east": ("joint", "nurses"), "ambulances|west": ("purchaser", "west"),
    }  # fmt: skip
    shire.do(
        "east-lead", Merge(identity="shire", name="Shire", short="Shire", purpose="One", others=("west",))
    )
    shire.accept("west-lead", "Merger into Shire")
    assert shire.world.levels["heart surgery|shire"] == ("specialist", "board")
    shire.replayed()


CHAIN = {
    "steps": ("Ready to leave", "Assessed at home", "Settled"), "responsible": ("trust", "nurses", "nurses"),
    "gives": ("A letter with the drugs", "A plan", "A call to the doctor"), "needs": ("", "The letter", "The plan"),
    "measures": ("Letters on the day", "Seen in two days", "Back in hospital within a month"),
    "when": ("The same day", "Two days", "A month"),
}  # fmt: skip


@pytest.mark.requirement("LEV-73")
def test_a_chain_says_who_is_responsible_when_what_each_gives_and_needs_and_by_what_it_is_measured() -> None:
    shire = Shire()
    shire.do(
        "trust-lead",
        Propose(to=("nurses",), title="Home in time", clauses=(Clause("One chain"),), start=Month(1)),
    )
    deals = {
        seat: AgreementRef(shire.local(seat, "agreements", "Home in time"))
        for seat in ("trust-lead", "nurses-lead")
    }
    slips: tuple[tuple[dict[str, object], str], ...] = (
        ({"steps": CHAIN["steps"][:1]}, "2 to"),
        ({"responsible": ("trust", "nurses", "clinics")}, "party"),
        ({"measures": ("", "b", "c")}, "measure"),
        ({"when": ("now", " ", "then")}, "time"),
        ({"gives": ("a",)}, "each"),
    )
    for change, words in slips:
        shire.refused(
            "trust-lead", LayDownChain(agreement=deals["trust-lead"], **{**CHAIN, **change}), None, words
        )
    shire.do("nurses-lead", Sign(agreement=deals["nurses-lead"]))
    shire.do("trust-lead", LayDownChain(agreement=deals["trust-lead"], **CHAIN))
    known = shire.session.view("nurses-lead").world.agreements[deals["nurses-lead"]]
    assert known.version == 2 and not known.on_this_text("nurses", "signed")
    assert known.chain[1] == (
        "Assessed at home",
        "nurses",
        "A plan",
        "The letter",
        "Seen in two days",
        "Two days",
    )
    shire.refused("nurses-lead", ReportStep(agreement=deals["nurses-lead"], step=1, kept=True))
    for seat, deal in deals.items():
        shire.do(seat, Sign(agreement=deal))
    shire.refused("nurses-lead", ReportStep(agreement=deals["nurses-lead"], step=1, kept=False))
    shire.do(
        "nurses-lead",
        ReportStep(agreement=deals["nurses-lead"], step=1, kept=False, text="Three came without a letter."),
    )
    assert shire.session.view("trust-nurse").world.agreements[deals["trust-lead"]].steps_reported == (
        (1, "nurses", False, 1),
    )
    assert not shire.session.view("clinics-lead").world.agreements
    shire.do(
        "nurses-lead", Merge(identity="team", name="Team", short="Team", purpose="One", others=("clinics",))
    )
    shire.accept("clinics-lead", "Merger into Team")
    (deal,) = shire.world.agreements.values()
    assert [row[1] for row in deal.chain] == ["trust", "team", "team"]
    shire.replayed()
