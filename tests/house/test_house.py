"""The house as drawn: how long things may be, who may touch the disk, and where chance and time may come from."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "shirehall"

LONGEST_FILE = 500
LONGEST_FUNCTION = 60

# Rooms that may touch disk or network; every other room is handed what it needs.
MAY_TOUCH_DISK = (
    "patch/",
    "play/record/",
    "study/notebook/",
    "study/exports/",
    "paper/",
    "lab/",
    "host/",
    "cli.py",
    "cli_calibrate.py",
)
# Rooms in which chance is keyed and drawn from the seed, and time is play time.
NO_CHANCE_NO_CLOCK = ("economy/", "play/", "study/", "players/")

DISK_MODULES = {
    "aiosqlite",
    "ftplib",
    "http",
    "httpx",
    "importlib.resources",
    "psycopg",
    "requests",
    "shutil",
    "socket",
    "socketserver",
    "sqlalchemy",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "urllib",
}
DISK_METHODS = {
    "hardlink_to",
    "iterdir",
    "mkdir",
    "read_bytes",
    "read_text",
    "rglob",
    "symlink_to",
    "unlink",
    "write_bytes",
    "write_text",
}
DISK_CALLS = {"open", "io.open", "os.open", "os.remove", "os.makedirs", "os.mkdir", "os.rename", "os.listdir"}

CLOCKS = {
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.sleep",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}
CHANCE_PREFIXES = ("random.", "numpy.random.", "secrets.", "uuid.uuid1", "uuid.uuid4", "os.urandom")
# A generator that is given its seed is chance that can be told again.
SEEDED = {
    "random.Random",
    "numpy.random.default_rng",
    "numpy.random.Generator",
    "numpy.random.PCG64",
    "numpy.random.Philox",
    "numpy.random.SeedSequence",
}


def python_files(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def rooms(*names: str) -> list[Path]:
    """The files of the source that stand in one of these rooms."""
    return [path for path in python_files(SOURCE) if path.relative_to(SOURCE).as_posix().startswith(names)]


# ---- length -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LongerByLeave:
    """A row of CONTRIBUTING's table: this file (or this function of it) may be longer, for this reason."""

    file: str
    function: str
    reason: str


