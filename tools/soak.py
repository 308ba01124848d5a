"""The soak, in parts that can be given one by one: each writes what it measured as soon as it has it, and the page is made anew.

    python tools/soak.py                      all the usual parts, one after another
    python tools/soak.py kills year           these parts only
    python tools/soak.py --list               the parts, with what each is and about how long it takes

What a part measured is kept in soak/PART.md, and docs/rehearsal.md is put together from all of them after each part: a soak that is
broken off keeps its figures. Give it a machine with nothing else to do: bots and host share it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "soak"
PAGE = ROOT / "docs" / "rehearsal.md"
HEAD = """# What a rehearsal measured

This page is written by `make soak`. Most of it is what `shirehall rehearse` measures, which you can give on your own machine on the
morning of a day: bots take every seat through the front door, a year is lived at speed, the host is killed again and again, and
everything that anybody was told is then compared with the record. The goals and their floors are those of the [design](design.md).
`python tools/soak.py PART` measures one part anew.
"""
PYTEST = (
    "-m",
    "pytest",
    "-n",
    "2",
    "--dist",
    "loadfile",
    "-v",
    "--timeout",
    "1200",
    "-p",
    "no:cacheprovider",
)
COUNTED = re.compile(r"\b(PASSED|FAILED|ERROR) (tests/\S+)")
POSTGRES = "POSTGRES"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its heading on the page, minutes it takes about, and the longest it may, and its command.

    `whole` ones write their page themselves (`--out`); of the others what they print is counted. `usual` ones are in every soak.
    """

    name: str
    title: str
    minutes: float
    longest: float
    words: tuple[str, ...]
    whole: bool = True
    usual: bool = True


def property_files() -> tuple[str, ...]:
    """The files of tests that draw their examples, or take more of them in a soak."""
    found = [
        path
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if re.search("hypothesis|SOAK", path.read_text(encoding="utf-8"))
    ]
    return tuple(str(path.relative_to(ROOT)) for path in found)


PAGES = ("player", "facilitator", "observer", "study")
"""Whose pages are looked over in a browser; the wall's are in a file with its other tests."""
REHEARSE = ("-m", "shirehall", "rehearse", "bigshire")
PARTS = (
    Part("year", "A year, with figures and troubles", 9, 14, (*REHEARSE, "--streams")),
    Part("kills", "A hundred kills, one after the other", 8, 20, (*REHEARSE, "--course", "kills", "--kills", "100")),
    Part("more-kills", "A hundred kills more, of another day", 8, 20,
         (*REHEARSE, "--course", "kills", "--kills", "100", "--seed", "2")),
    Part("moves", "Ten thousand moves by eighty seats", 4, 12,
         (*REHEARSE, "--course", "moves", "--seats", "80", "--moves", "10000")),
    Part("postgres", "Three months on PostgreSQL", 4, 10,
         (*REHEARSE, "--months", "3", "--kills", "5", "--database", POSTGRES)),
    Part("long", "With much on the record", 6, 15, ("bench/live.py", "10000", "50000")),
    Part("cuts", "Power cuts and kills of the record alone", 4, 15,
         (*PYTEST, "tests/record/test_power_cut.py", "tests/record/test_killed.py"), whole=False),
    Part("properties", "Every property with fresh examples", 12, 30, (*PYTEST, *property_files()), whole=False),
    Part("pages", "Every page in every size by every rule", 4, 10,
         (*PYTEST, *(f"tests/host/test_{who}_browser.py" for who in PAGES), "tests/host/test_wall.py"), whole=False),
    Part("longest", "With half a million events on the record", 40, 90, ("bench/live.py", "500000"), usual=False),
)  # fmt: skip


def run(part: Part) -> bool:
    """Do a part and write what it measured; whether all of it held."""
    began, when = time.monotonic(), datetime.now(UTC)
    say(f"{part.name}: {part.title} (about {part.minutes:.0f} minutes)")
    fresh = KEPT / f"{part.name}.new.md"
    fresh.unlink(missing_ok=True)
    log = KEPT / f"{part.name}.log"
    with on_postgres(part) as words:
        code, broken_off = watched(
            [sys.executable, *words, *(["--out", str(fresh)] if part.whole else [])], log, part.longest
        )
    minutes = (time.monotonic() - began) / 60
    body = demoted(fresh.read_text(encoding="utf-8")) if fresh.exists() else ""
    if not part.whole:
        body, code = counted(log.read_text(encoding="utf-8", errors="replace"), code, broken_off)
    ended = "broken off" if broken_off else "everything held" if code == 0 else "not everything held"
    told = f"{when:%-d %B %Y}, {minutes:.1f} minutes: {ended}."
    if body or code == 0:
        (KEPT / f"{part.name}.md").write_text(
            f"## {part.title}\n\n{told}\n\n{body.strip()}\n", encoding="utf-8"
        )
    fresh.unlink(missing_ok=True)
    write_page()
    say(f"{part.name}: {told} Its words are in {log.relative_to(ROOT)}.")
    return code == 0


