"""A Word file's bytes: the same document gives the same bytes, with dates taken from the record and never from a clock."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from shirehall.paper.tree import Document
from shirehall.paper.word.styles import LANGUAGE
from shirehall.study.notebook.entry import moment_of

AUTHOR = "Shirehall"
FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a member of a zip file can bear."""


def described(word: Any, document: Document) -> None:
    """State title, language and the rest in the file's own properties."""
    told = word.core_properties
    moment = (moment_of(document.dated) or datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=None)
    told.title, told.subject, told.language = document.title, document.subtitle, LANGUAGE
    told.author, told.last_modified_by = AUTHOR, AUTHOR
    told.comments, told.category, told.keywords = document.notice[:255], "Report", "simulation; health system"
    told.created = told.modified = told.last_printed = moment
    told.revision, told.version, told.identifier, told.content_status = 1, "", "", ""


def packed(word: Any) -> bytes:
    """The file, its members undated."""
    loose, tight = io.BytesIO(), io.BytesIO()
    word.save(loose)
    with (
        zipfile.ZipFile(loose) as given,
        zipfile.ZipFile(tight, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out,
    ):
        for member in given.infolist():
            info = zipfile.ZipInfo(member.filename, FIRST)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            out.writestr(info, given.read(member.filename))
    return tight.getvalue()
