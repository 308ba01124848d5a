"""The model's page: what might happen, to whom, how sure, why; everything assumed; no word that promises."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import escape

import numpy as np
import pytest

from shirehall.economy.ask import BASELINE, Option, ask_all, from_opening
from shirehall.economy.restore import Remedy, Restored
from shirehall.economy.tipping import falls
from shirehall.lab.asking import assumptions_of, months_of, named, why_so_many
from shirehall.paper.html import print_html
from shirehall.paper.model.page import fresh, news_line, page
from shirehall.paper.model.told import Believed, Told, in_tenths, likely, ranged, sureness, tenths
from shirehall.paper.plain import print_plain, shares
from shirehall.paper.tree import Figure, Table, blocks_of, sentences_of
from tests.economy.asked import SEED, burden, closure, county, monthly_income, places, sturdy

PROMISES = re.compile(r"\b(will be|will rise|will fall|predict\w*|is going to)\b", re.IGNORECASE)


@cache
def told() -> Told:
    """The answer to two options, ready for words: beds closed, and a blow to a provider's money."""
    body = sturdy()
    options = (
        Option(BASELINE, ()), Option("many", closure(0.4)), Option("blow", (*burden(body, 0.3 * monthly_income(body)), *places())),
    )  # fmt: skip
    asked = ask_all(county(), options, 4, 4, starts=from_opening(SEED), seed=SEED)
    plain = Told(
        asked, "Bigshire", named(county().tables, {"buft": "Bigshire United Hospitals"}), months_of(county(), asked), ("many", "blow"),
        {option.name: falls(asked, option.name) for option in asked.options}, {}, {"blow": (Believed("agreement 3", "20%", "0%"),)}, {},
        tuple(assumptions_of(county(), asked)), tuple(why_so_many(asked.stopped)),
    )  # fmt: skip
    first = fresh(plain, "blow")[0]
    remedy = Remedy("fund", "pounds", 9e6, "£{size} more income a month")
    return replace(plain, restored={"blow": (Restored(first, remedy, 7_000_000.0, 2, 3, 0.1),)})


def test_the_page_says_what_might_happen_to_whom_how_sure_and_why() -> None:
    document = page(told())
    assert [s.id for s in document.sections] == [
        "short", "asked", "pictures", "patients", "fairness", "providers", "payers", "falls", "assumed", "worked",
    ]  # fmt: skip
    text = print_plain(document)
    assert "Under “many”" in text and "Under “blow”" in text
    assert re.search(r"might (rise|fall) from about .* to about", " ".join(text.split()))
    assert re.search(r"in \d of 4 runs", text)
    assert "Why." in text
    assert "Bigshire United Hospitals" in text
    assert not PROMISES.search(text)


@pytest.mark.requirement("MOD-04")
def test_four_families_are_told_by_group_and_by_organisation() -> None:
    document = page(told())
    tables = {
        s.id: " ".join(
            c for b in blocks_of(document) if isinstance(b, Table) for r in b.rows for c in r.cells
        )
        for s in document.sections
    }
    whole = tables["patients"]
    assert (
        "Marlbridge General" in whole
        and "the most deprived fifth" in whole
        and "the least deprived fifth" in whole
    )
    assert "Bigshire United Hospitals" in whole
    sections = {s.id: s for s in document.sections}
    captions = {
        i: [b.caption for b in sections[i].blocks if isinstance(b, Table)]
        for i in ("patients", "fairness", "providers", "payers")
    }
    assert any("county as a whole" in c for c in captions["patients"]) and any(
        "each hospital" in c for c in captions["patients"]
    )
    assert any("deprived fifths" in c for c in captions["fairness"])
    assert any("viable" in c for c in captions["providers"])
    assert any("Commissioners" in c for c in captions["payers"])
    for commissioner in county().tables.money.commissioners:
        assert f"{commissioner.id}: " in whole.lower()


def test_every_sentence_of_the_short_part_hedges_or_counts() -> None:
    short = page(told()).sections[0]
    items = [s.text for b in short.blocks for s in getattr(b, "items", ())]
    assert items
    for text in items:
        assert re.search(r"\bmight\b|runs|Nobody|Tipping points|no difference", text), text


