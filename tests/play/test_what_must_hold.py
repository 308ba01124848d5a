"""What holds of a day whatever is tried: who may judge, what lapses, what is shared, when things fall due."""

from dataclasses import replace

import pytest

from shirehall.errors import CommitConflict, UsageError
from shirehall.play.agreements import Account, Agreement
from shirehall.play.copies import agreement_from_copy, copy_of_agreement, newer_of
from shirehall.play.fields import Clause
from shirehall.play.lineage import agreement_after, matter_after
from shirehall.play.moves.clock import Extend, Skip
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.free import FreeMove, RuleTerms
from shirehall.play.moves.lead import AppointLead
from shirehall.play.moves.message import Share
from shirehall.play.moves.plan import SubmitPlan
from shirehall.play.moves.propose import Counter, Propose, Withdraw
from shirehall.play.moves.sign import Dispute, Sign
from shirehall.play.terms import levers_for
from shirehall.play.world import Matter, put
from tests.play.county import OpenDay, words

COST = (
    Clause("A post between us", "cost", (("label", "liaison"), ("payer", "buft"), ("pounds_a_month", 1000))),
)
BOTH = ("nhscb.regional", "buft.chief")


def proposed(day: OpenDay, **changes: object) -> dict[str, int]:
    """An agreement between the national board and the trust, neither of which consults; its number for both chairs."""
    ask = {"to": ("buft",), "title": "A liaison post", "clauses": COST, "start": 1, **changes}
    number = day.done(BOTH[0], Propose(**ask))
    return {seat: day.local(seat, number) for seat in BOTH}


def sign_all(day: OpenDay, at: dict[str, int]) -> None:
    for seat in BOTH:
        day.done(seat, Sign(agreement=at[seat]))


def levers(day: OpenDay, month: int) -> list[int]:
    return [dict(lever.terms)["pounds_a_month"] for lever in levers_for(day.session.world, month)]


def test_an_informed_body_passes_on_what_it_knows_and_no_more():
    day = OpenDay()
    at = proposed(day)
    day.done(BOTH[0], Share(to=("monitor.case",), agreement=at[BOTH[0]]))
    day.done(BOTH[1], Counter(agreement=at[BOTH[1]], clauses=words("A secret text."), start=1))
    [known] = day.session.view("monitor.case").world.agreements
    day.done("monitor.case", Share(to=("healthwatch.chair",), agreement=known))
    [heard] = day.session.view("healthwatch.chair").world.agreements.values()
    assert heard.version == 1 and heard.clauses == COST
    assert all("A secret text." not in str(e.body) for e in day.session.view("monitor.case").events)
    assert next(iter(day.session.world.agreements.values())).version == 2


def test_whoever_knew_an_older_text_knows_the_newer_one_once_it_is_shared():
    day = OpenDay()
    at = proposed(day)
    day.done(BOTH[0], Share(to=("monitor.case",), agreement=at[BOTH[0]]))
    day.done(BOTH[1], Counter(agreement=at[BOTH[1]], clauses=words("Another text."), start=1))
    day.done(BOTH[0], Share(to=("monitor.case",), agreement=at[BOTH[0]]))
    [known] = day.session.view("monitor.case").world.agreements.values()
    assert known.version == 2 and known.clauses == words("Another text.")


def test_an_older_copy_never_takes_the_place_of_what_is_known():
    accounts = {"a": Account("proposed", 1, 3), "b": Account("agreed", 2, 9)}
    now = Agreement(7, "T", ("a", "b"), "a.x", words("new"), 1, None, "side", "agreed", 2, accounts=accounts)
    then = agreement_from_copy(7, {**copy_of_agreement(now), "version": 1, "clauses": ()})
    assert newer_of(now, then) is now and newer_of(now, agreement_from_copy(7, copy_of_agreement(now))) is now


def test_a_disputed_text_that_was_signed_anew_acts_alone():
    day = OpenDay()
    at = proposed(day)
    sign_all(day, at)
    day.done(BOTH[1], Dispute(agreement=at[BOTH[1]], text="That is not what we meant."))
    more = (Clause("Two posts", "cost", (("label", "liaison"), ("payer", "buft"), ("pounds_a_month", 2000))),)
    day.done(BOTH[1], Counter(agreement=at[BOTH[1]], clauses=more, start=1))
    sign_all(day, at)
    assert levers(day, 1) == [2000] and levers(day, 9) == [2000]


