"""The ledgers: agreements, plans, contracts, questions about rules, injects, asks without an answer, deadlines."""

from __future__ import annotations

from collections import Counter

from shirehall.paper.fates import ACTED, ANSWERED, LIKE, NOTHING, fates
from shirehall.paper.prose import capital, clip, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, Paragraph, Row, Section, Table

LONG = 14
"""A ledger with more lines than this is kept folded until it is opened."""


def ledgers(reader: Reader) -> Section:
    """All ledgers."""
    parts = (
        ("ledger-contracts", "Contracts", [contracts(reader, True), contracts(reader, False)]),
        ("ledger-agreements", "Agreements and each party's account", [agreements(reader)]),
        ("ledger-plans", "Plans and how they were judged", [plans(reader)]),
        ("ledger-rules", "Questions about the rules", [questions(reader)]),
        ("ledger-injects", "What arrived and what was done about it", [injects(reader)]),
        ("ledger-asks", "Asks without an answer", [asks(reader)]),
        ("ledger-deadlines", "Deadlines", [deadlines(reader)]),
        ("ledger-refusals", "Moves that were refused", [refusals(reader)]),
    )
    intro = say(
        "The ledgers list every matter of its sort, whether or not the story speaks of it. Main contracts and"
        " side deals are never added together.",
        basis="method",
    )
    return Section(
        "ledgers",
        "The ledgers",
        (Paragraph((intro,)),),
        tuple(Section(i, t, tuple(folded(reader, table) for table in tables)) for i, t, tables in parts),
    )


def folded(reader: Reader, table: Table) -> Block:
    """A table, folded when it is long; a sentence when it has no line."""
    if not table.rows:
        return Paragraph((say(f"{table.caption}: none is on the record.", [reader.end], "derived"),))
    return Fold(f"{table.caption} ({len(table.rows)} lines)", (table,)) if len(table.rows) > LONG else table


def few(evidence: tuple[int, ...]) -> tuple[int, ...]:
    """At most six of a row's events, spread over all."""
    from shirehall.paper.prose import spread

    return spread(evidence, 6)


def parties(reader: Reader, words: str) -> str:
    """Ids joined by semicolons, as names."""
    return ", ".join(capital(reader.name(each)) for each in words.split("; ") if each)


def contracts(reader: Reader, main: bool) -> Table:
    """Contracts of the main tier, or of the others."""
    rows = []
    for row, evidence in reader.rows("contracts"):
        if (row["tier"] == "main") == main:
            value = f"{row['value']:,.1f}" if row["value"] is not None else "–"
            when = reader.month(row["month_signed"]) if row["month_signed"] else "–"
            cells = (
                row["title"],
                parties(reader, row["commissioner"]),
                parties(reader, row["provider"]) or "–",
                row["tier"],
                value,
                row["state"],
                when,
            )
            rows.append(Row(cells, few(evidence)))
    title = (
        "Main contracts"
        if main
        else "Side, support and enhanced deals that were signed or stood at the start"
    )
    columns = (
        Column("Contract"),
        Column("Commissioner or parties"),
        Column("Provider"),
        Column("Tier"),
        Column("Value", "£ million a year", True),
        Column("State at the end"),
        Column("Signed"),
    )
    return Table(title, columns, tuple(rows))


def agreements(reader: Reader) -> Table:
    """Every agreement, with what each party says of it."""
    rows = []
    for row, evidence in reader.rows("agreements"):
        says = "; ".join(
            f"{capital(reader.name(part.split(': ')[0]))}: {part.split(': ')[1]}"
            for part in row["accounts"].split("; ")
            if ": " in part
        )
        differ = "accounts differ" if row["accounts_differ"] == "yes" else "one account"
        unheard = parties(reader, row["affected_not_told"]) or "–"
        rows.append(
            Row(
                (
                    row["title"],
                    parties(reader, row["parties"]),
                    row["tier"],
                    row["state"].replace("-", " "),
                    says,
                    differ,
                    unheard,
                ),
                few(evidence),
            )
        )
    columns = (
        Column("Agreement"),
        Column("Parties"),
        Column("Tier"),
        Column("State at the end"),
        Column("Each party's account"),
        Column("Do they differ?"),
        Column("Affected and not told"),
    )
    return Table(
        "Agreements proposed, claimed or made",
        columns,
        tuple(rows),
        "Where accounts differ both are kept; neither is taken to be the true one.",
    )


def plans(reader: Reader) -> Table:
    """Every plan that stood at the end."""
    rows = []
    for row, evidence in reader.rows("plans"):
        verdicts = (
            "; ".join(
                f"{capital(reader.name(v.split(': ')[0]))}: {v.split(': ')[1]}"
                for v in row["verdicts"].split("; ")
                if ": " in v
            )
            or "not judged"
        )
        cells = (
            row["title"],
            capital(reader.name(row["owner"])),
            parties(reader, row["to"]),
            reader.month(row["month"]),
            pounds(row["gap_pounds"]),
            pounds(row["found_pounds"]),
            row["status"],
            verdicts,
        )
        rows.append(Row(cells, few(evidence)))
    columns = (
        Column("Plan"),
        Column("By"),
        Column("To"),
        Column("Month"),
        Column("Gap named", "£", True),
        Column("Savings claimed", "£ a year", True),
        Column("State at the end"),
        Column("Verdicts"),
    )
    return Table(
        "Plans submitted, replaced versions included",
        columns,
        tuple(rows),
        "Sums are what the plan claims; they are beliefs and not effects.",
    )


