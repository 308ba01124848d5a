"""Packs sent as zip archives by somebody who may mean harm."""

import ast
import io
import os
import pickle
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shirehall.errors import PackFaults
from shirehall.host import uploads
from shirehall.host.upload_worker import report, shape_faults
from shirehall.host.uploads import CAPS, Caps, is_of_a_pack, members, take_pack
from shirehall.patch.read import find_pack, read_pack
from shirehall.patch.yamls import read_yaml
from shirehall.play.record.cache import Cache
from shirehall.play.snapshots import unpacked

ROOT = Path(__file__).parents[2]
PACK = find_pack("bigshire")
FILES = {
    file.relative_to(PACK).as_posix(): file.read_bytes() for file in sorted(PACK.rglob("*")) if file.is_file()
}


def zipped(files: dict[str, bytes], within: str = "", how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(within + name, data)
    return made.getvalue()


def with_member(info: zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", FILES["pack.yaml"])
        archive.writestr(info, data)
    return made.getvalue()


def told(raw: bytes, caps: Caps = CAPS) -> str:
    with pytest.raises(PackFaults) as refused:
        members(raw, caps)
    assert all(fault.where and fault.where.file and fault.mend for fault in refused.value.faults)
    return " ".join(str(fault) for fault in refused.value.faults)


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Path]:
    """A data folder beside which nothing may appear, and in which nothing may be left."""
    data = tmp_path / "room" / "data"
    data.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    yield data
    after = [
        path for path in sorted(tmp_path.rglob("*")) if "packs" not in path.relative_to(data.parent).parts
    ]
    assert after == before


def left(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "packs").glob("*")) if (data / "packs").exists() else []


# ---- what is taken ------------------------------------------------------------------------------------------


def test_a_pack_is_taken_whole_and_is_the_pack_that_was_sent(around: Path) -> None:
    taken = take_pack(zipped(FILES, within="bigshire/"), around / "packs")
    assert read_pack(taken.folder).digest == read_pack(PACK).digest == taken.digest
    assert taken.id == "bigshire" and taken.title and left(around) == [taken.folder.name]
    again = take_pack(zipped(FILES), around / "packs")
    assert again.folder == taken.folder and left(around) == [taken.folder.name]


def test_members_that_no_pack_has_are_not_read() -> None:
    extra = {
        "__MACOSX/._pack.yaml": b"x",
        ".DS_Store": b"x",
        "run.py": b"import os",
        "briefings/a.html": b"<script>",
    }
    contents, passed_over = members(zipped(FILES | extra))
    assert contents == FILES and set(passed_over) == set(extra)


@pytest.mark.parametrize("name", ["pack.yaml", "facts.csv", "briefings/role-a.b.md"])
def test_names_that_a_pack_has(name: str) -> None:
    assert is_of_a_pack(name)


@pytest.mark.parametrize(
    "name",
    [
        "pack.yml",
        "run.py",
        "briefings/../pack.yaml",
        "briefings/a/b.md",
        "/pack.yaml",
        "briefings/.md",
        "x.pickle",
        "pack.yaml\x00",
    ],
)
def test_names_that_no_pack_has(name: str) -> None:
    assert not is_of_a_pack(name)


# ---- T10: names, links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml",
        "a/../../evil.yaml",
        "/etc/evil.yaml",
        "C:/evil.yaml",
        "c:evil.yaml",
        "..\\evil.yaml",
        "\\\\host\\evil.yaml",
        "a//b.yaml",
        "./pack.yam1",
        "briefings/..",
        "evil\nyaml",
        "evil\x7fyaml",
    ],
)
def test_a_name_that_leads_out_is_refused_and_so_is_all_the_rest(around: Path, name: str) -> None:
    raw = zipped(FILES | {name: b"x"})
    assert "leads out" in told(raw)
    with pytest.raises(PackFaults):
        take_pack(raw, around / "packs")
    assert left(around) == []


def test_a_name_cut_by_a_nought_is_refused() -> None:
    raw = zipped({"pack.yaml": FILES["pack.yaml"], "evilXyaml": b"x"}).replace(b"evilXyaml", b"evil\x00yaml")
    assert "leads out" in told(raw)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int) -> None:
    info = zipfile.ZipInfo("facts.csv")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    assert "link or a device" in told(with_member(info, b"/etc/passwd"))


def test_two_members_of_one_name_are_refused_whatever_their_case() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("pack.yaml", "id: a")
        archive.writestr("Pack.yaml", "id: b")
    assert "same name" in told(made.getvalue())


def test_deep_folders_are_refused() -> None:
    assert "folders deep" in told(zipped(FILES | {"a/b/c/d/e.yaml": b"x"}))


# ---- T11: bombs ---------------------------------------------------------------------------------------------


