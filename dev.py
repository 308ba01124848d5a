#!/usr/bin/env python3
"""One file that sets everything up and runs it: `python3 dev.py demo` (on Windows: `py dev.py demo`).

It needs only Python 3.11 or later with pip. It makes `.venv` beside itself, installs what the command needs at the
versions of constraints.txt, and remembers what it installed, so that the next time costs almost nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, NamedTuple, Sequence  # noqa: UP035 (an older Python must get as far as check_python)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "shirehall-stamp.json"
WINDOWS = os.name == "nt"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

DEMO = ROOT / "demo"
DEMO_FILES = (
    "record.sqlite",
    "record.sqlite-shm",
    "record.sqlite-wal",
    "record.jsonl",
    "report.html",
    "indicators.json",
    "timeline.csv",
    "reasons.jsonl",
)
MADE = (".venv", "demo", "docs/_build", "dist", "build")
CACHES = (".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache")


class Trouble(Exception):
    """Something that the reader can mend, told in plain words."""


class Stage(NamedTuple):
    """One step of the checks: what it is called and what it runs inside `.venv`."""

    name: str
    command: Sequence[str]


LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
CHECKS = (
    Stage("ruff check", ("-m", "ruff", "check", ".")),
    Stage("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Stage("mypy", ("-m", "mypy")),
    Stage("import floors", ("-c", LINT_IMPORTS)),
)
DOCS = Stage("docs", ("-m", "sphinx", "-W", "-q", "-b", "html", "docs", "docs/_build/html"))
# A worker more than the two processors of a small machine, for tests that wait; in the units and the order that tests/units.py gives.
# What every worker would do for itself at the same time is done once before: the county's loop is compiled, the tests are read.
WARM = (
    Stage("compile", ("-c", "from tests.economy.asked import county as c; c().live_month(c().begin(1), ())")),
    Stage("collect", ("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")),
)
PYTEST = ("-m", "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "-q")


# ---- set-up ---------------------------------------------------------------------------------------------------


def check_python() -> None:
    """Go on with a newer Python when this one is too old and another is at hand; else say what to do."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            raise SystemExit(subprocess.call([found, str(ROOT / "dev.py"), *sys.argv[1:]]))
    have = ".".join(str(part) for part in sys.version_info[:3])
    raise Trouble(
        f"Shirehall needs Python 3.11 or later; this is Python {have}.\n"
        "Install a newer one from https://www.python.org/downloads/ (Debian, Ubuntu: apt install python3.11 "
        "python3.11-venv),\nthen run it by name, for instance: python3.11 dev.py demo"
    )


def venv_python() -> Path:
    """The Python inside `.venv`."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def set_up(*extras: str) -> None:
    """Make `.venv` and install the core with these extras, unless that is done already."""
    done = read_stamp()
    wanted = sorted({*extras, *done.get("extras", [])})
    inputs = digest()
    if done.get("inputs") == inputs and set(extras) <= set(done["extras"]) and venv_python().exists():
        return
    began = time.monotonic()
    say(f"Setting up .venv with: core, {', '.join(wanted)}. This takes a minute or so, once.")
    uv = shutil.which("uv")
    if not venv_python().exists():
        make_venv(uv)
    STAMP.unlink(missing_ok=True)
    install(uv, wanted)
    STAMP.write_text(json.dumps({"inputs": inputs, "extras": wanted}) + "\n", encoding="utf-8")
    say(f"Set up in {time.monotonic() - began:.0f} s.")


def read_stamp() -> dict:  # type: ignore[type-arg]
    """What the last set-up installed; empty when there was none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("extras"), list) else {}


def digest() -> str:
    """A hash of everything that decides what belongs in `.venv`."""
    sha = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        sha.update((ROOT / name).read_bytes())
    return sha.hexdigest()


