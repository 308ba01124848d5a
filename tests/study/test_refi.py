"""REFI-QDA both ways: what is written is read back the same, by us and by another reader, and codings come home."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyrefiqda.reficodebook import RefiCodebook
from pyrefiqda.refiproject import RefiProject

from shirehall.study.codes.codebook import book_of
from shirehall.study.exports import exports
from shirehall.study.exports.hiding import Hiding
from shirehall.study.notebook.entry import SAME, Writing
from shirehall.study.refi.model import (
    Case,
    Code,
    Coding,
    Gathering,
    Memo,
    Project,
    Selection,
    Source,
    User,
    Value,
    Variable,
)
from shirehall.study.refi.project import Placed, guid, placed, project_of
from shirehall.study.refi.reader import read_codebook, read_qdpx
from shirehall.study.refi.taking import take
from shirehall.study.refi.writer import fit, qdpx
from shirehall.study.study import Study
from tests.study.coded import Desk
from tests.study.day import told
from tests.study.exported import whole_desk, whole_study
from tests.study.notes import NOW

KEPT = Hiding(keep_pseudonyms=True)
CODED = ("note", "event", "codes", "topics", "part", "start", "end", "memo")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory):
    """The study's project as pyrefiqda reads it, and the folder in which it unpacked it."""
    folder = tmp_path_factory.mktemp("refi")
    file = folder / "study.qdpx"
    file.write_bytes(exports()["qdpx"].content(whole_study(), KEPT))
    return RefiProject.load(file, folder / "out"), folder / "out"


# ---- another reader -----------------------------------------------------------------------------------------


def test_another_reader_finds_every_source_with_its_words(other):
    project, folder = other
    mine = {source.guid: source for source in project_of(whole_study()).sources}
    theirs = {source.guid: source for source in project.sources.text_source}
    assert set(theirs) == set(mine)
    for each, source in theirs.items():
        path = folder / "sources" / source.plain_text_path.removeprefix("internal://")
        assert path.read_bytes().decode() == mine[each].text
    notes = sum(name.startswith("Note ") for name in (s.name for s in theirs.values()))
    assert notes == len(whole_study().standing("note"))


