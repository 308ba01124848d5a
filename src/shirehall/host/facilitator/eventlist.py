"""An event list that somebody kept in a spreadsheet: sent, its columns matched, what is missing told, chosen rows added as injects."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from shirehall.errors import Place, ShirehallError
from shirehall.host.forms import Faults, posted
from shirehall.host.house import House
from shirehall.host.moving import done, in_play, make, refused
from shirehall.host.web import Facilitator, page
from shirehall.patch.eventlist import EventList, read_event_list
from shirehall.patch.eventlist_words import HEADINGS, shown_names
from shirehall.patch.model import Inject
from shirehall.patch.spreadsheet import MOST_BYTES

FIELDS: Mapping[str, str] = {
    "title": "Title",
    "text": "Words that addressees see",
    "to": "To whom",
    "month": "Month",
    "minute": "Minute of the month",
    "time": "Time of day, or since the start",
    "kind": "Kind",
    "sender": "Who it comes from",
    "reply_within": "Minutes to react in",
    "expects": "Response looked for",
    "about": "Topics",
    "tests": "Design question",
    "id": "Number or id",
}
MOST = MOST_BYTES // 1024**2
"""Megabytes of a list that are read."""
MOST_HELD = 8
"""Lists that are held at a time, one a facilitator's browser; the oldest is let go."""


@dataclass(slots=True)
class Held:
    """A list that was sent and is being looked at: its name and bytes, and the columns as a facilitator matched them."""

    name: str
    raw: bytes
    mapping: dict[str, str | int] = field(default_factory=dict)
    starts: str = ""
    added: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


class Lists:
    """The lists that facilitators are looking at, by session: kept in memory only, never written anywhere."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, token: str, held: Held) -> None:
        """Hold a list for a session in place of its earlier one."""
        with self._lock:
            self._held.pop(token, None)
            self._held[token] = held
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)

    def of(self, token: str) -> Held | None:
        """The list that a session looks at."""
        return self._held.get(token)


def routes(house: House) -> APIRouter:
    """The routes of event lists."""
    router = APIRouter(include_in_schema=False)
    lists = Lists()

    @router.get("/run/import")
    async def asked(request: Request, who: Facilitator) -> Response:
        """The page that takes a list, and shows the one in hand."""
        held = lists.of(who.token)
        if held is None:
            return page(
                request,
                "facilitator/import.html",
                who,
                title="Import an event list",
                section="sheet",
                held=None,
                fault="",
                most=MOST,
            )
        try:
            found = await asyncio.to_thread(read, house, held)
        except ShirehallError as fault:
            return page(request, "facilitator/import.html", who, 422, title="Import an event list", section="sheet", held=None,
                        fault=f"{fault.what} {fault.mend}", most=MOST)  # fmt: skip
        return page(request, "facilitator/import.html", who, title="Import an event list", section="sheet", held=held, fault="",
                    found=found, fields=FIELDS, headings=numbered(found), rows=rows_of(house, found),
                    notes=[(place_of(found, note.where), note) for note in found.notes], unmatched=unmatched(found),
                    most=MOST, may_add=in_play(house))  # fmt: skip

    @router.post("/run/import")
    async def send(request: Request, who: Facilitator, file: Annotated[UploadFile, File()]) -> Response:
        """Take a list."""
        raw = await file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            return refused(
                request,
                who,
                f"The file is too large: at most {MOST} MB are read.",
                "/run/import",
                413,
            )
        lists.keep(who.token, Held(shown_name(file.filename), raw))
        return RedirectResponse("/run/import", 303)

    @router.post("/run/import/columns")
    async def match(request: Request, who: Facilitator) -> Response:
        """Match the columns otherwise."""
        held = lists.of(who.token)
        data = posted(await request.form())
        if held is not None:
            held.mapping = {
                name: int(value[0])
                for name, value in data.items()
                if name in HEADINGS and value[0].isdecimal() and len(value[0]) < 4
            }
            held.starts = data.get("starts", ("",))[0][:8]
        return RedirectResponse("/run/import", 303)

    @router.post("/run/import/add")
    async def add(request: Request, who: Facilitator) -> Response:
        """Put chosen rows on the run sheet."""
        held = lists.of(who.token)
        if held is None:
            return RedirectResponse("/run/import", 303)
        data = posted(await request.form())
        found = await asyncio.to_thread(read, house, held)
        chosen, key = set(data.get("row", ())), data.get("key", ("import",))[0][:60]
        added, failed = [], []
        for inject in found.injects:
            if inject.id not in chosen:
                continue
            told = await make(house, who, "add-inject", as_form(inject), f"{key}-{inject.id}")
            if told is None:
                added.append(inject.id)
            else:
                why = told.why if not isinstance(told, Faults) else " ".join(one.what for one in told.faults)
                failed.append((inject.title, why))
        held.added, held.failed = (*held.added, *added), tuple(failed)
        return done("/run/import" if failed or not added else "/run/sheet", "imported")

    return router


def read(house: House, held: Held) -> EventList:
    """The list as injects of this pack. Raises ShirehallError for one that cannot be read."""
    return read_event_list(held.name, held.raw, house.patch, mapping=held.mapping, starts=held.starts)


def shown_name(name: str | None) -> str:
    """A file's name as the report shows it: no folders, nothing that cannot be printed."""
    last = (name or "list").replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isprintable() else "?" for sign in last)[:80] or "list"


def numbered(found: EventList) -> list[tuple[str, str]]:
    """The columns to choose from, by number and heading."""
    return [
        (str(n), f"{n}: {heading[:60] or 'without a heading'}") for n, heading in enumerate(found.headings, 1)
    ]


def place_of(found: EventList, where: Place) -> str:
    """Where something stands, as one finds it in a spreadsheet: the row, and the heading of the column."""
    if not where.line:
        return "the file"
    row = "headings" if where.line == found.heading_row else f"row {where.line}"
    if not where.column:
        return row
    heading = found.headings[where.column - 1] if where.column <= len(found.headings) else ""
    return f"{row}, {heading or f'column {where.column}'}"


def unmatched(found: EventList) -> bool:
    """Whether a column of the list is not read, so that its reader may want to match it."""
    return any(note.where.line == found.heading_row and note.where.column for note in found.graded("unread"))


def rows_of(house: House, found: EventList) -> list[dict[str, Any]]:
    """The injects read, each with when it would come and to whom, in words."""
    shown = shown_names(house.patch)
    return [
        {
            "id": inject.id, "title": inject.title, "text": inject.text, "kind": inject.kind,
            "when": "no time" if inject.when.by_hand else f"month {inject.when.month} "
                    f"({house.patch.month_name(inject.when.month or 1)}), minute {inject.when.minute}",
            "by_hand": inject.when.by_hand,
            "to": "everyone" if isinstance(inject.to, str) else "; ".join(shown.get(one, one) for one in inject.to),
        }
        for inject in found.injects
    ]  # fmt: skip


def as_form(inject: Inject) -> dict[str, Any]:
    """An inject as the form of add-inject would post it. One without a time goes out at once, so it is left to be chosen knowingly."""
    posted_form: dict[str, Any] = {
        "title": inject.title, "text": inject.text, "kind": inject.kind, "reply_within": str(inject.reply_within),
        "to": [inject.to] if isinstance(inject.to, str) else list(inject.to), "about": list(inject.about), "tests": inject.tests,
    }  # fmt: skip
    if not inject.when.by_hand and inject.when.month:
        posted_form |= {"month": str(inject.when.month), "minute": str(inject.when.minute)}
    return posted_form
