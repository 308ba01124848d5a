"""Every export read back by a reader that is not ours: counts, ids and links are those of the study."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import networkx as nx
import openpyxl
import polars
import pytest
from lxml import etree
from rocrate.rocrate import ROCrate

from shirehall.errors import UsageError
from shirehall.study.exports import as_parquet as parquet_form
from shirehall.study.exports import export_as, exports
from shirehall.study.exports.sheets import sheets
from shirehall.study.measures import compute
from shirehall.study.reading import tell
from shirehall.study.study import Study
from tests.study.day import number, told
from tests.study.exported import whole_study
from tests.study.ocel_rules import faults

XES = "{http://www.xes-standard.org/}"


def made(name: str) -> bytes:
    return exports()[name].content(whole_study())


# ---- tables -------------------------------------------------------------------------------------------------


def workbook() -> dict[str, list[dict[str, object]]]:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    found = {}
    for sheet in book.worksheets[1:]:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


@pytest.mark.requirement("REC-01", "REC-03")
def test_the_workbook_holds_every_table_with_who_to_whom_what_and_when():
    study, book = whole_study(), workbook()
    assert {name: len(rows) for name, rows in book.items()} == {s.name: len(s.rows) for s in sheets(study)}
    events = {row["seq"]: row for row in book["events"]}
    assert list(events) == [event.seq for event in study.telling.events]
    letter = events[number("letter-1")]
    assert (letter["seat"], letter["addressees"], letter["kind"], letter["about"]) == (
        "west.chair", "acute.chief", "message-sent", "money",
    )  # fmt: skip
    assert letter["begun"] is True and letter["month"] == 1 and letter["audience"]
    assert events[number("reply")]["begun"] is False
    assert events[number("reply")]["in_reply_to"] == number("letter-1")
    for name in ("thread", "in_reply_to", "cause", "subject"):
        assert {row[name] for row in events.values()} <= {None, *events}


def test_the_readme_of_the_workbook_counts_its_sheets():
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    told_of = {
        row[0]: row[1] for row in book["README"].iter_rows(values_only=True) if isinstance(row[1], int)
    }
    assert told_of == {sheet.title: sheet.max_row - 1 for sheet in book.worksheets[1:]}


def test_no_cell_of_the_workbook_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [
        cell for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "+", "@"))
    ]
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}


@pytest.mark.requirement("REC-07")
def test_contacts_in_every_form_add_up_to_the_matrix_of_the_study():
    matrix = compute("contacts-by-kind", told())
    wanted = {row[:3]: row[3] for row in matrix.rows}
    rows = polars.read_parquet(io.BytesIO(member("contacts.parquet")))
    found = Counter(zip(rows["month"], rows["sender_kind"], rows["hearer_kind"], strict=True))
    assert found == wanted and sum(wanted.values()) == len(told().contacts)
    topics = Counter(topic for cell in rows["topics"] for topic in cell.split("; ") if topic)
    assert topics == Counter(topic for contact in told().contacts for topic in contact.topics)


def member(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(made("parquet"))) as archive:
        return archive.read(name)


def test_parquet_holds_the_tables_in_types_and_they_join():
    study = whole_study()
    found = {s.name: polars.read_parquet(io.BytesIO(member(f"{s.name}.parquet"))) for s in sheets(study)}
    assert {name: frame.height for name, frame in found.items()} == {
        s.name: len(s.rows) for s in sheets(study)
    }
    assert found["events"].schema["seq"] == polars.Int64 and found["events"].schema["begun"] == polars.Boolean
    joined = found["contacts"].join(found["events"], on="seq", how="inner")
    assert joined.height == len(told().contacts)
    parties = found["parties"].join(found["agreements"], left_on="agreement", right_on="id", how="inner")
    assert parties.height == sum(len(a.parties) for a in told().world.agreements.values())
    notes = set(found["notes"]["number"])
    coded = found["codings"].filter(polars.col("note").is_not_null())["note"]
    assert set(coded) - notes == {9999}


def test_parquet_goes_into_a_folder_an_archive_or_one_file(tmp_path: Path):
    for name in ("tables", "tables.zip", "contacts.parquet", "all.parquet"):
        export_as("parquet", whole_study(), tmp_path / name)
    assert len(list((tmp_path / "tables").iterdir())) == len(sheets(whole_study()))
    assert zipfile.is_zipfile(tmp_path / "tables.zip")
    assert "hearer" in polars.read_parquet(tmp_path / "contacts.parquet").columns
    with pytest.raises(UsageError, match="nothing was overwritten"):
        export_as("parquet", whole_study(), tmp_path / "tables")


def test_without_polars_parquet_says_which_extra_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(UsageError, match=r"shirehall\[analysis\]"):
        parquet_form.tables(whole_study())


@pytest.mark.requirement("REC-05", "REC-06")
def test_tables_keep_what_was_not_done_and_what_decisions_rested_on():
    rows = {row["seq"]: row for row in csv.DictReader(io.StringIO(exports()["csv"].text(told())))}
    rows = {int(seq): row for seq, row in rows.items()}
    assert rows[number("nothing")]["kind"] == "nothing-done"
    assert json.loads(rows[number("sign-west")]["body"])["evidence"] == [number("reply")]
    line = list(csv.DictReader(io.StringIO(exports()["timeline"].text(told()))))
    unanswered = [row for row in line if row["part"] in ("not done", "open")]
    assert any(str(number("ask")) in row["events"].split() for row in unanswered)


@pytest.mark.requirement("PUR-07")
def test_learning_points_leave_as_development_actions_with_owner_and_skill_gap():
    (row,) = workbook()["learning"]
    assert (row["owner"], row["skill_gap"], row["action"]) == ("east", "relationships", "Practise chairing.")
    (theme,) = workbook()["themes"]
    assert theme["statement"] == "Leadership might be missed by all." and theme["wordings"] == 2


# ---- logs ---------------------------------------------------------------------------------------------------


def test_the_object_centric_log_keeps_the_rules_of_its_standard():
    assert faults(json.loads(made("ocel"))) == []


def test_a_broken_object_centric_log_is_seen():
    log = json.loads(made("ocel"))
    log["events"][0]["type"] = "strange"
    log["events"][1]["relationships"] = [{"objectId": "body:nobody", "qualifier": "of"}]
    log["events"][2]["time"] = "yesterday"
    log["objects"].append(log["objects"][0])
    assert len(faults(log)) == 4


def test_the_object_centric_log_ties_every_event_to_whom_and_what_it_concerns():
    log, telling = json.loads(made("ocel")), told()
    assert [each["id"] for each in log["events"]] == [f"event:{event.seq}" for event in telling.events]
    assert sorted(each["time"] for each in log["events"]) == [each["time"] for each in log["events"]]
    ties = {
        each["id"]: {(t["objectId"], t["qualifier"]) for t in each["relationships"]} for each in log["events"]
    }
    for event in telling.events:
        mine = ties[f"event:{event.seq}"]
        assert {name for name, how in mine if how == "to"} == {
            f"seat:{seat}" for seat in event.addressees if seat != "*"
        }
        values = {each["name"]: each["value"] for each in log["events"][event.seq - 1]["attributes"]}
        assert values["to_everyone"] is ("*" in event.addressees) and values["number"] == event.seq
        assert {name for name, how in mine if how == "by"} == (
            {f"seat:{event.seat}"} if event.seat else set()
        )
    sorts = Counter(each["type"] for each in log["objects"])
    world = telling.world
    assert (sorts["body"], sorts["seat"], sorts["agreement"]) == (
        len(world.organisations), len(world.seats), len(world.agreements),
    )  # fmt: skip
    deal = f"agreement:{number('deal')}"
    assert {how for name, how in ties[f"event:{number('sign-acute')}"] if name == deal} == {"on"}
    (found,) = [each for each in log["objects"] if each["id"] == deal]
    assert {t["objectId"] for t in found["relationships"] if t["qualifier"] == "party"} == {
        "body:west",
        "body:acute",
    }


def test_the_xes_log_has_a_trace_a_thread_and_every_event_once():
    root = etree.fromstring(made("xes"))
    assert {e.get("prefix") for e in root.iter(f"{XES}extension")} == {"concept", "time", "org", "lifecycle"}
    events = f"{XES}event"
    traces = {
        key(trace, "concept:name"): [int(key(e, "shirehall:number")) for e in trace.iter(events)]
        for trace in root.iter(f"{XES}trace")
    }
    assert sorted(n for numbers in traces.values() for n in numbers) == [e.seq for e in told().events]
    for event in told().events:
        name = f"thread {event.thread}" if event.thread is not None else "outside any thread"
        assert event.seq in traces[name]
    (deal,) = [t for t in root.iter(f"{XES}trace") if key(t, "concept:name") == f"thread {number('deal')}"]
    assert (
        key(deal, "shirehall:agreement") == str(number("deal")) and key(deal, "shirehall:phase") == "in-force"
    )
    for trace in root.iter(f"{XES}trace"):
        times = [key(event, "time:timestamp") for event in trace.iter(f"{XES}event")]
        assert times == sorted(times)
    for event in root.iter(f"{XES}event"):
        keys = [child.get("key") for child in event]
        assert len(keys) == len(set(keys)) and {
            "concept:name",
            "time:timestamp",
            "lifecycle:transition",
        } <= set(keys)


def key(node: etree._Element, name: str) -> str:
    return next((child.get("value") or "" for child in node if child.get("key") == name), "")


# ---- networks -----------------------------------------------------------------------------------------------


def test_networks_add_up_to_the_contacts_of_the_record():
    graphs = {
        "graphml": nx.read_graphml(io.BytesIO(made("graphml"))),
        "gexf": nx.read_gexf(io.BytesIO(made("gexf"))),
    }
    pairs = Counter((c.sender, c.hearer) for c in told().contacts)
    began = Counter((c.sender, c.hearer) for c in told().contacts if c.started)
    for name, net in graphs.items():
        assert {(a, b): data["weight"] for a, b, data in net.edges(data=True)} == pairs, name
        assert {(a, b): data["started"] for a, b, data in net.edges(data=True) if data["started"]} == began, (
            name
        )
        assert set(told().bodies) <= set(net.nodes) and net.nodes["east"]["kind"] == "commissioner"
        assert sum(d["topic_money"] for *_, d in net.edges(data=True)) == sum(
            "money" in c.topics for c in told().contacts
        )
    edge = graphs["graphml"].edges["west", "acute"]
    wanted = [c.seq for c in told().contacts if (c.sender, c.hearer) == ("west", "acute")]
    assert [int(seq) for seq in edge["events"].split()] == wanted


def test_the_network_over_time_has_an_edge_in_the_months_with_contact():
    root = etree.fromstring(made("gexf"))
    space = {"g": "http://www.gexf.net/1.2draft"}
    (edge,) = root.xpath("//g:edge[@source='west'][@target='acute']", namespaces=space)
    months = sorted({c.month for c in told().contacts if (c.sender, c.hearer) == ("west", "acute")})
    starts = [spell.get("start") for spell in edge.iter("{*}spell")]
    assert starts == [f"2013-{5 + month:02d}-01" for month in months]
    assert root.find("g:graph", space).get("mode") == "dynamic" and b"lastmodified" not in made("gexf")


# ---- the research object ------------------------------------------------------------------------------------


def test_the_research_object_is_read_by_its_own_reader_with_right_digests(tmp_path: Path):
    import hashlib

    given = {"report.html": b"<html>A report.</html>"}
    export_as("rocrate", whole_study(), tmp_path / "crate", files=given)
    crate = ROCrate(tmp_path / "crate")
    files = {entity.id: entity for entity in crate.data_entities}
    on_disk = {
        p.relative_to(tmp_path / "crate").as_posix() for p in (tmp_path / "crate").rglob("*") if p.is_file()
    }
    assert set(files) == on_disk - {"ro-crate-metadata.json"}
    for name, entity in files.items():
        content = (tmp_path / "crate" / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content)) and entity["description"]
    assert (tmp_path / "crate" / "report" / "report.html").read_bytes() == given["report.html"]
    root = crate.root_dataset
    assert root["datePublished"] == "2013-06-04" and root["license"]["description"]
    assert told().patch.head.licence == root["license"]["description"]
    assert {"study.jsonl", "codebook.qdc", "study.qdpx", "ocel.json", "log.xes", "tables/events.csv"} <= set(
        files
    )
    rows = list(csv.reader(io.StringIO(files_text(tmp_path / "crate" / "tables" / "events.csv"))))
    assert len(rows) - 1 == len(told().events)


def files_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ---- gaps ---------------------------------------------------------------------------------------------------


def test_a_note_without_a_time_and_a_code_that_is_gone_are_kept_marked_and_explained():
    book = workbook()
    (undated,) = [row for row in book["notes"] if row["action"] == "Nobody knew when this was."]
    assert undated["month"] is None and "gone-code" in undated["codes"]
    told_of = {(row["where"], row["number"], row["what"]) for row in book["gaps"]}
    assert ("note", undated["number"], "No time.") in told_of
    assert ("note", undated["number"], "The codebook has no code 'gone-code'.") in told_of
    (code,) = [row for row in book["codes"] if row["id"] == "gone-code"]
    assert code["state"] == "gone from the codebook" and code["given"] == 1
    assert any(row["note"] == 9999 for row in book["codings"])
    assert json.loads(made("json"))["gaps"]
    assert all(row["treated"] for row in book["gaps"])


def test_a_record_that_breaks_off_is_exported_as_far_as_it_goes_and_says_so():
    part = Study(tell(told().events[:30], told().patch))
    for name, export in exports().items():
        assert export.content(part), name
    book = openpyxl.load_workbook(io.BytesIO(exports()["xlsx"].content(part)))
    assert book["events"].max_row == 31
    whats = [row[2] for row in book["gaps"].iter_rows(values_only=True)]
    assert "The record ends before the round does." in whats
    assert "The record ends before the round does." not in [
        g["what"] for g in json.loads(exports()["json"].text(told()))["gaps"]
    ]


def test_an_empty_record_can_be_exported_in_every_form():
    nothing = Study(tell((), told().patch))
    for name in (
        "csv",
        "xlsx",
        "json",
        "jsonl",
        "parquet",
        "ocel",
        "xes",
        "graphml",
        "gexf",
        "qdpx",
        "qdc",
        "full",
        "timeline",
    ):
        assert exports()[name].content(nothing) is not None, name


def test_the_codebook_for_taguette_holds_every_code_once_with_its_group():
    rows = list(csv.DictReader(io.StringIO(exports()["codebook"].text(whole_study()))))
    assert set(rows[0]) == {"path", "description"} and len({row["path"] for row in rows}) == len(rows)
    paths = {row["path"] for row in rows}
    assert {"Topics.Money", "No longer in the codebook.gone-code"} <= paths
    assert all(row["description"] for row in rows)


def test_every_form_says_what_it_is():
    for name, export in exports().items():
        assert export.name == name and export.meaning.endswith(".") and "/" in export.media_type
