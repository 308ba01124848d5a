"""No export holds a participant's name, wherever and however it was typed; what was typed otherwise is there, and so is every link."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shirehall.host.names import hiding_beside
from shirehall.host.register import REGISTER_FILE, Register
from shirehall.play.moves.message import Announce, Message
from shirehall.play.moves.people import HireStaff
from shirehall.play.moves.propose import Claim
from shirehall.study.exports import exports
from shirehall.study.exports.hiding import Hiding, anonymised, hide_of
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.store import Notebook
from shirehall.study.notebook.tables import answers_csv, notes_csv
from shirehall.study.reading import tell
from shirehall.study.study import Study
from tests.study.day import ACUTE, EAST, REGULATOR, WEST, Day
from tests.study.exported import words_of
from tests.study.notes import NOW, answer, in_memory, note

LETTERS = "abcdefghijklmnopqrstuvwxyzàâçéèëïñöøšžłабвгдж"
PART = st.text(LETTERS, min_size=3, max_size=8).map(lambda word: f"Zq{word}")
NAME = st.tuples(PART, PART).map(" ".join)
TYPED = (
    str, str.lower, str.upper, str.title, lambda name: name.split()[-1], lambda name: name.split()[0].lower(), lambda name: f"{name}'s",
    lambda name: f"({name})", lambda name: name.replace(" ", "  "), lambda name: name.replace(" ", "_"),
    lambda name: name.replace(" ", "").lower(), lambda name: ".".join(name.lower().split()) + "@example.org",
    lambda name: unicodedata.normalize("NFD", name), lambda name: f"Dr {name}, as ever: {name}!",
)  # fmt: skip
"""Ways in which a name may be typed."""


def played_with(words: list[str], slug: str) -> Study:
    """A day in whose messages, titles, roles, ids, notes, answers, codes and memos somebody typed some words."""
    day = Day()
    for place, each in enumerate(words):
        day.do(WEST, Message(to=(ACUTE,), text=f"A word with {each} please", about=("money",)), place + 1)
    one = words[0]
    day.do(EAST, Announce(text=one), 15)
    day.do(EAST, Claim(parties=("community",), title=f"What {one} wants", text=one), 16)
    day.pass_to(22)
    day.do(REGULATOR, HireStaff(identity=f"regulator.{slug}", role=f"Aide to {one}"), 23)
    book = in_memory()
    for each in words:
        note(
            book,
            said=each,
            action=f"{each} spoke.",
            players_account=each,
            tables=[each],
            said_by=each,
            stance=each,
        )
    answer(book, "east.chair", "surprised", words=f"That {one} came.", own=one)
    write(
        book,
        "codebook",
        "observer.anna-zq",
        {"do": "add", "code": "led", "title": one, "group": one, "means": one, "why": one},
    )
    write(book, "coding", "observer.anna-zq", {"note": 1, "event": None, "codes": ("led",), "topics": (), "part": "", "start": None,
                                              "end": None, "memo": f"Ask {one}; observer.anna-zq", "marks": ()})  # fmt: skip
    return Study(tell(day.events, day.patch), book.entries())


def write(book: Notebook, kind: str, author: str, body: dict[str, object]) -> None:
    key = f"k{len(book.entries())}"
    book.write(Writing(kind=kind, author=author, origin="observer", key=key, body=body), NOW)


@settings(max_examples=settings().max_examples // 10)
@example(name="Zqanna Zqberg", other="Zqolga Zqlund", ways=[str, TYPED[5], str.lower])
@given(name=NAME, other=NAME, ways=st.lists(st.sampled_from(TYPED), min_size=3, max_size=5, unique=True))
def test_no_export_holds_a_participants_name(name, other, ways):
    study = played_with([way(name) for way in ways], other.split()[0].lower())
    hiding = Hiding({name: WEST, other: ""})
    parts = {unicodedata.normalize("NFC", part).casefold() for part in (*name.split(), *other.split())}
    for form, export in exports().items():
        words = unicodedata.normalize("NFC", words_of(form, export.content(study, hiding))).casefold()
        assert not [part for part in parts if part in words], form
        assert "anna-zq" not in words, form


def test_a_role_stands_where_a_name_was_typed_and_the_rest_is_there():
    study = played_with(["Zqanna Zqberg"], "second")
    hiding = Hiding({"Zqanna Zqberg": WEST})
    text = exports()["jsonl"].text(study, hiding)
    role = study.telling.world.seats[WEST].role
    assert f"A word with [{role}, West Vale] please" in text
    assert "A word with Zqanna Zqberg please" in exports()["jsonl"].text(study)


def test_every_number_and_link_is_as_it_was():
    study = played_with(["Zqanna Zqberg", "zqberg"], "zqanna")
    plain = anonymised(study, Hiding({"Zqanna Zqberg": ""}))
    assert plain is not study
    for one, other in zip(study.telling.events, plain.telling.events, strict=True):
        for field in (
            "seq",
            "kind",
            "at",
            "month",
            "thread",
            "in_reply_to",
            "cause",
            "subject",
            "about",
            "origin",
            "key",
        ):
            assert getattr(one, field) == getattr(other, field)
        assert len(one.audience) == len(other.audience) and set(one.body) == set(other.body)
    assert [e.number for e in plain.entries] == [e.number for e in study.entries]
    assert len(plain.telling.contacts) == len(study.telling.contacts)
    assert set(plain.telling.world.agreements) == set(study.telling.world.agreements)
    assert anonymised(plain, Hiding({"Zqanna Zqberg": ""})) is plain


def test_a_study_with_nothing_to_hide_is_given_out_as_it_is():
    study = played_with(["nobody"], "second")
    kept = Study(study.telling, tuple(e for e in study.entries if e.author == "observer.1"))
    assert anonymised(kept) is kept


def test_an_id_formed_with_a_name_gets_another_everywhere():
    study = played_with(["Zqanna Zqberg"], "zqanna")
    plain = anonymised(study, Hiding({"Zqanna Zqberg": ""}))
    assert "regulator.zqanna" in study.telling.world.seats
    (new,) = [seat for seat in plain.telling.world.seats if seat.startswith("regulator.added")]
    assert plain.telling.world.seats[new].organisation == "regulator"


def test_observers_are_numbered_unless_pseudonyms_are_kept():
    study = played_with(["nobody"], "second")
    assert {e.author for e in anonymised(study).entries} == {"observer.1", "observer.2", "east.chair"}
    kept = anonymised(study, Hiding(keep_pseudonyms=True))
    assert "observer.anna-zq" in {e.author for e in kept.entries}
    (coding,) = [e for e in anonymised(study).entries if e.kind == "coding"]
    assert coding.body["memo"] == "Ask nobody; observer.2"


def test_a_name_that_is_also_a_word_is_hidden_where_it_stands_as_a_name():
    hide = hide_of(played_with(["x"], "second"), Hiding({"Will Zqmay": "", "May Fieldzq": ""}))
    assert hide("Will will not come, nor will Will Zqmay.") == (
        "[a participant] will not come, nor will [a participant]."
    )
    assert hide("it may be May") == "it may be [a participant]"


def test_where_a_participant_works_is_hidden_whole_only():
    hide = hide_of(played_with(["x"], "second"), Hiding({}, ("North Zqshire Trust",)))
    assert hide("A trust in the north, not north zqshire trust.") == (
        "A trust in the north, not [where a participant works]."
    )


def test_the_packs_own_names_stand_where_a_participant_bears_one_of_their_words():
    study = played_with(["Anna West of West Vale, the West"], "second")
    hiding = Hiding({"Anna West": ""}, ("West Vale", "GP"))
    (letter,) = [e for e in anonymised(study, hiding).telling.events if e.kind == "message-sent"]
    assert letter.body["text"] == "A word with [a participant] of West Vale, the [a participant] please"
    assert anonymised(study, hiding).telling.world.organisations["west"].name == "West Vale Commissioners"
    assert hide_of(study, hiding)("a GP of West Vale") == "a GP of West Vale"


def test_tables_of_the_notebook_take_the_same_hiding():
    study = played_with(["Zqanna Zqberg"], "second")
    hide = hide_of(study, Hiding({"Zqanna Zqberg": WEST}))
    for words in (notes_csv(study.entries, hide), answers_csv(study.entries, hide)):
        assert "zqanna" not in words.casefold() and "zqberg" not in words.casefold()


def test_names_come_from_the_register_beside_the_record(tmp_path: Path):
    register = Register.in_folder(tmp_path)
    register.add_person("west.chair", "Zqanna Zqberg", comes_from="North Zqshire Trust")
    register.close()
    hiding = hiding_beside(tmp_path / "record.sqlite")
    assert dict(hiding.names) == {"Zqanna Zqberg": "west.chair"}
    assert hiding.phrases == ("North Zqshire Trust",)
    assert hiding_beside(tmp_path / "elsewhere" / "record.sqlite") == Hiding()
    assert hiding_beside(tmp_path / "x" / "record.sqlite", tmp_path / REGISTER_FILE).names == hiding.names


def test_a_register_that_is_named_must_be_there(tmp_path: Path):
    with pytest.raises(Exception, match="no register"):
        hiding_beside(tmp_path / "record.sqlite", tmp_path / "none.sqlite")
