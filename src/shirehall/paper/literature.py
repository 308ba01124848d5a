"""Publications and statements from outside, set beside the themes."""

from __future__ import annotations

from shirehall.paper.noting import row
from shirehall.paper.prose import capital, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Column, Paragraph, Section, Table
from shirehall.paper.validated import title_of
from shirehall.study.themes import read_themes
from shirehall.study.themes.around import RELATIONS

NONE = "No publication from outside has been set beside the themes, so this report does not say how it stands to what others found."


def section(reader: Reader) -> Section:
    """Each publication with its address, the themes it stands beside, and how it stands to them."""
    themes = read_themes(reader.study)
    if not themes.literature:
        return Section("literature", "Beside other publications", (Paragraph((say(NONE, basis="method"),)),))
    rows = []
    for book in themes.literature:
        named = (*book.themes, *(w.theme.id for w in themes.standing if book.id in w.theme.literature))
        titles = "; ".join(title_of(reader, name) for name in dict.fromkeys(named)) or "–"
        rows.append(
            row(
                (
                    book.citation,
                    titles,
                    capital(RELATIONS.get(book.relation, book.relation)),
                    book.address or "–",
                ),
                (),
                [book.number],
            )
        )
    columns = (Column("Publication"), Column("Theme"), Column("What it does"), Column("Address"))
    table = Table(
        "Publications and statements beside the themes",
        columns,
        tuple(rows),
        "Added by people; nothing was looked up for this report.",
    )
    return Section("literature", "Beside other publications", (table,))
