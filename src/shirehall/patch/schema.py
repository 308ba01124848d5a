"""JSON Schemas of a pack's YAML files, for editors that complete keys and underline mistakes as one writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from shirehall.patch.draft import MANY, SINGLE

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Schema file name, such as `organisations.schema.json`, to schema, for every YAML file of a pack."""
    found: dict[str, dict[str, Any]] = {}
    for name, shape in SINGLE.items():
        found[name] = {"$schema": DIALECT, **shape.model_json_schema(by_alias=True)}
    for name, shape in MANY.items():
        items: Any = TypeAdapter(list[shape])  # type: ignore[valid-type]
        found[name] = {"$schema": DIALECT, "title": name, **items.json_schema(by_alias=True)}
    return {name.replace(".yaml", ".schema.json"): found[name] for name in sorted(found)}


def write_schemas(directory: str | Path) -> tuple[Path, ...]:
    """Write every schema into a folder (made if it is missing) and return the files, sorted by name."""
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        file = folder / name
        file.write_text(
            json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
            encoding="utf-8",
            newline="\n",
        )
        written.append(file)
    return tuple(written)
