"""The report reads as a careful author writes: whole thoughts, names that can be known, readings that stay readings."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from shirehall.economy.figures import row
from shirehall.paper.charts import spanned
from shirehall.paper.families import told as told_in_families
from shirehall.paper.figures import ends_said, widest
from shirehall.paper.meaning import meaning, waits, why
from shirehall.paper.naming import hard_names, named_in_full
from shirehall.paper.prose import clip, in_words, opened, points
from shirehall.paper.reader import Reader
from shirehall.paper.report import build
from shirehall.paper.tree import (
    Document,
    Figure,
    ListBlock,
    Note,
    Paragraph,
    Section,
    Sentence,
    Table,
    blocks_of,
    sections_of,
    sentences_of,
)
from shirehall.play.agreements import Agreement
from shirehall.play.fields import Clause
from shirehall.study.filters import forms_found
from shirehall.study.measures import compute
from tests.paper.played import told


@pytest.fixture(scope="module")
def report() -> Document:
    return build(told())


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(told())


def section(document: Document, name: str) -> Section:
    return next(s for s in sections_of(document) if s.id == name)


def test_a_long_quotation_ends_where_a_sentence_ends() -> None:
    text = "Lines, sums and means hang together. Credible, with the usual watch on delivery and on cost."
    assert clip(text, 60) == "Lines, sums and means hang together."
    assert clip(text, 200) == text
    assert clip("One long sentence, without any stop that would fit", 35) == "One long sentence, without any…"
    assert clip("He said “no”.", 50) == "He said ‘no’."


def test_a_sentence_never_opens_with_a_small_number_in_figures(report: Document) -> None:
    assert opened("22 meetings were called.") == "Twenty-two meetings were called."
    assert in_words(90) == "ninety" and in_words(15) == "fifteen"
    assert not [s.text for s in sentences_of(report) if re.match(r"\d{1,2} ", s.text)]


def test_a_difference_of_shares_is_said_in_points() -> None:
    assert points(-0.2386) == "24 points less" and points(0.01) == "1 point more"


def test_what_might_be_meant_is_hedged_cites_events_and_leaves_a_question(reader: Reader) -> None:
    readings = [*why(reader), *meaning(reader)]
    assert readings
    for read in readings:
        assert " might " in read.said.text and read.said.evidence
        assert read.ask.endswith("?")
        assert not re.search(r"\b(because|caused|led to|due to)\b", read.said.text)


def test_the_summary_asks_and_gives_no_advice(report: Document) -> None:
    blocks = section(report, "summary").blocks
    leads = [b.lead for b in blocks if isinstance(b, Paragraph)]
    assert leads[0] == "What happened." and "What it might mean." in leads
    asks = next(b for b in blocks if isinstance(b, ListBlock))
    assert asks.items and all(item.text.endswith("?") for item in asks.items)
    assert isinstance(blocks[-1], Note)


def test_a_short_name_that_could_be_mistaken_is_given_in_full_at_first_use(reader: Reader) -> None:
    short, full = next((s, f) for s, f in hard_names(reader).items() if s.lower() == "the board")
    said = [
        Sentence("“The Board said so.”"),
        Sentence("The Board's reply came."),
        Sentence("The Board and others met."),
        Sentence("The Board again."),
    ]
    done = named_in_full(reader, (Section("happened", "x", (Paragraph(tuple(said)),)),))[0].blocks[0]
    assert isinstance(done, Paragraph)
    texts = [s.text for s in done.sentences]
    assert texts[0] == said[0].text and texts[1] == said[1].text and texts[3] == said[3].text
    assert texts[2] == f"The {full} ({short[:1].lower()}{short[1:]}) and others met."


def test_no_id_of_a_seat_reaches_a_reader(report: Document) -> None:
    seats = sorted(told().world.seats)
    text = "\n".join(s.text for s in sentences_of(report))
    text += "\n".join(c for b in blocks_of(report) if isinstance(b, Table) for r in b.rows for c in r.cells)
    assert not [seat for seat in seats if seat in text]
    assert Reader(told()).dated(f"{seats[0]} may not.") != f"{seats[0]} may not."


def test_months_in_what_somebody_said_are_put_in_brackets(reader: Reader) -> None:
    assert reader.dated("Month 2: “It starts in month 3.”") == "July 2013: “It starts in [August 2013].”"


def test_what_came_of_news_is_the_same_in_the_charters_answers_and_in_the_ledger(report: Document) -> None:
    ledger = next(
        b for b in blocks_of(report) if isinstance(b, Table) and b.caption == "Injects and reactions"
    )
    deeds = {r.cells[0]: int(r.cells[4]) for r in ledger.rows}
    rows = [r for r in compute("charter-answers", told(), {}).dicts() if r["sort"] == "inject"]
    titles = {i.id: i.title for i in told().patch.injects}
    seen = 0
    for line in rows:
        acted = re.search(r"(\d+) acted", str(line["what_happened"]))
        if titles.get(str(line["id"])) in deeds:
            seen += 1
            assert (int(acted[1]) if acted else 0) == deeds[titles[str(line["id"])]]
    assert seen


def test_an_open_rule_question_counts_what_was_asked_about_its_rule() -> None:
    question = next(q for q in told().patch.rules.questions if q.rule)
    asked = next(iter(told().world.questions.values()))
    world = replace(
        told().world, questions={**told().world.questions, asked.id: replace(asked, rule=question.rule or "")}
    )
    rows = compute("charter-answers", replace(told(), world=world), {}).dicts()
    row_ = next((r for r in rows if r["id"] == question.id), None)
    assert row_ is not None and "was asked about once" in str(row_["what_happened"])


@pytest.mark.parametrize(
    ("title", "shares"),
    [
        ("Sharing the risk of the costliest patients", True),
        ("A risk share", True),
        ("Sharing a car park", False),
    ],
)
def test_a_pool_of_risk_is_known_by_its_words(title: str, shares: bool) -> None:
    pool = Agreement(1, title, ("a", "b"), "a", (Clause("As we said.", "", ()),), 1, None, "side", "signed")
    assert ("risk-share" in forms_found(told(), pool)) == shares


def test_a_figure_tells_its_furthest_month_and_not_its_ends_alone(reader: Reader) -> None:
    bent = {m: row(m, "ae-within-4h", "county", {8: 71.2}.get(m, 95.0)) for m in range(1, 14)}
    changed = Reader(told())
    changed.__dict__["series"] = {**reader.series, ("ae-within-4h", "county"): bent}
    assert widest(changed, "ae-within-4h", ["county"]) == ("county", 8)
    said = ends_said(changed, "ae-within-4h", ["county"])
    assert "71.2% in January 2014" in said and "stood at 95.0% in June 2014" in said


def test_a_scale_of_per_cent_never_makes_a_tenth_of_a_point_look_like_a_fall(report: Document) -> None:
    low, high = spanned([(1, "x", 91.6), (2, "x", 92.8)])
    assert high - low >= 10 and low <= 91.6 and high >= 92.8
    assert spanned([(1, "x", 99.9), (2, "x", 100.0)]) == [90.0, 100.0]
    cut = [b for b in blocks_of(report) if isinstance(b, Figure) and b.unit == "%"]
    assert cut and all("does not begin at nought" in b.alt for b in cut)


def test_nothing_is_suggested_twice(report: Document) -> None:
    notes = [b for b in blocks_of(report) if isinstance(b, Note) and b.title == "What might be tried"]
    words = [s.text for n in notes for s in n.sentences]
    assert words and len(words) == len(set(words))


def test_one_body_doing_a_thing_often_is_spoken_of_in_the_singular(reader: Reader) -> None:
    for body in reader.bodies:
        for sentence in told_in_families(reader, reader.by_body.get(body, [])):
            plain = re.sub(r"“[^”]*”", "", sentence.text)
            assert not re.search(r" in all; (for one|to begin with|for example)", plain)
            assert "what they were" not in plain and "that they would" not in plain


def test_an_organisations_year_is_told_in_order_and_says_how_it_ended(report: Document) -> None:
    part = section(report, "body-saltmere")
    leads = [b.lead for b in part.blocks if isinstance(b, Paragraph)]
    assert leads[:3] == ["Position.", "What it did.", "How it ended."]
    year = next(b for b in part.blocks if isinstance(b, Paragraph) and b.lead == "What it did.")
    months = [re.match(r"In (\w+ \d{4}) ", s.text) for s in year.sentences]
    found = [m[1] for m in months if m]
    order = [Reader(told()).month(m) for m in range(1, 14)]
    assert found and found == sorted(found, key=order.index)
    ended = next(b for b in part.blocks if isinstance(b, Paragraph) and b.lead == "How it ended.")
    assert any("main contract" in s.text for s in ended.sentences)
    assert any("allocation" in s.text for s in ended.sentences)


def test_the_time_to_a_signature_is_counted_from_the_first_word_of_a_deal() -> None:
    deal = Agreement(1, "A deal", ("a", "b"), "a", (), 1, None, "side", "signed",
                     history=(("proposed", 2, 5), ("agreed", 3, 8), ("signed", 6, 20)))  # fmt: skip
    assert waits([deal]) == [(4, 20)]
    assert waits([replace(deal, history=(("proposed", 2, 5),))]) == []
