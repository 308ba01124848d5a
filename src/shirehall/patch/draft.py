"""What could be read of a pack's folder, with its faults: the ground that both reading and checking stand on.

A faulty item of a list is set aside and the rest is kept, so that one fault does not hide another.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from shirehall.errors import PackFault, Place
from shirehall.patch import between, county, estate, model
from shirehall.patch.assumption_sets import ASSUMPTION_SETS, AssumptionSet
from shirehall.patch.county_money import Money
from shirehall.patch.faults import shape_faults, suggest
from shirehall.patch.pack import Patch
from shirehall.patch.prose import BriefingFile, read_briefing
from shirehall.patch.report_shape import REPORT_SHAPE, Chapter
from shirehall.patch.tables import TableFile, read_table
from shirehall.patch.targets import TARGETS, Target
from shirehall.patch.views import VIEWS, Canvassed
from shirehall.patch.yamls import Path as Steps
from shirehall.patch.yamls import YamlFile, read_yaml

SINGLE: dict[str, type[BaseModel]] = {
    "pack.yaml": model.PackHead,
    "charter.yaml": model.Charter,
    "seats.yaml": model.Seats,
    "rules.yaml": model.Rules,
    "film.yaml": model.Film,
    "codebook.yaml": model.Codebook,
    "money.yaml": Money,
}
MANY: dict[str, type[BaseModel]] = {
    "organisations.yaml": model.Organisation,
    "contracts.yaml": model.Contract,
    "injects.yaml": model.Inject,
    "calendar.yaml": model.Deadline,
    "feedback.yaml": model.FeedbackQuestion,
    "findings.yaml": model.Finding,
    "traits.yaml": model.Trait,
    "assumptions.yaml": model.Assumption,
    "assets.yaml": estate.Asset,
    "between.yaml": between.Between,
    TARGETS: Target,
    ASSUMPTION_SETS: AssumptionSet,
    VIEWS: Canvassed,
    REPORT_SHAPE: Chapter,
}
OPTIONAL = frozenset(
    {"assets.yaml", "between.yaml", TARGETS, ASSUMPTION_SETS, VIEWS, REPORT_SHAPE, *county.OPTIONAL}
)
"""Files that a pack may do without: no asset register, one round and nothing between, no registers of need, no posts by skill,
no targets, no assumption sets, no views canvassed, no shape of its own for the report."""
FACTS = "facts.csv"


def table_models() -> dict[str, type[BaseModel]]:
    """File name to row model for every CSV table of a pack: the facts, then the county's tables."""
    return {
        FACTS: model.Fact,
        **{name: shape for name, shape in county.TABLES.items() if name.endswith(".csv")},
    }


def yaml_models() -> dict[str, type[BaseModel]]:
    """File name to model for every YAML file of a pack (the model of one item where the file is a list)."""
    return SINGLE | MANY


@dataclass(slots=True)
class Draft:
    """A pack's folder as far as it could be read.

    `sections` holds a model (or list of models) by file name; `kept` the original numbers of the list items kept;
    `whole` the names of files without any fault.
    """

    path: Path
    yamls: dict[str, YamlFile] = field(default_factory=dict)
    tables: dict[str, TableFile] = field(default_factory=dict)
    briefings: list[BriefingFile] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    kept: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    faults: list[PackFault] = field(default_factory=list)
    digest: str = ""

    def each(self, file: str, key: str = "") -> Iterator[tuple[Steps, Any]]:
        """(path in the file, model) of every sound item of a list: the file's own, or that under one of its keys."""
        section = self.sections.get(file)
        if section is None:
            return
        items = getattr(section, key) if key else section
        numbers = self.kept.get((file, key)) or range(len(items))
        for number, item in zip(numbers, items, strict=True):
            yield ((key, number) if key else (number,)), item

    def ids(self, file: str, key: str = "", name: str = "id") -> set[str] | None:
        """The ids that a list declares, faulty items included; None when the file cannot be read at all."""
        source = self.yamls.get(file)
        if source is None and file in OPTIONAL:
            return set()
        if source is None or source.broken:
            return None
        data = source.data.get(key) if key and isinstance(source.data, dict) else source.data
        if not isinstance(data, list):
            return None
        return {str(item[name]) for item in data if isinstance(item, dict) and name in item}

    def column(self, file: str, name: str) -> set[str] | None:
        """The values of one column of a table; None when the table cannot be read at all."""
        table = self.tables.get(file)
        if table is None or table.broken:
            return None
        return {row.cells.get(name, "") for row in [*table.rows, *table.torn]} - {""}

    def place(self, file: str, path: Steps, *, key: bool = False) -> Place:
        """Where a value of a YAML file stands."""
        return self.yamls[file].place(path, key=key)

    def organisations(self) -> dict[str, model.Organisation]:
        """Every sound organisation by id, in pack order."""
        return {item.id: item for _, item in self.each("organisations.yaml")}

    def facts(self) -> dict[str, model.Fact]:
        """Every sound fact by key, in file order."""
        table = self.tables.get(FACTS)
        return {fact.key: fact for fact in (table.models if table else [])}


