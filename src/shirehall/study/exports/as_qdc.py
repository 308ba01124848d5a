"""The codebook as it stands as a REFI-QDA codebook, which ATLAS.ti, MAXQDA, NVivo and QualCoder take in."""

from __future__ import annotations

from shirehall.study.exports import Export
from shirehall.study.refi.model import Project
from shirehall.study.refi.project import codes_of
from shirehall.study.refi.writer import codebook_xml
from shirehall.study.study import Study


def codebook(study: Study) -> bytes:
    """The codes under their groups."""
    return codebook_xml(Project("", "Shirehall", codes=codes_of(study)))


EXPORT = Export("qdc", "application/xml", ".qdc", "The codebook alone, as a REFI-QDA codebook.", codebook)
