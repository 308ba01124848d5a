"""Cards, tents and join sheets: what lies on the tables and what is put into people's hands."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import segno

from shirehall.errors import UsageError
from shirehall.paper.print.look import Look, Size
from shirehall.paper.print.packs import COMMITS, consulted
from shirehall.paper.print.press import pdf_of
from shirehall.paper.print.typst import call, joined, literal, sheet_source
from shirehall.patch.model import Seat
from shirehall.patch.pack import Patch
from shirehall.play.names import sentence_case

OWN_CODE = "The code is yours alone: whoever has it has your seat."


@dataclass(frozen=True, slots=True)
class JoinCard:
    """How one person joins: the link that the square holds, and a code to type where a square cannot be read.

    `seat` is a seat of the pack, or empty for a sheet that anybody may read; `role`, `organisation` and `table` are told in
    words. `address` is what somebody types who cannot scan, before giving the `code`; without a code the link itself is shown.
    """

    seat: str
    link: str
    code: str = ""
    role: str = ""
    organisation: str = ""
    table: str = ""
    address: str = ""

    @property
    def typed(self) -> str:
        """The address to type: short where a code follows it."""
        return (self.address or self.link.partition("/in/")[0]) if self.code else self.link


def join_card_for(patch: Patch, seat: str, link: str, code: str = "", address: str = "") -> JoinCard:
    """The card of a seat of the pack, told in words; of an observer or the wall when the name begins with a star.

    Raises UsageError when the pack has no such seat.
    """
    if seat.startswith("*"):
        return JoinCard(seat, link, code, role=seat.lstrip("*").capitalize(), address=address)
    found = next((each for each in patch.active_seats if each.id == seat), None)
    if found is None:
        raise UsageError(
            f"the pack {patch.id} has no seat `{seat}`.", mend="use an id of seats.yaml, or *observer."
        )
    body = patch.organisation(found.organisation)
    return JoinCard(seat, link, code, found.role, body.name, table_of(patch, found), address)


def role_cards_source(patch: Patch, seats: Sequence[Seat], look: Look, url: str = "") -> str:
    """A card for each seat: its role and body, what it may bind the body to, its table and how to join."""
    return card_sheet(
        f"{patch.head.title}: role cards", [role_card(patch, seat, url) for seat in seats], look
    )


def role_card(patch: Patch, seat: Seat, url: str) -> str:
    """One role card as Typst. It holds what everybody in the room may know of the seat, and nothing of its skills."""
    body = patch.organisation(seat.organisation)
    may = [COMMITS[each] for each in seat.may_commit]
    lines = [
        call("heading", "level: 1", literal(seat.role)),
        call("par", call("strong", literal(body.name))),
        call("par", literal(f"Table: {table_of(patch, seat)}")),
    ]
    if may:
        lines += [
            call("par", literal("For your body you may:")),
            call("list", *(literal(each) for each in may)),
        ]
    else:
        lines.append(call("par", literal("You may speak, ask and advise; others bind your body.")))
    lines += [call("par", literal(consulted(body)))] if may and consulted(body) else []
    lines += [call("par", joined([call("strong", literal("To join: ")), literal(how_to_join(url))]))]
    given = "in a post that is given to you" if seat.position == "assigned" else "in your own post"
    lines.append(
        call("par", call("small", literal(f"Play {given}, as you really would. {patch.head.notice}")))
    )
    return joined(lines)


def how_to_join(url: str) -> str:
    """What to do at the start, in words."""
    where = f"open {url}" if url else "open the address on your join sheet"
    return f"scan the square on your join sheet, or {where} and type your code. Keep the code to yourself."


def table_of(patch: Patch, seat: Seat) -> str:
    """What a seat's table is called."""
    return next((each.title for each in patch.seats.tables if each.id == seat.table), seat.table)


def tents_source(patch: Patch, seats: Sequence[Seat], look: Look, *, tables: bool = True) -> str:
    """A tent for each seat and, if wanted, one for each of their tables; a page folded in the middle reads from both sides."""
    tents = []
    if tables:
        used = {seat.table for seat in seats}
        for table in patch.seats.tables:
            if table.id in used:
                tents.append(tent("Table", table.title, patch.head.title))
    for seat in seats:
        body = patch.organisation(seat.organisation)
        tents.append(tent(body.name, sentence_case(body.short), seat.role))
    return sheet_source(
        f"{patch.head.title}: table tents", look, "\n".join(f"#{each}" for each in tents), footer=False
    )


def tent(above: str, big: str, below: str) -> str:
    """One tent as Typst."""
    return call("tent", literal(above if above != big else ""), literal(big), literal(below))


def qr_cards(
    cards: Sequence[JoinCard], *, title: str = "Join sheets", size: Size = "a4", large: bool = False
) -> bytes:
    """The join sheets as PDF, in the order given: four to a sheet of A4 to be cut apart, else one to a page.

    Raises UsageError when Typst is not installed.
    """
    return pdf_of(qr_source(cards, title, Look(size, large)))


def qr_source(cards: Sequence[JoinCard], title: str, look: Look) -> str:
    """The join sheets as Typst."""
    return card_sheet(title, [join_card(each) for each in cards], look)


def join_card(card: JoinCard) -> str:
    """One join sheet: who it is for, the square, the code, the address."""
    lines = [call("heading", "level: 1", literal(card.role or card.seat or "Join here"))]
    lines += [call("par", call("strong", literal(card.organisation)))] if card.organisation else []
    lines += [call("par", literal(f"Table: {card.table}"))] if card.table else []
    code, link = literal(card.code), literal(card.typed)
    lines.append(call("joining", literal(square(card.link)), literal(f"QR code of {card.link}"), code, link))
    how = "Scan, or open the address" + (" and type the code." if card.code else ".")
    lines.append(call("align", "center", call("small", literal(how))))
    lines += [call("align", "center", call("small", literal(OWN_CODE)))] if card.code else []
    return joined(lines)


def square(link: str) -> str:
    """A link as the SVG of a QR code (ISO/IEC 18004), with a quarter of it to spare for folds and stains and its quiet zone."""
    drawn = io.BytesIO()
    segno.make_qr(link, error="Q").save(drawn, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return drawn.getvalue().decode("utf-8")


def card_sheet(title: str, cards: Iterable[str], look: Look) -> str:
    """Cards as a source: four to a sheet of A4 in ordinary print, else one to a page."""
    four = look.size == "a4" and not look.large
    return sheet_source(title, look, f"#{call('cards', 'true' if four else 'false', *cards)}", footer=False)
