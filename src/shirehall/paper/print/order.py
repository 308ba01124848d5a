"""An order for the printer: which papers, in which look, for whom; and the files they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shirehall.errors import UsageError
from shirehall.paper.print import desk, packs
from shirehall.paper.print.cards import JoinCard, qr_source, role_cards_source, tents_source
from shirehall.paper.print.codes import SCHEMES
from shirehall.paper.print.forms import forms_source, notes_source
from shirehall.paper.print.look import Look
from shirehall.paper.print.press import pdf_of, typst
from shirehall.paper.print.timetable import timetable_document
from shirehall.paper.print.typst import Manner, print_typst
from shirehall.paper.tree import Document
from shirehall.patch.model import Seat
from shirehall.patch.pack import Patch

AHEAD, TABLES, DESK = "send-ahead", "on-the-day", "facilitators"
"""The folders: what is sent before the day, what lies on the tables, what only facilitators and observers may read."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. With `seats` or `bodies`, only papers for these are printed.

    `url` is where people join; `codes` are the cards of a file or of the host. `detail` puts the detail behind into the packs;
    otherwise it becomes sheets of its own, to be given when it is asked for.
    """

    what: tuple[str, ...] = ("all",)
    look: Look = field(default_factory=Look)
    seats: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    url: str = ""
    codes: tuple[JoinCard, ...] = ()
    detail: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file: its path within the folder, and its Typst source."""

    path: str
    source: str


def sheets(patch: Patch, order: Order) -> Iterator[Sheet]:
    """The files of an order. Raises UsageError for a kind of paper, a seat or a body that there is not."""
    checked(patch, order)
    narrowed = bool(order.seats or order.bodies)
    wanted = [name for name in KINDS if "all" in order.what and not (narrowed and name in FOR_ALL)]
    wanted += [name for name in KINDS if name in order.what]
    for name in dict.fromkeys(wanted):
        if name == "qr" and "qr" not in order.what and not (order.codes or order.url):
            continue
        for path, source in KINDS[name](patch, order):
            yield Sheet(f"{path}-{order.look.name}.pdf", source)


