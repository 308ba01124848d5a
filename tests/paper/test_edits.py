"""What people change in the report stands: no draft writes over it, nothing they wrote is dropped, and what they cite is there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.paper.edits import KIND, BlockTold, blocks_told, edit, laid_over
from shirehall.paper.html import print_html
from shirehall.paper.keys import keyed
from shirehall.paper.markup import blocks_from, digest, sentence_words, words_of
from shirehall.paper.reader import Reader
from shirehall.paper.report import build, draft, printed_again
from shirehall.paper.texts import read_texts, texts
from shirehall.paper.tree import (
    Column,
    Document,
    Edited,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Row,
    Section,
    Sentence,
    Table,
    Terms,
    blocks_of,
    sections_of,
    sentences_of,
    states_figures,
)
from shirehall.paper.versions import changes, keep, versions_kept, words_digest
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.kinds import check
from shirehall.study.notebook.store import Notebook, notebook_file
from tests.paper.played import day, told

WHEN = "2013-07-01T09:00:00Z"
WHAT = "summary/what-happened"


@cache
def drafted() -> Document:
    return draft(told())


def kept(*writings: Writing) -> tuple[Entry, ...]:
    """Writings as the notebook keeps them."""
    made = []
    for number, w in enumerate(writings, 1):
        check(w)
        made.append(
            Entry(number, w.kind, 1, w.author, w.origin, w.at, w.month, w.written_at, WHEN, w.key, w.corrects, w.withdraws, w.body)
        )  # fmt: skip
    return tuple(made)


def block(key: str, entries: tuple[Entry, ...] = (), document: Document | None = None) -> BlockTold:
    return next(b for b in blocks_told(document or drafted(), entries) if b.key == key)


def reader(entries: tuple[Entry, ...] = ()) -> Reader:
    return Reader(told(), entries)


def change(
    key: str,
    do: str,
    words: str = "",
    *,
    entries: tuple[Entry, ...] = (),
    name: str = "k",
    by: str = "observer-1",
    **more,
):
    return edit(block(key, entries), do, words, by=by, key=name, reader=reader(entries), **more)  # type: ignore[arg-type]


def texts_in(document: Document) -> str:
    return "\n".join(s.text for s in sentences_of(document))


def test_every_block_has_a_key_of_its_own_and_the_same_one_in_every_draft() -> None:
    keys = [each.key for each in keyed(drafted())]
    assert len(keys) == len(set(keys)) > 100
    assert WHAT in keys and "ledger-plans/plans-submitted-replaced-versions-included" in keys
    other = [each.key for each in keyed(draft(day(found=930_000_000).telling()))]
    assert len(set(keys) & set(other)) > 0.95 * len(keys)
    assert {each.key for each in keyed(draft(told(), shape="rounds"))} >= set(keys)


def test_without_edits_the_report_is_its_draft() -> None:
    assert laid_over(drafted(), reader()) is drafted()
    assert not any(isinstance(b, Edited) for b in blocks_of(build(told())))


def test_an_edit_stands_says_by_whom_and_keeps_its_citations() -> None:
    made = change(
        WHAT, "reworded", "**What happened.** Two trusts signed. [e12, e15]\nNobody wrote why.", why="shorter"
    )
    document = build(told(), kept(made))
    assert "Two trusts signed." in texts_in(document)
    found = next(b for b in blocks_of(document) if isinstance(b, Edited))
    assert found.said == "Edited by observer-1, 1 July 2013: shorter." and not found.draft
    sentence = next(s for s in sentences_of(document) if s.text == "Two trusts signed.")
    assert sentence.evidence == (12, 15) and sentence.basis == "edited" and not sentence.uncited
    assert {12, 15} <= set(document.events)
    page = print_html(document)
    assert "Edited by observer-1, 1 July 2013: shorter." in page and 'href="#e12"' in page


def test_sentences_that_were_left_as_drafted_keep_what_they_rest_on() -> None:
    was = next(each.block for each in keyed(drafted()) if each.key == WHAT)
    assert isinstance(was, Paragraph)
    words = words_of(was).replace(sentence_words(was.sentences[0]), "Somebody else's first sentence.")
    now = blocks_from(words, was)[0]
    assert isinstance(now, Paragraph)
    assert now.sentences[1:] == was.sentences[1:] and now.sentences[0].basis == "edited"


@pytest.mark.parametrize("words", ["Three signed. [e999999]", "Three signed. [n7]", ""])
def test_a_citation_that_leads_nowhere_and_no_words_at_all_are_refused(words: str) -> None:
    with pytest.raises(UsageError, match=r"no such event or entry|no words"):
        change(WHAT, "reworded", words)


def test_nobody_can_be_made_to_say_what_they_did_not() -> None:
    plan = next(e for e in told().events if e.kind == "plan-reviewed")
    true = f"> Nobody else has agreed to lose this money.\n> — The Board [e{plan.seq}]"
    assert change(WHAT, "added", true).body["words"] == true
    with pytest.raises(UsageError, match="nobody said"):
        change(WHAT, "added", true.replace("Nobody else has", "Everybody has"))
    with pytest.raises(UsageError, match="nobody said"):
        change(WHAT, "added", true.split(" [e")[0])


def test_figures_that_a_person_states_without_evidence_are_marked() -> None:
    made = change(WHAT, "reworded", "Nine of ten plans failed. In June 2013 all was quiet.")
    document = build(told(), kept(made))
    bare = [s.text for s in sentences_of(document) if s.uncited]
    assert set(bare) == {"Nine of ten plans failed."}
    assert "no evidence is cited" in print_html(document)
    assert any(s.id == "edits-uncited" for s in sections_of(document))
    assert (
        states_figures("a third of it")
        and states_figures("£4")
        and not states_figures("June 2013, in 2013/14")
    )


def test_a_new_draft_never_writes_over_an_edit_and_stands_beside_it() -> None:
    """The record says something else now; the words that a person chose stay, marked, with the new draft beside them."""
    key = next(
        e.key
        for e in keyed(drafted())
        if "£7.0 million" in words_of(e.block) and isinstance(e.block, Paragraph)
    )
    entries = kept(change(key, "reworded", "Our own words on that plan."))
    later = day(found=930_000_000).telling()
    document = build(later, entries)
    found = next(b for b in blocks_of(document) if isinstance(b, Edited))
    assert words_of(found) == "Our own words on that plan."
    assert found.draft and "£9.3 million" in words_of(found.draft[0])
    changed = next(s for s in sections_of(document) if s.id == "edits-changed")
    assert isinstance(changed.blocks[0], Fold) and changed.blocks[0].blocks == found.draft
    assert "The draft has changed since this edit" in print_html(document)
    same = build(told(), entries)
    assert not any(s.id == "edits-changed" for s in sections_of(same))
    assert block(key, entries, draft(later)).changed and not block(key, entries).changed


def test_a_block_is_put_aside_restored_and_added_after() -> None:
    aside = change(WHAT, "put aside", name="a")
    document = build(told(), kept(aside))
    assert not any(isinstance(b, Paragraph) and b.lead == "What happened." for b in blocks_of(document))
    assert "What happened.</b>" not in print_html(document)
    back = change(WHAT, "restored", entries=kept(aside), name="b")
    again = build(told(), kept(aside, back))
    assert any(isinstance(b, Paragraph) and b.lead == "What happened." for b in blocks_of(again))
    added = change(WHAT, "added", "The host's word.", name="c")
    document = build(told(), kept(aside, back, added))
    summary = next(s for s in document.sections if s.id == "summary")
    assert isinstance(summary.blocks[1], Edited) and words_of(summary.blocks[1]) == "The host's word."
    new = block(f"{WHAT}+c", kept(aside, back, added))
    assert new.state == "added" and new.shown == "The host's word."
    gone = edit(new, "put aside", by="observer-2", key="d", reader=reader(kept(aside, back, added)))
    assert "The host's word." not in texts_in(build(told(), kept(aside, back, added, gone)))


def test_two_who_edit_at_once_lose_nothing_and_are_told_so() -> None:
    one = change(WHAT, "reworded", "The first wording.", name="a")
    two = change(WHAT, "reworded", "The second wording.", name="b", by="observer-2", upon=0)
    entries = kept(one, two)
    seen = block(WHAT, entries)
    assert seen.words == "The second wording." and seen.crossed == (2,)
    assert [e.body["words"] for e in seen.wordings] == ["The first wording.", "The second wording."]
    listed = next(s for s in sections_of(build(told(), entries)) if s.id == "edits")
    assert "without having seen the one before" in words_of(listed.blocks[1])
    assert (
        block(WHAT, kept(one, change(WHAT, "reworded", "Third.", name="c", entries=kept(one)))).crossed == ()
    )


def test_an_edit_whose_block_is_gone_is_kept_with_its_words() -> None:
    made = change(WHAT, "reworded", "Words on what is no more.")
    lost = replace(made, body={**made.body, "block": "summary/never-heard-of"})
    document = build(told(), kept(lost))
    gone = next(s for s in sections_of(document) if s.id == "edits-gone")
    assert "Words on what is no more." in words_of(gone.blocks[0])


def test_tables_are_not_reworded_but_can_be_put_aside() -> None:
    key = next(e.key for e in keyed(drafted()) if isinstance(e.block, Table))
    with pytest.raises(UsageError, match="holds figures of the record"):
        change(key, "reworded", "| better |")
    assert change(key, "put aside").body["do"] == "put aside"


def test_a_withdrawn_edit_is_as_if_it_had_not_been_made() -> None:
    made = change(WHAT, "reworded", "Ill considered.")
    back = Writing(kind="withdrawal", author="observer-1", origin="observer", key="w", body={}, withdraws=1)
    assert "Ill considered." not in texts_in(build(told(), kept(made, back)))


# ---- text files ---------------------------------------------------------------------------------------------


def test_texts_that_nobody_edits_make_no_edit() -> None:
    files = texts(drafted(), reader())
    assert len(files) == len(drafted().sections) + 1
    read = read_texts(files, drafted(), reader(), by="observer-1")
    assert read.writings == () and read.said == ()


def changed_files(old: str, new: str, entries: tuple[Entry, ...] = ()) -> dict[str, str]:
    files = dict(texts(drafted(), reader(entries)))
    name = next(n for n in files if old in files[n])
    files[name] = files[name].replace(old, new, 1)
    return files


def test_words_changed_in_a_file_become_an_edit_and_stay_when_it_is_read_again() -> None:
    files = changed_files("**What happened.**", "**What came about.** People met. [e3]")
    read = read_texts(files, drafted(), reader(), by="observer-1")
    assert [w.body["block"] for w in read.writings] == [WHAT] and read.said == ()
    entries = kept(*read.writings)
    assert "People met." in texts_in(build(told(), entries))
    again = read_texts(files, drafted(), reader(entries), by="observer-1")
    assert again.writings == () and again.said == ()
    fresh = read_texts(texts(drafted(), reader(entries)), drafted(), reader(entries), by="observer-1")
    assert fresh.writings == () and fresh.said == ()


def test_an_old_file_does_not_undo_what_was_edited_since() -> None:
    old = texts(drafted(), reader())
    entries = kept(change(WHAT, "reworded", "Edited in the browser meanwhile."))
    read = read_texts(old, drafted(), reader(entries), by="observer-2")
    assert read.writings == ()


def test_a_block_is_put_aside_back_and_added_to_in_a_file() -> None:
    comment = next(
        line for line in texts(drafted(), reader())["02-executive-summary.md"].split("\n") if WHAT in line
    )
    read = read_texts(
        changed_files(comment, comment.replace(" -->", "; put aside -->")),
        drafted(),
        reader(),
        by="observer-1",
    )
    assert [(w.body["block"], w.body["do"]) for w in read.writings] == [(WHAT, "put aside")]
    entries = kept(*read.writings)
    files = texts(drafted(), reader(entries))
    assert read_texts(files, drafted(), reader(entries), by="observer-1").writings == ()
    back = changed_files("; put aside -->", " -->", entries)
    read = read_texts(back, drafted(), reader(entries), by="observer-1")
    assert [w.body["do"] for w in read.writings] == ["restored"]
    more = changed_files(comment, f"<!-- add -->\nThe host's own words.\n\n{comment}")
    read = read_texts(more, drafted(), reader(), by="observer-1")
    assert [w.body["do"] for w in read.writings] == ["added"] and read.said == ()
    entries = kept(*read.writings)
    again = read_texts(more, drafted(), reader(entries), by="observer-1")
    assert again.writings == () and any("added before" in line for line in again.said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<!-- block: summary/what-happened;", "<!-- block: summary/what-ever;", "has no block"),
        ("# Executive summary", "# My summary", "headings are not edited"),
        ("# Executive summary\n", "# Executive summary\nLoose words.\n", "put them under"),
        ("**What happened.**", "**So.** [e999999]", "no such event"),
        ("| Main contracts signed |", "| Main contracts torn up |", "holds figures of the record"),
        ("<!-- section: summary -->", "Before all.\n<!-- section: summary -->", "under no comment"),
    ],
)  # fmt: skip
def test_what_nothing_is_made_of_is_said_with_its_place(old: str, new: str, said: str) -> None:
    read = read_texts(changed_files(old, new), drafted(), reader(), by="observer-1")
    assert any(said in line and ("line" in line or "stands in no file" in line) for line in read.said), (
        read.said
    )


def test_deleted_doubled_and_moved_blocks_are_said() -> None:
    files = dict(texts(drafted(), reader()))
    name = "02-executive-summary.md"
    parts = files[name].split("<!-- block: ")
    files[name] = "<!-- block: ".join([parts[0], parts[2], parts[1], *parts[2:3], *parts[4:]])
    del files["24-glossary.md"]
    said = "\n".join(read_texts(files, drafted(), reader(), by="observer-1").said)
    assert "was moved" in said and "the second was not read" in said
    assert "stands in no file; it stays" in said and "The section glossary" in said


WORDS = st.text(max_size=60)
NUMBERS = st.lists(st.integers(1, 40), max_size=4, unique=True).map(tuple)
FEW = st.lists(st.integers(1, 3), max_size=2).map(tuple)
SENTENCES = st.builds(Sentence, WORDS, NUMBERS, notes=FEW)
SAID = st.lists(SENTENCES, max_size=4).map(tuple)
PLAIN = st.one_of(
    st.builds(Paragraph, SAID, WORDS),
    st.builds(Note, WORDS, SAID),
    st.builds(ListBlock, SAID, WORDS, st.booleans()),
    st.builds(Quote, WORDS, WORDS, st.lists(st.integers(1, 40), max_size=2).map(tuple)),
    st.builds(Terms, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(
        lambda caption, cell, note: Table(
            caption, (Column("a"), Column(caption)), (Row((cell, note)),), note
        ),
        WORDS,
        WORDS,
        WORDS,
    ),
)
BLOCKS = st.lists(
    st.one_of(PLAIN, st.builds(lambda t, b: Fold(t, tuple(b)), WORDS, st.lists(PLAIN, max_size=2))),
    max_size=5,
).map(tuple)


@given(BLOCKS, BLOCKS, WORDS)
def test_texts_of_any_document_come_back_without_an_edit(first: tuple, second: tuple, title: str) -> None:
    document = Document(title, "", "", (Section("one", title, first, (Section("two", title, second),)),))
    read = read_texts(texts(document, reader()), document, reader(), by="observer-1")
    assert read.writings == () and read.said == ()


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=4).map(tuple))
def test_the_sentences_of_a_draft_come_back_from_its_words(said: tuple[Sentence, ...]) -> None:
    said = tuple(
        dict.fromkeys(replace(s, notes=tuple(dict.fromkeys(s.notes))) for s in said if s.text.split())
    )
    was = Paragraph(tuple({sentence_words(s): s for s in said}.values()))
    if was.sentences:
        now = blocks_from(words_of(was), was)
        assert all(isinstance(b, Paragraph) for b in now)
        assert digest(
            Paragraph(tuple(s for b in now if isinstance(b, Paragraph) for s in b.sentences))
        ) == digest(was)


# ---- versions -----------------------------------------------------------------------------------------------


def test_a_version_is_kept_told_and_printed_again(tmp_path) -> None:
    with notebook_file(tmp_path / "notebook.sqlite") as notebook:
        first = write(notebook, change(WHAT, "reworded", "As we said in the first version. [e3]"))
        study = reader(first).study
        entries = write(
            notebook,
            keep(
                study, build(told(), first), by="observer-1", key="v", title="For the board", shape="themes"
            ),
        )
        seen = block(WHAT, entries)
        later = write(
            notebook,
            edit(seen, "reworded", "As we say now. [e3]", by="observer-1", key="z", reader=reader(entries)),
        )
    version = versions_kept(reader(later).study)[0]
    assert (version.number, version.title, version.entries, version.events) == (
        1,
        "For the board",
        1,
        len(told().events),
    )
    again = printed_again(reader(later), version)
    assert words_digest(again) == version.digest
    assert "As we said in the first version." in texts_in(again) and "As we say now." not in texts_in(again)
    document = build(told(), later)
    assert changes(again, document).other == (WHAT,)
    assert dict(document.about)["Version"] == "not kept yet; since version 1, one block reads otherwise"
    told_of = next(s for s in document.sections if s.id == "versions")
    assert f"Reads otherwise: {WHAT}" in [
        s.text for b in told_of.blocks if isinstance(b, ListBlock) for s in b.items
    ]
    assert dict(build(told(), entries).about)["Version"] == "1, “For the board”, kept 1 July 2013"


def test_a_version_of_fewer_events_is_printed_from_just_those() -> None:
    short = day(months=6).telling()
    longer = day(months=13).telling()
    assert longer.events[: len(short.events)] == short.events
    made = keep(Reader(short).study, build(short), by="observer-1", key="v", title="Half way", shape="themes")
    version = versions_kept(Reader(longer, kept(made)).study)[0]
    again = printed_again(Reader(longer, kept(made)), version)
    assert words_digest(again) == version.digest == words_digest(build(short))


def write(notebook: Notebook, writing: Writing) -> tuple[Entry, ...]:
    notebook.write(writing, WHEN)
    return notebook.entries()


def test_an_edit_is_a_kind_of_entry_that_the_notebook_keeps(tmp_path) -> None:
    with notebook_file(tmp_path / "notebook.sqlite") as notebook:
        assert write(notebook, change(WHAT, "reworded", "Kept."))[0].kind == KIND
