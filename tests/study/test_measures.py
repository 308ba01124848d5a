"""Each measure on a day whose answers are known."""

from __future__ import annotations

import pytest

from shirehall.errors import UsageError
from shirehall.play.fields import PlanLine
from shirehall.study.measures import compute, measures, reading
from shirehall.study.measures.plans import sector_of
from tests.study.day import number as n
from tests.study.day import told


def one(name: str, filters: dict[str, object] | None = None, **cells: object) -> dict[str, object]:
    """The one row of a measure in which some cells hold."""
    rows = compute(name, told(), filters or {}).where(**cells).dicts()
    assert len(rows) == 1, rows
    return rows[0]


@pytest.mark.requirement("REC-07")
def test_contacts_are_counted_by_pair_of_kinds_and_month():
    row = one("contacts-by-kind", month=1, from_kind="commissioner", to_kind="acute-provider")
    assert row["contacts"] == 4  # the ask, two letters, the call
    table = compute("contacts-by-kind", told()).where(
        month=1, from_kind="commissioner", to_kind="acute-provider"
    )
    assert table.evidence[0] == (n("ask"), n("letter-1"), n("letter-2"), n("call"))
    assert one("contacts-by-body", month=1, **{"from": "acute", "to": "west"})["contacts"] == 1


@pytest.mark.requirement("REC-03")
def test_who_started_and_who_replied():
    row = one("started-or-replied", month=1, body="acute")
    assert (row["started"], row["replied"]) == (0, 1)
    assert reading("started-share", told(), {"from_kind": "acute-provider", "to_month": 1}).value == 0.0
    # In month 1 the commissioners sent the ask, two letters, the call, an ask; the join and the minute: only the join replies.
    found = reading("started-share", told(), {"from_kind": "commissioner", "to_month": 1})
    assert found.value == round(6 / 7, 4)


@pytest.mark.requirement("REC-02")
def test_topics_declared_and_suggested_are_kept_apart():
    declared = one("talk-by-topic", month=1, kind="commissioner", topic="money")
    assert declared["declared"] == 4 and declared["words"] == "deficit"
    hinted = one("talk-by-topic", month=1, kind="commissioner", topic="quality")
    assert (hinted["declared"], hinted["suggested"], hinted["words"]) == (0, 1, "wait")
    agreement = one("topic-agreement", topic="money")
    raters = [agreement[name] for name in ("both", "sender_only", "word_list_only", "neither")]
    assert raters == [1, 4, 0, 1] and agreement["agreement"] == round(2 / 6, 4)
    assert agreement["kappa"] == round((2 / 6 - (5 * 1 + 1 * 5) / 36) / (1 - 10 / 36), 4)
    share = reading("talk-share", told(), {"topic": "money", "over": ["money", "quality"], "to_month": 1})
    assert share.value == 0.8 and share.evidence == (n("ask"), n("letter-1"), n("letter-2"), n("ask-2"))


@pytest.mark.requirement("NEG-02")
def test_talk_commitments_and_deeds_are_told_apart_and_their_ratio_given():
    row = one("talk-and-deeds", month=2, kind="acute-provider")
    assert (row["talk"], row["commitment"], row["deed"], row["settled"]) == (0, 1, 1, 1)
    west_and_east = one("talk-and-deeds", month=2, kind="commissioner")
    assert (west_and_east["talk"], west_and_east["deed"], west_and_east["settled"]) == (
        2,
        2,
        1,
    )  # telling settles nothing
    assert west_and_east["settled_share"] == 0.25
    assert reading("deed-share", told(), {"from_kind": "acute-provider", "to_month": 2}).value == round(
        1 / 3, 4
    )


@pytest.mark.requirement("NEG-03")
def test_the_ledger_keeps_states_with_their_months():
    row = one("agreements", agreement=n("deal"))
    assert row["history"].startswith("proposed (month 2); agreed (month 2); signed (month 2); in-force")
    assert reading("agreements-by-state", told(), {"state": "signed"}).value == 1
    assert reading("agreements-by-state", told(), {"state": "disputed"}).value == 1
    assert reading("agreements-by-state", told(), {"state": "signed", "read": "share"}).value == 0.5


@pytest.mark.requirement("NEG-04")
def test_both_accounts_of_one_agreement_stay_and_the_mismatch_shows():
    rows = compute("agreement-accounts", told()).where(agreement=n("claim"))
    assert [(row["party"], row["says"]) for row in rows.dicts()] == [
        ("east", "claims"),
        ("community", "denies"),
    ]
    assert set(rows.column("accounts_differ")) == {"yes"}
    assert one("agreements", agreement=n("deal"))["accounts_differ"] == "no"


@pytest.mark.requirement("NEG-14", "REC-04")
def test_a_deal_names_who_was_told_and_who_was_affected_and_absent():
    row = one("agreements", agreement=n("deal"))
    assert row["informed"] == "voice"
    assert row["not_told"] == "east; community; regulator; board"
    assert row["affected_but_absent"] == "east" and row["why_affected"] == "east: contract east-acute"
    assert row["affected_not_told"] == "east"


