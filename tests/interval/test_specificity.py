"""How specific an agreement is, part by part, and what a pack must say for its rounds to be modelled."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.patch.check import check_pack
from shirehall.patch.pack import Patch
from shirehall.patch.read import find_pack
from shirehall.patch.rounds import round_plans
from shirehall.play.agreements import Agreement
from shirehall.play.fields import Clause
from shirehall.play.interval import given_set, step_of
from shirehall.play.specificity import PARTS, specificity
from shirehall.play.world import Body, TermInForce, World
from tests.interval.small import with_step
from tests.packs import pack

BODIES = {
    name: Body(name, name.title(), name.title(), "acute-provider") for name in ("acute", "community", "east")
}
SHIFT = {"service": "urgent", "from": "acute", "to": "community", "share_percent": 5}


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return with_step(tmp_path_factory.mktemp("pack") / "hollow")


def deal(*clauses: Clause, title: str = "A deal", parties: tuple[str, ...] = ("east", "acute")) -> Agreement:
    return Agreement(7, title, parties, parties[0], clauses, 1, None, "side", "signed")


def typed(**terms: str | int | float) -> Clause:
    return Clause("", "shift", tuple(sorted((name.rstrip("_"), value) for name, value in terms.items())))


@pytest.mark.requirement("RND-06")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We look after people together.", ("who", "from when")),
        ("Thirty per cent fewer, or 30% at least.", ("who", "how much", "from when")),
        ("Urgent care for 200 patients.", ("who", "what", "how much", "from when")),
        ("Urgent care for 200 patients at £90 each.", ("who", "what", "how much", "from when", "price")),
        ("Urgent care for 200 patients at £90 each at harbour-base.", PARTS),
        ("Urgency, a basement and a mile.", ("who", "from when")),
    ],
)
def test_words_are_searched_for_the_six_things_an_agreement_may_say(
    patch: Patch, words: str, said: tuple[str, ...]
) -> None:
    found = specificity(deal(Clause(words)), World(organisations=BODIES), patch.county)
    assert found.asked == PARTS and found.said == said
    assert found.score == pytest.approx(len(said) / 6, abs=1e-3) and set(found.missing) == set(PARTS) - set(
        said
    )
    assert ("missing" in found.told()) == (said != PARTS)


def test_a_party_of_three_is_asked_who_does_it(patch: Patch) -> None:
    three = ("east", "acute", "community")
    plain = specificity(
        deal(Clause("More at home."), parties=three), World(organisations=BODIES), patch.county
    )
    named = specificity(
        deal(Clause("Community does more at home."), parties=three), World(organisations=BODIES), patch.county
    )
    assert "who" in plain.missing and "who" in named.by_words


@pytest.mark.parametrize(
    "gone", [(), ("to",), ("to", "from"), ("share_percent",), ("service", "share_percent")]
)
def test_terms_say_what_they_name_and_each_thing_left_out_lowers_the_score(
    patch: Patch, gone: tuple[str, ...]
) -> None:
    terms = {name: value for name, value in SHIFT.items() if name not in gone}
    found = specificity(deal(typed(**terms)), World(organisations=BODIES), patch.county)
    whole = specificity(deal(typed(**SHIFT)), World(organisations=BODIES), patch.county)
    assert whole.missing == ("price",) and whole.by_words == ()
    lost = {"to": (), "share_percent": ("how much",)}
    expected = {("to", "from"): ("where",), ("service", "share_percent"): ("what", "how much")}
    assert set(whole.said) - set(found.said) == set(expected.get(gone, lost.get("".join(gone), ())))
    priced = specificity(deal(typed(**SHIFT, pounds_a_year=5)), World(organisations=BODIES), patch.county)
    assert priced.score == 1.0


def test_a_ruling_puts_words_in_terms_and_an_assumption_does_not(patch: Patch) -> None:
    words = deal(Clause("More at home."))
    for basis, more in (("ruled", True), ("assumed", False)):
        terms = (TermInForce(7, typed(**SHIFT), 1, None, basis),)
        found = specificity(words, World(organisations=BODIES, terms=terms), patch.county)
        assert ("what" in found.by_terms) == more


@pytest.mark.requirement("RND-06", "LIM-08")
def test_seesaw_names_the_published_set_that_stands_in_and_says_what_is_unlike_life() -> None:
    seesaw = pack("seesaw")
    plan = round_plans(seesaw)[1]
    step = step_of(plan)
    assert step is not None and step.to == "merged-pct"
    given = given_set(seesaw, step)
    assert given.name.startswith("Healthcare for London") and "Darzi" in given.citation and given.adapted
    assert str(given.origin) == "assumed" and all(one.source for one in given.entries)
    assert 0 < dict(plan.parameters)[step.enough].value < 1
    unlike = " ".join(seesaw.charter.artefacts)
    assert "Practice groups far larger than in life" in unlike and "meet the public themselves" in unlike


def test_a_step_that_names_what_the_pack_does_not_have_is_a_located_fault(tmp_path: Path) -> None:
    folder = tmp_path / "seesaw"
    shutil.copytree(find_pack("seesaw"), folder)
    file = folder / "between.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("falls_back_on: london-adapted", "falls_back_on: paris"), ("enough: specificity-least", "enough: enough-said"),
        ("to: merged-pct\n    letter: model-results", "to: nobody\n    letter: no-letter"),
        ("change: 13\n    falls", "change: 14\n    falls"),
        ('{value: 100, unit: "% of the way"', '{value: 120, unit: "% of the way"'),
    ):  # fmt: skip
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    told = [
        fault for fault in check_pack(folder).faults if fault.where and fault.where.file == "between.yaml"
    ]
    for word in ("paris", "enough-said", "nobody", "no-letter", "14", "120"):
        assert any(word in str(fault) and fault.where and fault.where.line for fault in told), word


def test_a_set_that_is_not_there_is_refused_with_how_to_mend_it(patch: Patch) -> None:
    step = step_of(round_plans(patch)[1])
    assert step is not None
    with pytest.raises(UsageError, match="no assumption set") as caught:
        given_set(dataclasses.replace(patch, assumption_sets=()), step)
    assert "assumption-sets.yaml" in str(caught.value)
