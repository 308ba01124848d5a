"""Bids, work that terms move, bodies chosen by a fact, and who settled without whom, in a made-up year."""

from __future__ import annotations

import dataclasses

import pytest

from shirehall.patch.county import MarketRow
from shirehall.patch.model import Fact
from shirehall.play.fields import Clause
from shirehall.play.world import Bid, Tender
from shirehall.study.measures import reading
from shirehall.study.reading import Telling
from tests.study_findings.made import Year, value


def bid_of(year: Year, *bidders: str, text: str, covers: tuple[str, ...] = (), late: bool = False,
           marks: tuple[tuple[str, tuple[int, ...], str], ...] = ()) -> Bid:  # fmt: skip
    number = year.act("bid-submitted", bidders[0], "north", text=text, bidders=bidders, covers=covers)
    return Bid(number, bidders, text, 5_000_000_00, 80, late, covers=covers, marks=marks)


def stated(told: Telling, **values: float) -> Telling:
    """The telling with facts `<body>.size`."""
    facts = tuple(
        Fact(
            key=f"{body}.size",
            value=size,
            unit="£m",
            known_to=["all"],
            revealed_month=1,
            subject=body,
            **{"from": "assumed"},
            source="tests",
        )
        for body, size in values.items()
    )
    return dataclasses.replace(told, patch=dataclasses.replace(told.patch, facts=facts), kept={})


@pytest.fixture(scope="module")
def tender() -> Telling:
    year = Year()
    number = year.act("tender-opened", "north", text="Centres.")
    offers = (
        bid_of(year, "acute", "firm", text="Beds at the national tariff.", covers=("links", "home"),
               marks=(("north.chair", (4, 4), ""), ("south.chair", (2, 2), ""))),
        bid_of(year, "doctors", text="Beds at the national tariff.", covers=("links",), late=True,
               marks=(("doctors.chair", (5, 5), ""),)),
        bid_of(year, "community", text="Care at home.", covers=("home",)),
    )  # fmt: skip
    year.put(
        "tenders",
        number,
        Tender(number, "north", "Centres", (("links", 50), ("home", 50)), 100, "open", offers),
    )
    return stated(year.told(), acute=2.5, doctors=50.0)


def test_bids_are_counted_by_who_leads_who_joins_and_whether_they_were_late(tender: Telling):
    assert value("bids", tender) == 3
    assert [value("bids", tender, lead_kind=k) for k in ("acute-provider", "private-provider")] == [1, 0]
    assert (
        value("bids", tender, of_kind="private-provider"),
        value("bids-joined", tender, of_kind="private-provider"),
    ) == (1, 1)
    assert value("bids", tender, late="yes") == 1
    assert value("bid-lots", tender) == 3 and value("bid-lots", tender, lead_kind="acute-provider") == 1
    assert value("bid-sum", tender) == 15 and value("bid-sum", tender, late="yes") == 5, "each bid is £5m"


def test_what_bids_speak_of_how_alike_they_are_and_how_judges_marked_them(tender: Telling):
    assert value("bids-that-speak", tender, words=["tariff"]) == pytest.approx(2 / 3, abs=1e-4)
    assert value("bids-that-speak", tender, lead_kind="community-provider", words=["home"]) == 1
    alone = dataclasses.replace(
        tender,
        patch=dataclasses.replace(
            tender.patch, codebook=tender.patch.codebook.model_copy(update={"topics": []})
        ),
        kept={},
    )
    assert value("bid-likeness", alone) == pytest.approx((1 / 2 + 1 / 2 + 0) / 3, abs=1e-4)
    assert (
        value("bid-likeness", alone, pairs="other-lead", lead_kind=["acute-provider", "gp-provider"]) == 0.5
    )
    assert value("judges-apart", tender) == pytest.approx(1 / 3, abs=1e-4), (
        "sums of 8 and 4: deviation 2, mean 6"
    )
    found = reading("judges-with-interest", tender)
    assert (found.value, found.evidence) == (1, (3,))
    assert value("bid-beside-fact", tender, fact="size") == 2, "£5m beside £2.5m"


def test_bodies_may_be_chosen_by_a_fact_that_the_pack_states_of_them():
    year = Year()
    for by, to, times in (("north", "acute", 3), ("south", "acute", 1), ("acute", "south", 2)):
        for _ in range(times):
            year.act("asked", by, to)
    told = stated(year.told(), north=1.0, south=2.0)
    assert value("count", told, event="asked", from_kind="commissioner", from_most="size") == 1
    assert value("count", told, event="asked", from_kind="commissioner", from_least="size") == 3
    assert value("count", told, event="asked", to_most="size") == 2
    assert value("distinct-partners", told, from_least="size") == 1
    assert value("count", told, event="asked", from_most="nothing") == 0


