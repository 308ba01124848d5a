"""A project as a REFI-QDA file, its elements in the order that the standard's schema sets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import TypeVar
from xml.etree import ElementTree

from shirehall.study.refi.model import (
    Case,
    Code,
    Coding,
    Gathering,
    Memo,
    Project,
    Selection,
    Source,
    Value,
    Variable,
)

Thing = TypeVar("Thing")

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
DATE = (1980, 1, 1, 0, 0, 0)
UNFIT = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, and carriage returns, which it would turn into line breaks and so move every place behind them."""


def fit(words: str) -> str:
    """Words as a project can hold them, of the same length: what it cannot hold becomes the sign for an unknown one."""
    return UNFIT.sub("\ufffd", words)


def qdpx(project: Project) -> bytes:
    """The project as a `.qdpx` archive: `project.qde`, and each source and note as a text file in `sources`."""
    texts = {f"sources/{source.guid}.txt": source.text for source in project.sources}
    texts |= {f"sources/{memo.guid}.txt": memo.text for memo in project.memos}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "project.qde", project_xml(project))
        for name, words in sorted(texts.items()):
            put(archive, name, fit(words).encode("utf-8"))
    return out.getvalue()


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """One member, under a date that is always the same."""
    member = zipfile.ZipInfo(name, DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)


def project_xml(project: Project) -> bytes:
    """The project's XML."""
    root = ElementTree.Element("Project", given(xmlns=PROJECT, name=project.name, origin=project.origin))
    if project.users:
        users = ElementTree.SubElement(root, "Users")
        for user in project.users:
            ElementTree.SubElement(users, "User", given(guid=user.guid, name=user.name))
    if project.codes:
        add_codes(
            ElementTree.SubElement(ElementTree.SubElement(root, "CodeBook"), "Codes"),
            project.codes,
            "",
            notes=True,
        )
    add_all(root, "Variables", project.variables, add_variable)
    add_all(root, "Cases", project.cases, add_case)
    add_all(root, "Sources", project.sources, add_source)
    add_all(root, "Notes", project.memos, add_memo)
    add_all(root, "Sets", project.gatherings, add_gathering)
    describe(root, project.description)
    return document(root)


def add_all(
    root: ElementTree.Element,
    name: str,
    things: tuple[Thing, ...],
    add: Callable[[ElementTree.Element, Thing], None],
) -> None:
    """A list of things under its own element; none when there are no such things."""
    if things:
        parent = ElementTree.SubElement(root, name)
        for each in things:
            add(parent, each)


def codebook_xml(project: Project) -> bytes:
    """The codes alone, as a `.qdc` file."""
    root = ElementTree.Element("CodeBook", given(xmlns=CODEBOOK, origin=project.origin))
    add_codes(ElementTree.SubElement(root, "Codes"), project.codes, "", notes=False)
    if project.gatherings:
        sets = ElementTree.SubElement(root, "Sets")
        for each in project.gatherings:
            if each.codes:
                node = ElementTree.SubElement(sets, "Set", given(guid=each.guid, name=each.name))
                describe(node, each.description)
                for code in each.codes:
                    ElementTree.SubElement(node, "MemberCode", {"guid": code})
    return document(root)


def document(root: ElementTree.Element) -> bytes:
    """The document as UTF-8, a line an element."""
    ElementTree.indent(root, " ")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()
    )


def given(**attributes: str) -> dict[str, str]:
    """The attributes that hold something; a name is always there."""
    return {name: fit(value) for name, value in attributes.items() if value or name == "name"}


def describe(node: ElementTree.Element, words: str) -> None:
    """A description, when there is one."""
    if words:
        ElementTree.SubElement(node, "Description").text = fit(words)


def refer(node: ElementTree.Element, tag: str, guids: Iterable[str]) -> None:
    """References to other things."""
    for guid in guids:
        ElementTree.SubElement(node, tag, {"targetGUID": guid})


def add_codes(parent: ElementTree.Element, codes: tuple[Code, ...], under: str, *, notes: bool) -> None:
    """The codes that stand under one, each with those under itself. A codebook alone has no notes to refer to."""
    for code in codes:
        if code.parent == under:
            told = given(
                guid=code.guid, name=code.name, isCodable=str(code.codable).lower(), color=code.colour
            )
            node = ElementTree.SubElement(parent, "Code", told)
            describe(node, code.description)
            refer(node, "NoteRef", code.notes if notes else ())
            add_codes(node, codes, code.guid, notes=notes)


def add_variable(parent: ElementTree.Element, each: Variable) -> None:
    """One variable."""
    node = ElementTree.SubElement(
        parent, "Variable", given(guid=each.guid, name=each.name, typeOfVariable=each.sort)
    )
    describe(node, each.description)


def add_values(node: ElementTree.Element, values: Iterable[Value]) -> None:
    """What variables are."""
    for each in values:
        value = ElementTree.SubElement(node, "VariableValue")
        refer(value, "VariableRef", (each.variable,))
        ElementTree.SubElement(value, f"{each.sort}Value").text = fit(each.value)


def add_case(parent: ElementTree.Element, each: Case) -> None:
    """One case."""
    node = ElementTree.SubElement(parent, "Case", given(guid=each.guid, name=each.name))
    describe(node, each.description)
    add_values(node, each.values)
    refer(node, "SourceRef", each.sources)


def add_source(parent: ElementTree.Element, each: Source) -> None:
    """One source, which names its file, with the passages marked in it."""
    node = ElementTree.SubElement(
        parent,
        "TextSource",
        given(
            guid=each.guid, name=each.name, plainTextPath=f"internal://{each.guid}.txt", creatingUser=each.user,
            creationDateTime=each.when,
        ),
    )  # fmt: skip
    describe(node, each.description)
    for selection in each.selections:
        add_selection(node, selection)
    for coding in each.codings:
        add_coding(node, coding)
    refer(node, "NoteRef", each.notes)
    add_values(node, each.values)


def add_selection(parent: ElementTree.Element, each: Selection) -> None:
    """One passage."""
    node = ElementTree.SubElement(
        parent,
        "PlainTextSelection",
        given(
            guid=each.guid, name=each.name, startPosition=str(each.start), endPosition=str(each.end), creatingUser=each.user,
            creationDateTime=each.when,
        ),
    )  # fmt: skip
    describe(node, each.description)
    for coding in each.codings:
        add_coding(node, coding)
    refer(node, "NoteRef", each.notes)


def add_coding(parent: ElementTree.Element, each: Coding) -> None:
    """One code given."""
    node = ElementTree.SubElement(
        parent, "Coding", given(guid=each.guid, creatingUser=each.user, creationDateTime=each.when)
    )
    refer(node, "CodeRef", (each.code,))
    refer(node, "NoteRef", each.notes)


def add_memo(parent: ElementTree.Element, each: Memo) -> None:
    """One note, which names its file."""
    ElementTree.SubElement(
        parent,
        "Note",
        given(
            guid=each.guid, name=each.name, plainTextPath=f"internal://{each.guid}.txt", creatingUser=each.user,
            creationDateTime=each.when,
        ),
    )  # fmt: skip


def add_gathering(parent: ElementTree.Element, each: Gathering) -> None:
    """One set."""
    node = ElementTree.SubElement(parent, "Set", given(guid=each.guid, name=each.name))
    describe(node, each.description)
    refer(node, "MemberCode", each.codes)
    refer(node, "MemberSource", each.sources)
    refer(node, "MemberNote", each.notes)