def read_draft(path: Path) -> Draft:
    """Read every file of a pack's folder. Faults are gathered, not raised."""
    draft = Draft(path)
    files = pack_files(path)
    contents: dict[str, bytes] = {}
    for name in files:
        try:
            contents[name] = (path / name).read_bytes()
        except OSError as error:
            contents[name] = b""
            draft.faults.append(_unreadable(name, error))
    draft.digest = digest_of(contents)
    for name, shape in yaml_models().items():
        if name in OPTIONAL and name not in contents:
            draft.sections[name] = []
            draft.whole.add(name)
        elif _is_there(draft, name, contents):
            _read_section(draft, name, contents[name], shape)
    for name, shape in table_models().items():
        if name in OPTIONAL and name not in contents:
            draft.whole.add(name)
        elif _is_there(draft, name, contents):
            table = read_table(name, contents[name], shape)
            draft.tables[name] = table
            draft.faults.extend(table.faults)
            if not table.faults:
                draft.whole.add(name)
    for name in files:
        if name.startswith("briefings/") and name.endswith(".md"):
            briefing = read_briefing(name, contents[name])
            draft.briefings.append(briefing)
            draft.faults.extend(briefing.faults)
    if all(not briefing.faults for briefing in draft.briefings):
        draft.whole.add("briefings")
    _unknown_files(draft, files)
    return draft


def pack_files(path: Path) -> list[str]:
    """The names of a pack's files, relative to its folder and sorted: those in the folder itself and its briefings.

    Hidden files are passed over, and so is whatever else lies in the folder, such as a day that was played there.
    """
    found = []
    for file in [*path.glob("*"), *(path / "briefings").rglob("*")]:
        parts = file.relative_to(path).parts
        if file.suffix in (".yaml", ".csv", ".md") and not any(
            part.startswith((".", "__")) for part in parts
        ):
            if file.is_file():
                found.append("/".join(parts))
    return sorted(found)


def _unreadable(name: str, error: OSError) -> PackFault:
    return PackFault(
        f"the file {name} cannot be read: {error.strerror}.",
        where=Place(name),
        mend="see that you may read it and that no other program holds it.",
    )


def digest_of(contents: dict[str, bytes]) -> str:
    """SHA-256 in hex over files in the order of their names: each name, its length in bytes, its bytes."""
    total = hashlib.sha256()
    for name in sorted(contents):
        total.update(f"{name}\n{len(contents[name])}\n".encode())
        total.update(contents[name])
    return total.hexdigest()


def _is_there(draft: Draft, name: str, contents: dict[str, bytes]) -> bool:
    if name in contents:
        return True
    stem = name.split(".")[0].lower()
    near = sorted(
        file.name
        for file in draft.path.glob("*")
        if file.is_file() and file.name.lower().split(".")[0] == stem
    )
    mend = f"write it; `shirehall new` makes a small pack with a {name} to start from."
    if near:
        mend = f"there is a file called {near[0]}: name it {name}, and save it as plain text."
    draft.faults.append(PackFault(f"the file {name} is missing.", where=Place(name), mend=mend))
    return False


def _unknown_files(draft: Draft, files: list[str]) -> None:
    known = {*yaml_models(), *table_models()}
    missing = known - set(files)
    for name in files:
        near = suggest(name, missing) if missing and "/" not in name and name not in known else ""
        if near:
            draft.faults.append(
                PackFault(f"the file {name} is not one that a pack has.", where=Place(name), mend=near)
            )