def exceptions(page: str) -> list[LongerByLeave]:
    """Read the table under the heading "May be longer" of CONTRIBUTING."""
    section = re.search(r"^## May be longer$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, "CONTRIBUTING.md has lost its section 'May be longer'"
    rows = [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in section[1].splitlines()
        if line.startswith("|")
    ]
    return [
        LongerByLeave(*row) for row in rows if len(row) == 3 and row[0] != "file" and set(row[0]) - set("-: ")
    ]


def functions_in(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Every function with its qualified name and its own lines: those from `def` to its end, without the functions inside it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{prefix}{node.name}"
            yield name, lines_of(node) - sum(lines_of(inner) for inner in functions_right_in(node))
            yield from functions_in(node, f"{name}.")
        elif isinstance(node, ast.ClassDef):
            yield from functions_in(node, f"{prefix}{node.name}.")
        else:
            yield from functions_in(node, prefix)


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions_right_in(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions inside a node that are in no other function inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
        else:
            yield from functions_right_in(child)


def too_long(path: Path) -> Iterator[tuple[str, str, int]]:
    """What is over the limits in one file: (file, function or -, lines)."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > LONGEST_FILE:
        yield name_of(path), "-", lines
    for function, length in functions_in(ast.parse(text, str(path))):
        if length > LONGEST_FUNCTION:
            yield name_of(path), function, length


@cache
def everything_too_long() -> list[tuple[str, str, int]]:
    ours = [*python_files(ROOT / "src", ROOT / "tests", ROOT / "tools"), ROOT / "dev.py"]
    return [long for path in ours for long in too_long(path)]


def test_no_file_or_function_is_long_without_a_stated_reason() -> None:
    stated = {(row.file, row.function) for row in exceptions(contributing()) if row.reason}
    unstated = [long for long in everything_too_long() if long[:2] not in stated]
    assert not unstated, (
        f"over {LONGEST_FILE} lines a file or {LONGEST_FUNCTION} a function; split it, or state the reason in "
        f"CONTRIBUTING.md: {unstated}"
    )


def test_every_stated_exception_is_still_needed() -> None:
    still_long = {long[:2] for long in everything_too_long()}
    idle = [row for row in exceptions(contributing()) if (row.file, row.function) not in still_long]
    assert not idle, f"these rows of CONTRIBUTING.md's table can go: {idle}"


def contributing() -> str:
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_table_of_exceptions_is_read_as_written() -> None:
    page = (
        "# x\n\n## May be longer\n\n| file | function or - | reason |\n|---|---|---|\n"
        "| `a/b.py` | - | a table |\n| a/c.py | `K.run` | a kernel |\n\n## After\n\n| no | n | o |\n"
    )
    assert exceptions(page) == [
        LongerByLeave("a/b.py", "-", "a table"),
        LongerByLeave("a/c.py", "K.run", "a kernel"),
    ]


def test_every_folder_of_code_is_a_package() -> None:
    """The import contract sees only packages, so a folder without `__init__.py` would escape it."""
    bare = {
        name_of(path.parent) for path in python_files(SOURCE) if not (path.parent / "__init__.py").exists()
    }
    assert not bare, f"these folders need an __init__.py: {sorted(bare)}"


def test_packs_hold_data_and_texts_only() -> None:
    assert not python_files(SOURCE / "packs")


# ---- disk, network, chance, time ------------------------------------------------------------------------------


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What each name that an import binds stands for: `np` is `numpy`, `now` may be `time.time`."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                bound[alias.asname or whole] = whole
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def full_name(node: ast.expr, bound: dict[str, str]) -> str | None:
    """`np.random.rand` as `numpy.random.rand`; None for anything that is not a dotted name."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, bound)
        return f"{owner}.{node.attr}" if owner else None
    return None


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def touches_of_disk(tree: ast.AST) -> list[str]:
    """Each line that reaches for disk or network, with what it uses."""
    bound = imported_names(tree)
    found = [
        (line, module)
        for line, module in imported_modules(tree)
        if any(module == disk or module.startswith(f"{disk}.") for disk in DISK_MODULES)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = full_name(node.func, bound)
            if name in DISK_CALLS:
                found.append((node.lineno, f"{name}()"))
            elif isinstance(node.func, ast.Attribute) and node.func.attr in DISK_METHODS | {"open"}:
                found.append((node.lineno, f".{node.func.attr}()"))
    return [f"line {line}: {what}" for line, what in sorted(set(found))]


def base_of(node: ast.expr) -> str:
    """The name that an attribute hangs from; a parameter called like a module is not that module."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def chance_and_clocks(tree: ast.AST) -> list[str]:
    """Each line that draws from a global generator or looks at the wall clock."""
    bound = imported_names(tree)
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        name = full_name(node, bound)
        if name is None or base_of(node) not in bound:
            continue
        if name in CLOCKS or (name.startswith(CHANCE_PREFIXES) and name not in SEEDED):
            found.add((node.lineno, name))
    return [f"line {line}: {what}" for line, what in sorted(found)]


def test_only_the_rooms_that_may_touch_disk_do() -> None:
    allowed = set(rooms(*MAY_TOUCH_DISK))
    outside = [path for path in python_files(SOURCE) if path not in allowed]
    found = {name_of(path): touches for path in outside if (touches := touches_of_disk(parsed(path)))}
    assert not found, f"only {', '.join(MAY_TOUCH_DISK)} may touch disk or network: {found}"


def test_play_county_study_and_players_use_no_global_chance_and_no_clock() -> None:
    inside = rooms(*NO_CHANCE_NO_CLOCK)
    found = {name_of(path): lines for path in inside if (lines := chance_and_clocks(parsed(path)))}
    assert not found, f"a seed and the moves must fix every byte: {found}"


@pytest.mark.parametrize(
    "code",
    [
        "import sqlite3",
        "from sqlalchemy import select",
        "import urllib.request",
        "from importlib import resources",
        "open('x')",
        "from pathlib import Path\nPath('x').read_text()",
        "def f(path):\n    with path.open() as file: return file",
        "import os\nos.makedirs('x')",
    ],
)
def test_a_touch_of_disk_is_seen(code: str) -> None:
    assert touches_of_disk(ast.parse(code))


@pytest.mark.parametrize("code", ["from pathlib import Path\nPath('x').name", "import os.path", "x.opened()"])
def test_what_does_not_touch_disk_is_let_be(code: str) -> None:
    assert not touches_of_disk(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "import random\nrandom.choice([1])",
        "from random import shuffle\nshuffle(x)",
        "import numpy as np\nnp.random.rand()",
        "import time\ntime.time()",
        "from time import time as t\nt()",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.date.today()",
        "from uuid import uuid4\nuuid4()",
        "import time\ndef f(now=time.monotonic): pass",
    ],
)
def test_chance_or_a_clock_is_seen(code: str) -> None:
    assert chance_and_clocks(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "import random\nrandom.Random(1).choice([1])",
        "import numpy as np\nnp.random.default_rng(1)",
        "def f(random): return random.choice([1])",
        "from datetime import date\ndate(2013, 6, 1)",
    ],
)
def test_seeded_chance_and_written_dates_are_let_be(code: str) -> None:
    assert not chance_and_clocks(ast.parse(code))
