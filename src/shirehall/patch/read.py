"""Reading a pack into a `Patch`, or refusing it with every fault at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from shirehall.errors import PackFault, PackFaults, UsageError
from shirehall.patch.check import BREAKS_PLAY, in_file_order
from shirehall.patch.checks_effects import TermsRead, mechanisms_exist, terms_hold
from shirehall.patch.draft import patch_of, read_draft, yaml_models
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

    Raises UsageError when there is neither, or when the folder holds no file of a pack.
    """
    own = packs_folder() / str(name)
    if str(name) in list_packs():
        return own
    folder = Path(name)
    if folder.is_dir():
        if not any((folder / file).is_file() for file in yaml_models()):
            raise UsageError(
                f"the folder {folder} holds no pack.",
                mend="name the folder in which pack.yaml lies; `shirehall new` begins a pack.",
            )
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


def read_pack(
    name_or_path: str | Path,
    *,
    managers: bool | None = None,
    mechanisms: Collection[str] = (),
    terms_read: TermsRead | None = None,
) -> Patch:
    """Read a pack by name or from a folder; `managers` overrides the pack's own switch.

    With `mechanisms` and `terms_read`, the economy's, a pack with an effect on which the county cannot act is refused too.

    Raises UsageError when there is no such pack, and PackFaults, with every fault at once, when its shape is
    wrong or a name in it leads nowhere. What `shirehall check` demands beyond that does not stop a pack from
    being read.
    """
    draft = read_draft(find_pack(name_or_path))
    faults: list[PackFault] = list(draft.faults)
    for rule in BREAKS_PLAY:
        if set(rule.needs) <= draft.whole:
            faults.extend(rule.run(draft))
    if not faults and terms_read is not None:
        faults = [*mechanisms_exist(draft, mechanisms), *terms_hold(draft, mechanisms, terms_read)]
    if faults:
        raise PackFaults(in_file_order(faults))
    patch = patch_of(draft)
    return patch if managers is None else patch.with_managers(managers)