def test_another_reader_finds_every_code_given_with_coder_and_words(other):
    project, folder = other
    users = {user.guid: user.name for user in project.users.user}
    names = {}
    stack = list(project.code_book.codes.code)
    while stack:
        code = stack.pop()
        names[code.guid] = code.name
        stack += code.code
    found = []
    for source in project.sources.text_source:
        text = (folder / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
        for passage in source.plain_text_selection:
            assert 0 <= passage.start_position <= passage.end_position <= len(text)
            words = text[passage.start_position : passage.end_position]
            found += [(users[c.creating_user], names[c.code_ref.target_guid], words) for c in passage.coding]
    entries = whole_study().standing("note", "coding", "machine-coding")
    given = [code for e in entries for name in ("codes", "topics", "nothing") for code in e.entry.body.get(name) or ()
             if e.entry.body.get("note") != 9999]  # fmt: skip
    assert len(found) == len(given)
    assert ("observer.1", "Money", "We're") in found
    assert any(user == "program: reader 1.0" for user, *_ in found)
    assert {user for user, *_ in found} == {"observer.1", "observer.2", "program: reader 1.0"}


def test_every_reference_in_the_project_leads_somewhere():
    with zipfile.ZipFile(io.BytesIO(exports()["qdpx"].content(whole_study()))) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        files = set(archive.namelist())
    guids = [node.get("guid") for node in root.iter() if node.get("guid")]
    assert len(guids) == len(set(guids))
    pointed = {
        node.get(name) for node in root.iter() for name in ("targetGUID", "creatingUser") if node.get(name)
    }
    assert pointed <= set(guids)
    paths = [node.get("plainTextPath") for node in root.iter() if node.get("plainTextPath")]
    assert {f"sources/{path.removeprefix('internal://')}" for path in paths} == files - {"project.qde"}


def test_another_reader_finds_the_codebook_under_its_groups(tmp_path: Path):
    file = tmp_path / "codes.qdc"
    file.write_bytes(exports()["qdc"].content(whole_study()))
    top = {code.name: code for code in RefiCodebook.load(file).codes.code}
    book = book_of(whole_study())
    topics = {code.name for code in top["Topics"].code}
    assert {topic.title for topic in book.topics.values()} <= topics and not top["Topics"].is_codable
    gone = {code.name for code in top["No longer in the codebook"].code}
    assert gone == {"gone-code", "takes-lead"}


def test_bodies_are_cases_with_their_sources(other):
    project, _ = other
    cases = {case.name: case for case in project.cases.case}
    assert len(cases) == len(told().world.organisations)
    sources = {source.guid: source.name for source in project.sources.text_source}
    west = cases[told().world.organisations["west"].name]
    assert any(sources[ref.target_guid].startswith("Event") for ref in west.source_ref)


# ---- written and read the same ------------------------------------------------------------------------------


def test_the_project_of_a_study_is_read_back_the_same():
    project = project_of(whole_study())
    assert read_qdpx(qdpx(project)) == project
    codes = read_codebook(exports()["qdc"].content(whole_study(), KEPT)).codes
    assert codes == project.codes


GUID = st.uuids().map(str)
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20).map(
    lambda w: fit(" ".join(w.split()))
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(fit)
SAID = TEXT.filter(lambda words: words.strip())
REFS = st.lists(GUID, max_size=2).map(tuple)
WHEN = st.sampled_from(["", "2013-06-04T16:10:00Z"])
CODING = st.builds(Coding, GUID, GUID, st.one_of(st.just(""), GUID), WHEN, REFS)
SELECTION = st.builds(
    Selection, GUID, st.integers(0, 9), st.integers(10, 99), st.lists(CODING, max_size=2).map(tuple), LINE, GUID, WHEN,
    st.one_of(st.just(""), SAID), REFS,
)  # fmt: skip
VALUE = st.builds(Value, GUID, SAID, st.sampled_from(["Text", "Integer", "Date"]))
PROJECT = st.builds(
    Project, LINE, LINE,
    st.lists(st.builds(User, GUID, LINE), max_size=2).map(tuple),
    st.lists(st.builds(Code, GUID, LINE, st.just(""), st.booleans(), st.sampled_from(["", "#aa00FF"]), st.one_of(st.just(""), SAID), REFS),
             max_size=3).map(tuple),
    st.lists(st.builds(Variable, GUID, LINE, st.sampled_from(["Text", "Float"]), st.one_of(st.just(""), SAID)), max_size=2).map(tuple),
    st.lists(st.builds(Case, GUID, LINE, REFS,
                       st.lists(VALUE, max_size=2).map(tuple), st.one_of(st.just(""), SAID)), max_size=2).map(tuple),
    st.lists(st.builds(Source, GUID, LINE, TEXT, st.lists(SELECTION, max_size=2).map(tuple), st.lists(CODING, max_size=2).map(tuple),
                       st.lists(VALUE, max_size=2).map(tuple), GUID, WHEN, st.one_of(st.just(""), SAID), REFS), max_size=3,
             unique_by=lambda source: source.guid).map(tuple),
    st.lists(st.builds(Memo, GUID, LINE, TEXT, GUID, WHEN), max_size=2, unique_by=lambda memo: memo.guid).map(tuple),
    st.lists(st.builds(Gathering, GUID, LINE, REFS, REFS, REFS, st.one_of(st.just(""), SAID)), max_size=2).map(tuple),
    st.one_of(st.just(""), SAID),
)  # fmt: skip


@given(PROJECT)
def test_any_project_is_read_back_the_same(project):
    assert read_qdpx(qdpx(project)) == project


@given(
    st.dictionaries(st.sampled_from(["action", "said", "feeling"]), TEXT.filter(bool), min_size=1), st.data()
)
def test_a_passage_in_a_source_stands_for_the_same_words_of_the_same_part(texts, data):
    here = placed(texts)
    part = data.draw(st.sampled_from(sorted(texts)))
    words = fit(texts[part])
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    first, last = here.passage(part, start, end)
    assert here.text[first:last] == words[start:end]
    at = here.part_at(first, last)
    assert at is not None and (at[0] == part or not words[start:end])


def test_places_that_lie_outside_a_part_take_in_the_whole_part():
    here = placed({"action": "They met.", "said": "No."})
    assert isinstance(here, Placed)
    assert here.text[slice(*here.passage("action", 3, 999))] == "y met."
    assert here.text[slice(*here.passage("said", 50, 60))] == "No."
    assert here.passage("feeling", 0, 1) == (0, len(here.text))


# ---- taken into a notebook ----------------------------------------------------------------------------------


def bare() -> Desk:
    """The same notes and answers, without the codings and changes to the codebook that were made afterwards."""
    desk = Desk()
    for entry in whole_study().entries:
        if entry.kind in ("note", "answer", "feedback-opened"):
            desk.book.write(Writing(**{name: getattr(entry, name) for name in SAME}), entry.received_at)
    return desk


def coded(study: Study) -> list[tuple[object, ...]]:
    """Every coding by what it is of: note numbers are those of their keys, which are the same in any notebook."""
    keys = {entry.number: entry.key for entry in study.entries}
    found = []
    for each in study.standing("coding", "machine-coding"):
        body = each.entry.body
        if body.get("note") == 9999:
            continue
        values = {name: body.get(name) or None for name in CODED if name not in ("note", "start", "end")}
        place = tuple(body.get(name) for name in ("start", "end"))
        nothing = tuple(body.get("nothing") or ())
        found.append((each.entry.kind, keys.get(body.get("note") or 0, ""), *values.items(), place, nothing))
    return sorted(found, key=repr)


def renumbered(project: Project, study: Study) -> Project:
    """The project as a program would hand it back for a notebook in which the notes have other numbers."""
    keys = {entry.key: entry.number for entry in study.entries}
    there = {
        guid(whole_study(), f"note:{e.number}"): e.key for e in whole_study().entries if e.kind == "note"
    }
    return replace(
        project,
        sources=tuple(replace(s, guid=guid(study, f"note:{keys[there[s.guid]]}")) if s.guid in there else s for s in project.sources),
    )  # fmt: skip


def test_codings_and_new_codes_come_home_as_they_were_given():
    desk = bare()
    taken = take(renumbered(read_qdpx(qdpx(project_of(whole_study()))), desk.study), desk.study)
    desk.book.write_all(taken.writings, NOW)
    assert coded(desk.study) == coded(whole_study())
    assert "waits" in book_of(desk.study).codes
    assert [e.entry.body["by"] for e in desk.study.standing("machine-coding")] == ["reader 1.0"]


def test_a_project_handed_back_unchanged_adds_nothing():
    taken = take(read_qdpx(exports()["qdpx"].content(whole_study(), KEPT)), whole_study())
    assert taken.writings == () and taken.strange == () and taken.known == 19


def test_taken_in_twice_codings_count_once():
    project = with_coding(project_of(whole_study()), "leads")
    desk = whole_desk()
    first = take(project, desk.study)
    desk.book.write_all(first.writings, NOW)
    count = len(desk.book.entries())
    assert len(first.writings) == 1
    desk.book.write_all(take(project, desk.study).writings, NOW)
    assert len(desk.book.entries()) == count


def with_coding(project: Project, code: str, **changes: object) -> Project:
    """The project with one more coding, of the first note's third to eighth sign, by somebody called Jane Smith."""
    jane = User("11111111-1111-4111-8111-111111111111", "Jane Smith")
    coding = Coding("22222222-2222-4222-8222-222222222222", guid(whole_study(), f"code:{code}"), jane.guid)
    place = next(n for n, source in enumerate(project.sources) if source.name.startswith("Note "))
    source = project.sources[place]
    start, end = changes.get("start", 8), changes.get("end", 12)
    passage = Selection("33333333-3333-4333-8333-333333333333", start, end, (coding,), "x", jane.guid)  # type: ignore[arg-type]
    mine = replace(source, selections=(*source.selections, passage))
    return replace(
        project,
        users=(*project.users, jane),
        sources=(*project.sources[:place], mine, *project.sources[place + 1 :]),
    )


def test_a_program_that_makes_guids_and_line_ends_of_its_own_is_understood():
    project = with_coding(project_of(whole_study()), "leads")
    new = {
        source.guid: f"44444444-4444-4444-8444-{place:012d}" for place, source in enumerate(project.sources)
    }
    codes = {code.guid: f"55555555-5555-4555-8555-{place:012d}" for place, code in enumerate(project.codes)}
    sources = tuple(
        replace(
            source, guid=new[source.guid], text=source.text + "\n", name=f"{source.name}.txt",
            selections=tuple(
                replace(s, guid="", codings=tuple(replace(c, guid="", code=codes[c.code]) for c in s.codings)) for s in source.selections
            ),
        )
        for source in project.sources
    )  # fmt: skip
    renamed = tuple(replace(c, guid=codes[c.guid], parent=codes.get(c.parent, "")) for c in project.codes)
    taken = take(replace(project, sources=sources, codes=renamed), whole_study())
    (writing,) = taken.writings
    assert writing.author == "coder.11111111" and writing.body["codes"] == ("leads",) and taken.known == 19


def test_a_coder_from_another_program_writes_under_a_mark_and_never_a_name():
    taken = take(with_coding(project_of(whole_study()), "leads"), whole_study())
    (writing,) = taken.writings
    assert writing.author == "coder.11111111" and "Jane" not in repr(taken.writings)
    assert (writing.body["part"], writing.body["start"], writing.body["end"]) == ("action", 0, 4)
    assert writing.body["codes"] == ("leads",)


def test_a_passage_across_parts_is_given_to_the_whole_note_and_marked():
    taken = take(with_coding(project_of(whole_study()), "leads", start=0, end=12), whole_study())
    (writing,) = taken.writings
    assert writing.body["part"] == "" and "from 0 to 12" in writing.body["marks"][0]