@pytest.mark.requirement("REC-05")
def test_decisions_not_to_act_and_unanswered_asks_are_kept():
    row = one("not-acting", kind="nothing-done")
    assert row["body"] == "community" and "Not ours." in row["what"]
    asks = compute("unanswered-asks", told())
    assert asks.column("asked") == ("acute",) and asks.evidence == ((n("ask"),),)
    assert reading("unanswered-share", told(), {"asker_kind": "commissioner"}).value == 0.5


@pytest.mark.requirement("REC-06")
def test_decisions_show_the_evidence_that_they_cite():
    table = compute("evidence-used", told(), {"event": "signed", "from_kind": "commissioner"})
    assert table.column("cites") == (1,) and table.evidence == ((n("reply"), n("sign-west")),)
    assert "We know." in str(table.column("evidence")[0])
    plan = compute("evidence-used", told(), {"event": "plan-submitted"})
    assert plan.evidence == ((n("figures"), n("plan")),) and plan.column("kinds_cited") == (
        "figures-published",
    )


@pytest.mark.requirement("INJ-01", "INJ-04")
def test_a_deed_a_token_and_no_reaction_are_told_apart_for_each_addressee():
    rows = compute("inject-reactions", told()).where(inject="the-film").dicts()
    assert {row["body"]: (row["reaction"], row["link"]) for row in rows} == {
        "east": ("deed", "reply"),
        "west": ("token", "topic"),  # spoke of money soon after, and without a word of the film
        "acute": ("none", ""),
        "community": ("none", "reply"),
        "regulator": ("none", ""),
        "board": ("token", "reply"),
        "voice": ("none", ""),
    }
    assert one("inject-reactions", inject="the-film", body="community")["chose_to_do_nothing"] == "yes"
    shares = {
        grade: reading("reaction-share", told(), {"inject_kind": "film", "grade": grade})
        for grade in ("deed", "token", "none")
    }
    assert [shares[grade].value for grade in shares] == [round(1 / 7, 4), round(2 / 7, 4), round(4 / 7, 4)]
    assert shares["deed"].evidence == (n("film"), n("act"))


@pytest.mark.requirement("PAC-02")
def test_load_gives_backlog_delay_and_what_was_never_answered_by_seat_and_month():
    row = one("load", seat="acute.chief", month=1)
    assert (row["received"], row["answered"], row["unanswered"], row["open_at_month_end"]) == (2, 0, 2, 2)
    row = one("load", seat="community.chief", month=1)
    assert (row["received"], row["answered"], row["median_delay_minutes"], row["open_at_month_end"]) == (
        1,
        1,
        3.0,
        0,
    )
    assert one("load", seat="acute.chief", month=6)["open_at_month_end"] == 2
    assert reading("reply-delay", told(), {"of_kind": "community-provider"}).value == 3.0


def test_backlog_grows_with_the_months():
    found = reading("backlog-trend", told(), {"of_kind": "economic-regulator"})
    assert found.value is not None and found.value > 0 and found.evidence == (n("open"),)
    assert reading("backlog-trend", told(), {"of_kind": "council"}).value is None


def test_attendance_says_who_came_and_who_was_silent():
    row = one("attendance", title="Who leads?")
    assert (row["invited"], row["present"], row["silent"], row["who_was_silent"]) == (2, 1, 1, "acute.chief")
    assert reading("first-joint-meeting-month", told(), {"of_kind": "commissioner"}).value == 1
    assert reading("first-joint-meeting-month", told(), {"of_kind": "acute-provider"}).value == 7


@pytest.mark.requirement("RUL-03")
def test_open_questions_about_rules_are_listed_with_asker_askee_month_and_status():
    asked = one("rule-questions", status="open")
    assert (asked["asker"], asked["askees"], asked["month"]) == ("acute", "regulator", 3)
    ruled = one("rule-questions", status="answered")
    assert (ruled["answered_by"], ruled["answer"], ruled["pack_question"]) == (
        "regulator",
        "The trust.",
        "rq-closure",
    )
    assert reading("open-rule-questions", told()).value == 1
    assert reading("open-rule-questions", told(), {"read": "share"}).value == 0.5


@pytest.mark.requirement("RUL-04")
def test_the_control_log_shows_which_ambiguity_was_left():
    assert one("rules-left-open", rule="beds-shared")["what_became_of_it"] == "questioned"
    assert one("rules-left-open", rule="ward-closure")["what_became_of_it"] == "ruled"
    assert one("rules-left-open", rule="who-leads")["what_became_of_it"] == "left as it was"
    assert "balance" not in compute("rules-left-open", told()).column(
        "rule"
    )  # clear rules leave nothing open


