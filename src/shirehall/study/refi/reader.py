"""A REFI-QDA file read into a project. What the standard does not know, or Shirehall does not use, is kept as it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    Sort,
    Source,
    Strange,
    User,
    Value,
    Variable,
)
from shirehall.study.refi.safe import CAPS, Caps, members_of, refused, safe_xml

Made = TypeVar("Made")

NOT_HERE = "Shirehall has no such thing; it is kept as it stood."
NOT_TEXT = "Only plain texts are read; pictures, films, sounds and set pages are kept as they stood."
NOT_STANDARD = "The standard does not know it; it is kept as it stood."
SORTS: Mapping[str, Sort] = {
    "TextValue": "Text",
    "BooleanValue": "Boolean",
    "IntegerValue": "Integer",
    "FloatValue": "Float",
    "DateValue": "Date",
    "DateTimeValue": "DateTime",
}
MEDIA = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
BYWORDS = (
    "modifyingUser",
    "modifiedDateTime",
    "modifyingUserGUID",
    "creatingUserGUID",
    "creationDateTime",
    "basePath",
)
"""Attributes of the standard that say by whom and when a thing was last touched, and where it lay: they bear no content."""


@dataclass
class Reader:
    """One reading: the archive's files, which of them were used, and what was not known."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    strange: list[Strange] = field(default_factory=list)

    def unknown(self, where: str, what: str, why: str, content: bytes) -> None:
        """Keep a part that is not known."""
        self.strange.append(Strange(where, what, why, content))

    def parts(
        self, node: ElementTree.Element, where: str, known: str, attributes: str = ""
    ) -> Iterator[tuple[str, ElementTree.Element]]:
        """The children of an element that are known, by their bare names; the others, and strange attributes, are kept aside."""
        for name, value in node.attrib.items():
            if bare(name) not in (*attributes.split(), *BYWORDS):
                self.unknown(where, f"attribute {bare(name)}", NOT_STANDARD, value.encode("utf-8"))
        for child in node:
            tag = bare(child.tag)
            if tag in known.split():
                yield tag, child
            else:
                why = NOT_TEXT if tag in MEDIA else NOT_HERE
                self.unknown(where, tag, why, ElementTree.tostring(child, encoding="utf-8"))

    def each(
        self, node: ElementTree.Element, where: str, tag: str, read: Callable[[ElementTree.Element], Made]
    ) -> tuple[Made, ...]:
        """Everything of one tag in a list."""
        return tuple(read(child) for _, child in self.parts(node, where, tag))


def bare(name: object) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def told(node: ElementTree.Element, name: str) -> str:
    """An attribute; GUIDs without the braces that some programs put round them, in small letters."""
    value = node.get(name, "")
    if name.casefold().endswith("guid") or name == "creatingUser":
        return value.strip("{}").lower()
    return value


def words(node: ElementTree.Element) -> str:
    """An element's own words."""
    return node.text or ""


def whole(node: ElementTree.Element, name: str) -> int:
    """A whole number from nought. Raises UsageError for any other."""
    value = node.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise refused(f"{bare(node.tag)} has no {name}.", value)
    return int(value)


def read_qdpx(raw: bytes, caps: Caps = CAPS) -> Project:
    """The project in a `.qdpx` archive. Raises UsageError for a file that is none, is cut short, or might do harm."""
    files = members_of(raw, caps)
    found = sorted(name for name in files if name.lower().endswith(".qde"))
    if not found:
        raise refused("there is no .qde in it, which every REFI-QDA project has.")
    name = "project.qde" if "project.qde" in found else found[0]
    reader = Reader(files, {name})
    root = safe_xml(files[name], caps)
    if bare(root.tag) != "Project":
        raise refused("its .qde holds no project.", bare(root.tag))
    project = read_project(reader, root)
    for left in sorted(set(files) - reader.used):
        reader.unknown(
            left, "file", "No text source of the project names it; it is kept as it stood.", files[left]
        )
    return replace(project, strange=tuple(reader.strange))


