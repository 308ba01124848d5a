"""How the year was played and read, and whose report this is."""

from __future__ import annotations

from typing import Any

from shirehall.paper.filled import filled_said, seats
from shirehall.paper.limitations import plainly
from shirehall.paper.limitations import section as limitations
from shirehall.paper.posts import posts
from shirehall.paper.prose import count
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Note, Paragraph, Row, Section, Table

__all__ = ["limitations", "method", "stance"]

STANCE = (
    "It is written from the observers' side and, for now, from the record alone: every sentence about the play was composed "
    "by rule from what the record holds.",
    "Where the players' own accounts differ, both are kept, and an appendix lists them; an observer in the room might have "
    "read the same events otherwise.",
)
BY_PEOPLE = (
    "It is written from the observers' side. The themes, the learning points and what is marked as edited were written by people; "
    "every other sentence about the play was composed by rule from what the record holds."
)
ACCOUNTS = (
    "Where accounts differ, all are kept, and an appendix lists them; somebody else in the room might have read the same events "
    "otherwise."
)
UNTESTED = (
    "No person sat in a seat, so no feedback of players stands behind it, and no meeting has tested it."
)
UNHEARD = (
    "It has not yet been informed by those who played: their feedback and the meeting that tests the findings come later and "
    "may change it."
)
HOW_TO_READ = (
    "A sentence about the play ends with a link in brackets that opens the events it rests on, in the words that were used.",
    "Sentences without a link state what the pack gives, what was assumed, or how the report was made.",
    "Words of the trade are explained in the glossary.",
)
SCRIPTS = (
    "A scripted seat is always shown as scripted, in the evidence as in the text.",
    "A script is a bounded and partly informed player: it has so many minutes a month, concerns, trust and blind spots, sees "
    "only what its seat could see, and knows nothing of what the published exercise reported.",
)
COUNTY = (
    "Beside the play runs a patient-level model of the county: urgent care, beds, discharge, elective "
    "waiting, community care and money.",
    "Each month the terms in force are frozen, the month is lived once, and figures are published after the lag that the pack "
    "sets.",
    "Terms come from what all parties signed alike, from what a moderator ruled, from injects, and, where there were words "
    "alone, from assumptions that the pack declares.",
)
READING = (
    "Contacts, topics, load and deeds are counted by rules that are the same for every organisation and any pack; topics are "
    "those that senders declared.",
    "Which sentences stand in the summary is decided by rule and not by taste: the end state, the busiest line, the largest "
    "change, and what was left.",
)


def stance(reader: Reader) -> Section:
    """From whose point of view the report is written, and who paid, designed and owns what."""
    given = reader.telling.patch.charter
    people = any(chair.filled_by == "person" for chair in seats(reader))
    written = bool(reader.study.standing("theme", "learning-point", "report-edit"))
    heard = informed(reader) or (UNHEARD if people else UNTESTED)
    stood = (BY_PEOPLE, heard, ACCOUNTS) if written else (STANCE[0], heard, STANCE[1])
    whose = Note("Whose report this is", plainly(*stood))
    parts = (
        ("Sponsor", given.sponsor),
        ("Designers", given.designers),
        ("Partner", given.partner),
        ("Owner of the county model", given.model_owner),
    )
    caption = "Who stands behind the exercise, as the pack's charter names them"
    table = Table(
        caption, (Column("Part"), Column("Who")), tuple(Row(part) for part in parts), given.independence
    )
    return Section(
        "stance", "About this report", (whose, Note("How to read it", plainly(*HOW_TO_READ)), table)
    )


def informed(reader: Reader) -> str:
    """How far those who played have informed the report: who answered, and whether a meeting has tested it. Empty when neither."""
    answered = {
        e.entry.author for e in reader.study.standing("answer", "reason") if e.entry.origin == "player"
    }
    met = reader.study.standing("validation")
    if not answered and not met:
        return ""
    who = f"{count(len(answered), 'player')} answered the feedback form" if answered else ""
    held = f"{count(len(met), 'meeting')} with those who took part tested it" if met else ""
    yet = "" if met else "; no meeting has tested it yet, and one may change it"
    return f"Those who played have informed it: {' and '.join(filter(None, (who, held)))}{yet}."


def method(reader: Reader) -> Section:
    """How the year was played."""
    opened = next(e for e in reader.telling.events if e.kind == "day-opened")
    settings: dict[str, Any] = dict(opened.body["settings"])
    minutes = reader.telling.events[-1].at
    length = (
        f"A month lasts {reader.telling.world.clock.minutes_a_month} play minutes, so the {len(reader.telling.months)} months "
        f"took {minutes:,} of them. A meeting occupies all who join it."
    )
    pace = settings.get("injects_a_month")
    injects = (
        f"Injects arrive at times that the pack sets, about {pace:.1f} a month; their effects on the county are unseen."
        if pace
        else "Injects arrive at times that the pack sets; their effects on the county are unseen."
    )
    blocks: tuple[Block, ...] = (
        Paragraph(plainly(filled_said(reader), *SCRIPTS, length, injects), "The play."),
        Paragraph(plainly(*COUNTY), "The county."),
        Paragraph(plainly(*READING), "The reading."),
        posts(reader),
        digests(reader, settings, minutes),
    )
    return Section("method", "Method", blocks)


def digests(reader: Reader, settings: dict[str, Any], minutes: int) -> Table:
    """What fixes this play, so that it can be played again."""
    lived = [e for e in reader.telling.events if e.kind == "month-lived"]
    yes = {True: "yes", False: "no"}
    given = reader.telling.patch.seats.seats
    managers = settings.get("managers", reader.telling.patch.head.managers)
    rows = [
        ("Pack", f"{reader.telling.patch.id}, digest {reader.telling.patch.digest}"),
        ("Seed", seeds(reader)),
        *(
            [("Managers seated in commissioners", yes[bool(managers)])]
            if any(s.only_with for s in given)
            else []
        ),
        ("Detail of the briefings", str(settings.get("detail", reader.telling.patch.head.detail))),
        ("County lived", yes[bool(lived)]),
        ("County's engine", str(lived[0].body["engine"]) if lived else "none"),
        ("County's state at the end", str(lived[-1].body["state"]) if lived else "none"),
        ("Events on the record", f"{len(reader.telling.events):,}"),
        ("Play minutes", f"{minutes:,}"),
    ]
    return Table(
        "What fixes this play",
        (Column("Setting"), Column("Value")),
        tuple(Row(row) for row in rows),
        "The same pack, seed and moves give the same record, byte for byte.",
    )


def seeds(reader: Reader) -> str:
    """The seed of the play, and of each later round that had one of its own."""
    opened = next(e for e in reader.telling.events if e.kind == "day-opened")
    seed = opened.body["settings"].get("seed", "not on the record")
    later = [e for e in reader.telling.events if e.kind == "round-opened"]
    own = [
        f"{e.body['round']}: {e.body['designers']['seed']}"
        for e in later
        if e.body["designers"].get("seed", seed) != seed
    ]
    return "; ".join([str(seed), *own])
