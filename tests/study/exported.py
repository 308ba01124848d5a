"""A coded half-year with every sort of entry and of gap in it, and each export's words as a reader that is not ours finds them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache

import openpyxl
import polars
from lxml import etree

from shirehall.study.notebook.entry import Writing
from shirehall.study.study import Study
from tests.study.coded import Desk, two_coders
from tests.study.notes import NOW, TWO, answer, note, opened


@cache
def whole_study() -> Study:
    return whole_desk().study


def whole_desk() -> Desk:
    """Two coders' work, answers, a note without a time, codes that are gone, a machine's codes, a memo, a theme, a lesson."""
    desk = two_coders()
    book = desk.book
    opened(book)
    answer(book, "east.chair", "surprised", words="We were never asked.")
    note(
        book,
        TWO,
        month=None,
        at=None,
        action="Nobody knew when this was.",
        codes=["gone-code"],
        tables=["no-such-table"],
    )
    first = note(
        book, TWO, action="=HYPERLINK(1)", said="We're “first” — <b>&amp;</b>", feeling="Calm\r\nand tired"
    )
    body = {"note": first.number, "event": None, "codes": ("takes-lead",), "topics": ("money",), "part": "said", "start": 0, "end": 5,
            "memo": "They say so.\nTwice.", "marks": ()}  # fmt: skip
    book.write(Writing(kind="coding", author="observer.1", origin="observer", key="memo", body=body), NOW)
    lost = {**body, "note": 9999, "memo": "", "part": ""}
    book.write(Writing(kind="coding", author="observer.1", origin="observer", key="lost", body=lost), NOW)
    desk.machine("takes-lead", note=first.number)
    theme = {"id": "t1", "title": "Nobody led", "statement": "Leadership might be missed.", "subject": "lead",
             "question": "", "origin": "play",
             "strength": "some", "supports": (("event", 11, "an ask"),), "against": (), "mechanisms": (), "contradicts": (), "quotes": (),
             "literature": (), "artefact": "", "barrier": "", "put_aside": False, "after": 0, "why": ""}  # fmt: skip
    entry = book.write(
        Writing(kind="theme", author="observer.1", origin="observer", key="t1", body=theme), NOW
    )
    again = {**theme, "statement": "Leadership might be missed by all.", "after": entry.number}
    book.write(Writing(kind="theme", author="observer.2", origin="observer", key="t1b", body=again), NOW)
    lesson = {"id": "l1", "theme": "t1", "sort": "skill", "statement": "Say who leads.", "addressee": "commissioners", "owner": "east",
              "skill_gap": "relationships", "action": "Practise chairing.", "origin": "play", "supports": (("event", 11, ""),),
              "put_aside": False, "after": 0, "why": ""}  # fmt: skip
    book.write(
        Writing(kind="learning-point", author="observer.1", origin="observer", key="l1", body=lesson), NOW
    )
    return desk


def words_of(name: str, content: bytes) -> str:
    """Everything that an export says, as found by openpyxl, polars, lxml, json or zipfile."""
    return "\n".join(words_in(name, content))


def words_in(name: str, content: bytes) -> Iterator[str]:
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        yield from (
            str(cell)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        )
        yield str(vars(book.properties))
    elif name.endswith("parquet") and content[:4] == b"PAR1":
        yield from (str(cell) for row in polars.read_parquet(io.BytesIO(content)).rows() for cell in row)
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield member
                yield from words_in(member, archive.read(member))
    elif name.endswith(("xes", "graphml", "gexf", "qdc", "qde")):
        for node in etree.fromstring(content).iter():
            yield node.text or ""
            yield from (str(value) for value in node.attrib.values())
    elif name.endswith(("json", "ocel", "indicators")):
        yield from strings(json.loads(content))
    elif name.endswith(("jsonl", "full")):
        for line in content.decode().splitlines():
            yield from strings(json.loads(line))
    else:
        yield content.decode("utf-8")


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    else:
        yield str(value)
