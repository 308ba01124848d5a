"""Archives whose bytes follow from what is in them: members in their order, all under one date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that an archive can hold."""


def packed_zip(members: Mapping[str, bytes], first: str = "") -> bytes:
    """The members as a zip archive, sorted by name; `first` names one that must stand before all others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members, key=lambda name: (name != first, name)):
            member = zipfile.ZipInfo(name, DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, members[name])
    return out.getvalue()


def unpacked_zip(raw: bytes) -> dict[str, bytes]:
    """The members of an archive that this program wrote."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
