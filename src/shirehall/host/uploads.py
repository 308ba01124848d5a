"""A pack as an upload: a zip archive from somebody who may mean harm, taken in whole or refused whole.

Nothing is extracted. Members are read in memory, by names that a pack may have, under caps on their number, their bytes,
their depth and how far they unfold, none of which is believed from the archive's own words. What was read is written to a
fresh folder, which another process with limits of its own reads as a pack; only then does the folder get its name. So a
pack that stands in the data folder is one that can be played, and a day that runs is never touched.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shirehall.errors import PackFault, PackFaults, Place
from shirehall.host.upload_worker import SECONDS
from shirehall.patch.draft import table_models, yaml_models
from shirehall.play.record.small import sync_folder

WORKER = "shirehall.host.upload_worker"
_BRIEFING = re.compile(r"briefings/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.md\Z")
_SAFE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")
_DRIVE = re.compile(r"[A-Za-z]:")
_ENCRYPTED = 0x1
_HOW = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR")
_LONGEST_REPORT = 1_000_000


@dataclass(frozen=True, slots=True)
class Caps:
    """What an archive may hold. `ratio` is bytes unfolded a byte packed, held against members of more than 64 KiB."""

    archive: int = 20 * 1024**2
    members: int = 400
    member: int = 5 * 1024**2
    total: int = 30 * 1024**2
    ratio: int = 100
    depth: int = 3


CAPS = Caps()
SMALL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A pack that was taken in: its folder, id, title and digest, what the check warns of, and members passed over."""

    folder: Path
    id: str
    title: str
    digest: str
    warnings: tuple[PackFault, ...]
    passed_over: tuple[str, ...]


def take_pack(raw: bytes, packs: Path, *, caps: Caps = CAPS) -> Uploaded:
    """Take in a zipped pack: check it, read it apart, and keep it in a new folder under `packs`.

    Raises PackFaults, each fault located, when anything is wrong with the archive or the pack; then nothing is kept. The
    same pack sent twice is the same folder.
    """
    contents, passed_over = members(raw, caps)
    packs.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".incoming-", dir=packs))
    try:
        _write(fresh, contents)
        told = _read_apart(fresh)
        faults = _faults(told["faults"])
        if faults:
            raise PackFaults(faults)
        name = told["id"] if _SAFE_ID.match(told["id"]) else "pack"
        folder = packs / f"{name}-{told['digest'][:12]}"
        if not folder.exists():
            fresh.rename(folder)
            sync_folder(packs)
        return Uploaded(
            folder, told["id"], told["title"], told["digest"], _faults(told["warnings"]), passed_over
        )
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)


# ---- the archive --------------------------------------------------------------------------------------------


def members(raw: bytes, caps: Caps = CAPS) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of a zipped pack by name, and the names of members that no pack has, which are not read.

    The pack may lie in one folder within the archive. Raises PackFaults for whatever is not a plain archive.
    """
    if len(raw) > caps.archive:
        raise _refused(
            f"the archive has {len(raw):,} bytes; at most {caps.archive:,} are taken.",
            "",
            "send the pack alone.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            faults = [*_archive_faults(listed, raw, caps), *_name_faults(listed, caps)]
            if faults:
                raise PackFaults(faults)
            return _contents(archive, listed, caps)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OverflowError,
        OSError,
    ) as fault:
        raise _refused(
            "this is not a zip archive that can be read whole.",
            str(fault)[:80],
            "zip the pack's folder anew.",
        ) from fault


def _refused(what: str, found: str, mend: str, name: str = "the archive") -> PackFaults:
    return PackFaults([PackFault(what, where=Place(name, value=_quoted(found)), mend=mend)])


def _quoted(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name[:80])


def _archive_faults(listed: list[zipfile.ZipInfo], raw: bytes, caps: Caps) -> Iterator[PackFault]:
    """What the archive's own list gives away, before anything is unfolded."""
    where = Place("the archive")
    if len(listed) > caps.members:
        yield PackFault(
            f"it has {len(listed):,} members; at most {caps.members} are taken.",
            where=where,
            mend="send the pack alone.",
        )
    if sum(one.file_size for one in listed) > caps.total:
        yield PackFault(
            f"it unfolds to more than {caps.total:,} bytes.", where=where, mend="send the pack alone."
        )
    if sum(one.compress_size for one in listed) > len(raw):
        yield PackFault("its members overlap.", where=where, mend="zip the pack's folder anew.")


