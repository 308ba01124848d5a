"""Reading a pack into a `Patch`, or refusing it with every fault at once."""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from shirehall.errors import PackFault, PackFaults, UsageError
from shirehall.patch.check import BREAKS_PLAY, in_file_order
from shirehall.patch.county import CountyTables
from shirehall.patch.draft import FACTS, Draft, read_draft
from shirehall.patch.pack import Patch


def packs_folder() -> Path:
    """The folder of the packs that come with Shirehall."""
    return Path(str(files("shirehall"))) / "packs"


def list_packs() -> tuple[str, ...]:
    """The names of the packs that come with Shirehall, sorted."""
    folder = packs_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(one.name for one in folder.iterdir() if (one / "pack.yaml").is_file()))


def find_pack(name: str | Path) -> Path:
    """The folder of a pack, by the name of one that comes with Shirehall or by a path.

    Raises UsageError when there is neither.
    """
    own = packs_folder() / str(name)
    if str(name) in list_packs():
        return own
    folder = Path(name)
    if folder.is_dir():
        return folder
    if folder.is_file() and folder.name == "pack.yaml":
        return folder.parent
    near = difflib.get_close_matches(str(name), list_packs(), n=1)
    hint = (
        f"did you mean `{near[0]}`?"
        if near
        else "`shirehall packs` lists those that come with it; or give a folder."
    )
    raise UsageError(f"there is no pack `{name}`.", mend=hint)


def read_pack(name_or_path: str | Path, *, managers: bool | None = None) -> Patch:
    """Read a pack by name or from a folder; `managers` overrides the pack's own switch.

    Raises UsageError when there is no such pack, and PackFaults, with every fault at once, when its shape is
    wrong or a name in it leads nowhere. What `shirehall check` demands beyond that does not stop a pack from
    being read.
    """
    draft = read_draft(find_pack(name_or_path))
    faults: list[PackFault] = list(draft.faults)
    for rule in BREAKS_PLAY:
        if set(rule.needs) <= draft.whole:
            faults.extend(rule.run(draft))
    if faults:
        raise PackFaults(in_file_order(faults))
    patch = _patch(draft)
    return patch if managers is None else patch.with_managers(managers)


def _patch(draft: Draft) -> Patch:
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
        county=CountyTables(**rows, money=sections["money.yaml"]),
        digest=draft.digest,
        assets=tuple(sections["assets.yaml"]),
        between=tuple(sections["between.yaml"]),
        spares=tuple(one for one in sections["injects.yaml"] if one.spare),
    )