def _read_section(draft: Draft, name: str, raw: bytes, shape: type[BaseModel]) -> None:
    source = read_yaml(name, raw)
    draft.yamls[name] = source
    draft.faults.extend(source.faults)
    if source.broken:
        return
    before = len(draft.faults)
    if name in MANY:
        _read_many(draft, source, shape)
    else:
        _read_single(draft, source, shape)
    if len(draft.faults) == before and not source.faults:
        draft.whole.add(name)


def _read_many(draft: Draft, source: YamlFile, shape: type[BaseModel]) -> None:
    if not isinstance(source.data, list):
        draft.faults.append(
            PackFault(
                "a list is expected in this file.",
                where=source.place(),
                mend="begin each item with a hyphen.",
            )
        )
        source.broken = True
        return
    items, numbers = [], []
    for number, data in enumerate(source.data):
        try:
            items.append(shape.model_validate(data))
            numbers.append(number)
        except ValidationError as error:
            draft.faults.extend(fault for _, fault in shape_faults(error, source, shape, (number,)))
    draft.sections[source.file] = items
    draft.kept[source.file, ""] = numbers


def _read_single(draft: Draft, source: YamlFile, shape: type[BaseModel]) -> None:
    if not isinstance(source.data, dict):
        draft.faults.append(
            PackFault(
                "keys and values are expected in this file.",
                where=source.place(),
                mend="write each as `key: value`.",
            )
        )
        source.broken = True
        return
    try:
        draft.sections[source.file] = shape.model_validate(source.data)
        return
    except ValidationError as error:
        found = shape_faults(error, source, shape)
    draft.faults.extend(fault for _, fault in found)
    _keep_the_rest(draft, source, shape, [path for path, _ in found])


def _keep_the_rest(draft: Draft, source: YamlFile, shape: type[BaseModel], paths: list[Steps]) -> None:
    """Set the faulty items of the file's lists (and its unknown keys) aside and keep the rest, if that is a model."""
    data = copy.copy(source.data)
    drop: dict[str, set[int]] = {}
    for path in paths:
        if len(path) >= 2 and isinstance(path[0], str) and isinstance(path[1], int):
            drop.setdefault(path[0], set()).add(path[1])
        elif len(path) == 1 and path[0] not in shape.model_fields:
            data.pop(path[0], None)
    for key, numbers in drop.items():
        kept = [number for number in range(len(data[key])) if number not in numbers]
        data[key] = [data[key][number] for number in kept]
        draft.kept[source.file, key] = kept
    try:
        draft.sections[source.file] = shape.model_validate(data)
    except ValidationError:
        draft.sections.pop(source.file, None)  # its faults are told already; checks that need it stand aside


def patch_of(draft: Draft) -> Patch:
    """The patch of a draft without faults."""
    sections = draft.sections
    rows = {name.removesuffix(".csv"): table.models for name, table in draft.tables.items() if name != FACTS}
    return Patch(
        id=sections["pack.yaml"].id,
        path=draft.path,
        head=sections["pack.yaml"],
        charter=sections["charter.yaml"],
        organisations=tuple(sections["organisations.yaml"]),
        seats=sections["seats.yaml"],
        contracts=tuple(sections["contracts.yaml"]),
        rules=sections["rules.yaml"],
        injects=tuple(one for one in sections["injects.yaml"] if not one.spare),
        film=sections["film.yaml"],
        calendar=tuple(sections["calendar.yaml"]),
        codebook=sections["codebook.yaml"],
        feedback=tuple(sections["feedback.yaml"]),
        findings=tuple(sections["findings.yaml"]),
        traits=tuple(sections["traits.yaml"]),
        assumptions=tuple(sections["assumptions.yaml"]),
        facts=tuple(draft.facts().values()),
        briefings=tuple(file.briefing for file in draft.briefings if file.briefing is not None),
        county=county.CountyTables(**rows, money=sections["money.yaml"]),
        digest=draft.digest,
        assets=tuple(sections["assets.yaml"]),
        between=tuple(sections["between.yaml"]),
        assumption_sets=tuple(sections[ASSUMPTION_SETS]),
        views=tuple(sections[VIEWS]),
        chapters=tuple(sections[REPORT_SHAPE]),
        spares=tuple(one for one in sections["injects.yaml"] if one.spare),
    )