def test_an_archive_that_unfolds_too_far_is_refused_before_it_does() -> None:
    bomb = zipped({"pack.yaml": b" " * (4 * 1024**2)})
    assert len(bomb) < 10_000 and "times its size" in told(bomb)
    assert "more than 5,242,880 bytes" in told(zipped({"pack.yaml": os.urandom(1024) * 6000}))
    assert "unfolds to more than" in told(
        zipped({f"briefings/{n}.md": os.urandom(1024) * 4000 for n in range(8)})
    )
    assert "members; at most" in told(zipped({f"briefings/{n}.md": b"x" for n in range(500)}))
    assert "archive has" in told(b"PK" + b"x" * CAPS.archive)


def test_what_the_archive_says_of_its_sizes_is_not_believed() -> None:
    raw = bytearray(zipped({"pack.yaml": b" " * 300_000}))
    lied = struct.pack("<L", 300)
    for at in (raw.find(struct.pack("<L", 300_000)), raw.rfind(struct.pack("<L", 300_000))):
        raw[at : at + 4] = lied
    assert (
        "unfolds to more than" in told(bytes(raw))
        or "cannot" in told(bytes(raw))
        or "read whole" in told(bytes(raw))
    )


def overlapping() -> bytes:
    """Two hundred names for one and the same packed bytes, as in Fifield's zip bomb (2019)."""
    data = zipped({"briefings/aaa.md": os.urandom(40_000)})
    middle = data.index(b"PK\x01\x02")
    entry = data[middle : data.index(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"aaa", f"{n:03d}".encode()) for n in range(200))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 200, 200, len(directory), middle, 0)
    return data[:middle] + directory + end


def test_members_that_share_their_bytes_are_refused() -> None:
    assert "overlap" in told(overlapping())


def test_encrypted_and_oddly_packed_members_are_refused() -> None:
    assert "only deflate" in told(zipped(FILES, how=zipfile.ZIP_LZMA))
    assert "only deflate" in told(zipped(FILES, how=zipfile.ZIP_BZIP2))
    raw = bytearray(zipped({"pack.yaml": b"id: x"}))
    for at in (6, raw.index(b"PK\x01\x02") + 8):
        raw[at] |= 1
    assert "encrypted" in told(bytes(raw))


@pytest.mark.parametrize(
    "raw", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\x00" * 18, zipped(FILES)[:-40], zipped(FILES)[:5000]]
)
def test_what_is_no_archive_is_told(raw: bytes) -> None:
    assert "zip archive" in told(raw) or "no pack.yaml" in told(raw)


def test_damaged_bytes_are_refused_at_every_place() -> None:
    whole = zipped({"pack.yaml": FILES["pack.yaml"]})
    for at in range(0, len(whole), 7):
        raw = bytearray(whole)
        raw[at] ^= 0xFF
        try:
            contents, _ = members(bytes(raw))
        except PackFaults:
            continue
        assert contents == {"pack.yaml": FILES["pack.yaml"]}  # a byte that says nothing, such as a date


DEEP: dict[str, Callable[[], str]] = {
    "brackets": lambda: "id: " + "[" * 100_000,
    "braces": lambda: "id: " + "{a: " * 100_000,
    "hyphens": lambda: "- " * 100_000,
    "stairs": lambda: "\n".join(" " * n + "a:" for n in range(1500)),
}


@pytest.mark.parametrize("name", sorted(DEEP))
def test_yaml_without_a_bottom_is_told_and_kills_nothing(name: str) -> None:
    """A hundred thousand brackets made the parser in C fall without a word; now they are counted first."""
    assert "nested without end" in str(read_yaml("x.yaml", DEEP[name]().encode()).faults[0])


def test_aliases_depth_and_numbers_of_values_are_capped() -> None:
    laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n"
        for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    faults = list(shape_faults("pack.yaml", laughs.encode()))
    assert len(faults) == 1 and faults[0].where and faults[0].where.line == 2 and "alias" in faults[0].what
    assert "deep" in next(shape_faults("x.yaml", b"[" * 41 + b"]" * 41)).what
    assert list(shape_faults("x.yaml", b"[" * 40 + b"]" * 40)) == []
    assert "200,000 values" in next(shape_faults("x.yaml", b"- x\n" * 200_001)).what


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("pack.yaml", "a: &a [1]\nb: *a\n", "alias"),
        ("rules.yaml", "- " * 5000, "nested"),
        ("pack.yaml", "id: !!python/object/apply:os.system ['touch evil']\n", "text is expected"),
        ("pack.yaml", "id: [\n", "cannot be read"),
        ("facts.csv", "not,a,table\n=cmd|'/c calc'!A0,1,2\n", "facts.csv"),
        ("pack.yaml", "\x00\x01\x02", "not YAML"),
    ],
)
def test_a_hostile_file_is_refused_with_its_place_and_nothing_is_left(
    around: Path, file: str, text: str, says: str
) -> None:
    with pytest.raises(PackFaults) as refused:
        take_pack(zipped(FILES | {file: text.encode()}), around / "packs")
    told = " ".join(str(fault) for fault in refused.value.faults)
    assert says in told and file in told
    assert left(around) == []


