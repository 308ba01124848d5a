"""Powers, support and words that change what others may or would do: each with its state, its record and its use."""

from __future__ import annotations

import dataclasses

import pytest

from shirehall.patch.figures import Figure, Provenance
from shirehall.play.fields import AgreementRef, Clause, MatterRef, Minutes, Month, Pence, Percent, SeatRef
from shirehall.play.months import Umpire
from shirehall.play.moves.advise import Advise, Lobby
from shirehall.play.moves.alliances import FormAlliance
from shirehall.play.moves.casework import (
    Authorise,
    BlockCase,
    ClearCase,
    ConditionCase,
    OpenCase,
    Register,
    WithdrawLicence,
)
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.intervening import EndIntervention, Intervene
from shirehall.play.moves.message import Announce, Share
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.people import BuySupport
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.ruling import ProposeRuleChange, SettleRule
from shirehall.play.world import Consultation
from shirehall.study.measures import compute
from shirehall.study.reading import tell
from tests.instruments.smallshire import Shire
from tests.play.county import OpenDay, bigshire


def matter(shire: Shire, seat: str, kind: str) -> MatterRef:
    return MatterRef(next(n for n, m in shire.session.view(seat).world.matters.items() if m.kind == kind))


@pytest.mark.requirement("LEV-33")
def test_an_integrated_organisation_is_a_new_body_with_members_and_a_state_of_approval() -> None:
    shire = Shire()
    shire.do("trust-lead", FormAlliance(identity="one-care", name="One Care", short="One", form="integrated care organisation",
                                        purpose="One way through", members=("nurses",)))  # fmt: skip
    body = shire.world.organisations["one-care"]
    assert (body.status, body.members, body.registered) == ("proposed", ("trust",), False)
    shire.accept("nurses-lead", "Invitation to One Care")
    shire.do("inspector-lead", Register(body="one-care", verdict="registered"))
    shire.do(
        "licensor-lead", ClearCase(case=matter(shire, "licensor-lead", "competition case"), text="No harm.")
    )
    body = shire.session.view("west-lead").world.organisations["one-care"]
    assert (body.status, body.members, body.registered) == ("standing", ("trust", "nurses"), True)


@pytest.mark.requirement("LEV-37")
def test_a_competition_case_is_open_then_cleared_or_cleared_on_conditions_or_blocked() -> None:
    for settle, status in ((ClearCase, "cleared"), (ConditionCase, "conditioned"), (BlockCase, "blocked")):
        shire = Shire()
        shire.do(
            "trust-lead",
            Propose(to=("nurses",), title="Deal", clauses=(Clause("Share wards"),), start=Month(2)),
        )
        shire.do(
            "trust-lead",
            Share(
                to=(SeatRef("licensor-lead"),),
                agreement=AgreementRef(shire.local("trust-lead", "agreements", "Deal")),
            ),
        )
        known = AgreementRef(shire.local("licensor-lead", "agreements", "Deal"))
        shire.do("licensor-lead", OpenCase(title="Cartel", agreement=known))
        assert shire.thing("nurses-lead", "matters", "Cartel").status == "open"
        shire.do(
            "licensor-lead",
            settle(case=matter(shire, "licensor-lead", "competition case"), text="Prices are open to all."),
        )
        told = shire.thing("nurses-lead", "matters", "Cartel")
        assert (told.status, [state for state, _ in told.history]) == (status, ["open", status])


@pytest.mark.requirement("LEV-36")
def test_a_licence_is_withdrawn_by_its_regulator_alone_and_each_regulators_sanctions_and_their_use_are_known() -> (
    None
):
    regulators = [
        body for body in bigshire().organisations if body.kind in ("economic-regulator", "quality-regulator")
    ]
    assert all(body.sanctions for body in regulators) and len(regulators) == 2
    day = OpenDay()
    seat = next(
        s for s in day.session.world.seats_of("monitor") if "rulings" in day.session.world.seats[s].may_commit
    )
    day.done(seat, WithdrawLicence(body="wrenby", text="It will not open its books."))
    rows = compute("powers-used", tell(day.session.events, day.patch), {}).where(power="sanction").dicts()
    assert [(row["body"], row["used_by"], row["times"]) for row in rows] == [
        ("monitor", "licence-withdrawn", 1)
    ]
    shire = Shire()
    shire.refused("inspector-lead", WithdrawLicence(body="clinics", text="Unsafe."), "licences", "Licensor")


@pytest.mark.requirement("LEV-76")
def test_a_failing_commissioner_is_stepped_into_in_four_ways_each_on_conditions() -> None:
    ways = ("send people in", "hand management to another body", "bring outsiders", "attach conditions")
    for way in ways:
        shire = Shire()
        manager = "west" if way == ways[1] else None
        shire.refused("board-lead", Intervene(body="east", way=way, managed_by=manager))
        shire.do(
            "board-lead", Intervene(body="east", way=way, managed_by=manager, text="A plan by the spring.")
        )
        known = shire.session.view("east-clerk").world.matters[matter(shire, "east-clerk", "intervention")]
        assert (known.detail["way"], known.outcome, known.status) == (way, "A plan by the spring.", "open")
        shire.do("board-lead", EndIntervention(intervention=matter(shire, "board-lead", "intervention")))
        assert (
            shire.session.view("east-lead").world.matters[matter(shire, "east-lead", "intervention")].status
            == "ended"
        )


