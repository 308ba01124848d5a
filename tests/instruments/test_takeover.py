"""A body that can no longer stand: failure, an offer, a takeover that moves assets, debts, staff and patients and loses none, in the
play and in the county; and community services that a hospital takes over with a fence round their money."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from shirehall.economy.county import County
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, MatterRef, Month, Pence
from shirehall.play.moves.casework import Register
from shirehall.play.moves.intervening import DeclareFailure
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.moves.takeover import Acquire, Merge
from shirehall.play.terms import levers_for
from shirehall.play.world import World
from tests.instruments.smallshire import Shire
from tests.play.county import OpenDay, bigshire

MONTHS = 3
DEBT = (
    ("borrower", "bct"),
    ("interest_percent", 6),
    ("lender", "monitor"),
    ("months", 10),
    ("pounds", 2_000_000),
)


def local(day: OpenDay, seat: str, table: str, title: str) -> int:
    things = getattr(day.session.view(seat).world, table)
    return next(number for number, thing in things.items() if thing.title == title)


def seat_of(day: OpenDay, body: str, scope: str) -> str:
    """A seat of a body that may commit it in a scope."""
    return next(
        seat for seat in day.session.world.seats_of(body) if scope in day.session.world.seats[seat].may_commit
    )


@cache
def played() -> tuple[World, World]:
    """A trust in debt fails in the second month and is taken over for a pound: the world before the takeover, and after it."""
    day = OpenDay()
    lender, trust, suitor = (seat_of(day, body, "agreements") for body in ("monitor", "bct", "buft"))
    day.done(
        lender,
        Propose(to=("bct",), title="A loan", clauses=(Clause("Time to mend", "loan", DEBT),), start=Month(1)),
    )
    for seat in (lender, trust):
        day.done(seat, Sign(agreement=local(day, seat, "agreements", "A loan")))
    day.at = day.patch.round.minutes_a_month
    day.session.commit([engine("month-opened", {"month": 2, "minutes": 20}, audience=("*",))], at=day.at)
    day.done(seat_of(day, "monitor", "rulings"), DeclareFailure(body="bct", text="It cannot pay its nurses."))
    before = day.session.world
    day.done(
        suitor,
        Acquire(
            body="bct", sum=Pence(1_00), debts=Pence(2_000_000_00), ring_fence=True, text="With all it owes."
        ),
    )
    judge = seat_of(day, "monitor", "rulings")
    title = next(m.title for m in day.session.view(judge).world.matters.values() if m.kind == "takeover")
    day.done(judge, AcceptOffer(offer=MatterRef(local(day, judge, "matters", title))))
    return before, day.session.world


@cache
def months(world_at: int) -> list[tuple[State, dict[tuple[str, str, str], float]]]:
    """The county's months of the play, without the takeover (0) and with it (1): the state after each, and its figures."""
    world = played()[world_at]
    county = County(bigshire(), people=0.05)
    state = county.begin(3)
    found = []
    for month in range(1, MONTHS + 1):
        terms: Terms = levers_for(world, month)
        state, figures = county.live_month(state, terms)
        found.append((state, {(r.measure, r.subject, r.group): r.value for r in figures}))
    return found


def test_in_the_play_sites_seats_and_what_was_owed_are_the_heirs() -> None:
    before, after = played()
    assert before.organisations["bct"].status == "failed" and after.organisations["bct"].successor == "buft"
    assert "bct" in before.sites.values() and "bct" not in after.sites.values()
    assert not after.seats_of("bct") and set(before.seats_of("bct")) < set(after.seats_of("buft"))
    (deal,) = after.agreements.values()
    assert set(deal.parties) == {"monitor", "buft"} and deal.phase in ("signed", "in-force")


@pytest.mark.requirement("LEV-34", "NEG-09")
def test_in_the_county_assets_debts_staff_and_patients_pass_whole_and_none_is_lost() -> None:
    (apart, alone), (joined, together) = months(0)[-1], months(1)[-1]
    assert joined.cash["bct"] == 0 and set(joined.owners.values()) == set(apart.owners.values()) - {"bct"}
    assert joined.cash["buft"] == apart.cash["buft"] + apart.cash["bct"] - 1_00
    assert sum(joined.cash.values()) == sum(apart.cash.values()) - 1_00
    owed = apart.ledgers["loan:bct:monitor"]
    assert (
        owed > 0 and joined.ledgers["loan:buft:monitor"] == owed and joined.ledgers["loan:bct:monitor"] == 0
    )
    for measure in ("staff", "staff-needed", "community-caseload", "elective-waiting", "loans-owed"):
        theirs = [alone.get((measure, body, "all"), 0.0) for body in ("buft", "bct")]
        assert together[measure, "buft", "all"] == pytest.approx(sum(theirs)) and theirs[1] > 0
        assert not together.get((measure, "bct", "all"))
    assert all(np.array_equal(apart.system[name], joined.system[name]) for name in ("P", "unit", "queued"))


@pytest.mark.requirement("LEV-32")
def test_a_hospital_takes_community_services_over_and_their_surplus_is_kept_for_them() -> None:
    (apart, alone), (joined, together) = months(0)[-1], months(1)[-1]
    own = sum(figures["provider-margin", "bct", "all"] for _, figures in months(0)[1:])
    assert joined.ledgers["fence:buft:bct"] == pytest.approx(100 * own, abs=2)
    assert (
        not any(name.startswith("fence:") for name in apart.ledgers)
        and ("ring-fence-left", "buft", "bct") not in alone
    )
    assert together["ring-fence-left", "buft", "bct"] == pytest.approx(
        joined.ledgers["fence:buft:bct"] / 100, abs=0.01
    )
    shire = Shire()
    shire.do("trust-lead", Acquire(body="nurses", sum=Pence(1_00), ring_fence=True))
    shire.accept("nurses-lead", "Takeover of Nurses")
    (term,) = shire.levers(1, "takeover")
    assert dict(term.terms) == {"body": "nurses", "by": "trust", "pounds": 1, "ring_fence": "yes"}
    shire.replayed()


def test_a_merger_across_sectors_may_fence_the_money_of_one_of_its_parts() -> None:
    shire = Shire()
    merge = {
        "identity": "whole",
        "name": "Whole",
        "short": "Whole",
        "purpose": "One way through",
        "others": ("nurses",),
    }
    shire.refused("trust-lead", Merge(**merge, ring_fenced=("clinics",)))
    shire.do("trust-lead", Merge(**merge, ring_fenced=("nurses",)))
    shire.accept("nurses-lead", "Merger into Whole")
    assert [dict(each.terms).get("ring_fence", "") for each in shire.levers(1, "takeover")] == ["", "yes"]
    assert {each: dict(t.terms)["by"] for t in shire.levers(1, "takeover") for each in (dict(t.terms)["body"],)} == {
        "trust": "whole", "nurses": "whole",
    }  # fmt: skip
    shire.do("inspector-lead", Register(body="whole", verdict="registered"))
