"""YAML files of a pack, read as YAML 1.2 with every value's line and column kept.

Only the shape is taken from the parser: plain words are given their meaning here, by the core schema of YAML
1.2, so that `no` stays a word and `12:30` stays a time whichever parser composed them. libyaml (through PyYAML)
is used where it is installed because it is some twenty times faster; ruamel.yaml is the judge whenever it
objects, and does all the work where it is missing.
"""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from shirehall.errors import PackFault, Place

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})\Z")
_BASED = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?\Z")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_TEXT_TAG = "tag:yaml.org,2002:str"
_COLLECTION_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", None)


MOST_VALUES = 1_000_000
"""Values that a file may hold: far more than anybody writes, far fewer than anchors within anchors can make."""


MOST_DEEP = 200
"""Brackets within brackets, or hyphens in a row: the parsers call themselves for each, and a parser in C falls silently."""
_BRACKETS = re.compile(r"[\[\]{}]")
_STAIRS = re.compile(rf"^(?: {{{2 * MOST_DEEP},}}| *(?:[-?][ \t]+){{{MOST_DEEP},}})", re.MULTILINE)


class TooMany(Exception):
    """A file whose anchors multiply beyond what anybody means."""


def _fast_yaml() -> ModuleType | None:
    """PyYAML with libyaml, or None where it is not installed or was built without it."""
    try:
        module = importlib.import_module("yaml")
    except ImportError:
        return None
    return module if hasattr(module, "CBaseLoader") else None


