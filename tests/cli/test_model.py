"""`shirehall model` as a user meets it: a page in words, files, JSON, and every slip in the levers told at its line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from lxml import html as lxml_html

from shirehall.lab.starts import MAGIC, Openings, cache_folder
from shirehall.patch.read import read_pack
from tests.cli.test_cli import one_error, run

LEVERS = """\
- mechanism: demand
  source: A hard winter
  start: {start}
  end: 3
  terms:
    pathway: {pathway}
    percent: {percent}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small new pack in it."""
    folder = tmp_path_factory.mktemp("model")
    assert run("new", "smallshire", "--in", str(folder)).returncode == 0
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Openings are kept in a folder of the tests."""
    folder = str(tmp_path_factory.getbasetemp() / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", folder)
    monkeypatch.setenv("LOCALAPPDATA", folder)


def levers(
    folder: Path, name: str = "winter.yaml", *, start: str = "1", pathway: str = "urgent", percent: str = "30"
) -> Path:
    """A file with one lever."""
    path = folder / name
    path.write_text(LEVERS.format(start=start, pathway=pathway, percent=percent), encoding="utf-8")
    return path


def model(place: Path, *words: str) -> tuple[str, ...]:
    """The words of a small question."""
    return (
        "model",
        str(place / "smallshire"),
        "--months",
        "3",
        "--replications",
        "3",
        "--no-restore",
        *words,
    )


def test_an_answer_is_printed_in_plain_words(place: Path, tmp_path: Path):
    said = run(*model(place, "--levers", str(levers(tmp_path))))
    assert said.returncode == 0, said.stderr
    for words in (
        "In short",
        "For the news",
        "What was asked",
        "A hard winter",
        "What falls first",
        "What is assumed",
        "runs",
    ):
        assert words in said.stdout, words
    assert "might" in said.stdout
    assert "evidence" in said.stdout
    assert not any(f" {word} " in said.stdout for word in ("predicts", "predicted", "forecasts"))
    assert "Traceback" not in said.stderr


def test_files_hold_the_page_the_figures_and_the_charts_and_are_not_written_over(place: Path, tmp_path: Path):
    out = tmp_path / "answer"
    words = model(place, "--option", f"winter={levers(tmp_path)}", "--out", str(out))
    assert run(*words).returncode == 0
    page = (out / "page.html").read_text(encoding="utf-8")
    assert (
        "<svg" in page
        and 'lang="en-GB"' in page
        and "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    )
    rows = list(csv.DictReader((out / "figures.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["option"] for row in rows} == {"baseline", "winter"}
    assert {row["month"] for row in rows} == {"1", "2", "3"}
    ranges = json.loads((out / "ranges.json").read_text(encoding="utf-8"))
    assert ranges["options"] == ["baseline", "winter"]
    assert sorted((out / "charts").glob("*.svg"))
    before = (out / "page.html").read_bytes()
    assert "nothing was overwritten" in one_error(run(*words), 2)
    assert (out / "page.html").read_bytes() == before


def test_json_has_the_fields_that_programs_read(place: Path, tmp_path: Path):
    said = run(*model(place, "--levers", str(levers(tmp_path)), "--json"))
    assert said.returncode == 0
    data = json.loads(said.stdout)
    fields = {
        "measure",
        "subject",
        "group",
        "baseline",
        "option",
        "low",
        "high",
        "unit",
        "replications",
        "assumed",
    }
    assert data["rows"] and all(fields <= set(row) for row in data["rows"])
    came = next(
        r
        for r in data["rows"]
        if (r["measure"], r["subject"], r["group"]) == ("ae-attendances", "county", "all")
    )
    assert came["low"] <= came["option"] <= came["high"] and came["option"] > came["baseline"]
    assert came["replications"] == 3 and "growth of emergencies" in came["assumed"]
    assert data["falls"]["winter"] and data["why"] and set(data["growing"]) == {"baseline", "winter"}


def test_the_same_seed_gives_the_same_answer_whether_openings_were_kept_or_not(place: Path, tmp_path: Path):
    words = model(place, "--levers", str(levers(tmp_path)), "--json", "--seed", "9")
    first, second, third = (json.loads(run(*w).stdout) for w in (words, words, (*words, "--no-cache")))
    assert first["openings"]["warmed"] == 3 and second["openings"]["kept"] == 3
    assert third["openings"]["kept"] == 0 and third["openings"]["warmed"] == 3
    assert first["rows"] == second["rows"] == third["rows"]
    other = json.loads(run(*words[:-1], "10").stdout)
    assert other["rows"] != first["rows"]


def test_a_damaged_opening_is_warmed_again_and_that_is_said(place: Path, tmp_path: Path):
    words = model(place, "--seed", "12", "--json")
    first = json.loads(run(*words).stdout)
    for path in (cache_folder() / "openings").glob("*.start"):
        assert path.read_bytes().startswith(MAGIC)
        path.write_bytes(path.read_bytes()[:-7])
    again = run(*words)
    data = json.loads(again.stdout)
    assert data["openings"]["kept"] == 0 and data["openings"]["warmed"] == 3
    assert "cannot be used" in again.stderr and len(data["openings"]["said"]) == 3
    assert data["rows"] == first["rows"]


def test_an_older_engine_s_openings_are_not_used(tmp_path: Path, place: Path):
    from shirehall.lab.asking import read_ground

    county = read_ground(str(place / "smallshire")).county
    old, new = (Openings(1, tmp_path, engine=name) for name in ("an older engine", "this one"))
    assert old(county, 0).digest == new(county, 0).digest
    assert (old.warmed, new.warmed, new.found) == (1, 1, 0)
    third = Openings(1, tmp_path, engine="this one")
    assert third(county, 0).digest == new(county, 0).digest
    assert (third.warmed, third.found) == (0, 1)
    assert "1 opening took" in new.cost() and "kept from an earlier run" in third.cost()


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        ({"pathway": "knitting"}, 6, "knitting"),
        ({"percent": "5000"}, 7, "outside"),
        ({"start": "2031-04"}, 3, "outside the run"),
        ({"start": "soon"}, 3, "no month"),
        ({"start": "9"}, 3, "outside the run"),
    ],
)
def test_a_slip_in_the_levers_is_told_at_its_line(
    place: Path, tmp_path: Path, change: dict[str, str], line: int, words: str
):
    path = levers(tmp_path, **change)
    error = one_error(run(*model(place, "--levers", str(path))), 1)
    assert f"{path}:{line}:" in error
    assert words in error
    assert "whoever wrote the levers" in error


def test_all_slips_are_told_at_once_and_a_near_name_is_offered(place: Path, tmp_path: Path):
    path = tmp_path / "slips.yaml"
    path.write_text(
        "- mechanism: demmand\n- {mechanism: demand, start: 2, end: 1, pathway: urgent, percent: 5}\n- just words\n- {start: 1}\n"
    )
    error = one_error(run(*model(place, "--levers", str(path))), 1)
    assert "did you mean `demand`?" in error
    assert "before it starts" in error
    assert "a set of names and values" in error
    assert "says no mechanism" in error
    assert "the levers have 4 faults" in error
    empty = tmp_path / "empty.yaml"
    empty.write_text("mechanism: demand\n")
    assert "a list of levers is expected" in one_error(run(*model(place, "--levers", str(empty))), 1)


def test_a_question_put_wrongly_is_refused_in_words(place: Path, tmp_path: Path):
    assert "no option" in one_error(run(*model(place, "--option", "nameless")), 2)
    assert "two options" in one_error(run(*model(place, "--option", "baseline=x.yaml")), 2)
    assert "no file of levers" in one_error(run(*model(place, "--levers", str(tmp_path / "none.yaml"))), 2)
    assert "no number of replications" in one_error(
        run("model", str(place / "smallshire"), "--replications", "many"), 2
    )
    bare = tmp_path / "bare"
    bare.mkdir()
    assert "no county" in one_error(run("model", str(bare)), 2)


def test_a_folder_of_county_tables_without_a_pack_is_read(place: Path, tmp_path: Path):
    folder = tmp_path / "tables-only"
    folder.mkdir()
    for path in (place / "smallshire").iterdir():
        if path.suffix == ".csv" or path.name == "money.yaml":
            (folder / path.name).write_bytes(path.read_bytes())
    said = run("model", str(folder), "--months", "2", "--replications", "2", "--no-restore")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Tables only: what might happen if nothing is agreed")


def test_a_folder_of_varied_tables_is_an_option(place: Path, tmp_path: Path):
    folder = tmp_path / "variant"
    folder.mkdir()
    for path in (place / "smallshire").iterdir():
        if path.suffix == ".csv" or path.name == "money.yaml":
            (folder / path.name).write_bytes(path.read_bytes())
    demand = folder / "demand.csv"
    rows = list(csv.reader(demand.read_text(encoding="utf-8").splitlines()))
    for row in rows[1:]:
        if row[1] == "rate":
            row[3] = str(1.5 * float(row[3]))
    with demand.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    data = json.loads(run(*model(place, "--option", f"more people={folder}", "--json")).stdout)
    came = next(
        r
        for r in data["rows"]
        if (r["measure"], r["subject"], r["group"]) == ("ae-attendances", "county", "all")
    )
    assert came["name"] == "more people" and came["option"] > 1.2 * came["baseline"]


def test_belief_and_effect_are_shown_side_by_side(place: Path, tmp_path: Path):
    from shirehall.lab.asking import read_ground

    money = read_ground(str(place / "smallshire")).county.tables.money
    payer, provider = money.commissioners[0].id, money.providers[0].id
    path = tmp_path / "places.yaml"
    path.write_text(
        f"- {{mechanism: avoidance, source: Agreement 4, start: 1, commissioner: {payer}, provider: {provider}, places: 10,"
        " effect_percent: 0, believed: 25}\n"
    )
    said = run(*model(place, "--levers", str(path), "--json"))
    assert said.returncode == 0, said.stderr
    data = json.loads(said.stdout)
    assert data["options"] == ["baseline", "places", "places, as believed"]
    assert data["beliefs"]["places"] == [{"lever": "Agreement 4", "believed": "25%", "acts": "0%"}]
    admitted = {
        r["name"]: r["change"]
        for r in data["rows"]
        if (r["measure"], r["subject"], r["group"]) == ("emergency-admissions", "county", "all")
    }
    assert admitted["places"] == 0 and admitted["places, as believed"] <= 0


@pytest.mark.parametrize("compiled", [False, True])
def test_a_run_that_has_to_compile_the_loop_first_says_so(place, monkeypatch, compiled):
    monkeypatch.setattr("shirehall.economy.kernel.is_compiled", lambda: compiled)
    told = run("model", str(place / "smallshire"), "--months", "1", "--replications", "1", "--no-restore")
    assert told.returncode == 0 and ("for the first time" in told.stderr) is not compiled


def test_a_place_that_nothing_can_be_written_in_is_told_before_anything_is_lived(place, tmp_path):
    (tmp_path / "taken").write_text("a file")
    words = ("model", str(place / "smallshire"), "--out", str(tmp_path / "taken" / "answer"))
    told = one_error(run(*words), 2)
    assert "nothing can be written" in told and "may write" in told


PROPOSAL = """\
title: Looked after at home
proposed: Fewer people are sent to A&E by the practices, and nurses see them at home the same day.
by: the community team
question: Would A&E see fewer people, and would wards notice?
expects:
  - {measure: ae-attendances, goes: less, why: The people looked after at home no longer come.}
  - {measure: ae-attendances, goes: more, why: A sceptic expects that the room is filled by others.}
  - {measure: births, goes: the same, why: Nothing in it has to do with births.}
"""


def attached(pack: Path, name: str = "at-home") -> Path:
    """A proposal that lies in a pack: one table of its own, the rest are the pack's."""
    folder = pack / "proposals" / name
    folder.mkdir(parents=True)
    (folder / "proposal.yaml").write_text(PROPOSAL, encoding="utf-8")
    rows = list(csv.reader((pack / "demand.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows[1:]:
        if row[1] == "rate":
            row[3] = str(0.7 * float(row[3]))
    with (folder / "demand.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return folder


@pytest.mark.requirement("PUR-15")
def test_a_pathway_proposal_is_attached_to_a_pack_and_run_as_the_test_object(tmp_path: Path) -> None:
    assert run("new", "smallshire", "--in", str(tmp_path)).returncode == 0
    pack = tmp_path / "smallshire"
    before = read_pack(pack).digest
    attached(pack)
    assert read_pack(pack).digest == before, "a proposal is no part of what is played"
    asked = (
        "--months",
        "3",
        "--replications",
        "3",
        "--no-restore",
        "--proposal",
        "at-home",
        "--out",
        str(tmp_path / "out"),
    )
    said = run("model", str(pack), *asked, "--json")
    assert said.returncode == 0, said.stderr
    came = next(
        r
        for r in json.loads(said.stdout)["rows"]
        if (r["measure"], r["subject"], r["group"]) == ("ae-attendances", "county", "all")
    )
    assert came["name"] == "Looked after at home" and came["option"] < 0.85 * came["baseline"]
    page = " ".join(lxml_html.parse(str(tmp_path / "out" / "page.html")).getroot().text_content().split())
    for words in ("What was proposed, and how it did on the bench", "It is proposed by the community team.", "with demand.csv in place",
                  "Would A&E see fewer people, and would wards notice?"):  # fmt: skip
        assert words in page, words
    rows = lxml_html.parse(str(tmp_path / "out" / "page.html")).xpath(
        "//table[caption//*[contains(., 'What was expected')]]/tbody/tr"
    )
    verdicts = [row[-1].text_content() for row in rows]
    assert verdicts[0].startswith("Yes: 3 of 3 runs") and verdicts[1].startswith("No: 0 of 3 runs")
    assert len(verdicts) == 3


def test_every_slip_in_a_proposal_is_told_where_it_stands(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "slips"
    folder.mkdir()
    (folder / "proposal.yaml").write_text(PROPOSAL.replace("births", "storks"), encoding="utf-8")
    said = run(*model(place, "--proposal", str(folder)))
    assert said.returncode != 0
    assert "there is no measure `storks`" in said.stderr and "proposal.yaml:8" in said.stderr
    assert "the proposal changes nothing" in said.stderr
    assert "there is no proposal `nowhere`" in run(*model(place, "--proposal", "nowhere")).stderr