def test_what_falls_first_and_what_might_restore_it_are_in_the_short_part_and_the_table() -> None:
    first = fresh(told(), "blow")[0]
    text = " ".join(print_plain(page(told()), 400).split())
    assert "First to fall" in text
    assert first.threshold.title.lower()[1:] in text.lower()
    assert "about £7,000,000 more income a month might restore it (in 2 of 3 runs tried)" in text.lower()


def test_everything_assumed_is_on_the_page_with_its_source() -> None:
    text = " ".join(print_plain(page(told()), 400).split())
    for uncertain in told().asked.uncertain:
        assert uncertain.source in text, uncertain.name
    for setting in county().tables.money.settings.values():
        assert setting.source.split(";")[0] in text
    html = print_html(page(told()))
    for fall in told().falls["many"]:
        assert fall.threshold.title in html


@pytest.mark.requirement("MOD-07")
def test_the_page_calls_itself_evidence_and_leaves_the_judgement_to_whoever_asked() -> None:
    document = page(told())
    assert "evidence" in document.notice and "judges what it is worth" in document.notice
    assert "nothing in play depends on accepting it" in document.notice
    assert any(s.id == "assumed" for s in document.sections)
    assert "Belief and effect" in print_plain(document)


def test_the_html_is_whole_without_network_script_or_empty_appendices() -> None:
    html = print_html(page(told()))
    assert "<script" not in html and "evidence, sentence by" not in html and "events cited" not in html
    assert "It shows what might happen, and is not a forecast." in html and "one play" not in html
    figures = [b for b in blocks_of(page(told())) if isinstance(b, Figure)]
    assert 2 <= len(figures) <= 3
    for figure in figures:
        assert figure.alt.endswith(".") and figure.table.rows and escape(figure.title) in html


def test_every_sentence_ends_and_no_number_is_left_raw() -> None:
    for sentence in sentences_of(page(told())):
        assert sentence.text.endswith((".", "!", "”", ":")), sentence.text
        assert not re.search(r"\bnan\b|\d\.\d{4,}|(?<!\d)-\d", sentence.text), sentence.text


def test_a_baseline_alone_has_a_page_too() -> None:
    asked = ask_all(county(), (Option(BASELINE, ()),), 2, 2, starts=from_opening(SEED), seed=SEED)
    alone = Told(asked, "Bigshire", {}, months_of(county(), asked), (), {BASELINE: falls(asked, BASELINE)})
    text = print_plain(page(alone))
    assert text.startswith("Bigshire: what might happen if nothing is agreed")
    assert not re.search(r"\bnan\b", text) and "Difference" not in text


def test_the_news_is_one_line_that_claims_no_more_than_a_model_suggests() -> None:
    for option in ("many", "blow"):
        line = news_line(told(), option)
        assert "\n" not in line and len(line) < 160
        assert "might" in line
        assert "model" in line.lower()


def test_a_share_of_few_runs_is_told_as_a_range_of_tenths() -> None:
    assert tenths(5, 5) == (8, 10)
    assert tenths(0, 5) == (0, 2)
    low, high = tenths(6, 8)
    assert low <= 7 <= high
    assert tenths(40, 40)[0] >= 9
    assert in_tenths(4, 8) == "between 3 and 7 in 10"
    assert [likely(n, 10) for n in (10, 7, 5, 2, 0)] == [
        "very likely",
        "likely",
        "an even chance",
        "unlikely",
        "very unlikely",
    ]


def test_how_sure_says_which_way_and_in_how_many_runs() -> None:
    assert sureness(np.array([-3.0, -2, -4, -1]), "ae-within-4h") == "worse in 4 of 4 runs"
    assert sureness(np.array([3.0, 2, 4, -1]), "bed-occupancy") == "worse in 3 of 4 runs"
    assert sureness(np.array([3.0, -2, 4, -1]), "referrals").startswith("could go either way")
    assert sureness(np.zeros(4), "referrals") == "no change in any run"
    assert (
        ranged("provider-margin", 1_500_000, -200_000, 2_000_000, signed=True) == "+£1.5m (−£0.2m to +£2.0m)"
    )
    assert ranged("ae-within-4h", 95.0, 95.0, 95.0) == "95.0"


def test_columns_of_text_fit_the_width() -> None:
    assert sum(shares([50, 10, 60], 60)) <= 60
    assert shares([5, 6], 60) == [5, 6]
    for line in print_plain(page(told()), 100).splitlines():
        assert len(line) <= 140