def test_what_was_signed_and_then_withdrawn_from_acts_no_longer_than_this_month():
    day = OpenDay()
    at = proposed(day)
    sign_all(day, at)
    day.done(BOTH[1], Dispute(agreement=at[BOTH[1]], text="That is not what we meant."))
    day.done(BOTH[1], Withdraw(agreement=at[BOTH[1]]))
    assert levers(day, 1) == [1000] and levers(day, 2) == []


def test_an_agreement_ends_with_its_term_and_is_not_signed_after_it():
    day = OpenDay()
    at, late = proposed(day, until=1), proposed(day, until=1)
    sign_all(day, at)
    assert "does not end" in day.refused(BOTH[1], Counter(agreement=late[BOTH[1]], clauses=COST, start=2))
    day.pass_to(41)
    phases = [a.phase for a in day.session.world.agreements.values()]
    assert phases == ["ended", "proposed"]
    assert "term ended" in day.refused(BOTH[0], Sign(agreement=late[BOTH[0]]), at=41)
    assert levers(day, 1) == [1000] and levers(day, 2) == []


def test_nobody_starts_a_text_in_a_month_that_is_over():
    day = OpenDay()
    at = proposed(day)
    day.pass_to(45)
    assert "this month or later" in day.refused(
        BOTH[1], Counter(agreement=at[BOTH[1]], clauses=COST, start=1), at=45
    )


def test_members_asked_about_one_text_were_not_asked_about_the_next():
    day = OpenDay()
    number = day.done(
        "buft.chief", Propose(to=("saltmere",), title="Beds", clauses=words("We share."), start=1)
    )
    mine = day.local("saltmere.chair", number)
    day.done("saltmere.chair", Consult(whom="members", agreement=mine, text="Shall we?"))
    day.done(
        "buft.chief", Counter(agreement=day.local("buft.chief", number), clauses=words("You pay."), start=1)
    )
    day.pass_to(79)
    agreement = day.session.world.agreements[number]
    assert agreement.version == 2 and agreement.consulted["saltmere"] == 1


def test_the_public_hears_the_question_and_not_which_text_of_which_deal_it_is_about():
    day = OpenDay()
    at = proposed(day)
    day.done(BOTH[1], Counter(agreement=at[BOTH[1]], clauses=COST, start=1))
    day.done(BOTH[1], Consult(whom="public", agreement=at[BOTH[1]], text="Is it a good idea?"))
    day.pass_to(39)
    for event in day.session.view("monitor.case").events:
        if event.kind == "consultation-opened":
            assert (event.body["on"], event.body["on_version"]) == (None, 0)
        if event.kind == "consultation-closed":
            assert (event.body["agreement"], event.body["version"]) == (None, 0)
    assert any(e.kind == "consultation-closed" for e in day.session.view("monitor.case").events)


def test_the_lead_with_most_backers_stands_when_one_of_them_leaves():
    day = OpenDay()
    first, other = "saltmere.chair", "marlbridge.chair"
    for chair in ("saltmere.chair", "holmewold.chair", "wrenby.chair"):
        day.done(chair, AppointLead(lead=first, towards="buft"))
    day.done("wrenby.chair", AppointLead(lead=other, towards="buft"))
    standing = day.session.world.leads["buft"]
    assert (standing.seat, standing.backers) == (first, ("saltmere", "holmewold"))
    for chair in ("marlbridge.chair", "holmewold.chair"):
        day.done(chair, AppointLead(lead=other, towards="buft"))
    standing = day.session.world.leads["buft"]
    assert (standing.seat, standing.backers) == (other, ("wrenby", "marlbridge", "holmewold"))


def test_only_the_last_version_of_a_plan_is_replaced():
    day = OpenDay()
    ask = {"to": ("nhscb",), "title": "Savings", "gap": 100, "lines": ()}
    day.done("saltmere.chair", SubmitPlan(**ask))
    [first] = day.session.view("saltmere.chair").world.plans
    day.done("saltmere.chair", SubmitPlan(**ask, instead_of=first))
    assert "last version" in day.refused("saltmere.chair", SubmitPlan(**ask, instead_of=first))


