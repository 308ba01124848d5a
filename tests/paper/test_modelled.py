"""What was put to the model between two rounds, as the report tells it; lines and sums where bodies and months end."""

from __future__ import annotations

import pytest

from shirehall.paper.charts import lines
from shirehall.paper.modelled import modelled
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Section, Table, sentences_in, unfolded
from shirehall.play.packet import rows_of
from shirehall.play.record.event import Event
from shirehall.rounds import into_round
from shirehall.study.reading import tell
from tests.interval.small import agreements, with_step
from tests.play_rounds.small import a_day


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A small county with a step between its two rounds, both of them played."""
    patch = with_step(tmp_path_factory.mktemp("pack") / "hollow")
    made = a_day(patch, county=True)
    agreements(made)
    made.driver.play()
    into_round(made.session, made.driver, patch, 1, 3, 1.0, None)
    made.driver.play()
    return Reader(tell(tuple(made.session.events), made.patch))


def of_kind(reader: Reader, kind: str) -> Event:
    return reader.of_kind(kind)[0]


def tables(of: Section) -> dict[str, Table]:
    return {block.caption: block for block in unfolded(of.blocks) if isinstance(block, Table)}


def told(reader: Reader) -> Section:
    found = modelled(reader, str(of_kind(reader, "county-modelled").body["round"]))
    assert found is not None
    return found


@pytest.mark.requirement("RND-05", "RND-06")
def test_the_report_tells_who_got_the_results_and_how_specific_each_agreement_was(reader: Reader) -> None:
    packet, scored = of_kind(reader, "county-modelled"), of_kind(reader, "agreements-scored")
    section = told(reader)
    words = " ".join(s.text for block in section.blocks for s in sentences_in(block))
    assert section.title == "What was put to the model"
    assert f"went to {reader.name(packet.organisation)} alone, as one source of evidence" in words
    assert packet.body["sentence"] in words and "will " not in words.replace("what will", "")
    rows = tables(section)["How specific each agreement was, and what became of it"].rows
    assert [row.cells[0] for row in rows] == [each["title"] for each in scored.body["rows"]]
    assert [row.cells[3].lower() for row in rows] == [each["taken"] for each in scored.body["rows"]]
    given = tables(section)["The assumptions that stand in"]
    assert given.note.startswith(scored.body["set"]["name"]) and len(given.rows) == len(
        scored.body["set"]["entries"]
    )


def test_every_figure_of_the_model_has_its_range_and_what_might_come_is_said_to_be_that(
    reader: Reader,
) -> None:
    packet = of_kind(reader, "county-modelled")
    shown = tables(told(reader))["What the model shows under each course"]
    every = [each for each in rows_of(packet.body, "rows") if each["group"] == "all"]
    assert len(shown.rows) == len(every) and "might come, and not what will" in shown.note
    assert all(" to " in row.cells[4] or row.cells[4] == "–" for row in shown.rows)
    courses = {each["course"].lower() for each in every}
    assert {row.cells[0].lower() for row in shown.rows} == courses
    assert all(row.cells[5] == "–" for row in shown.rows if row.cells[0] == shown.rows[0].cells[0]), (
        "nothing differs from itself"
    )


def test_a_round_without_the_step_has_no_such_section(reader: Reader) -> None:
    assert modelled(reader, "no-such-round") is None


def test_no_line_of_a_chart_runs_over_months_that_nobody_lived() -> None:
    points = [(1, "A", 1.0), (2, "A", 2.0), (3, "A", 3.0)]
    whole = lines(points, ["A"], ["a", "b", "c"], unit="beds")
    cut = lines(points, ["A"], ["a", "b", "c"], unit="beds", breaks=(3,))
    assert [value["part"] for value in cut["data"]["values"]] == [0, 0, 1]
    assert cut["layer"][0]["encoding"]["detail"] == {"field": "part", "type": "nominal"}
    assert "detail" not in whole["layer"][0]["encoding"] and all(
        "part" not in value for value in whole["data"]["values"]
    )


def test_no_sum_of_money_is_told_of_a_body_that_another_followed(reader: Reader) -> None:
    gone = {b: e.month for e in reader.of_kind("bodies-succeeded") for b in e.body["parents"]}
    assert gone, "somebody is followed between these rounds"
    later = max(gone.values())
    assert any(later < row.month and row.subject in gone for row in reader.telling.figures), (
        "the county gives figures of it still"
    )
    for (measure, subject), series in reader.series.items():
        if measure in ("commissioner-balance", "provider-margin", "reserves") and subject in gone:
            assert max(series) < gone[subject]