def questions(reader: Reader) -> Table:
    """Questions asked about rules, then those of the pack that nobody raised."""
    rows = []
    for row, evidence in reader.rows("rule-questions"):
        month = reader.month(row["month"]) if row["month"] else "–"
        answer = (
            f"{capital(reader.name(row['answered_by']))}: {clip(row['answer'], 200)}"
            if row["answered_by"]
            else "–"
        )
        rows.append(
            Row(
                (
                    clip(row["text"], 200),
                    parties(reader, row["asker"]) or "–",
                    parties(reader, row["askees"]),
                    month,
                    row["status"],
                    answer,
                ),
                few(evidence),
            )
        )
    columns = (
        Column("Question"),
        Column("Asked by"),
        Column("Who may answer or was asked"),
        Column("Month"),
        Column("State at the end"),
        Column("Answer"),
    )
    return Table("Questions about the rules, asked and never asked", columns, tuple(rows))


def injects(reader: Reader) -> Table:
    """One line an inject: how many it reached and what they did."""
    found: dict[str, list[tuple[dict[str, object], tuple[int, ...]]]] = {}
    for row, evidence in reader.rows("inject-reactions"):
        found.setdefault(str(row["inject"]), []).append((row, evidence))
    rows = []
    for reached in found.values():
        first = reached[0][0]
        came = fates((str(row["reaction"]), str(row["link"])) for row, _ in reached)
        month = reader.month(int(str(first["month"])))
        counted = (len(reached), came[ACTED], came[ANSWERED], came[LIKE], came[NOTHING])
        cells = (str(first["title"]), str(first["inject_kind"]), month, *(str(number) for number in counted))
        rows.append(Row(cells, few(tuple(sorted({seq for _, evidence in reached for seq in evidence})))))
    heads = ("Reached", "Acted on it", "Words only", "Like subject only", "Nothing")
    columns = (
        Column("What arrived"),
        Column("Sort"),
        Column("Month"),
        *(Column(head, "organisations", True) for head in heads),
    )
    note = (
        "A deed is a commitment or something settled within the time the inject allows, in answer to it. Acts soon after that share "
        "no more than a topic with the inject stand apart: they may have had another cause."
    )
    return Table("Injects and reactions", columns, tuple(rows), note)


def asks(reader: Reader) -> Table:
    """Asks without an answer."""
    rows = []
    for row, evidence in reader.rows("unanswered-asks"):
        cells = (
            clip(row["text"], 160) or "–",
            capital(reader.name(row["asker"])),
            capital(reader.name(row["asked"])),
            row["wants"] or "–",
            reader.month(row["month"]),
            row["outcome"],
        )
        rows.append(Row(cells, few(evidence)))
    columns = (
        Column("What was asked"),
        Column("By"),
        Column("Of"),
        Column("Wanted"),
        Column("Month"),
        Column("What came"),
    )
    return Table("Asks that got no answer, were put off or were turned away", columns, tuple(rows))


def deadlines(reader: Reader) -> Table:
    """Every deadline, who met it and who did not."""
    rows = []
    for event in reader.of_kind("deadline-passed"):
        met, missed = event.body["met"], event.body["missed"]
        cells = (
            event.body["title"],
            reader.month(event.month),
            capital(reader.names(met, 9)) if met else "nobody",
            capital(reader.names(missed, 9)) if missed else "nobody",
        )
        rows.append(Row(cells, (event.seq,)))
    return Table(
        "Deadlines",
        (Column("Deadline"), Column("Month"), Column("Met by"), Column("Missed by")),
        tuple(rows),
        "Missing a deadline stops nobody; it is noted.",
    )


def refusals(reader: Reader) -> Table:
    """Refused moves, gathered by the reason."""
    found: dict[tuple[str, str], list[int]] = {}
    who: dict[tuple[str, str], Counter[str]] = {}
    for event in reader.of_kind("move-refused"):
        key = (event.body["move"].replace("-", " "), clip(reader.dated(event.body["why"]), 240))
        found.setdefault(key, []).append(event.seq)
        who.setdefault(key, Counter())[capital(reader.name(event.organisation))] += 1
    rows = [
        Row((why, move, ", ".join(sorted(who[move, why])), str(len(seqs))), few(tuple(seqs)))
        for (move, why), seqs in found.items()
    ]
    return Table(
        "Moves refused, and why",
        (Column("Why"), Column("Move"), Column("Tried by"), Column("Times", "number", True)),
        tuple(rows),
    )