def test_the_process_that_reads_packs_may_be_killed_and_the_host_says_so(
    around: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for worker in ("shirehall.host.no_such_worker", "this"):
        monkeypatch.setattr(uploads, "WORKER", worker)
        with pytest.raises((PackFaults, ValueError), match=r"memory and time|Expecting|1 fault"):
            take_pack(zipped(FILES), around / "packs")
        assert left(around) == []


def test_the_limits_hold_in_the_process_itself(tmp_path: Path) -> None:
    """Memory, files and time, tried in a process that limits itself as the reader does."""
    for greedy, fault in (
        ("x = bytearray(2 * 1024**3)", "MemoryError"),
        (f"open({str(tmp_path / 'f')!r}, 'wb', 0).write(b'x')", "File too large"),
        ("f = [open('/dev/null') for _ in range(100)]", "Too many open files"),
    ):
        code = f"from shirehall.host.upload_worker import limit_this_process as l\nl()\n{greedy}"
        done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode != 0 and fault in done.stderr, done.stderr


def test_the_report_of_a_sound_pack_is_its_id_and_digest() -> None:
    told = report(PACK)
    assert told["faults"] == [] and told["id"] == "bigshire" and told["digest"] == read_pack(PACK).digest


# ---- T12: packs are data ------------------------------------------------------------------------------------

RUNS_CODE = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "yaml.load",
    "yaml.unsafe_load",
    "yaml.full_load",
}
CODE_MODULES = {
    "pickle",
    "cPickle",
    "marshal",
    "shelve",
    "dill",
    "joblib",
    "cloudpickle",
    "runpy",
    "code",
    "codeop",
    "pty",
}
TEMPLATES = {"jinja2", "mako", "string.Template"}


def tricks(tree: ast.AST, *, templates: bool) -> list[str]:
    """Each place where text could become code: evaluating, unpickling, templates made of text."""
    found: list[str] = []
    for node in ast.walk(tree):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        banned = CODE_MODULES | (TEMPLATES if not templates else set())
        found += [module for module in modules if module in banned or module.split(".")[0] in banned]
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found += [name] if name in RUNS_CODE or name.endswith((".extractall", ".from_string")) else []
            found += [
                f"{name}(shell)"
                for word in node.keywords
                if word.arg == "shell" and ast.unparse(word.value) != "False"
            ]
    return found


SEALED = {"snapshots.py": {"pickle"}}
"""The day's own cache: read only under a seal of the host's secret, and then plain values and the play's own classes alone."""


def test_no_text_becomes_code_anywhere() -> None:
    """Templates are made from files of the house only, in host/ and paper/; nothing else makes any."""
    bad = {
        path.name: found
        for path in sorted((ROOT / "src" / "shirehall").rglob("*.py"))
        if (
            found := set(
                tricks(
                    ast.parse(path.read_text("utf-8")), templates=bool({"host", "paper"} & set(path.parts))
                )
            )
        )
    }
    assert bad == SEALED


def named(module: str, name: str) -> bytes:
    """A pickle that asks for one name, as Python's own protocol 5 spells it."""
    return (
        b"\x80\x05"
        + b"".join(b"\x8c" + bytes([len(each)]) + each.encode() for each in (module, name))
        + b"\x93."
    )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("shirehall.play.snapshots", "pickle.loads"),
        ("shirehall.play.snapshots", "threading"),
        ("shirehall.play.snapshots", "unpacked"),
        ("shirehall.play.snapshots", "partial"),
        ("shirehall.playful", "x"),
    ],
)
def test_the_days_cache_reads_nothing_but_the_plays_own_classes(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no place in a cache"):
        unpacked(named(module, name))


def test_a_file_of_the_cache_that_we_did_not_seal_is_not_even_unpacked(tmp_path: Path) -> None:
    ours, theirs = Cache(tmp_path, b"k" * 32, "day"), Cache(tmp_path, b"another key", "day")
    theirs.keep("world", named("builtins", "eval"))
    theirs.close()
    assert list(tmp_path.iterdir()) and ours.found("world") is None
    ours.close()


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "eval('1')",
        "import yaml\nyaml.load(x)",
        "import subprocess\nsubprocess.run('x', shell=True)",
        "z.extractall('.')",
        "env.from_string(text)",
        "import jinja2",
        "from string import Template",
    ],
)
def test_the_search_for_tricks_finds_them(code: str) -> None:
    assert tricks(ast.parse(code), templates=False)


# ---- seeded mutants -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("defence", "raw"),
    [
        ("_leads_out", lambda: zipped(FILES | {"../evil.yaml": b"x"})),
        ("_unfolds", lambda: zipped(FILES | {"briefings/z.md": b" " * 4_000_000})),
        ("_archive_faults", lambda: zipped(FILES | {f"briefings/{n}.md": b"x" for n in range(500)})),
    ],
)
def test_a_defence_taken_away_is_missed(
    monkeypatch: pytest.MonkeyPatch, defence: str, raw: Callable[[], bytes]
) -> None:
    assert told(raw())
    monkeypatch.setattr(uploads, defence, lambda *_: () if defence == "_archive_faults" else False)
    members(raw())