def _name_faults(listed: list[zipfile.ZipInfo], caps: Caps) -> Iterator[PackFault]:
    seen: set[str] = set()
    for one in listed[: caps.members]:
        place = Place("the archive", value=_quoted(one.orig_filename))
        folded = one.filename.casefold()
        for is_so, what in (
            (_leads_out(one.orig_filename), "a member's name leads out of the archive."),
            (_is_odd(one), "a member is a link or a device, not a file."),
            (bool(one.flag_bits & _ENCRYPTED), "a member is encrypted."),
            (
                one.compress_type not in _HOW,
                "a member is packed in a way that is not taken; only deflate is.",
            ),
            (
                one.filename.strip("/").count("/") >= caps.depth,
                f"a member lies more than {caps.depth} folders deep.",
            ),
            (folded in seen, "two members have the same name."),
            (one.file_size > caps.member, f"a member has more than {caps.member:,} bytes."),
            (_unfolds(one, caps), f"a member unfolds to more than {caps.ratio} times its size."),
        ):
            if is_so:
                yield PackFault(
                    what, where=place, mend="zip the pack's folder anew, with nothing else in it."
                )
        seen.add(folded)


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or _DRIVE.match(name) is not None
        or any(part in ("..", ".") for part in parts)
        or "" in parts[:-1]
        or any(not sign.isprintable() for sign in name)
        or len(name) > 255
    )


def _is_odd(one: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(one.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _unfolds(one: zipfile.ZipInfo, caps: Caps) -> bool:
    return one.file_size > SMALL and one.file_size > caps.ratio * max(1, one.compress_size)


def _contents(
    archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo], caps: Caps
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    within = _folder_within(listed)
    contents: dict[str, bytes] = {}
    passed_over: list[str] = []
    total = 0
    for one in listed:
        name = one.filename.removeprefix(within)
        if one.is_dir():
            continue
        if not one.filename.startswith(within) or not is_of_a_pack(name):
            passed_over.append(_quoted(one.filename))
            continue
        with archive.open(one) as file:
            data = file.read(min(caps.member, caps.total - total) + 1)
        total += len(data)
        if len(data) > caps.member or total > caps.total or len(data) != one.file_size:
            raise _refused(
                "a member unfolds to more than the archive says or than is taken.",
                one.filename,
                "zip the pack's folder anew.",
            )
        contents[name] = data
    if "pack.yaml" not in contents:
        raise _refused("there is no pack.yaml in the archive.", "", "zip the folder in which pack.yaml lies.")
    return contents, tuple(passed_over)


def _folder_within(listed: list[zipfile.ZipInfo]) -> str:
    """The one folder in which the pack lies, with its stroke; empty when it lies at the top."""
    heads = sorted(
        one.filename.removesuffix("pack.yaml") for one in listed if one.filename.split("/")[-1] == "pack.yaml"
    )
    shallow = [head for head in heads if head.count("/") <= 1]
    return shallow[0] if shallow else ""


def is_of_a_pack(name: str) -> bool:
    """Whether a pack has files of this name."""
    return name in yaml_models() or name in table_models() or _BRIEFING.match(name) is not None


# ---- written and read apart ---------------------------------------------------------------------------------


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name in sorted(contents):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            file.write(contents[name])
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)


def _read_apart(folder: Path) -> dict[str, Any]:
    """What the limited process says of the pack in a folder."""
    surroundings = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-P", "-m", WORKER, str(folder.absolute())],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS * 1.5,
            env=surroundings,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise _refused("the pack takes too long to read.", "", "make its files shorter.") from fault
    if done.returncode != 0 or len(done.stdout) > _LONGEST_REPORT:
        raise _refused(
            "the pack cannot be read within the memory and time that are allowed.",
            f"exit {done.returncode}",
            "make its files shorter and flatter; `shirehall check` on your own machine may say more.",
        )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _faults(told: list[dict[str, Any]]) -> tuple[PackFault, ...]:
    return tuple(
        PackFault(
            one["what"], where=Place(one["file"], one["line"], one["column"], one["value"]), mend=one["mend"]
        )
        for one in told
    )