def test_plans_keep_gap_found_sectors_and_verdicts():
    row = one("plans", plan=n("plan"))
    assert (row["gap_pounds"], row["found_pounds"], row["found_share"]) == (5_000_000, 4_000_000, 0.8)
    assert row["verdicts"] == "regulator: not credible"
    assert reading("plan-line-share", told(), {"sector": "acute"}).value == 0.75
    assert reading("plans-accepted", told(), {"of_kind": "commissioner"}).value == 0
    assert reading("plans-accepted", told(), {"of_kind": "acute-provider"}).value is None


@pytest.mark.parametrize(
    ("words", "sector"),
    [("beds and wards", "acute"), ("Outpatients", "acute"), ("our own practices", "primary"), ("mental health", "mental-health"),
     ("community care", "community"), ("prevention", "prevention"), ("back office", "other")],
)  # fmt: skip
def test_a_plan_line_is_sorted_by_its_own_words(words, sector):
    assert sector_of(PlanLine(words, 100, "by care")) == sector


def test_belief_and_effect_are_separate_columns():
    row = one("belief-and-effect", body="east")
    assert row["savings_claimed_pounds_a_year"] == 4_000_000
    assert (row["first_month_pounds"], row["last_month_pounds"], row["change_pounds"]) == (
        -1000,
        -6000,
        -5000,
    )


def test_contracts_keep_main_and_side_apart():
    assert one("contracts", contract="west-acute")["state"] == "signed in play"
    assert one("contracts", contract="east-acute")["state"] == "signed at the start"
    assert "Nurses at home" not in compute("contracts", told()).column("title")


def test_refusals_are_counted_by_rule_and_powers_by_use():
    assert compute("refused-moves", told()).evidence == ((n("refused"),),)
    assert one("powers-used", body="acute", power="provide")["times"] == 0
    assert one("powers-used", body="west", power="commission")["times"] == 1


@pytest.mark.requirement("SEA-11")
def test_team_sizes_are_given_month_by_month():
    table = compute("team-size", told(), {"of_kind": "economic-regulator"})
    assert table.column("month") == (0, 1, 2, 3, 4, 5, 6) and table.column("seats") == (1, 1, 1, 1, 2, 2, 2)
    assert table.where(month=4).evidence == ((n("hired"),),)
    growth = reading("team-growth", told(), {"of_kind": "economic-regulator"})
    assert growth.value == 1 and growth.evidence == (n("hired"),)
    assert reading("team-growth", told(), {"of_kind": "acute-provider"}).value == 0


def test_first_months_and_counts():
    assert (
        reading(
            "month-of-first", told(), {"event": "signed", "tier": "main", "party_kind": "acute-provider"}
        ).value
        == 2
    )
    signed = reading("month-of-first", told(), {"event": "signed", "party_kind": "acute-provider"})
    assert signed.evidence == (n("sign-acute"),)  # the signature that completed it
    assert reading("month-of-first", told(), {"event": "signed", "from_kind": "commissioner"}).evidence == (
        n("sign-west"),
    )
    assert reading("month-of-first", told(), {"event": "sanctioned"}).value == 7
    assert reading("count", told(), {"event": "message-sent"}).value == 3
    assert reading("count", told(), {"event": "message-sent", "topic": "money", "role": "Chair"}).value == 2
    assert reading("count", told(), {"event": "message-sent", "read": "second-half-less-first"}).value == -3


def test_network_density_and_reciprocity():
    found = reading("density", told())
    table = compute("network", told())
    assert found.value == round(sum(int(str(x)) for x in table.column("turned_to")) / 42, 4)
    west = one("network", body="west")
    assert (
        west["turned_to"] == 4 and west["turned_to_by"] == 3
    )  # acute, community, east, voice; east, acute, community


def test_shares_and_ranks_of_contact():
    assert (
        reading(
            "share-of-contacts", told(), {"from_kind": "patient-voice", "to_kind": "economic-regulator"}
        ).value
        == 1.0
    )
    assert (
        reading("rank-of-contact", told(), {"from_kind": "commissioner", "to_kind": "acute-provider"}).value
        == 1
    )
    assert (
        reading("rank-of-contact", told(), {"from_kind": "commissioner", "to_kind": "council"}).value is None
    )
    assert reading("distinct-partners", told(), {"from_kind": "acute-provider"}).value == 2
    assert (
        reading(
            "months-with-contact", told(), {"from_kind": "acute-provider", "to_kind": "commissioner"}
        ).value
        == 2
    )


def test_unknown_measures_and_filters_are_refused():
    with pytest.raises(UsageError, match="no measure called"):
        compute("colour", told())
    with pytest.raises(UsageError, match="no filter"):
        compute("count", told(), {"colour": "red"})
    with pytest.raises(UsageError, match="no single number"):
        reading("load", told())


def test_every_measure_computes_and_its_evidence_is_of_this_record():
    last = len(told().events)
    for name, measure in measures().items():
        table = compute(name, told())
        assert len(table.rows) == len(table.evidence), name
        assert all(len(row) == len(table.columns) for row in table.rows), name
        assert all(1 <= seq <= last for evidence in table.evidence for seq in evidence), name
        assert measure.title and measure.unit and measure.meaning, name