@pytest.mark.requirement("LEV-77")
def test_a_new_commissioner_passes_passes_on_conditions_or_fails() -> None:
    shire = Shire()
    for verdict, words in (("conditional", "Show a plan."), ("fail", "There is none."), ("pass", "")):
        shire.do("board-lead", Authorise(body="east", verdict=verdict, text=words))
        assert shire.session.view("clinics-lead").world.organisations["east"].authorised == verdict
    shire.refused("board-lead", Authorise(body="west", verdict="fail"))
    shire.refused("licensor-lead", Authorise(body="west", verdict="pass"), "", "Board")


@pytest.mark.requirement("LEV-70")
def test_support_is_bought_from_a_public_unit_or_a_firm_after_prices_are_compared_and_adds_what_one_knows() -> (
    None
):
    shire = Shire()
    for seller, price in (("bureau", 40_000_00), ("advisers", 90_000_00)):
        before = shire.world.knowledge.get("east|data", 0)
        other = {"bureau": "advisers", "advisers": "bureau"}[seller]
        shire.do(
            "east-lead",
            BuySupport(
                seller=seller, area="data", points=Percent(10), price=Pence(price), compared_with=(other,)
            ),
        )
        compared = shire.session.events[-1]
        assert (compared.kind, compared.body["sellers"]) == ("prices-compared", (seller, other))
        shire.do(f"{seller}-lead", accept_of(shire, f"{seller}-lead"))
        assert shire.world.knowledge["east|data"] == before + 10
    paid = [dict(term.terms) for term in shire.levers(1, "fund")]
    assert [(each["receiver"], each["pounds"]) for each in paid] == [("bureau", 40_000), ("advisers", 90_000)]


def accept_of(shire: Shire, seat: str) -> object:
    return AcceptOffer(offer=matter(shire, seat, "support"))


@pytest.mark.requirement("LEV-61")
def test_advice_of_an_independent_panel_is_marked_as_neutral_and_other_advice_is_not() -> None:
    shire = Shire()
    for seat, neutral in (("advisers-lead", True), ("bureau-lead", False)):
        (event,) = shire.do(seat, Advise(to=(SeatRef("east-lead"),), text="Keep two theatres."))
        assert bool(event.body.get("neutral")) is neutral
        sentence = shire.session.catalogue.kind("advised").says(event, Names())
        assert ("independent panel" in sentence) is neutral


class Names:
    """Names as they are."""

    def body(self, organisation: str) -> str:
        return organisation

    def bodies_of(self, seats: tuple[str, ...]) -> str:
        return ", ".join(seats)


@pytest.mark.requirement("LEV-64")
def test_a_formula_by_which_money_is_shared_can_be_contested_and_settled_otherwise() -> None:
    shire = Shire()
    rule = shire.session.view("east-lead").world.rules["fair-shares"]
    shire.do(
        "west-lead", Lobby(to=(SeatRef("board-lead"),), text="Our people are older than the formula thinks.")
    )
    shire.do("west-lead", ProposeRuleChange(rule=rule.id, wording="Shares by need from this year on."))
    known = shire.session.view("east-lead").world.rules[rule.id]
    assert (known.status, known.proposal) == ("questioned", "Shares by need from this year on.")
    shire.refused("west-lead", SettleRule(rule=rule.id, status="renegotiated"), None, "Board")
    shire.do("board-lead", SettleRule(rule=rule.id, status="renegotiated"))
    assert shire.session.view("east-lead").world.rules[rule.id].text == "Shares by need from this year on."


@pytest.mark.requirement("LEV-63")
def test_people_who_were_told_honestly_before_they_are_asked_are_less_against_a_change() -> None:
    figure = Figure(value=5, unit="percentage points", origin=Provenance.ASSUMED, source="a test")
    patch = bigshire()
    responses = patch.head.responses.model_copy(update={"each_told": figure})
    telling = dataclasses.replace(patch, head=patch.head.model_copy(update={"responses": responses}))

    def support(times: int, about: str, told: bool = True) -> int:
        day = OpenDay()
        seat = next(
            s for s in day.session.world.seats_of("buft") if "public" in day.session.world.seats[s].may_commit
        )
        for _ in range(times):
            day.done(seat, Announce(text="This is what we lose and what we gain.", about=(about,)))
        day.at = 9
        day.done(
            seat,
            Consult(
                whom="public",
                specificity=3,
                minutes=Minutes(3),
                text="Shall we close the ward?",
                about=("estate",),
            ),
        )
        Umpire(telling if told else patch, 1).tick(day.session, 30)
        (asked,) = day.session.world.consultations.values()
        assert isinstance(asked, Consultation) and asked.status == "closed"
        return asked.support

    none = support(0, "estate")
    assert [support(times, "estate") - none for times in (1, 2, 5)] == [5, 10, 15]
    assert support(3, "money") == none == support(3, "estate", told=False)
