"""A model's objections turned into located faults that tell the pack's author what to write instead."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from shirehall.errors import PackFault
from shirehall.patch.yamls import Path, YamlFile, shorten


def suggest(word: str, known: Iterable[str]) -> str:
    """Ask "did you mean ...?" of the nearest known word, or an empty text when none is near."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not near:
        lower = {name.lower(): name for name in names}
        near = difflib.get_close_matches(word.lower(), sorted(lower), n=1, cutoff=0.6)
        near = [lower[found] for found in near]
    return f"did you mean `{near[0]}`?" if near else ""


def one_of(known: Iterable[str], most: int = 12) -> str:
    """A short list of the known words for a mend."""
    names = sorted(set(known))
    if not names:
        return "there is none yet"
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def mend_unknown(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The mend for a word that is not among the known ones."""
    names = sorted(set(known))
    hint = suggest(word, names)
    if hint:
        return f"{hint} Otherwise {otherwise}." if otherwise else hint
    return f"use one of {one_of(names)}{', or ' + otherwise if otherwise else ''}."


def model_at(model: Any, path: Sequence[str | int]) -> Any:
    """The annotation reached by walking `path` from `model`, or None."""
    here = model
    for step in path:
        here = _step(here, step)
        if here is None:
            return None
    return _bare(here)


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        models = [part for part in rest if _is_model(_bare(part)) or get_origin(_bare(part)) in (list, dict)]
        return _bare((models or rest)[0])
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _step(annotation: Any, step: str | int) -> Any:
    here = _bare(annotation)
    if _is_model(here):
        for name, info in here.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
        return None
    arguments = get_args(here)
    if get_origin(here) in (list, tuple) and arguments:
        return arguments[0]
    if get_origin(here) is dict and len(arguments) == 2:
        return arguments[1]
    return None


def keys_of(model: Any) -> list[str]:
    """The keys an author may write for a model: aliases where there are any."""
    return [info.alias or name for name, info in model.model_fields.items()] if _is_model(model) else []


def real_path(loc: Sequence[str | int], data: Any) -> Path:
    """A pydantic location with the marks that are not steps into the data (names of union branches) taken out."""
    path: list[str | int] = []
    here = data
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(here, dict):
            if step in here:
                here = here[step]
                path.append(step)
            elif last:
                path.append(step)
        elif isinstance(here, list):
            if isinstance(step, int) and step < len(here):
                here = here[step]
                path.append(step)
    return tuple(path)


def shape_faults(
    error: ValidationError, source: YamlFile, model: Any, base: Path = ()
) -> list[tuple[Path, PackFault]]:
    """Every objection of a model to the data at `base` of a file, as (path, fault); one for each place."""
    data = source.at(base)
    found: dict[Path, PackFault] = {}
    for item in error.errors(include_url=False):
        steps = [step for step in item["loc"] if step != "[key]"]
        inner = real_path(steps, data)
        path = (*base, *inner)
        if path in found:
            continue
        found[path] = _fault(
            item, source, path, model_at(model, inner[:-1]) if inner else model, model_at(model, inner)
        )
    return sorted(
        found.items(),
        key=lambda pair: (pair[1].where.line, pair[1].where.column) if pair[1].where else (0, 0),
    )


def _fault(item: Any, source: YamlFile, path: Path, parent: Any, own: Any) -> PackFault:
    kind = item["type"]
    name = str(path[-1]) if path else source.file
    spoken = " > ".join(_spoken(path, source))
    if kind == "missing":
        return PackFault(
            f"the key `{name}` is missing from {' > '.join(_spoken(path[:-1], source)) or source.file}.",
            where=source.place(path[:-1]),
            mend=f"add `{name}:` with {_wanted(own)}.",
        )
    if kind == "extra_forbidden":
        return PackFault(
            f"`{name}` is not a key of {' > '.join(_spoken(path[:-1], source)) or source.file}.",
            where=source.place(path, key=True),
            mend=_mend_key(name, source.at(path), parent),
        )
    what, mend = explain(item, source.at(path), own)
    if source.at(path) is None and re.fullmatch(r"\d+", name):
        mend = _mend_key(name, None, None)
    return PackFault(f"{spoken or source.file}: {what}", where=source.place(path), mend=mend)


def _mend_key(name: str, value: Any, parent: Any) -> str:
    if value is None and re.fullmatch(r"\d+", name):
        return "inside braces a comma ends a value: write 1200, not 1,200."
    if re.search(r"[“”]", name):
        return 'curly quotation marks (“ ”) do not hold text together: type straight ones (") in their place.'
    if name == "<<":
        return "packs do not use merge keys; write the keys out."
    return mend_unknown(name, keys_of(parent))


def _spoken(path: Path, source: YamlFile) -> list[str]:
    """A path as an author would say it: items of a list by their id where they have one."""
    words: list[str] = []
    for index, step in enumerate(path):
        if isinstance(step, int):
            item = source.at(path[: index + 1])
            label = item.get("id") or item.get("title") if isinstance(item, dict) else None
            words.append(str(label) if label else f"item {step + 1}")
        else:
            words.append(step)
    return words


def _wanted(annotation: Any) -> str:
    here = _bare(annotation)
    if get_origin(here) is Literal:
        return f"one of {one_of(map(str, get_args(here)), 8)}"
    if get_origin(here) is list:
        return "a list"
    if get_origin(here) is dict:
        return "a map of name to value"
    if _is_model(here):
        return "the keys " + ", ".join(keys_of(here)[:6])
    return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(here, "a value")


def explain(item: Any, value: Any, annotation: Any = None) -> tuple[str, str]:
    """(what is wrong, how to mend it) for one objection of pydantic to `value`."""
    kind = str(item["type"])
    context = item.get("ctx", {})
    if kind in ("literal_error", "enum"):
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        if isinstance(value, bool):
            return (
                "a word is expected, but YAML reads this as a truth value.",
                f"use one of {one_of(known, 24)}.",
            )
        return f"`{shorten(str(value))}` is not one of the words that may stand here.", mend_unknown(
            str(value), known
        )
    if kind == "string_type":
        return _not_text(value)
    if kind.startswith("bool"):
        return (
            "true or false is expected.",
            "write true or false; YAML 1.2 reads yes, no, on and off as plain words.",
        )
    if kind in ("float_parsing", "float_type", "int_type", "int_parsing", "int_from_float", "finite_number"):
        return _not_number(kind, value)
    if kind == "string_pattern_mismatch":
        return _not_pattern(str(context.get("pattern", "")), str(value))
    bounds = {"less_than_equal": ("le", "at most"), "greater_than_equal": ("ge", "at least"),
              "less_than": ("lt", "less than"), "greater_than": ("gt", "more than")}  # fmt: skip
    if kind in bounds:
        key, words = bounds[kind]
        limit = context.get(key)
        hint = " A share is written from 0 to 1: 40 per cent is 0.4." if key == "le" and limit == 1 else ""
        return f"the number must be {words} {limit}.", f"write a number that is {words} {limit}.{hint}"
    if kind in ("too_short", "too_long"):
        wanted = context.get("min_length", context.get("max_length"))
        return f"{context.get('actual_length')} items stand here; {wanted} are wanted.", f"give {wanted}."
    if kind == "list_type":
        return (
            "a list is expected.",
            "put the items in square brackets, or each on a line of its own after a hyphen.",
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return (
            "a map of keys and values is expected.",
            f"write {_wanted(annotation)} under it, each as `key: value`.",
        )
    return f"{item['msg']}.", "write what the models of the pack ask for; see the JSON Schema of this file."


def _not_text(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        word = "true" if value else "false"
        return (
            "text is expected, but YAML reads this as a truth value.",
            f'put it in quotation marks: "{word}".',
        )
    if isinstance(value, (int, float)):
        return (
            "text is expected, but YAML reads this as a number.",
            f'put it in quotation marks: "{value}"; a time is written "12:30".',
        )
    if value is None:
        return (
            "text is expected, but nothing stands here.",
            "write the text, or take the key away if it may be left out.",
        )
    if isinstance(value, dict):
        return "text is expected, but a map stands here.", "put text that holds a colon in quotation marks."
    return "text is expected, but a list stands here.", "write one text, not a list."


def _not_number(kind: str, value: Any) -> tuple[str, str]:
    text = str(value)
    if isinstance(value, str) and re.search(r"\d,\d{3}", text):
        return (
            "a number may not hold a comma.",
            f"write {text.replace(',', '').lstrip('£')} without the comma.",
        )
    if isinstance(value, str) and "£" in text:
        return "a number may not hold a pound sign.", "write the number alone, and £ or £m as its unit."
    if isinstance(value, str) and "%" in text:
        return "a number may not hold a per cent sign.", "write the number alone, and % as its unit."
    if kind == "int_from_float" or (kind.startswith("int") and isinstance(value, float)):
        return "a whole number is expected.", "take the decimals away."
    if isinstance(value, bool):
        return "a number is expected, but YAML reads this as a truth value.", "write a number."
    return "a number is expected.", "write digits only, with a full stop before decimals."


def _not_pattern(pattern: str, value: str) -> tuple[str, str]:
    if r"\d{4}-" in pattern:
        return (
            "a month is expected.",
            "write the year and the month as YYYY-MM, the month from 01 to 12, such as 2013-06.",
        )
    if r"\d\d:\d\d" in pattern:
        return "a time is expected.", 'write hours and minutes with two digits each, such as "09:30".'
    if pattern.startswith("^[a-z]"):
        tidy = re.sub(r"[^a-z0-9.]+", "-", value.lower()).strip("-.")
        return (
            "an id is expected.",
            f"ids are small letters, digits and hyphens, beginning with a letter: `{tidy or 'a-name'}`.",
        )
    return f"the text does not fit the pattern {pattern}.", "write it in that form."