def read_codebook(raw: bytes, caps: Caps = CAPS) -> Project:
    """The codes of a `.qdc` file, as a project without sources. Raises UsageError for a file that is none."""
    if len(raw) > caps.archive:
        raise refused(f"it has {len(raw):,} bytes, and at most {caps.archive:,} are read.")
    root, reader = safe_xml(raw, caps), Reader()
    if bare(root.tag) != "CodeBook":
        raise refused("it holds no codebook.", bare(root.tag))
    codes: tuple[Code, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    for tag, node in reader.parts(root, "CodeBook", "Codes Sets", "origin schemaLocation"):
        if tag == "Codes":
            codes = read_codes(reader, node)
        else:
            gatherings = reader.each(node, "Sets", "Set", lambda each: read_gathering(reader, each))
    return Project(
        "", root.get("origin", ""), codes=codes, gatherings=gatherings, strange=tuple(reader.strange)
    )


def read_project(reader: Reader, root: ElementTree.Element) -> Project:
    """The project, without what is not known."""
    found = Project(root.get("name", ""), root.get("origin", ""))
    known = "Users CodeBook Variables Cases Sources Notes Sets Description"
    for tag, node in reader.parts(root, "Project", known, "name origin schemaLocation"):
        if tag == "Description":
            found = replace(found, description=words(node))
        elif tag == "CodeBook":
            inner = reader.parts(node, "CodeBook", "Codes", "origin")
            found = replace(
                found, codes=tuple(code for _, codes in inner for code in read_codes(reader, codes))
            )
        else:
            found = with_list(reader, found, tag, node)
    return found


def with_list(reader: Reader, found: Project, tag: str, node: ElementTree.Element) -> Project:
    """The project with one of its lists."""
    if tag == "Users":
        return replace(found, users=reader.each(node, tag, "User", lambda each: read_user(reader, each)))
    if tag == "Variables":
        return replace(
            found, variables=reader.each(node, tag, "Variable", lambda each: read_variable(reader, each))
        )
    if tag == "Cases":
        return replace(found, cases=reader.each(node, tag, "Case", lambda each: read_case(reader, each)))
    if tag == "Sources":
        return replace(
            found, sources=reader.each(node, tag, "TextSource", lambda each: read_source(reader, each))
        )
    if tag == "Notes":
        return replace(found, memos=reader.each(node, tag, "Note", lambda each: read_memo(reader, each)))
    return replace(found, gatherings=reader.each(node, tag, "Set", lambda each: read_gathering(reader, each)))


def read_user(reader: Reader, node: ElementTree.Element) -> User:
    """A user."""
    list(reader.parts(node, "User", "", "guid name id"))
    return User(told(node, "guid"), node.get("name", "") or node.get("id", ""))


def read_codes(reader: Reader, node: ElementTree.Element, parent: str = "") -> tuple[Code, ...]:
    """The codes under one, each before those under itself."""
    found: list[Code] = []
    for _, child in (
        reader.parts(node, "Codes", "Code")
        if not parent
        else [("Code", c) for c in node if bare(c.tag) == "Code"]
    ):
        guid = told(child, "guid")
        description, notes = "", []
        where = f"Code {child.get('name', '')}"
        for tag, part in reader.parts(child, where, "Description NoteRef Code", "guid name isCodable color"):
            description = words(part) if tag == "Description" else description
            notes += [told(part, "targetGUID")] if tag == "NoteRef" else []
        codable = child.get("isCodable", "true").lower() in ("true", "1")
        name, colour = child.get("name", ""), child.get("color", "")
        found.append(Code(guid, name, parent, codable, colour, description, tuple(notes)))
        found.extend(read_codes(reader, child, guid))
    return tuple(found)


def read_variable(reader: Reader, node: ElementTree.Element) -> Variable:
    """A variable."""
    parts = reader.parts(node, "Variable", "Description", "guid name typeOfVariable")
    description = "".join(words(part) for _, part in parts)
    sort = node.get("typeOfVariable", "Text")
    known: Sort = next((each for each in SORTS.values() if each == sort), "Text")
    return Variable(told(node, "guid"), node.get("name", ""), known, description)


def read_value(reader: Reader, node: ElementTree.Element) -> Value:
    """What a variable is."""
    variable, value, sort = "", "", "TextValue"
    for tag, part in reader.parts(node, "VariableValue", f"VariableRef {' '.join(SORTS)}"):
        if tag == "VariableRef":
            variable = told(part, "targetGUID")
        else:
            value, sort = words(part), tag
    return Value(variable, value, SORTS[sort])


def read_case(reader: Reader, node: ElementTree.Element) -> Case:
    """A case."""
    sources, values, description = [], [], ""
    for tag, part in reader.parts(
        node, f"Case {node.get('name', '')}", "Description VariableValue SourceRef", "guid name"
    ):
        if tag == "SourceRef":
            sources.append(told(part, "targetGUID"))
        elif tag == "VariableValue":
            values.append(read_value(reader, part))
        else:
            description = words(part)
    return Case(told(node, "guid"), node.get("name", ""), tuple(sources), tuple(values), description)


def read_source(reader: Reader, node: ElementTree.Element) -> Source:
    """A text with what was marked in it."""
    where = f"TextSource {node.get('name', '')}"
    selections, codings, values, notes = [], [], [], []
    description, inline = "", None
    known = "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue"
    for tag, part in reader.parts(
        node, where, known, "guid name plainTextPath richTextPath creatingUser creationDateTime"
    ):
        if tag == "PlainTextSelection":
            selections.append(read_selection(reader, part, where))
        elif tag == "Coding":
            codings.append(read_coding(reader, part, where))
        elif tag == "VariableValue":
            values.append(read_value(reader, part))
        elif tag == "NoteRef":
            notes.append(told(part, "targetGUID"))
        elif tag == "PlainTextContent":
            inline = words(part)
        else:
            description = words(part)
    return Source(
        told(node, "guid"), node.get("name", ""), text_of(reader, node, inline, where), tuple(selections), tuple(codings),
        tuple(values), told(node, "creatingUser"), node.get("creationDateTime", ""), description, tuple(notes),
    )  # fmt: skip


def text_of(reader: Reader, node: ElementTree.Element, inline: str | None, where: str) -> str:
    """The words of a source or note: in the project itself or in the file that it names. A file that is missing is told."""
    path = node.get("plainTextPath", "")
    if inline is not None or not path:
        return inline or ""
    name = path.partition("://")[2] if "://" in path else path
    found = next((n for n in (f"sources/{name}", f"Sources/{name}", name) if n in reader.files), None)
    if not path.startswith("internal://") or found is None:
        reader.unknown(
            where,
            "plainTextPath",
            "The file is not in the archive; its words are missing.",
            path.encode("utf-8"),
        )
        return ""
    reader.used.add(found)
    try:
        return reader.files[found].decode("utf-8-sig")
    except UnicodeDecodeError:
        reader.unknown(
            where, found, "The text is not UTF-8; what could not be read is marked.", reader.files[found]
        )
        return reader.files[found].decode("utf-8-sig", errors="replace")


def read_selection(reader: Reader, node: ElementTree.Element, where: str) -> Selection:
    """A passage."""
    codings, notes, description = [], [], ""
    attributes = "guid name startPosition endPosition creatingUser creationDateTime"
    for tag, part in reader.parts(node, where, "Description Coding NoteRef", attributes):
        if tag == "Coding":
            codings.append(read_coding(reader, part, where))
        elif tag == "NoteRef":
            notes.append(told(part, "targetGUID"))
        else:
            description = words(part)
    return Selection(
        told(node, "guid"), whole(node, "startPosition"), whole(node, "endPosition"), tuple(codings), node.get("name", ""),
        told(node, "creatingUser"), node.get("creationDateTime", ""), description, tuple(notes),
    )  # fmt: skip


def read_coding(reader: Reader, node: ElementTree.Element, where: str) -> Coding:
    """A code given."""
    code, notes = "", []
    for tag, part in reader.parts(node, where, "CodeRef NoteRef", "guid creatingUser creationDateTime"):
        if tag == "CodeRef":
            code = told(part, "targetGUID")
        else:
            notes.append(told(part, "targetGUID"))
    when = node.get("creationDateTime", "")
    return Coding(told(node, "guid"), code, told(node, "creatingUser"), when, tuple(notes))


def read_memo(reader: Reader, node: ElementTree.Element) -> Memo:
    """A note. Passages marked in a note, and codes given to it, are kept aside."""
    where = f"Note {node.get('name', '')}"
    known = "guid name plainTextPath richTextPath creatingUser creationDateTime"
    inline = None
    for tag, part in reader.parts(node, where, "PlainTextContent Description", known):
        inline = words(part) if tag == "PlainTextContent" or inline is None else inline
    text = text_of(reader, node, inline, where)
    when = node.get("creationDateTime", "")
    return Memo(told(node, "guid"), node.get("name", ""), text, told(node, "creatingUser"), when)


def read_gathering(reader: Reader, node: ElementTree.Element) -> Gathering:
    """A set."""
    found: dict[str, list[str]] = {"MemberCode": [], "MemberSource": [], "MemberNote": []}
    description = ""
    for tag, part in reader.parts(node, "Set", f"Description {' '.join(found)}", "guid name"):
        if tag == "Description":
            description = words(part)
        else:
            found[tag].append(told(part, "targetGUID") or told(part, "guid"))
    codes, sources, notes = (tuple(found[tag]) for tag in found)
    return Gathering(told(node, "guid"), node.get("name", ""), codes, sources, notes, description)