def decode(file: str, raw: bytes) -> tuple[str, list[PackFault]]:
    """The text of a file's bytes, with a fault for a byte order mark or for bytes that are not UTF-8."""
    faults: list[PackFault] = []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        faults.append(
            PackFault(
                "the file begins with a byte order mark.",
                where=Place(file, 1, 1, "U+FEFF"),
                mend="save it as UTF-8 without BOM (in Excel: CSV UTF-8, then resave from a text editor).",
            )
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.append(
            PackFault(
                "the file is UTF-16 text, which Excel calls Unicode Text.",
                where=Place(file, 1, 1, "UTF-16"),
                mend="save the file with the encoding UTF-8; from Excel, as CSV UTF-8 (comma delimited).",
            )
        )
        return raw.decode("utf-16", errors="replace"), faults
    try:
        return raw.decode("utf-8"), faults
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        faults.append(
            PackFault(
                "the file is not UTF-8 text.",
                where=Place(file, line, column, f"byte 0x{raw[error.start]:02x}"),
                mend=(
                    "save the file with the encoding UTF-8; the byte is probably a pound "
                    "sign or a curly quotation mark."
                ),
            )
        )
        # Windows' own encoding is the likeliest: read so, the one fault does not bring others that are not there.
        return raw.decode("cp1252", errors="replace"), faults


def shorten(value: str, most: int = 60) -> str:
    """A value as an error quotes it: one line, at most `most` characters."""
    flat = " ".join(value.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


@dataclass(slots=True)
class YamlFile:
    """One YAML file: its data, its faults, and where each value stands. `data` is None when the syntax is broken."""

    file: str
    data: Any = None
    root: Any = None
    faults: list[PackFault] = field(default_factory=list)
    broken: bool = False
    built: int = 0

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """Where the value at `path` stands (or its key); the nearest enclosing value when the path leads nowhere."""
        node, label = self.root, None
        if node is None:
            return Place(self.file, 1, 1)
        for step in path:
            found = _child(node, step)
            if found is None:
                key = False
                break
            label, node = found
        target = label if key and label is not None else node
        value = shorten(node.value) if isinstance(node.value, str) else ""
        if key and label is not None:
            value = shorten(label.value)
        mark = target.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1, value)

    def at(self, path: Path) -> Any:
        """The data at `path`, or None."""
        here = self.data
        for step in path:
            if isinstance(here, dict) and step in here:
                here = here[step]
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """(key node, value node) of one step down."""
    children = node.value
    if not isinstance(children, list):
        return None
    if children and isinstance(children[0], tuple):
        for label, value in reversed(children):
            if label.value == step:
                return label, value
        return None
    if isinstance(step, int) and step < len(children):
        return None, children[step]
    return None


def read_yaml(file: str, raw: bytes) -> YamlFile:
    """Read one YAML file; every fault is kept in `faults`, none is raised."""
    text, faults = decode(file, raw)
    result = YamlFile(file=file, faults=faults)
    try:
        root, fault = _compose(file, text)
        if root is None and fault is None:
            fault = PackFault(
                "the file is empty.", where=Place(file, 1, 1), mend="write it, or see `shirehall new`."
            )
        if fault is None:
            result.root, result.data = root, _build(root, result)
    except TooMany:
        fault = PackFault(
            f"the file comes to more than {MOST_VALUES:,} values once its anchors (&) are followed.",
            where=Place(file, 1, 1),
            mend="packs need no anchors, so write out what is meant.",
        )
    except RecursionError:
        fault = PackFault(
            "values are nested without end.",
            where=Place(file, 1, 1),
            mend="an anchor (&) may hold itself, or brackets stand hundreds deep; write the value out plainly.",
        )
    if fault is not None:
        result.root, result.data, result.broken = None, None, True
        result.faults.append(fault)
    return result


def _bottomless(text: str) -> bool:
    """Whether a text nests deeper than a parser's stack may bear, told before any parser is let near it."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1 if depth else 0
        if depth > MOST_DEEP:
            return True
    return _STAIRS.search(text) is not None


def _compose(file: str, text: str) -> tuple[Any, PackFault | None]:
    """The tree of nodes of a text, or the fault that stopped the parser. Raises RecursionError for one without a bottom."""
    if _bottomless(text):
        raise RecursionError
    fast = _fast_yaml()
    if fast is not None:
        try:
            return fast.compose(text, Loader=fast.CBaseLoader), None
        except fast.YAMLError:
            pass  # ruamel is the judge, and says it better
    try:
        return YAML(typ="base", pure=True).compose(io.StringIO(text)), None
    except MarkedYAMLError as error:
        return None, _syntax_fault(file, text, error)
    except YAMLError as error:
        return None, PackFault(
            f"the file is not YAML: {shorten(str(error), 120)}.",
            where=Place(file, 1, 1),
            mend="take out characters that are not text, such as control characters pasted from elsewhere.",
        )


def _syntax_fault(file: str, text: str, error: Any) -> PackFault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.splitlines()
    tab = _tab_before(lines, line)
    if tab is not None:
        line, column = tab
        return PackFault(
            "a tab is used to indent.",
            where=Place(file, line, column, "tab"),
            mend="YAML is indented by spaces; replace the tab by two spaces, and let your editor do so from now on.",
        )
    problem = str(error.problem or "it cannot be read").strip()
    if "could not find expected ':'" in problem and error.context_mark is not None:
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
    value = lines[line - 1] if 0 < line <= len(lines) else ""
    return PackFault(
        f"the YAML cannot be read here: {_plain_words(problem)}.",
        where=Place(file, line, column, shorten(value)),
        mend=_syntax_mend(value, problem),
    )


def _tab_before(lines: list[str], last: int) -> tuple[int, int] | None:
    """The line and column of a tab that indents, at or up to three lines before the line where the parser gave up."""
    for number in range(min(last, len(lines)), max(0, last - 4), -1):
        line = lines[number - 1]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return number, indent.index("\t") + 1
        if line.lstrip().startswith("-\t"):
            return number, line.index("\t") + 1
    return None


def _plain_words(problem: str) -> str:
    """What the parser says, in words that need no knowledge of YAML."""
    if "could not find expected ':'" in problem:
        return "a key without a colon, or text that is indented too little"
    if "expected <block end>" in problem:
        return (
            "this does not stand in line with what is above it, or a quotation mark ended the text too early"
        )
    if "mapping values are not allowed" in problem:
        return "a colon and a space stand where no key can be"
    return problem


def _syntax_mend(line: str, problem: str) -> str:
    if re.search(r"[:\[{,-]\s*[“”‘„]", line):
        return 'curly quotation marks (“ ”) do not count here: type straight ones (") in their place.'
    if "could not find expected ':'" in problem:
        return "write a colon and a space after the key, as in `role: Chair`; text that goes on is indented further."
    if "expected <block end>" in problem and line.count("'") > 1:
        return "an apostrophe ends text that stands in single quotation marks: put the text in double ones."
    if "expected <block end>" in problem:
        return "give the line as many spaces at its beginning as those it belongs with; put text with quotation marks in it in double ones."
    if line.count(":") > 1 or "mapping values are not allowed" in problem:
        return "put text that holds a colon and a space in quotation marks; or the line is indented too far."
    if "'[' or" in problem or "']'" in problem or "'}'" in problem:
        return "a bracket opened here or above is not closed."
    if line.lstrip().startswith(("%", "@", "`", "&", "*", "!")):
        return "text that begins with a sign such as % @ ` & * ! must be put in quotation marks."
    return "check the indentation and the quotation marks of this line and the one before it."


def _build(node: Any, result: YamlFile) -> Any:
    """Python data of a node, by the core schema of YAML 1.2."""
    value = node.value
    if isinstance(value, str):
        return _scalar(node, result)
    result.built += len(value)
    if result.built > MOST_VALUES:
        raise TooMany
    if node.tag not in _COLLECTION_TAGS and "!" in str(node.tag):
        result.faults.append(_tag_fault(node, result.file))
    if not value:
        return {} if "Mapping" in type(node).__name__ else []
    if not isinstance(value[0], tuple):
        return [_build(item, result) for item in value]
    data: dict[str, Any] = {}
    first: dict[str, Any] = {}
    for label, item in value:
        name = label.value
        if not isinstance(name, str):
            result.faults.append(
                PackFault(
                    "a key must be a word.",
                    where=_mark(label, result.file),
                    mend="put the braces in quotation marks.",
                )
            )
            continue
        if name in first:
            result.faults.append(
                PackFault(
                    f"the key `{name}` is written twice; the first stands on line {first[name].start_mark.line + 1}.",
                    where=_mark(label, result.file),
                    mend="keep one of the two.",
                )
            )
        first.setdefault(name, label)
        data[name] = _build(item, result)
    return data


def _mark(node: Any, file: str) -> Place:
    value = shorten(node.value) if isinstance(node.value, str) else ""
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1, value)


def _tag_fault(node: Any, file: str) -> PackFault:
    return PackFault(
        "packs do not use YAML tags.",
        where=Place(file, node.start_mark.line + 1, node.start_mark.column + 1, str(node.tag)),
        mend="take the word that begins with ! away, or put the text in quotation marks.",
    )


def _scalar(node: Any, result: YamlFile) -> str | int | float | bool | None:
    text: str = node.value
    tag = str(node.tag)
    if tag not in (_TEXT_TAG, "?", "!") and "!" in tag:
        result.faults.append(_tag_fault(node, result.file))
        return text
    if node.style:  # quoted or block text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _LEADING_ZERO.match(text):
        plain = text.lstrip("+-0") or "0"
        result.faults.append(
            PackFault(
                "a number begins with a nought, which programs read in different ways.",
                where=_mark(node, result.file),
                mend=f'write {plain} if it is a number, or "{text}" in quotation marks if it is text.',
            )
        )
        return float(text) if "." in text else int(text)
    return text


def texts_of(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text value of some data with its path, in file order."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from texts_of(value, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts_of(value, (*path, index))
