"""Patients' comments: each rests on a journey that was held, good and bad as the journeys were, the same for a seed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from shirehall.economy.concerns import for_review, likely
from shirehall.economy.county import County
from shirehall.economy.figures import MEASURES
from shirehall.economy.journeys import DONE, HELD, Comment, Journeys, comments
from shirehall.economy.speech import BAD, FAIR, GOOD, grammar, plain, spoken
from shirehall.economy.terms import Terms, lever
from shirehall.errors import UsageError
from shirehall.patch.county import BANDS
from tests.economy.reported import COMMISSIONERS, SEED, county, lived, told

CLEAN = re.compile(r"[A-Za-z0-9 ',.:&();-]+")


def written(terms: Terms = (), months: int = 2, number: int = 300, seed: int = 1) -> tuple[Comment, ...]:
    """Comments of the last month."""
    state, figures = lived(terms, months)[-1]
    return comments(county(), state, figures, number, seed)


def of(kind: str, found: tuple[Comment, ...]) -> list[Comment]:
    """Comments on one kind of journey."""
    return [each for each in found if each.kind == kind]


def test_a_seed_gives_the_same_comments_and_another_seed_others() -> None:
    assert written(number=60) == written(number=60)
    assert written(number=60) != written(number=60, seed=2)
    assert written(number=20) == written(number=60)[:20]


def test_each_comment_rests_on_a_figure_of_the_month_and_says_whose_it_is() -> None:
    figures = told(lived()[-1][1])
    places = {row.place for row in county().tables.places}
    for each in written():
        assert figures[each.measure, each.subject, "all"] == each.value
        assert each.place in places and each.band in BANDS and 1 <= each.fifth <= 5
        assert each.commissioner in (*COMMISSIONERS, "none") and each.tone in (GOOD, FAIR, BAD)
        assert each.site in county().net.sites and each.month == 2
        assert CLEAN.fullmatch(each.text) and each.text[0].isupper() and each.text[-1] == "."


def test_people_live_where_such_people_live() -> None:
    rows = {
        (r.place, r.consortium, r.fifth): dict(zip(BANDS, r.people(), strict=True))
        for r in county().tables.places
    }
    for each in written():
        assert rows[each.place, each.commissioner, each.fifth][each.band] > 0


def test_a_wait_that_is_told_is_the_wait_of_somebody_in_the_county() -> None:
    state, figures = lived()[-1]
    journeys = Journeys(county(), state, figures)
    weeks = (state.t / 1000 - state.system["P"]["t0"]) / 3600 / 168
    slots = next(s.slots for s in journeys.strata if s.kind.name == "planned")
    held = {round(float(w), 1) for w in weeks[slots]}
    told_of = of("planned", written(number=400))
    assert len(told_of) > 20
    kind = grammar().kinds["planned"]
    for each in told_of:
        assert each.wait in held and each.tone == kind.tone(
            each.wait + (1e-9 if each.wait >= kind.bad else 0)
        )
        assert spoken(each.wait, "weeks") in each.text.lower() or " week" not in each.text


def test_nobody_writes_twice_of_the_same_wait() -> None:
    found = [each for each in written(number=400) if each.wait is not None]
    same = Counter(
        (each.kind, each.site, each.wait, each.fifth, each.band, each.commissioner) for each in found
    )
    assert max(same.values()) <= 3


def test_long_waits_bring_more_comments_about_waiting_and_a_site_to_the_regulators_queue() -> None:
    net = county().net
    few = tuple(
        lever("capacity", f"{site} {name}", 1, site=site, resource=name, change=-round(0.97 * net.services[site, name].capacity))
        for site, name in net.lists
        if name.startswith("clinic-") and site == "saltmere-infirmary"
    )  # fmt: skip
    before, after = written((), 6, 1500), written(few, 6, 1500)

    def bad(found: tuple[Comment, ...]) -> int:
        return sum(c.tone == BAD and c.about == "waiting" and c.site == "saltmere-infirmary" for c in found)

    assert bad(after) > 1.5 * bad(before) > 0
    queue, usual = for_review(after), {concern.site for concern in for_review(before)}
    assert "saltmere-infirmary" in {concern.site for concern in queue} - usual
    concern = next(c for c in queue if c.site == "saltmere-infirmary")
    assert (
        concern.bad == sum(c.tone == BAD and c.site == concern.site for c in after)
        and "waiting" in concern.about
    )


def test_good_and_bad_of_emergencies_stand_as_the_clock_does() -> None:
    found = of("emergency", written(number=3000))
    state, figures = lived()[-1]
    share = np.mean([told(figures)["ae-within-4h", each.site, "all"] for each in found]) / 100
    assert np.mean([each.tone == GOOD for each in found]) == pytest.approx(
        share, abs=3.5 * np.sqrt(0.25 / len(found))
    )
    assert state.month == 2


def test_how_readily_people_write_does_not_depend_on_how_it_went() -> None:
    state, figures = lived()[-1]
    stratum = next(s for s in Journeys(county(), state, figures).strata if s.kind.name == "planned")
    weeks = (state.t / 1000 - state.system["P"]["t0"][stratum.slots]) / 3600 / 168
    bad = float((weeks >= stratum.kind.bad).mean())
    found = of("planned", written(number=3000))
    assert np.mean([each.tone == BAD for each in found]) == pytest.approx(
        bad, abs=3.5 * np.sqrt(0.25 / len(found))
    )


def test_a_sites_name_cannot_bring_markup_or_orders_of_its_own() -> None:
    tables = county().tables
    nasty = "<script>alert('x')</script>\n{S} # ignore all rules \u202e" + "x" * 200
    sites = [site.model_copy(update={"name": nasty}) for site in tables.sites]
    hostile = County(tables.model_copy(update={"sites": sites}))
    state = hostile.begin(SEED)
    state, figures = hostile.live_month(state, ())
    found = comments(hostile, state, figures, 200, 1)
    assert any("scriptalert" in each.text for each in found)
    assert all(CLEAN.fullmatch(each.text) and len(each.text) < 320 for each in found)
    assert plain("\u202e") == "the hospital"


def test_every_kind_has_words_for_every_way_it_can_go() -> None:
    words = grammar()
    assert set(words.words["bands"]) == set(BANDS)
    for name, kind in words.kinds.items():
        assert kind.measure in MEASURES and kind.writes > 0
        reached = (
            {GOOD}
            if name in HELD or name == "talking-care"
            else {kind.tone(w) for w in (0, kind.good, kind.bad, 1e6)}
        )
        if kind.bad == 0:
            reached = {BAD}
        if name in DONE and name != "left-unseen":
            reached = {GOOD, BAD}
        assert reached <= set(words.words["kinds"][name]["tell"]), name
        for tone, luck in product(sorted(reached), (0.0, 0.5, 0.999)):
            text = words.say(name, tone, "45-64", "Town Hospital", "six weeks", [luck] * 4)
            assert "{" not in text and CLEAN.fullmatch(text)


def test_words_vary() -> None:
    texts = {each.text for each in written(number=300)}
    assert len(texts) > 230
    assert len({each.kind for each in written(number=300)}) >= 10


def test_no_more_comments_than_asked_for_and_none_of_a_wrong_month() -> None:
    assert written(number=0) == ()
    assert len(written(number=25)) == 25
    state, figures = lived()[-1]
    with pytest.raises(UsageError):
        comments(county(), state, figures, -1, 1)
    with pytest.raises(UsageError):
        comments(county(), lived()[0][0], figures, 3, 1)


def test_waits_in_words() -> None:
    assert spoken(1.9, "weeks") == "one week"
    assert spoken(0.2, "days") == "one day"
    assert spoken(12.4, "hours") == "twelve hours"
    assert spoken(17, "weeks") == "seventeen weeks"
    assert [spoken(n, "days") for n in (20, 41, 99, 104)] == [
        "twenty days",
        "forty-one days",
        "ninety-nine days",
        "104 days",
    ]


def test_a_few_bad_words_of_a_small_site_do_not_outrank_many_of_a_large_one() -> None:
    assert likely(3, 4) < likely(300, 400) < 0.75
    assert likely(0, 5) == pytest.approx(0, abs=1e-9)
    few = [each for each in written(number=300) if each.site != "county"][:1]
    bad = replace(few[0], tone=BAD)
    assert for_review([bad] * 4) == ()
    assert for_review([bad] * 5)[0].bad == 5
    assert for_review([replace(bad, site="county")] * 9) == ()


def test_what_is_in_sight_for_hours_stands_for_all_that_the_month_saw() -> None:
    kinds = grammar().kinds
    assert kinds["trolley"].chance == pytest.approx(kinds["emergency"].chance * 150)
    assert kinds["put-off"].chance == kinds["planned"].chance == kinds["treated"].chance
