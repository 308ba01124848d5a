"""Source to PDF or pictures: Typst in this process, with our own letters, no package and no network."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

from shirehall.errors import ShirehallError, UsageError

FONTS = Path(str(files("shirehall.paper.print"))) / "fonts"
STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, titled, in a stated language, so that it can be read aloud."""
MOST_UNSHOWN = 200
_UNSHOWN = re.compile(r"the text `\"(.*)\"` could not be displayed", re.DOTALL)
_CODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def typst() -> Any:
    """The typesetter. Raises UsageError when it is not installed."""
    try:
        import typst as found
    except ImportError:
        raise UsageError(
            "printing needs the typesetter Typst, which is not installed.",
            mend='run: pip install "shirehall[report]"',
        ) from None
    return found


def pdf_of(source: str) -> bytes:
    """The source as PDF/UA-1. The same source gives the same bytes.

    A character that no letters of ours can show is printed as its name in brackets. Raises UsageError when Typst is not
    installed, and ShirehallError when it refuses the source.
    """
    found = typst()
    for _ in range(MOST_UNSHOWN):
        try:
            done: bytes = compiler(found, source).compile(format="pdf", pdf_standards=[STANDARD])
        except found.TypstError as error:
            unshown = _UNSHOWN.search(error.message)
            if unshown is None:
                raise refused(error) from None
            source = spelt(source, unshown[1])
        else:
            return done
    raise ShirehallError(
        f"the text holds more than {MOST_UNSHOWN} characters that cannot be shown in print.",
        mend="write it in a script that our letters hold: Latin, Greek or Cyrillic.",
        who="whoever wrote the text",
    )


def pictures_of(source: str, dots: int = 110) -> list[bytes]:
    """Each page as a PNG of so many dots an inch. Raises as `pdf_of` does."""
    found = typst()
    try:
        done = compiler(found, source).compile(format="png", ppi=float(dots))
    except found.TypstError as error:
        raise refused(error) from None
    return done if isinstance(done, list) else [done]


def compiler(found: Any, source: str) -> Any:
    """A compiler of one source that can read nothing else than our letters."""
    return found.Compiler(
        input=source.encode("utf-8"), root=str(FONTS), font_paths=[str(FONTS)], ignore_system_fonts=True,
        package_path=str(FONTS), package_cache_path=str(FONTS),
    )  # fmt: skip


def spelt(source: str, unshown: str) -> str:
    """The source with characters that cannot be shown told by their names. They stand in string literals only."""
    text = _CODE.sub(lambda m: chr(int(m[1], 16)), unshown)
    for character in sorted({c for c in text if not c.isascii()}):
        name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
        source = source.replace(character, f"[{name}]")
    if not any(not c.isascii() for c in text):
        raise ShirehallError(
            f"a text cannot be shown in print: {text!r}.",
            mend="write it otherwise.",
            who="whoever wrote the text",
        )
    return source


def refused(error: Any) -> ShirehallError:
    """What Typst says, as an error of ours."""
    return ShirehallError(
        f"Typst refuses what it was given to print: {error.message}.",
        mend="send this line with the pack to those who look after Shirehall.",
        who="those who look after Shirehall",
    )
