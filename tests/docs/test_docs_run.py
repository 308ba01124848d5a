"""Everything that the pages show is run, and prints what they say."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import Block, blocks, commands, matches, run_page

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "docs/tutorial.md",
    "docs/pack-authors.md",
    "docs/how-it-works.md",
    "docs/asking.md",
    "docs/coding.md",
)
NOT_RUN = {"text", "sh", "yaml", "markdown", "output", "sql"}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_can_be_done(page: str, tmp_path: Path):
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = [block for block in blocks(text) if block.language in ("console", "python")]
    assert (run_page(text, tmp_path) > 0) == bool(shown)


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_no_block_is_of_a_language_that_nobody_runs_or_knows(page: str):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert {block.language for block in blocks(text)} <= NOT_RUN | {"console", "python"}


def test_a_page_that_promises_too_much_fails(tmp_path: Path):
    with pytest.raises(AssertionError, match="says"):
        run_page("```python\nprint(1 + 1)\n```\n\n```output\n3\n```\n", tmp_path)
    with pytest.raises(AssertionError, match="says"):
        run_page("```console\n$ shirehall packs\nno-such-pack\n```\n", tmp_path)


def test_an_ellipsis_stands_for_anything_and_nothing_else_does():
    assert matches("… events; head …", "1234 events; head abc\n")
    assert matches("a\n…\nb", "a\nlots\nof lines\nb\n")
    assert not matches("… events", "1234 facts")


def test_commands_are_told_from_what_they_print():
    found = commands(Block("console", "$ one two\nprinted\n$ three\n", 1))
    assert [(each.words, each.prints) for each in found] == [("one two", "printed\n"), ("three", "")]


def test_the_program_that_the_pages_run_is_installed_under_its_name():
    beside = Path(sys.executable).parent
    program = next(path for path in (beside / "shirehall", beside / "shirehall.exe") if path.exists())
    said = subprocess.run([program, "packs"], capture_output=True, encoding="utf-8", check=True).stdout
    assert "bigshire" in said.split()
