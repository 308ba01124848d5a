"""The study as a REFI-QDA project, for ATLAS.ti, MAXQDA, NVivo, QualCoder and others."""

from __future__ import annotations

from shirehall.study.exports import Export
from shirehall.study.refi.project import project_of
from shirehall.study.refi.writer import qdpx
from shirehall.study.study import Study


def archive(study: Study) -> bytes:
    """The project with its texts."""
    return qdpx(project_of(study))


EXPORT = Export(
    "qdpx",
    "application/zip",
    ".qdpx",
    "Notes, answers and messages with codes, coders and memos, as a REFI-QDA project.",
    archive,
)