def test_settled_without_some_and_between_two_oftener_than_among_many():
    year = Year()
    year.deal("acute", "community", signed=2)
    year.deal("acute", "north", agreed=2)
    year.deal("acute", "firm")
    year.deal("acute", "community", "mental", "north")
    told = year.told()
    assert value("settled-without", told, party_kind="acute-provider", without_kind="commissioner") == 0.5
    assert value("pairs-less-many", told) == pytest.approx(2 / 3, abs=1e-4)
    assert value("agreements-by-state", told, party_kind="acute-provider", without_kind="commissioner") == 2


def test_the_work_that_terms_move_is_a_mean_over_the_services_that_bodies_run():
    year = Year()
    number = year.deal("acute", "community", signed=3)
    shift = Clause(
        "", "shift", (("from", "acute"), ("service", "knees"), ("share_percent", 20), ("to", "community"))
    )
    year.agreements[number] = dataclasses.replace(year.agreements[number], clauses=(shift,))
    told = year.told()
    market = [
        MarketRow(
            commissioner="north", pathway=name, site="ward", share=1.0, source="tests", **{"from": "assumed"}
        )
        for name in ("knees", "hips")
    ]
    county = told.patch.county.model_copy(update={"market": market})
    world = dataclasses.replace(told.world, sites={"ward": "acute"})
    told = dataclasses.replace(
        told, patch=dataclasses.replace(told.patch, county=county), world=world, kept={}
    )
    assert value("moved-share", told, of_kind="acute-provider", state="signed") == 0.1, (
        "a fifth of one of two services"
    )
    assert value("moved-share", told, of_kind="acute-provider", state="disputed") == 0
    assert value("terms-signed", told) == value("terms-signed", told, mechanism="shift") == 1
    assert value("terms-signed", told, mechanism="pool") == 0


def test_detail_that_meets_more_resistance_correlates_with_it():
    year = Year()
    for grade, complaints in ((0, 0), (1, 1), (3, 2)):
        opened = year.act(
            "consultation-opened", "north", about=["estate"], specificity=grade, month=grade * 3 + 1
        )
        for _ in range(complaints):
            year.act("complained", "voice", "north", month=grade * 3 + 2, reply=opened)
    assert value("grade-and-resistance", year.told(), of_kind="patient-voice") == 1


def test_what_a_body_gives_for_each_demand_of_its_own():
    year = Year()
    for by, demands, concessions in (("firm", 2, 2), ("acute", 4, 1)):
        for _ in range(demands):
            year.act("asked", by, "north")
        for _ in range(concessions):
            year.act("conceded", by, "north")
    assert (
        value("given-for-each-demand", year.told(), of_kind="private-provider", over_kind="acute-provider")
        == 0.75
    )


def test_topics_beside_one_another_and_what_was_done_after_a_turn():
    year = Year()
    for month, about in ((1, ["strategy"]), (2, ["strategy", "money"]), (3, ["money"]), (8, ["strategy"])):
        year.act("asked", "north", "acute", month=month, about=about)
    year.act("pressed", "board", "north", month=4)
    told = year.told()
    assert [value("topic-rank", told, topic=t) for t in ("strategy", "money", "quality")] == [1, 2, None]
    assert value("also-about", told, topic="strategy", with_topic="money") == pytest.approx(1 / 3, abs=1e-4)
    found = value("rate-after", told, topic="strategy", then_event="pressed")
    assert found == pytest.approx((1 / 4) / (2 / 3), abs=1e-4), (
        "one in the four months to the eighth, two in three"
    )


def test_a_share_may_be_taken_of_other_words():
    year = Year()
    for text in ("New computers.", "Computers again.", "A clinic in the village."):
        year.act("proposed", "acute", "north", text=text)
    told = year.told()
    assert value(
        "share-of-acts", told, words=["computer"], over_words=["computer", "village"]
    ) == pytest.approx(2 / 3, abs=1e-4)


def test_agreements_may_be_kept_by_what_their_text_says():
    year = Year()
    year.deal("north", "acute", words="Work from out of the county is brought back.", agreed=2)
    year.deal("north", "acute", words="Beds for the winter.", agreed=2)
    assert value("agreements-by-state", year.told(), words=["brought back", "repatriat"], state="agreed") == 1