def test_two_parts_of_a_new_body_that_had_not_both_signed_have_not_signed():
    accounts = {"a": Account("signed", 1, 3), "b": Account("proposed", 1, 1), "c": Account("signed", 1, 2)}
    before = Agreement(
        7, "T", ("a", "b", "c"), "b.x", words("x"), 1, None, "side", "proposed", accounts=accounts
    )
    after = agreement_after(before, {"a": "x", "b": "x"}, 2)
    assert after.parties == ("x", "c") and not after.on_this_text("x", "signed")
    silent = agreement_after(Agreement(7, "T", ("a", "b", "c"), "b.x", words("x"), 1, None, "side", "proposed",
                                       accounts={"a": accounts["a"]}), {"a": "x", "b": "x"}, 2)  # fmt: skip
    assert silent.stance_of("x") == "told"


def test_an_offer_that_a_body_would_make_to_itself_lapses_when_bodies_merge():
    offer = Matter(5, "merger", "a", ("b",), "Merger", 1, "open")
    assert matter_after(offer, {"a": "x", "b": "x"}).status == "lapsed"
    three = matter_after(Matter(5, "merger", "a", ("b", "c"), "Merger", 1, "open"), {"a": "x", "b": "x"})
    assert (three.status, three.against) == ("open", ("c",))


@pytest.mark.parametrize("minutes", [7, 20])
def test_deadlines_of_later_months_move_with_the_clock(minutes):
    day = OpenDay()
    before = {d.id: (d.month, d.at) for d in day.session.world.deadlines.values()}
    day.done("control.moderator", Extend(minutes=minutes))
    for due in day.session.world.deadlines.values():
        month, at = before[due.id]
        assert due.at == at + (minutes if month > 1 else 0)
    day.done("control.moderator", Skip(), at=5)
    for due in day.session.world.deadlines.values():
        month, at = before[due.id]
        assert due.at == (at - 15 if month > 1 else min(at, 5))


def test_an_inject_by_hand_arrives_once():
    day = OpenDay()
    day.umpire.by_hand(day.session, "revised-finances", 5)
    with pytest.raises(UsageError, match="published already"):
        day.umpire.by_hand(day.session, "revised-finances", 6)
    with pytest.raises(UsageError, match="no inject called"):
        day.umpire.by_hand(day.session, "no-such-thing", 6)
    assert len([e for e in day.session.events if e.kind == "inject-published"]) == 1


def test_seats_are_not_told_what_an_inject_is_there_to_test():
    day = OpenDay()
    day.umpire.by_hand(day.session, "revised-finances", 5)
    told = {seat: [e.body["tests"] for e in day.session.view(seat).events if e.kind == "inject-published"]
            for seat in day.session.world.seats}  # fmt: skip
    assert any(told.values())
    assert all(not any(aims) for seat, aims in told.items() if not seat.startswith("control."))
    assert all(told["control.moderator"])


def test_a_ruling_on_a_free_move_is_heard_by_whoever_made_it():
    day = OpenDay()
    free = day.done("saltmere.chair", FreeMove(text="We send our nurses to the wards."))
    said = day.done("saltmere.chair", FreeMove(text="We wait."))
    day.done("control.moderator", RuleTerms(of=free, clauses=COST, start=1, text="It costs a post."))
    [heard] = [e for e in day.session.view("saltmere.chair").events if e.kind == "terms-ruled"]
    assert heard.body["of"] == heard.subject == day.local("saltmere.chair", free) and said
    opening = day.session.events[0].seq
    assert "free move" in day.refused("control.moderator", RuleTerms(of=opening, clauses=COST, start=1))


def test_whoever_knows_an_old_end_of_the_record_commits_nothing():
    day = OpenDay()
    before = len(day.session.events)
    with pytest.raises(CommitConflict):
        day.session.commit([], at=1, expected_seq=before - 1)
    assert len(day.session.events) == before


def test_what_is_done_in_the_minute_of_its_deadline_is_done_in_time():
    day = OpenDay()
    due = next(iter(day.session.world.deadlines.values()))
    owing = due.owes[0]
    seat = day.session.world.seats_of(owing)[0]
    met = replace(due, met_by="consultation-closed", at=12, month=1)
    day.session.world = put(day.session.world, "deadlines", due.id, met)
    day.do(seat, Consult(whom="patients", text="Shall we?", minutes=10), at=2)
    day.umpire.tick(day.session, 12)
    [passed] = [e for e in day.session.events if e.kind == "deadline-passed"]
    assert owing in passed.body["met"]


def test_a_view_of_a_moment_stays_that_of_the_moment():
    day = OpenDay()
    before = day.session.view("saltmere.chair")
    count = len(before.events)
    day.done("saltmere.chair", FreeMove(text="We wait."))
    assert len(before.events) == count < len(day.session.view("saltmere.chair").events)