def make_venv(uv: str | None) -> None:
    """Make an empty virtual environment, also where Debian keeps venv's installer in a package of its own."""
    if uv and run([uv, "venv", "--seed", "--clear", "--python", sys.executable, str(VENV)], check=False) == 0:
        return
    if has_module("venv") and has_module("ensurepip"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        return
    bare = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    seed = [sys.executable, "-m", "pip", "--python", str(venv_python()), "install", "pip"]
    if (
        has_module("venv")
        and has_module("pip")
        and run(bare, check=False) == 0
        and run(seed, check=False) == 0
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = ".".join(str(part) for part in sys.version_info[:2])
    raise Trouble(
        f"This Python ({sys.executable}) cannot make a virtual environment: its venv module or pip is missing.\n"
        f"On Debian or Ubuntu: apt install python{version}-venv. Elsewhere, install Python from "
        "https://www.python.org/downloads/."
    )


def has_module(name: str) -> bool:
    """Whether this Python can import the module (Debian ships venv without ensurepip)."""
    return subprocess.call([sys.executable, "-c", f"import {name}"], stderr=subprocess.DEVNULL) == 0


def install(uv: str | None, extras: Sequence[str]) -> None:
    """Install this checkout, editable, with the extras at the pinned versions; pip shows its own progress."""
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    pins = str(ROOT / "constraints.txt")
    python = str(venv_python())
    if uv:
        if run([uv, "pip", "install", "--python", python, "-e", target, "-c", pins], check=False) == 0:
            return
        say("uv did not manage; trying pip.")
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    if run([*pip, "--version"], check=False, quiet=True) != 0:
        run([python, "-m", "ensurepip", "--upgrade"])
    run([*pip, "install", "--quiet", "--upgrade", "pip"])
    wheels_only = ",".join(("numpy", "numba", "llvmlite", "pydantic-core", "vl-convert-python"))
    code = run([*pip, "install", "--only-binary", wheels_only, "-e", target, "-c", pins], check=False)
    if code != 0:
        raise Trouble(
            "The packages could not be installed; pip's own words are above.\n"
            "Usual causes: no network; a proxy (set HTTPS_PROXY); a Python so new or a processor so rare that some\n"
            "package has no ready-made build for it. Then run the same command again: it goes on where it stopped."
        )


def by_apt(package: str, *, least: bool = False) -> bool:
    """Install a package with apt where that can be done, as root on Debian. With `least`, only when it costs little and moves nothing."""
    if WINDOWS or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {package} for the tests (apt-get install {package}).")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    how = ["--no-remove", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15"] if least else []
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *how, package]
    if run(command, check=False, quiet=True) == 0:
        return True
    if least:
        return False
    run(["apt-get", "update", "-q"], check=False, quiet=True)
    return run(command, check=False, quiet=True) == 0


POSTGRES_PLACES = ("usr/lib/postgresql/*/bin/initdb", "opt/homebrew/opt/postgresql*/bin/initdb")


def postgres_ready() -> None:
    """See that there is a PostgreSQL for its half of the record's exam: installed by apt for root on Debian, else told."""
    if shutil.which("initdb") or any([*Path("/").glob(place)] for place in POSTGRES_PLACES):
        return
    if by_apt("postgresql"):
        return
    say(
        "There is no PostgreSQL here and it could not be installed: its half of the record's exam will NOT sit.\n"
        "On Debian or Ubuntu: apt install postgresql; on a Mac: brew install postgresql."
    )


SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browser_ready() -> None:
    """See that there is a Chromium for the pages' tests: SHIREHALL_CHROMIUM, the path, apt for root on Debian, else Playwright's.

    One without windows is preferred: it is the same browser, and opens a page at a fifth of the cost.
    """
    if os.environ.get("SHIREHALL_CHROMIUM") or any(shutil.which(name) for name in SHELLS):
        return
    whole = any(shutil.which(name) for name in BROWSERS)
    if by_apt("chromium-headless-shell", least=whole) or whole or by_apt("chromium"):
        return
    say("Fetching Chromium for the tests (playwright install chromium).")
    if run([str(venv_python()), "-m", "playwright", "install", "chromium"], check=False) != 0:
        raise Trouble(
            "There is no Chromium here and it could not be fetched.\n"
            "Install one (Debian, Ubuntu: apt install chromium), or name one in SHIREHALL_CHROMIUM, and run the same again."
        )
    where = "from playwright.sync_api import sync_playwright as p\nwith p() as made: print(made.chromium.executable_path)"
    found = subprocess.run([str(venv_python()), "-c", where], capture_output=True, text=True, check=True)
    os.environ["SHIREHALL_CHROMIUM"] = found.stdout.strip()


# ---- running things -------------------------------------------------------------------------------------------


def say(words: str) -> None:
    """Print at once, so that our words stand in order with those of the tools."""
    print(words, flush=True)


def run(command: Sequence[str], *, check: bool = True, quiet: bool = False) -> int:
    """Run a program in the root with UTF-8 everywhere; with check, its failure ends ours."""
    env = environment()
    sink = subprocess.DEVNULL if quiet else None
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env=env, stdout=sink, stderr=sink)
    if check and code != 0:
        raise SystemExit(code if code > 0 else 1)
    return code


def environment() -> dict[str, str]:
    """What programs are run with: UTF-8 everywhere, and modules kept as compiled, for the tests start hundreds of programs."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


@contextmanager
def warmed(stages: Sequence[Stage]) -> Iterator[None]:
    """Make these ready beside what the block does, one after another; whatever fails here fails again where it is needed, and is told."""

    def make_ready() -> None:
        for stage in stages:
            run([str(venv_python()), *stage.command], check=False, quiet=True)

    beside = threading.Thread(target=make_ready, name="warming")
    beside.start()
    try:
        yield
    finally:
        beside.join()


def run_group(stages: Sequence[Stage]) -> None:
    """Run every stage of a group, each with its time; stop after the group when any of them failed."""
    failed = []
    for stage in stages:
        say(f"--- {stage.name}")
        began = time.monotonic()
        code = run([str(venv_python()), *stage.command], check=False)
        took = time.monotonic() - began
        say(f"    {'ok' if code == 0 else 'FAILED'}, {took:.1f} s")
        if code != 0:
            failed.append(stage.name)
    if failed:
        raise Trouble(f"Failed: {', '.join(failed)}. What is wrong is said above.")


# ---- commands -------------------------------------------------------------------------------------------------


def demo(_: Sequence[str]) -> None:
    """Play Bigshire's year with scripted seats and write the report into demo/."""
    set_up("report")
    for name in DEMO_FILES:
        (DEMO / name).unlink(missing_ok=True)
    program = VENV / ("Scripts/shirehall.exe" if WINDOWS else "bin/shirehall")
    run([str(program), "play", "bigshire", "--seed", "1", "--out", str(DEMO)])
    report = DEMO / "report.html"
    if not report.exists():
        raise Trouble(f"The play ended without a report: {report} is not there.")
    say(f"\nThe report: {report}\nOpen it in any browser.")