def print_papers(patch: Patch, order: Order, out: Path, say: Callable[[str], None]) -> list[Path]:
    """Print an order into a folder and return the files, saying each. No file is written over.

    Raises UsageError when Typst is not installed, when nothing is to be printed, when a file is there already, or for what
    `sheets` refuses.
    """
    typst()
    found = list(sheets(patch, order))
    if not found:
        raise UsageError(
            "there is nothing to print for those asked for.",
            mend="name a body or a seat that somebody sits for.",
        )
    there = next((out / each.path for each in found if (out / each.path).exists()), None)
    if there is not None:
        raise UsageError(
            f"{there} is there already.", mend="name another folder by --out, or take it away first."
        )
    written = []
    for each in found:
        path = out / each.path
        data = pdf_of(each.source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        say(str(path))
        written.append(path)
    return written


def checked(patch: Patch, order: Order) -> None:
    """Refuse what cannot be printed."""
    unknown = next((name for name in order.what if name != "all" and name not in KINDS), None)
    if unknown is not None:
        raise UsageError(
            f"there is no paper called `{unknown}`.", mend=f"name one of {', '.join(KINDS)}, or all."
        )
    names = {seat.id for seat in patch.active_seats}
    for seat in order.seats:
        if seat not in names:
            raise UsageError(f"the pack {patch.id} has no seat `{seat}`.", mend="use an id of seats.yaml.")
    for body in order.bodies:
        patch.organisation(body)
    if order.url and not order.url.startswith(SCHEMES):
        raise UsageError(f"`{order.url}` is no address.", mend="begin it with http:// or https://.")


def chosen(patch: Patch, order: Order) -> tuple[Seat, ...]:
    """The seats that an order is for, in pack order."""
    if not order.seats and not order.bodies:
        return patch.active_seats
    return tuple(s for s in patch.active_seats if s.id in order.seats or s.organisation in order.bodies)


def bodies(patch: Patch, order: Order) -> list[str]:
    """The bodies that an order is for: those with papers."""
    seated = {seat.organisation for seat in chosen(patch, order)}
    return [o.id for o in packs.briefed(patch) if o.id in seated]


def all_packs(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """A briefing pack a body; without the detail, that as sheets for the facilitators to keep until somebody asks."""
    breaks = (*(each.id for each in packs.paper(patch, "common")), packs.OWN)
    for body in bodies(patch, order):
        document = packs.pack_document(patch, body, detail=order.detail)
        manner = Manner(breaks=breaks, contents=int(order.look.size != "a6"))
        yield f"{AHEAD}/pack-{body}", print_typst(document, order.look, manner)
    if not order.detail:
        yield from each_body(patch, order, "detail", packs.detail_document)


def positions(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """A position statement a body."""
    yield from each_body(patch, order, "position", packs.position_document)


def each_body(
    patch: Patch, order: Order, name: str, made: Callable[[Patch, str], Document | None]
) -> Iterator[tuple[str, str]]:
    """One of a body's own papers for each body that has one."""
    for body in bodies(patch, order):
        document = made(patch, body)
        if document is not None:
            yield f"{TABLES}/{name}s/{name}-{body}", print_typst(document, order.look)


def roles(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """Role cards."""
    if chosen(patch, order):
        yield f"{TABLES}/role-cards", role_cards_source(patch, chosen(patch, order), order.look, order.url)


def tents(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """Table tents; those of the tables too, unless single seats were asked for."""
    if chosen(patch, order):
        source = tents_source(patch, chosen(patch, order), order.look, tables=not order.seats)
        yield f"{TABLES}/table-tents", source


def join_sheets(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """Join sheets from codes; with an address alone, one sheet for the hall. Raises UsageError with neither."""
    narrowed = bool(order.seats or order.bodies)
    names = {seat.id for seat in chosen(patch, order)}
    cards: Sequence[JoinCard] = [card for card in order.codes if not narrowed or card.seat in names]
    if not order.codes and order.url:
        cards = [JoinCard("", order.url, role=f"Join {patch.head.title}")]
    if not cards:
        raise UsageError(
            "there is nothing to join by on the join sheets.",
            mend="give the codes by --codes FILE; or the address alone by --url, for one sheet that the whole hall can read.",
        )
    yield f"{TABLES}/join-sheets", qr_source(cards, f"{patch.head.title}: join sheets", order.look)


def timetables(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """The timetable."""
    yield f"{TABLES}/timetable", print_typst(timetable_document(patch), order.look)


def forms(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """Paper forms in case screens fail."""
    yield f"{TABLES}/paper-forms", forms_source(patch, order.look)


def observers(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """What observers look for, and the sheets they write on."""
    yield f"{DESK}/observers", print_typst(desk.observers_document(patch), order.look)
    yield f"{DESK}/observers-notes", notes_source(patch, order.look)


def run_sheets(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """The run sheet."""
    yield f"{DESK}/run-sheet", print_typst(desk.run_sheet_document(patch), order.look)


def checklists(patch: Patch, order: Order) -> Iterator[tuple[str, str]]:
    """The checklist of equipment and printouts."""
    manner = Manner(ticks=desk.TICKED)
    yield f"{DESK}/checklist", print_typst(desk.checklist_document(patch), order.look, manner)


KINDS: Mapping[str, Callable[[Patch, Order], Iterator[tuple[str, str]]]] = {
    "packs": all_packs,
    "positions": positions,
    "roles": roles,
    "tents": tents,
    "qr": join_sheets,
    "timetable": timetables,
    "forms": forms,
    "observers": observers,
    "runsheet": run_sheets,
    "checklist": checklists,
}
"""The papers by the name under which they are asked for."""
FOR_ALL = ("timetable", "forms", "observers", "runsheet", "checklist")
"""Papers that are nobody's own: left out when only some seats or bodies are asked for, unless named."""
