"""What pages are dressed in: vendored, listed, licensed, free of the NHS's own marks, and asking no other machine for anything."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import shirehall.host
from tests.host.browser import SIZES

HOST = Path(shirehall.host.__file__).parent
STATIC, TEMPLATES = HOST / "static", HOST / "templates"
VENDOR = STATIC / "vendor"
ASSETS = HOST.parents[2] / "web" / "assets"

NAMESPACES = ("http://www.w3.org/",)
"""Names that look like addresses and are never fetched."""


def listed() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def texts(*folders: Path) -> list[Path]:
    kinds = {".css", ".js", ".svg", ".html"}
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in kinds)


def test_what_is_vendored_is_what_is_listed_byte_for_byte() -> None:
    found = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "SHA256SUMS"
    }
    assert found == listed()


def test_each_vendored_thing_has_its_licence_and_its_version_is_pinned() -> None:
    notice = (VENDOR / "NOTICE").read_text(encoding="utf-8")
    packages = json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in packages.values())
    for package in ("nhsuk-frontend", "htmx.org", "@fontsource-variable/atkinson-hyperlegible-next"):
        assert f"{package} {packages[package]}" in re.sub(r"\s+", " ", notice)
    licences = {file.name for file in (VENDOR / "licences").iterdir()}
    assert licences == {"atkinson-hyperlegible-next-OFL.txt", "htmx-0BSD.txt", "nhsuk-frontend-MIT.txt"}
    assert f'version="{packages["nhsuk-frontend"]}"' in (VENDOR / "nhsuk.js").read_text(encoding="utf-8")
    assert f'version="{packages["htmx.org"]}"' in (VENDOR / "htmx.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", texts(STATIC, TEMPLATES), ids=lambda file: file.relative_to(HOST).as_posix())
def test_no_page_style_or_script_names_another_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    addresses = re.findall(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"'<>)]*""", text, flags=re.IGNORECASE)
    assert [one for one in addresses if not one.startswith(NAMESPACES)] == []
    assert re.findall(r"url\(\s*[\"']?(?:https?:|//)", text) == []
    assert "sourceMappingURL" not in text


def test_each_picture_and_letter_that_a_style_sheet_names_is_here() -> None:
    for sheet in STATIC.rglob("*.css"):
        for name in re.findall(r"url\([\"']?([^\"')]+)[\"']?\)", sheet.read_text(encoding="utf-8")):
            assert name.startswith("data:") or (sheet.parent / name).is_file(), f"{sheet.name}: {name}"


def test_neither_the_nhs_logo_nor_its_letters_are_here() -> None:
    for file in texts(STATIC, TEMPLATES):
        text = file.read_text(encoding="utf-8")
        assert "frutiger" not in text.lower(), file
        assert "M0 0h40v16H0z" not in text and "nhsuk-header__logo" not in text, file
        for drawing in re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL):
            assert "nhs" not in drawing.lower().replace("nhsuk-", ""), file
    assert not list(STATIC.rglob("*favicon*"))
    assert "#005eb8" not in (VENDOR / "nhsuk.css").read_text(encoding="utf-8").lower()


def at_widths(sheet: str) -> list[tuple[str, str]]:
    """The heads of a style sheet's blocks for windows of some width, each with its rules."""
    found = []
    for head in re.finditer(r"@media[^{]*width[^{]*\{", sheet):
        end, depth = head.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        found.append((head[0], sheet[head.end() : end]))
    return found


def test_no_colour_and_no_type_differs_between_a_tablet_and_a_laptop() -> None:
    """So that what contrast is on a laptop it is on a tablet; on a phone it is judged by itself."""
    (laptop, _), (tablet, _) = SIZES["laptop"], SIZES["tablet"]
    seen = 0
    for sheet in sorted(STATIC.rglob("*.css")):
        for head, rules in at_widths(sheet.read_text(encoding="utf-8")):
            widths = [
                float(n) * (16 if unit == "em" else 1)
                for n, unit in re.findall(r"width:\s*([\d.]+)(em|px)", head)
            ]
            assert widths, f"{sheet.name}: {head}"
            if any(tablet <= width <= laptop for width in widths):
                seen += 1
                assert not re.search("color|background|font|opacity|shadow|filter", rules), (
                    f"{sheet.name}: {head}"
                )
    assert seen > 3


def test_styles_and_handlers_stay_out_of_the_markup() -> None:
    for file in sorted(TEMPLATES.rglob("*.html")):
        markup = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"<[^>]*\sstyle\s*=", markup), file
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", markup), file
        assert (
            "hx-on" not in markup and "javascript:" not in markup and "|safe" not in markup.replace(" ", "")
        ), file
        assert "<style" not in markup, file
