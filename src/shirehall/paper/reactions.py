"""Reactions to each inject: whom it reached, and whether a deed followed, a token of words, or nothing."""

from __future__ import annotations

from shirehall.paper.fates import ACTED, ANSWERED, LIKE, NOTHING, fate
from shirehall.paper.prose import capital, clip, count, say, spread
from shirehall.paper.reader import Reader
from shirehall.paper.tree import SHOWN, Block, Column, Fold, Paragraph, Row, Section, Table

SHOWN_AS = {ACTED: "deed", ANSWERED: "token", LIKE: "like subject only", NOTHING: "none"}


def reactions(reader: Reader) -> Section:
    """Every inject with what each body that it reached did about it."""
    found: dict[str, list[tuple[dict[str, object], tuple[int, ...]]]] = {}
    for row, evidence in reader.rows("inject-reactions"):
        found.setdefault(str(row["inject"]), []).append((row, evidence))
    intro = say(
        "A deed is a commitment, or something settled, in answer to what arrived; a token is an answer in words alone; none is "
        "silence. Where an act shares no more than a subject with what arrived, that is said, since it may have had another cause.",
        basis="method",
    )
    if not found:
        none = say("Nothing arrived from outside in this play.", [reader.end], "derived")
        return Section("reactions", "Reactions to what arrived", (Paragraph((intro, none)),))
    folds: list[Block] = []
    for reached in found.values():
        first = reached[0][0]
        rows = [line(reader, row, evidence) for row, evidence in reached]
        title = f"{first['title']}, {reader.month(int(str(first['month'])))}"
        columns = (Column("Organisation"), Column("Reaction"), Column("What it did"))
        folds.append(
            Fold(f"{title} ({count(len(rows), 'organisation')})", (Table(title, columns, tuple(rows)),))
        )
    return Section("reactions", "Reactions to what arrived", (Paragraph((intro,)), *folds))


def line(reader: Reader, row: dict[str, object], evidence: tuple[int, ...]) -> Row:
    """What one body did about one inject."""
    came = SHOWN_AS[fate(str(row["reaction"]), str(row["link"]))]
    did = [
        seq
        for seq in evidence
        if reader.telling.event(seq).kind != "injected" and reader.telling.event(seq).seat
    ]
    words = (
        clip(reader.dated(reader.telling.sentence(did[-1])), 200, quoted=False)
        if did and came != "none"
        else "–"
    )
    return Row((capital(reader.name(str(row["body"]))), came, words), spread(evidence, SHOWN))
