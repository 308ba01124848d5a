"""What the tests of printed papers share: a PDF read back, and the pack with everything changed that a body may not see."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pypdf

from shirehall.patch.model import Organisation
from shirehall.patch.pack import Patch
from tests.packs import pack

SECRET = "Quicksilver under the floorboards"
POINTS_A_MILLIMETRE = 72 / 25.4


@cache
def bigshire() -> Patch:
    return pack("bigshire")


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def solid(text: str) -> str:
    """A text without white space, for what is broken over lines."""
    return "".join(text.split())


def letters(pdf: bytes) -> list[tuple[float, str]]:
    """Every piece of text with the size in points at which it is drawn."""
    found: list[tuple[float, str]] = []

    def seen(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            scale = math.sqrt(abs(tm[0] * tm[3] - tm[1] * tm[2]) * abs(cm[0] * cm[3] - cm[1] * cm[2]))
            found.append((size * scale, text))

    for page in read(pdf).pages:
        page.extract_text(visitor_text=seen)
    return found


def fonts(pdf: bytes) -> dict[str, bool]:
    """Every font that the pages use, and whether it is in the file."""
    found = {}
    for page in read(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            held = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(descriptor["/FontName"])] = held
    return found


def tags(pdf: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tags of a PDF in reading order, each with its dictionary."""

    def walked(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from walked(each)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]), node
            if "/K" in node:
                yield from walked(node["/K"])

    yield from walked(read(pdf).trailer["/Root"]["/StructTreeRoot"])


def without_what_others_know(patch: Patch, body: str) -> Patch:
    """The pack with every text changed that one body's people may not read before the day: its own position statement too."""

    def other(organisation: Organisation) -> Organisation:
        if organisation.id == body:
            return organisation
        note = organisation.character.model_copy(
            update={"position": SECRET, "problem": SECRET, "ambition": SECRET}
        )
        hidden = ["mandate", "remit", "contrast", "why", "separation"]
        lists = ["resources", "sanctions", "known_unknowns", "aims", "duties", "threats"]
        changes: dict[str, Any] = {"character": note, "money": {}, "knowledge": {}, "traits": {}}
        changes |= dict.fromkeys(hidden, SECRET) | {name: [SECRET] for name in lists}
        return organisation.model_copy(update=changes)

    own = {"organisation": body, "kind": "detail"}
    papers = tuple(
        each
        if each.kind == "common" or all(getattr(each, k) == v for k, v in own.items())
        else each.model_copy(update={"text": SECRET, "title": SECRET})
        for each in patch.briefings
    )
    seats = [
        seat.model_copy(update={"skills": {}, "why": SECRET, "rationale": SECRET})
        for seat in patch.seats.seats
    ]
    hidden = {"title": SECRET, "text": SECRET, "expects": SECRET}
    rules = [rule.model_copy(update={"basis": SECRET}) for rule in patch.rules.rules]
    questions = [each.model_copy(update={"text": SECRET}) for each in patch.rules.questions]
    return replace(
        patch,
        organisations=tuple(other(each) for each in patch.organisations),
        briefings=papers,
        seats=patch.seats.model_copy(update={"seats": seats, "ties": [], "checklist": [SECRET]}),
        injects=tuple(each.model_copy(update=hidden) for each in patch.injects),
        spares=(),
        facts=(),
        findings=(),
        film=patch.film.model_copy(update={"opening": SECRET, "closing": SECRET}),
        charter=patch.charter.model_copy(update={"puzzle": SECRET, "aims": [SECRET]}),
        rules=patch.rules.model_copy(update={"rules": rules, "questions": questions}),
    )


def dark(png: bytes) -> list[list[bool]]:
    """The dots of a PNG of eight bits a channel, dark or not."""
    place, data, head = 8, b"", b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        chunk = png[place + 8 : place + 8 + length]
        head, data = (chunk, data) if kind == b"IHDR" else (head, data + chunk * (kind == b"IDAT"))
        place += length + 12
    width, _, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    assert (depth, interlaced) == (8, 0)
    step = {2: 3, 6: 4}[colour]
    raw, before, rows = zlib.decompress(data), bytes(width * step), []
    for line in (raw[n : n + width * step + 1] for n in range(0, len(raw), width * step + 1)):
        before = unfiltered(line[0], line[1:], before, step)
        rows.append([before[n] < 128 for n in range(0, len(before), step)])
    return rows


def unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """A line of a PNG as it was before it was filtered (ISO/IEC 15948, clause 9)."""
    out = bytearray(line)
    for n in range(len(out)):
        a = out[n - step] if n >= step else 0
        b, c = above[n], above[n - step] if n >= step else 0
        near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        out[n] = (out[n] + (0, a, b, (a + b) // 2, near)[kind]) % 256
    return bytes(out)
