"""What every test shares: how hard hypothesis tries, and the table of proved requirements.

`SHIREHALL_HYPOTHESIS` chooses the profile: `quick` (the default) draws the same examples every time, `soak`
draws many new ones.

`pytest tests --coverage-table=FILE` writes, at the end of the run, which requirement each passed test proves.
"""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from shirehall.host.keeper import KEEPS
from tests.record.programs import not_sitting, postgres_programs
from tests.units import ByUnit, place_of
from tools.coverage_table import Outcomes, read_requirements, render

if TYPE_CHECKING:
    from tests.record.server import Server

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "tests" / "data" / "requirements.csv"

settings.register_profile(
    "quick",
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("SHIREHALL_HYPOTHESIS", "quick"))


# Without a PostgreSQL these do not sit; the summary says so (see pytest_terminal_summary).
collect_ignore = (
    [] if postgres_programs() else ["host/test_on_postgres.py", "host/test_register_on_postgres.py"]
)
# Hosts have a keeper on Linux only.
collect_ignore += [] if KEEPS else ["host/test_keeper.py"]


@pytest.fixture(scope="session")
def server() -> Iterator["Server"]:
    """A private PostgreSQL, for as long as this worker runs."""
    from tests.record.server import Server

    made = Server()
    try:
        made.wait()
        yield made
    finally:
        made.remove()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--coverage-table",
        metavar="FILE",
        default=None,
        help="write the table of requirements proved by this run to FILE (run all tests with it)",
    )


def pytest_configure(config: pytest.Config) -> None:
    target = config.getoption("--coverage-table")
    is_worker = hasattr(config, "workerinput")
    if target and not is_worker:
        config.pluginmanager.register(CoverageTable(Path(target)), "shirehall-coverage-table")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what this machine leaves untested."""
    for sentence in not_sitting():
        terminalreporter.write_line(f"NOT TESTED HERE: {sentence}", yellow=True, bold=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByUnit | None:
    """With `--dist loadfile`, whole rooms are kept together where their tests share what was played (see `units.py`)."""
    return ByUnit(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """While tests are read nothing becomes rubbish, and none is looked for."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first; and each test carries its requirement ids in its report, so that they survive the way from a worker."""
    items.sort(key=place_of)
    for item in items:
        for mark in item.iter_markers("requirement"):
            item.user_properties.extend(("requirement", str(identity)) for identity in mark.args)


def pytest_collection_finish() -> None:
    """What was read to begin with stays for the whole run: rubbish is looked for among what tests make, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class CoverageTable:
    """Gathers outcomes during the run and writes the table when it ends."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes = Outcomes()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [str(value) for name, value in report.user_properties if name == "requirement"]
        if not ids:
            return
        if report.failed or report.skipped:
            self.outcomes.not_passed(report.nodeid, ids)
        elif report.when == "call":
            self.outcomes.passed(report.nodeid, ids)

    @pytest.hookimpl(wrapper=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        requirements = read_requirements(REQUIREMENTS)
        self.target.write_text(render(requirements, self.outcomes), encoding="utf-8", newline="\n")
        proved = sum(1 for requirement in requirements if self.outcomes.proof_of(requirement.id))
        terminalreporter.write_line(f"{self.target}: {proved} of {len(requirements)} requirements proved")
        yield
