"""The documentation is held to the code: nothing public is without words, nothing that pages name is missing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shirehall.paper.appendix import GLOSSARY
from shirehall.patch.draft import table_models, yaml_models

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "shirehall"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def glossary() -> set[str]:
    """The terms of the glossary: a line followed by one that begins with a colon."""
    return {term.casefold() for term in re.findall(r"^(.+)\n: ", read(DOCS / "glossary.md"), re.MULTILINE)}


def test_every_module_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted(SOURCE.rglob("*.py"))
        if not ast.get_docstring(ast.parse(read(path), str(path)))
    ]
    assert not silent


def test_the_glossary_is_in_order_and_has_no_term_twice():
    page = read(DOCS / "glossary.md")
    for section in page.split("\n## ")[1:]:
        terms = re.findall(r"^(.+)\n: ", section, re.MULTILINE)
        assert terms
        assert terms == sorted(terms, key=str.casefold)
    listed = re.findall(r"^(.+)\n: ", page, re.MULTILINE)
    assert len(listed) == len({term.casefold() for term in listed})


def test_every_word_that_the_report_explains_is_in_the_glossary():
    assert GLOSSARY
    missing = [term for term, _ in GLOSSARY if term.casefold() not in glossary()]
    assert not missing


def test_every_file_of_a_pack_is_explained_to_its_author():
    page = read(DOCS / "pack-authors.md")
    for name in (*yaml_models(), *table_models(), "briefings/*.md"):
        assert f"| `{name}` |" in page, name


def test_every_page_stands_in_the_contents():
    named = set(re.findall(r"^([a-z-]+)$", read(DOCS / "index.md"), re.MULTILINE))
    assert {path.stem for path in DOCS.glob("*.md")} - {"index"} <= named


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z]+(?: [a-z]+)*):", read(ROOT / "Makefile"), re.MULTILINE))
    known = {word for line in targets for word in line.split()}
    for page in PAGES:
        for target in re.findall(r"(?:`|^)make ([a-z]+)", read(page), re.MULTILINE):
            assert target in known, f"{page.name}: make {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_within_the_project_lead_somewhere(page: Path):
    prose = re.sub(r"```.*?```", "", read(page), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#|fact:)([^)#\s]+)", prose):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", DOCS / "index.md", DOCS / "facilitators.md"], ids=lambda path: path.name
)
def test_the_first_pages_say_what_the_claim_is(page: Path):
    words = " ".join(read(page).split())
    assert "what might happen" in words and "never what will" in words
    assert not re.search(r"\b(predict|forecast|foretell)", words, re.IGNORECASE)


def test_the_contents_build_without_a_warning(tmp_path: Path):
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", str(tmp_path / "trees")]
    built = subprocess.run(
        [*command, str(DOCS), str(tmp_path / "html")], capture_output=True, encoding="utf-8", check=False
    )
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "html" / "index.html").exists()
