"""Files of other programs, taken with care: archives under caps, XML without a document type, nothing written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from shirehall.errors import Place, UsageError


@dataclass(frozen=True, slots=True)
class Caps:
    """What a file may be, in bytes and counts. `ratio` is bytes unfolded a byte packed, for members over 64 KiB."""

    archive: int = 50 * 1024**2
    members: int = 20_000
    member: int = 30 * 1024**2
    total: int = 200 * 1024**2
    ratio: int = 200
    elements: int = 2_000_000
    depth: int = 100
    name: int = 255


CAPS = Caps()
SMALL = 64 * 1024
ENCRYPTED = 0x1
HOW = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def refused(what: str, found: str = "") -> UsageError:
    """The error of a file that is not taken."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in found[:80])
    return UsageError(
        f"the project file is not taken: {what}",
        where=Place("the project file", value=shown) if shown else None,
        mend="export it again from the program it comes from.",
    )


def members_of(raw: bytes, caps: Caps = CAPS) -> dict[str, bytes]:
    """The files of an archive by name, read in memory. Raises UsageError for whatever is not a plain archive within the caps."""
    if len(raw) > caps.archive:
        raise refused(f"it has {len(raw):,} bytes, and at most {caps.archive:,} are read.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            check_list(listed, len(raw), caps)
            return contents(archive, [one for one in listed if not one.is_dir()], caps)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OverflowError,
        RuntimeError,
        OSError,
    ) as fault:
        raise refused("it is no zip archive that can be read whole.", str(fault)) from fault


def check_list(listed: list[zipfile.ZipInfo], size: int, caps: Caps) -> None:
    """What the archive's own list gives away, before anything is unfolded."""
    if len(listed) > caps.members:
        raise refused(f"it has {len(listed):,} members.")
    if sum(one.file_size for one in listed) > caps.total:
        raise refused(f"it unfolds to more than {caps.total:,} bytes.")
    if sum(one.compress_size for one in listed) > size:
        raise refused("its members overlap.")
    seen: set[str] = set()
    for one in listed:
        name = one.filename
        if leads_out(one.orig_filename) or len(name) > caps.name:
            raise refused("a member's name leads out of the archive.", one.orig_filename)
        if name.casefold() in seen:
            raise refused("two members have the same name.", name)
        if one.flag_bits & ENCRYPTED or one.compress_type not in HOW:
            raise refused("a member is packed in a way that is not read.", name)
        if one.file_size > caps.member or (
            one.file_size > SMALL and one.file_size > caps.ratio * max(1, one.compress_size)
        ):
            raise refused("a member unfolds to more than is read.", name)
        seen.add(name.casefold())


def leads_out(name: str) -> bool:
    """Whether a member's name could lead out of a folder, or is no plain name."""
    parts = name.split("/")
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or name[1:2] == ":"
        or any(part in ("..", ".") for part in parts)
        or any(not sign.isprintable() for sign in name)
    )


def contents(archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo], caps: Caps) -> dict[str, bytes]:
    """The members' bytes. No more is unfolded of a member than the list says, and the list was held to the caps."""
    found: dict[str, bytes] = {}
    for one in listed:
        data = archive.read(one)
        if len(data) != one.file_size or len(data) > caps.member:
            raise refused("a member unfolds to something else than it says.", one.filename)
        found[one.filename] = data
    return found


class Builder(ElementTree.TreeBuilder):
    """A tree that refuses a document type, and with it every entity, and grows to a bound."""

    def __init__(self, caps: Caps) -> None:
        super().__init__()
        self.caps, self.elements, self.deep = caps, 0, 0

    def doctype(self, name: str, pubid: str, system: str) -> None:  # noqa: ARG002
        """A document type is where entities are defined; no project file needs one."""
        raise refused("it defines words of its own (a document type), which no project needs.", name)

    def start(self, tag: Any, attrs: Any) -> Any:
        """An element begins."""
        self.elements += 1
        self.deep += 1
        if self.elements > self.caps.elements or self.deep > self.caps.depth:
            raise refused("it has more elements, or elements deeper in one another, than are read.", str(tag))
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        """An element ends."""
        self.deep -= 1
        return super().end(tag)


def safe_xml(raw: bytes, caps: Caps = CAPS) -> ElementTree.Element:
    """The root of an XML document. Raises UsageError for what is not well formed or defines entities."""
    parser = ElementTree.XMLParser(target=Builder(caps))
    try:
        parser.feed(raw)
        root = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise refused("its XML cannot be read.", str(fault)) from fault
    if not isinstance(root, ElementTree.Element):
        raise refused("its XML is empty.")
    return root
