"""A later round opens from what the one before left: clock, rules, bodies, agreements, papers, memory, and what is said of it all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shirehall import assemble
from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.play.altered import altered
from shirehall.play.analyst import of_the_tables
from shirehall.play.fields import EventRef, Month, OrganisationRef, SeatRef, Text
from shirehall.play.lineage import succeed
from shirehall.play.moves.alliances import FormAlliance
from shirehall.play.moves.message import Message
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.steering_sheet import AddInject, HoldInject
from shirehall.play.record.event import Event
from shirehall.play.successions import lineage_of
from shirehall.play.view import WALL
from shirehall.play.world import put
from shirehall.rounds import into_round
from shirehall.study.between_rounds import rounds_told
from shirehall.study.reading import tell
from shirehall.study.timeline import timeline
from tests.play_rounds.small import a_day, agree, deal, do, two_rounds


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return two_rounds(tmp_path_factory.mktemp("pack"))


def opening_of(day: assemble.Day) -> Event:
    return next(event for event in day.session.events if event.kind == "round-opened")


def designers(day: assemble.Day) -> Mapping[str, Any]:
    found: Mapping[str, Any] = opening_of(day).body["designers"]
    return found


def lines(day: assemble.Day, part: str, what: str) -> list[Any]:
    return [row["which"] for row in designers(day)[part] if row["what"] == what]


def test_months_run_on_and_bear_the_dates_of_their_round(patch: Patch) -> None:
    day = a_day(patch)
    assemble.play(day)
    opened = [e.body["month"] for e in day.session.events if e.kind == "month-opened"]
    assert opened == [2, 3, 4]
    assert [patch.month_name(month) for month in (2, 3, 4)] == ["July 2013", "June 2016", "July 2016"]
    assert day.session.world.clock.closed and day.session.world.clock.month == 4
    assert [e.at for e in day.session.events if e.kind == "month-opened"] == [20, 40, 50]


def test_a_round_brings_its_own_arrivals_deadlines_and_rules(patch: Patch) -> None:
    day = a_day(patch)
    assemble.play(day)
    world = day.session.world
    came = next(
        e for e in day.session.events if e.kind == "inject-published" and e.body["inject"] == "centres-wanted"
    )
    assert (came.month, came.at, tuple(came.body["to"])) == (3, 45, ("shire",))
    assert (world.deadlines["buyers-plan"].owes, world.deadlines["buyers-plan"].at) == (("shire",), 53)
    assert world.deadlines["buyers-plan"].passed
    assert world.rules["balance"].text == "The buyer may be in deficit for a year."
    assert world.rules["centres"].status == "in force"


@pytest.mark.requirement("RND-04")
def test_bodies_that_are_followed_hand_on_seats_agreements_and_sites(patch: Patch) -> None:
    day = a_day(patch)
    kept = agree(day, "east.chair", "acute.chief", "A ward for two")
    inside = agree(day, "east.chair", "west.chair", "Buying together")
    assemble.play(day)
    world = day.session.world
    assert world.organisations["shire"].parents == ("east", "west") and world.organisations["shire"].seated
    assert [world.organisations[body].successor for body in ("east", "west")] == ["shire", "shire"]
    assert world.seats_of("shire") == ("east.chair", "west.chair") and not world.seats_of("east")
    assert deal(day, kept).parties == ("shire", "acute") and deal(day, kept).phase == "in-force"
    assert deal(day, inside).phase == "ended"
    handed = [e for e in day.session.events if e.kind == "papers-handed-over" and e.subject == kept]
    assert handed and handed[0].audience == ("east.chair", "west.chair")
    assert day.session.fold("west.chair").local(kept) is not None


def test_bodies_that_nothing_bound_together_go_on_as_they_are(patch: Patch) -> None:
    day = a_day(patch)
    assemble.play(day)
    world = day.session.world
    assert world.seats_of("acute") and world.seats_of("community") and not world.seats_of("group")
    assert not world.organisations["group"].seated and not world.organisations["acute"].successor
    assert lines(day, "dropped", "succession") == ["group"]


def test_an_agreement_in_force_between_bodies_makes_them_one(patch: Patch) -> None:
    day = a_day(patch)
    agree(day, "acute.chief", "community.chief", "One service")
    sites = [site for site, owner in day.session.world.sites.items() if owner in ("acute", "community")]
    assemble.play(day)
    world = day.session.world
    assert world.seats_of("group") == ("acute.chief", "acute.finance", "community.chief")
    assert sites and all(world.sites[site] == "group" for site in sites)
    assert "group" in lines(day, "carried", "lineage") and not lines(day, "dropped", "succession")


def test_an_alliance_that_stands_makes_its_members_one(patch: Patch) -> None:
    day = a_day(patch)
    do(day, "acute.chief", FormAlliance(identity="hub", name=Text("The Hub"), short=Text("Hub"), form="alliance",
                                        purpose=Text("To work as one."), members=(OrganisationRef("community"),)))  # fmt: skip
    offer = next(e for e in day.session.events if e.kind == "offer-made")
    do(day, "community.chief", AcceptOffer(offer=day.session.fold("community.chief").local(offer.seq)))
    assert day.session.world.organisations["hub"].status == "standing"
    assemble.play(day)
    assert day.session.world.seats_of("group") == ("acute.chief", "acute.finance", "community.chief")


def test_a_body_that_another_took_over_in_play_stays_there(patch: Patch) -> None:
    world = succeed(a_day(patch).session.world, ("west",), "acute", 1)
    lineage = lineage_of(world, patch.between[0].organisations)
    assert lineage.heirs == {"east": "shire"} and lineage.stayed == (("west", "acute"),)


def test_a_body_founded_in_play_by_those_of_a_line_passes_whole(patch: Patch) -> None:
    world = a_day(patch).session.world
    both = altered(world.organisations["east"], id="both", name="Both", short="Both", began=1)
    world = succeed(put(world, "organisations", "both", both), ("east", "west"), "both", 1)
    assert lineage_of(world, patch.between[0].organisations).heirs == {"both": "shire"}


@pytest.mark.parametrize(
    ("gap", "until", "phase", "then"), [(34, 20, "ended", 20), (34, 40, "in-force", 6), (0, 4, "in-force", 4)]
)
def test_what_runs_out_in_the_unplayed_months_has_ended(
    tmp_path: Path, gap: int, until: int, phase: str, then: int
) -> None:
    day = a_day(two_rounds(tmp_path, gap))
    number = agree(day, "east.chair", "acute.chief", "A ward for two", until=until if until < 14 else None)
    if until >= 14:
        # No move reaches so far ahead of a short round, but a pack of long ones would.
        agreement = altered(deal(day, number), until=until)
        day.session.world = put(day.session.world, "agreements", number, agreement)
    day.driver.play()
    into_round(day.session, day.driver, day.patch, 1, 3, 1.0, None)
    assert (deal(day, number).phase, deal(day, number).until) == (phase, then)
    assert (number in lines(day, "dropped", "agreement")) == (phase == "ended")


def test_an_inject_that_was_added_in_play_and_held_to_the_end_is_told_as_dropped(patch: Patch) -> None:
    day = a_day(patch)
    news = AddInject(title=Text("A ward floods"), text=Text("Water on the ward."), month=Month(2))
    do(day, "control.lead", news)
    added = next(line.id for line in day.session.world.runsheet.values() if line.title == "A ward floods")
    do(day, "control.lead", HoldInject(inject=added))
    assemble.play(day)
    assert added in lines(day, "dropped", "inject")


@pytest.mark.requirement("RND-01")
def test_what_came_out_of_play_is_listed_apart_from_what_its_authors_put_in(patch: Patch) -> None:
    day = a_day(patch)
    number = agree(day, "east.chair", "acute.chief", "A ward for two")
    assemble.play(day)
    assert lines(day, "carried", "agreement") == [number]
    assert day.session.events[number - 1].kind == "proposed"
    assert tuple(designers(day)["hypotheses"]) == ("One buyer.",)
    assert lines(day, "assumed", "figure") == ["people:all", "majority"]
    assert "not played" in next(
        row["words"] for row in designers(day)["assumed"] if row["what"] == "unplayed"
    )


@pytest.mark.requirement("RND-02")
def test_a_round_opens_with_a_list_of_changes_that_each_rest_on_something(patch: Patch) -> None:
    day = a_day(patch)
    assemble.play(day)
    opened = opening_of(day)
    assert opened.audience == ("*",)
    notice = day.session.view("voice.chair").events
    seen = next(event for event in notice if event.kind == "round-opened")
    assert [line["text"] for line in seen.body["notice"]] == list(patch.between[0].notice)
    for line in seen.body["notice"]:
        assert line["rules"] or line["parameters"] or line["organisations"]


@pytest.mark.requirement("RND-08")
def test_a_round_closes_with_a_judgement_that_is_kept_and_shown(patch: Patch) -> None:
    day = a_day(patch)
    agree(day, "east.chair", "acute.chief", "A ward for two")
    assemble.play(day)
    kinds = [event.kind for event in day.session.events]
    assert kinds.index("round-judged") == kinds.index("round-closed") + 1 == kinds.index("round-opened") - 1
    first, second = (event for event in day.session.events if event.kind == "round-judged")
    assert first.body["whole"]["agreements"] == {"in-force": 1}
    assert (first.body["round"], second.body["round"]) == ("r1", "r2")
    line = timeline(tell(day.session.events, patch))
    told = [
        entry.sentence for phase in line.phases for story in phase.organisations for entry in story.entries
    ]
    assert any("closed with 1 agreement signed or in force" in sentence for sentence in told)
    assert any("were not played" in sentence for sentence in told)


def test_the_study_reads_a_record_round_by_round(patch: Patch) -> None:
    day = a_day(patch)
    agree(day, "east.chair", "acute.chief", "A ward for two")
    assemble.play(day)
    telling = tell(day.session.events, patch)
    first, second = rounds_told(telling)
    assert (first.months, second.months) == ((1, 2), (3, 4))
    assert (first.unplayed, second.unplayed) == (0, 34) and not first.difference
    assert {line.part for line in second.difference} == {"carried", "dropped", "assumed"}
    assert second.hypotheses == ("One buyer.",) and len(second.notice) == 3
    assert first.close["agreements"] == second.close["agreements"] == {"in-force": 1}
    again = tell(day.session.events, telling.patch)
    assert again.patch.injects == telling.patch.injects and again.patch.round == telling.patch.round
    alone = tell(day.session.events[: second.opened - 1], telling.patch)
    assert alone.patch.round.months == 2 and len(rounds_told(alone)) == 1


def test_nobody_learns_from_an_opening_or_a_close_what_others_agreed(patch: Patch) -> None:
    secret, none = a_day(patch), a_day(patch)
    agree(secret, "east.chair", "acute.chief", "A ward for two")
    for day in (secret, none):
        assemble.play(day)
    for viewer in ("voice.chair", "regulator.lead", WALL):
        views = [
            [
                (e.kind, e.body)
                for e in day.session.view(viewer).events
                if e.kind in ("round-judged", "round-opened")
            ]
            for day in (secret, none)
        ]
        assert views[0] == views[1] and len(views[0]) == 3
    moderator = [e for e in secret.session.view("control.lead").events if e.kind == "round-opened"]
    assert moderator[0].body["designers"]


@pytest.mark.requirement("RND-03")
def test_minds_remember_the_round_before_and_can_cite_it(patch: Patch) -> None:
    day = a_day(patch, "script", rounds=2)
    day.driver.play()
    before = {
        seat: (holder.memory, dict(holder.memory.contacts)) for seat, holder in day.driver.holders.items()
    }
    into_round(day.session, day.driver, patch, 1, 3, 1.0, None)
    day.driver.wake_those_due(day.session.world.at)
    for seat, holder in day.driver.holders.items():
        memory, contacts = before[seat]
        assert holder.memory is memory
        assert all(holder.memory.contacts.get(body, 0) >= times for body, times in contacts.items())
    east = day.driver.holders["east.chair"]
    assert east.memory.organisation == "shire" == east.player.character.organisation
    assert east.memory.home["west.chair"] == "shire"
    old = next(
        e.seq for e in day.session.view("east.chair").events if e.month == 1 and e.kind == "inject-published"
    )
    said = do(
        day,
        "east.chair",
        Message(to=(SeatRef("acute.chief"),), text=Text("As we said."), evidence=(EventRef(old),)),
    )
    event = day.session.events[said - 1]
    assert event.month == 3 and day.session.events[event.body["evidence"][0] - 1].month == 1


def test_the_record_of_two_rounds_replays_to_the_same_world(patch: Patch) -> None:
    day = a_day(patch, "script")
    assemble.play(day)
    proof = assemble.replay(day.session.events)
    assert proof.months == 4
    again = a_day(patch, "script")
    assemble.play(again)
    assert list(again.session.events) == list(day.session.events)


def test_a_round_of_its_own_seed_leaves_the_other_rounds_as_they_are(patch: Patch) -> None:
    plays = {}
    for name, seeds in (("plain", {}), ("second", {"r2": 9}), ("first", {"1": 9})):
        day = a_day(patch, "random", round_seeds=seeds)
        assemble.play(day)
        plays[name] = day
    cut = {name: opening_of(day).seq for name, day in plays.items()}
    acts = {
        name: [(e.at, e.seat, e.kind) for e in day.session.events if e.seat] for name, day in plays.items()
    }
    one = {name: [a for a in acts[name] if a[0] < 40] for name in plays}
    assert one["plain"] == one["second"] != one["first"]
    assert acts["plain"] != acts["second"] and cut["plain"] == cut["second"]
    assert designers(plays["plain"])["carried"] == designers(plays["second"])["carried"]
    assert designers(plays["plain"])["carried"] != designers(plays["first"])["carried"]


def test_play_stops_after_the_first_round_when_told(patch: Patch) -> None:
    day = a_day(patch, rounds=1)
    assemble.play(day)
    kinds = [event.kind for event in day.session.events]
    assert "round-opened" not in kinds and kinds[-2:] == ["round-closed", "round-judged"]


@pytest.mark.parametrize(("rounds", "seeds"), [(3, {}), (0, {}), (1, {"r2": 1}), (2, {"r3": 1})])
def test_rounds_that_the_pack_does_not_have_are_refused(
    patch: Patch, rounds: int, seeds: dict[str, int]
) -> None:
    with pytest.raises(UsageError):
        a_day(patch, rounds=rounds, round_seeds=seeds)


def test_the_county_lives_on_under_the_round_s_figures(patch: Patch) -> None:
    day = a_day(patch, county=True)
    assemble.play(day)
    lived = {e.body["of_month"]: e.body for e in day.session.events if e.kind == "month-lived"}
    assert sorted(lived) == [1, 2, 3, 4]
    figure = next(row for row in designers(day)["assumed"] if row["which"] == "people:all")
    stated = next(row for row in designers(day)["assumed"] if row["which"] == "majority")
    assert figure["acts"].startswith("acts on the county") and stated["acts"].startswith("stated")
    figures = {
        month: {(row[0], row[1]): row[3] for row in body["rows"] if row[2] == "all"}
        for month, body in lived.items()
    }
    handed_on = figures[2]["reserves", "east"] + figures[2]["reserves", "west"]
    moved = figures[3]["commissioner-allocation", "shire"] - figures[3]["commissioner-spend", "shire"]
    assert figures[3]["reserves", "east"] == figures[3]["reserves", "west"] == 0
    assert figures[3]["reserves", "shire"] == pytest.approx(handed_on + moved, abs=0.02)
    own = [e for e in day.session.events if e.kind == "figures-published" and e.organisation == "shire"]
    assert {row[1] for e in own for row in e.body["rows"]} >= {"shire", "east", "west"}
    published = [e for e in day.session.events if e.kind == "figures-published" and e.month > 2]
    assert published and all(e.body["of_month"] > 2 for e in published)
    proof = assemble.replay(day.session.events, patch)
    assert proof.county_months == 4


def test_the_analyst_knows_a_successor_by_the_names_of_the_tables(patch: Patch) -> None:
    world = a_day(patch).session.world
    assert of_the_tables(world, "shire") == "shire" and of_the_tables(world, 12) == 12
    merged = succeed(world, ("east", "west"), "shire", 1)
    assert of_the_tables(merged, "shire") == "east" and of_the_tables(merged, "acute") == "acute"