def watched(command: Sequence[str], log: Path, longest: float) -> tuple[int, bool]:
    """Run a command, its words on the screen and in the log; ask it to end after so many minutes. Its code, and whether it was asked."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "SHIREHALL_HYPOTHESIS": "soak",
        "SHIREHALL_SOAK": "1",
        "PYTHONUNBUFFERED": "1",
    }
    end = time.monotonic() + 60 * longest
    asked = False
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        try:
            while True:
                more = process.stdout.read()
                if more:
                    out.write(more)
                    out.flush()
                    sys.stdout.buffer.write(more)
                    sys.stdout.buffer.flush()
                elif process.poll() is not None:
                    break
                if time.monotonic() > end and not asked:
                    asked = True
                    os.killpg(process.pid, signal.SIGINT)
                if asked and time.monotonic() > end + 60:
                    os.killpg(process.pid, signal.SIGKILL)
                    break
                time.sleep(0.2)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            process.stdout.close()
            process.wait()
    return process.returncode, asked


class on_postgres:  # noqa: N801 (a context)
    """The words of a part, with the address of a PostgreSQL that is started for it where it asks for one."""

    def __init__(self, part: Part) -> None:
        self.words = part.words
        self._end: Callable[[], None] = lambda: None

    def __enter__(self) -> tuple[str, ...]:
        if POSTGRES not in self.words:
            return self.words
        sys.path.insert(0, str(ROOT))
        from tests.record.server import Server

        server = Server()
        server.wait()
        self._end = server.remove
        return tuple(server.address("rehearsal") if word == POSTGRES else word for word in self.words)

    def __exit__(self, *_: object) -> None:
        self._end()


def counted(words: str, code: int, broken_off: bool) -> tuple[str, int]:
    """What a run of tests found, as a paragraph, and its code: one that was asked to end has failed only when a test did."""
    found: dict[str, str] = {}
    for how, test in COUNTED.findall(words):
        found[test] = how
    wrong = sorted(test for test, how in found.items() if how != "PASSED")
    lines = [f"{len(found) - len(wrong)} tests passed, {len(wrong)} failed."]
    if broken_off:
        lines.append("Its time was over before the others were reached.")
    lines += [f"- `{test}` failed" for test in wrong]
    return "\n".join(lines), 1 if wrong else 0 if broken_off else code


def demoted(page: str) -> str:
    """A page as a section: without its heading and its introduction, and its own sections one step lower."""
    _, _, rest = page.partition("\nMeasured ")
    return re.sub(r"^## ", "### ", f"Measured {rest}" if rest else page, flags=re.MULTILINE)


def write_page() -> None:
    """Put the page together from what is kept."""
    sections = [(KEPT / f"{part.name}.md") for part in PARTS]
    PAGE.write_text(
        "\n".join([HEAD, *(each.read_text(encoding="utf-8") for each in sections if each.exists())]),
        encoding="utf-8",
    )


def say(words: str) -> None:
    """One line, at once."""
    print(f"\n== {datetime.now(UTC):%H:%M:%S} {words}", flush=True)


def main(words: Sequence[str]) -> int:
    """Do the parts that are named, else the usual ones; the number that did not hold."""
    by_name = {part.name: part for part in PARTS}
    if "--list" in words:
        for part in PARTS:
            print(
                f"{part.name:<12}{part.minutes:>4.0f} min  {part.title}{'' if part.usual else ' (only when named)'}"
            )
        return 0
    unknown = [word for word in words if word not in by_name]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(by_name)}.", file=sys.stderr)
        return 2
    KEPT.mkdir(exist_ok=True)
    if not words and shutil.disk_usage(KEPT).free < 2 * 1024**3:
        print("There is too little room on the disk for a soak: 2 GB.", file=sys.stderr)
        return 2
    wanted = [by_name[word] for word in words] or [part for part in PARTS if part.usual]
    held = [run(part) for part in wanted]
    return len(held) - sum(held)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