def test(rest: Sequence[str]) -> None:
    """Lint, formatting, types, floors, then all tests, which build the docs too; pytest's own summary comes last."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    with warmed(WARM):
        run_group(CHECKS)
        postgres_ready()
        browser_ready()
    say("--- tests")
    run([str(venv_python()), *PYTEST, *rest])


def setup(_: Sequence[str]) -> None:
    """Install everything into .venv: core, report, development tools, documentation tools."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    say(f"Ready: {VENV}")


def check(_: Sequence[str]) -> None:
    """Lint, formatting, types and floors, without the tests."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    run_group(CHECKS)


def docs(_: Sequence[str]) -> None:
    """Build the documentation; every warning is an error."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    run_group([DOCS])
    say(f"Open {ROOT / 'docs' / '_build' / 'html' / 'index.html'}")


def bench(rest: Sequence[str]) -> None:
    """Run bench/run.py, which measures time and memory; nothing in the tests depends on it."""
    set_up("report", "analysis", "dev")
    script = ROOT / "bench" / "run.py"
    if not script.exists():
        raise Trouble("There is no bench/run.py to run yet.")
    run([str(venv_python()), str(script), *rest])


def soak(rest: Sequence[str]) -> None:
    """The full floors, two rehearsals and every property with fresh examples, in parts, into docs/rehearsal.md; `--list` names them."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    postgres_ready()
    browser_ready()
    run([str(venv_python()), "tools/soak.py", *rest])


def coverage(_: Sequence[str]) -> None:
    """Run all tests and write docs/coverage.md from what they proved."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    postgres_ready()
    browser_ready()
    # The page is about to be written anew, so the one test that holds it to the marks is left for the next run.
    stale = "tests/house/test_coverage_page.py"
    run([str(venv_python()), *PYTEST, "tests", "--ignore", stale, "--coverage-table=docs/coverage.md"])


def pins(_: Sequence[str]) -> None:
    """Renew constraints.txt with the newest versions that fit together, for every platform at once."""
    set_up("report", "postgres", "analysis", "dev", "docs")
    tools = ROOT / "build" / "pins"
    run([sys.executable, "-m", "venv", str(tools)])
    python = tools / ("Scripts/python.exe" if WINDOWS else "bin/python")
    run([str(python), "-m", "pip", "install", "--quiet", "uv"])
    extras = [
        part for name in ("report", "postgres", "analysis", "dev", "docs") for part in ("--extra", name)
    ]
    plain = ["--universal", "--upgrade", "--no-annotate", "--no-header", "--no-emit-index-url"]
    target = ROOT / "constraints.txt"
    head = [line for line in target.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    run(
        [
            str(python),
            "-m",
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            *plain,
            *extras,
            "-q",
            "-o",
            str(target),
        ]
    )
    body = target.read_text(encoding="utf-8")
    target.write_text("\n".join(head) + "\n" + body, encoding="utf-8", newline="\n")
    say("constraints.txt is renewed. Now: python3 dev.py test")


def clean(_: Sequence[str]) -> None:
    """Remove what these commands made: .venv, demo/, built pages and caches."""
    for name in (*MADE, *CACHES):
        if (ROOT / name).is_dir():
            shutil.rmtree(ROOT / name)
            say(f"removed {name}")
    for part in ("src", "tests", "tools", "bench"):
        for cache in sorted((ROOT / part).rglob("__pycache__")):
            shutil.rmtree(cache)


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {
    "demo": demo,
    "test": test,
    "setup": setup,
    "check": check,
    "docs": docs,
    "bench": bench,
    "soak": soak,
    "coverage": coverage,
    "pins": pins,
    "clean": clean,
}


def main() -> int:
    """Parse one command; what follows it goes to pytest (test), to the soak (its parts) or to the bench."""
    check_python()
    lines = "\n".join(f"  {name:10}{(command.__doc__ or '').strip()}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        description="Set up and run Shirehall's project commands.",
        epilog=f"commands:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    arguments, rest = parser.parse_known_args()
    if rest and arguments.command not in ("test", "soak", "bench"):
        parser.error(f"{arguments.command} takes no further words: {' '.join(rest)}")
    COMMANDS[arguments.command](rest)
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("\nStopped. Run the same command to go on.", file=sys.stderr)
        raise SystemExit(130) from None
