"""Proposed ways of working that are attached to a pack, to be tried in its county before anybody rolls them out.

A proposal is a folder: `proposal.yaml` says what is proposed, by whom, what one wishes to know and what is expected of it; beside it
lie the county tables that differ from the pack's, whole, or `levers.yaml`, or both. It lies in the pack's folder `proposals`, or
anywhere else. It is no part of the pack's digest: what is played is the same with it and without.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from shirehall.errors import PackFault, PackFaults, UsageError
from shirehall.errors import Place as Where
from shirehall.patch.county import TABLES
from shirehall.patch.faults import shape_faults
from shirehall.patch.figures import Strict
from shirehall.patch.yamls import read_yaml

FOLDER, HEAD, LEVERS = "proposals", "proposal.yaml", "levers.yaml"
Way = Literal["more", "less", "the same"]


class Expected(Strict):
    """One thing that is expected of a proposal: which way a measure of the county goes, and why. `of` is a body or a site."""

    measure: str
    goes: Way
    why: str
    of: str = "county"


class Proposal(Strict):
    """`proposal.yaml`."""

    title: Annotated[str, Field(min_length=1)]
    proposed: Annotated[str, Field(min_length=1)]
    by: Annotated[str, Field(min_length=1)]
    question: Annotated[str, Field(min_length=1)]
    expects: list[Expected] = []


@dataclass(frozen=True, slots=True)
class Attached:
    """A proposal where it lies. `tables` are the names of the county tables that it brings."""

    proposal: Proposal
    folder: Path
    tables: tuple[str, ...]

    @property
    def levers(self) -> Path | None:
        """Its file of levers, where it has one."""
        path = self.folder / LEVERS
        return path if path.is_file() else None


def is_proposal(folder: Path) -> bool:
    """Whether a folder holds a proposal."""
    return (folder / HEAD).is_file()


def proposals_of(pack: Path) -> tuple[str, ...]:
    """The names of the proposals that lie in a pack's folder, sorted."""
    folder = pack / FOLDER
    return tuple(sorted(one.name for one in folder.iterdir() if is_proposal(one))) if folder.is_dir() else ()


def find_proposal(pack: Path, name: str) -> Path:
    """The folder of a proposal: one that lies in the pack, by its name, or any other, by its path. Raises UsageError."""
    own = pack / FOLDER / name
    for folder in (own, Path(name)):
        if is_proposal(folder):
            return folder
    there = proposals_of(pack)
    mend = f"name one of {', '.join(there)}, or a folder" if there else "name a folder"
    raise UsageError(f"there is no proposal `{name}`.", mend=f"{mend} with {HEAD} in it.")


def read_proposal(folder: Path, measures: Collection[str]) -> Attached:
    """Read the proposal of a folder; `measures` are those of which something may be expected.

    Raises PackFaults with every fault found: its shape, a measure that there is not, a proposal that changes nothing.
    """
    path = folder / HEAD
    source = read_yaml(str(path), path.read_bytes())
    if source.faults:
        raise PackFaults(source.faults)
    try:
        proposal = Proposal.model_validate(source.data)
    except ValidationError as error:
        raise PackFaults([fault for _, fault in shape_faults(error, source, Proposal)]) from None
    faults = [
        PackFault(f"there is no measure `{each.measure}`.", where=source.place(("expects", n, "measure")),
                  mend="name one of `docs/measures.md`.")
        for n, each in enumerate(proposal.expects) if each.measure not in measures
    ]  # fmt: skip
    tables = tuple(name for name in TABLES if (folder / name).is_file())
    if not tables and not (folder / LEVERS).is_file():
        said = "the proposal changes nothing."
        faults.append(
            PackFault(said, where=Where(str(path)), mend=f"lay {LEVERS} or a county table beside it.")
        )
    if faults:
        raise PackFaults(faults)
    return Attached(proposal, folder, tables)
