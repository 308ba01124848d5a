"""What forms of the study send: plain words, keys and numbers."""

from __future__ import annotations

import re

from starlette.datastructures import FormData

from shirehall.errors import UsageError
from shirehall.study.notebook.note import keepable

NUMBER = re.compile(r"\d{1,9}")


def pieces(form: FormData) -> dict[str, str]:
    """The fields of a form as words that every store can keep; a field sent several times is one of words apart by spaces."""
    found: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != "csrf":
            text = keepable(value)
            found[name] = f"{found[name]} {text}" if name in found else text
    return found


def key_of(data: dict[str, str]) -> str:
    """The key that a form was shown with. Raises UsageError without one."""
    key = data.get("key", "")
    if not key:
        raise UsageError("the form carries no key.", mend="open the page again and send it from there.")
    return key


def numbers_in(words: str) -> tuple[int, ...]:
    """The whole numbers in some words, each once."""
    return tuple(dict.fromkeys(int(number) for number in NUMBER.findall(words)))
