"""What limits the report: who had no seat, which skills sat, how far matters were explored, what the model holds, what is by design."""

from __future__ import annotations

from collections.abc import Iterable

from shirehall.paper.filled import scripted, seats
from shirehall.paper.noting import cited, noted, row
from shirehall.paper.prose import capital, count, listed, lower_first, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, ListBlock, Paragraph, Row, Section, Sentence, Table
from shirehall.patch.pack import Patch
from shirehall.study.themes import Point, Themes, read_themes
from shirehall.study.themes.scope import RULE, Mix, coverage, scope, skill_mix, unseated
from shirehall.study.validation import role_said

LIMITS = (
    "This is one play with one seed. Another might have gone otherwise, and how often it would is not asked here.",
    "The county model holds flows, beds, waits and money, and neither moods nor the quality of a "
    "consultation. One month is lived once.",
    "Contacts are counted by whom an act was addressed to, and a deed by its sort; how well something was said is not counted.",
    "Reactions to injects that share only a topic with the inject may have had another cause.",
)
ENSEMBLE = (
    "The report tells one play. Where an ensemble of other runs was handed in, a theme says in how many of them it held; how often "
    "it would hold elsewhere is not asked."
)
NO_MANAGERS = (
    "Commissioners were seated without managers, so that doctors' own strengths and gaps might show; any real one would have "
    "some."
)
LEAST = 4
"""From how many seats on it is said of a kind of body that all were of one profession."""
NO_FLAG = "No theme of this day has been marked as one that may be owed to the design."


def plainly(*texts: str) -> tuple[Sentence, ...]:
    """Sentences on how the report was made."""
    return tuple(say(text, basis="method") for text in texts)


def section(reader: Reader) -> Section:
    """What the play did not hold, what may be owed to its design, and what the reading cannot do."""
    patch = reader.telling.patch
    scripts = scripted(seats(reader))
    of_scripts = (
        f"{count(scripts, 'seat')} {'was' if scripts == 1 else 'were'} filled by scripts. What scripts do shows what the rules "
        "and the pressures make easy; it is no observation of people."
    )
    held = any(w.theme.spread for w in read_themes(reader.study).standing)
    limits = (*LIMITS[1:], ENSEMBLE) if held else LIMITS
    own = [
        *([of_scripts] if scripts else []),
        *limits,
        *sampled(reader),
        *([NO_MANAGERS] if managers_left_out(patch) else []),
    ]
    parts = (
        Section("limits-absent", "Who had no seat, and why", absent(reader)),
        Section("limits-skills", "Which skills sat, and which did not", skills(reader)),
        Section("limits-unexplored", "What was explored, and what was not", (explored(reader),)),
        Section("limits-model", "What the county model holds", (model(reader),)),
        Section("limits-artefacts", "What may be owed to the design", tuple(artefacts(reader))),
    )
    return Section("limitations", "Limitations", (ListBlock(plainly(*own)),), parts)


def managers_left_out(patch: Patch) -> bool:
    """Whether the pack has seats of managers that were switched off."""
    return not patch.head.managers and any(seat.only_with == "managers" for seat in patch.seats.seats)


def sampled(reader: Reader) -> list[str]:
    """What is to be said of a county of which a share of the people was followed; nothing of a whole one."""
    settings = next(e.body["settings"] for e in reader.telling.events if e.kind == "day-opened")
    share = settings.get("people", 1)
    if share == 1 or not settings.get("county", True):
        return []
    return [
        f"The county was a sampled one: of its largest flows {100 * share:.3g}% of the people were followed, each of them standing for "
        "others, and figures are told at the county's full size. What that adds to chance is in the documentation (a share of the people)."
    ]


def as_given(lines: Iterable[str]) -> ListBlock:
    """A list in the pack's own words."""
    return ListBlock(tuple(say(sentence_case(line), basis="given") for line in lines))


def absent(reader: Reader) -> tuple[Block, ...]:
    """The parts without a seat, from the seat plan."""
    found = [f"{who}: {why}" for who, why in unseated(reader.telling)]
    return (
        (as_given(found),)
        if found
        else (Paragraph(plainly("The seat plan leaves out no part that it knows of.")),)
    )


def skills(reader: Reader) -> tuple[Block, ...]:
    """The mix of professions and skills in the seats, and what it taught where it was one-sided."""
    mixes = skill_mix(reader.telling)
    said = [
        s
        for mix in mixes
        if mix.one_sided and mix.seats >= LEAST
        for s in (one_sided(reader, mix), *taught(reader, mix))
    ]
    rows = tuple(
        Row(
            (
                capital(reader.kind(mix.kind)),
                str(mix.seats),
                listed([f"{n} {role_said(name)}" for name, n in mix.professions]),
                rated(mix),
            )
        )
        for mix in mixes
    )
    columns = (
        Column("Who"),
        Column("Seats", "seats", True),
        Column("Professions"),
        Column("Skills held, and believed to be held (0 to 1)"),
    )
    table = Table(
        "The mix of skills in the seats",
        columns,
        rows,
        "As the pack sets them; means over the seats. People bring their own.",
    )
    return (
        *([Paragraph(tuple(said))] if said else []),
        Fold("The mix of skills, seat by seat of the plan", (table,)),
    )


def one_sided(reader: Reader, mix: Mix) -> Sentence:
    """A kind of body whose seats are all of one profession, with the skill in which belief and skill lie furthest apart."""
    words = f"All {mix.seats} seats of {reader.kind(mix.kind)} were of one profession ({role_said(mix.one_sided)})"
    if not mix.skills:
        return say(f"{words}.", basis="given")
    name, held, believed = max(mix.skills, key=lambda s: (abs(s[2] - s[1]), s[0]))
    gap = f"the pack sets their skill in {name.replace('-', ' ')} at {held:.2f} and what they believe of it at {believed:.2f}"
    return say(
        f"{words}; {gap}. What they lacked shows what a team of that sort might have to find elsewhere.",
        basis="given",
    )


def taught(reader: Reader, mix: Mix) -> list[Sentence]:
    """What was learnt of the skills that such bodies were short of."""
    themes = read_themes(reader.study)
    found = [
        p for p in themes.points if p.point.skill_gap and reader.telling.kind_of(p.point.owner) == mix.kind
    ]
    return [
        noted(
            f"It taught this of {p.point.skill_gap}: {sentence_case(lower_first(p.point.statement))}",
            *cited_with(themes, p),
        )
        for p in found
    ]


def cited_with(themes: Themes, found: Point) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What a learning point rests on, its own entry among it."""
    events, notes = cited(themes.ground, found.point.supports)
    return events, (*notes, found.number)


def rated(mix: Mix) -> str:
    """Skills with what is held and what is believed."""
    return (
        "; ".join(
            f"{name.replace('-', ' ')} {held:.2f}, believed {believed:.2f}"
            for name, held, believed in mix.skills
        )
        or "–"
    )


def explored(reader: Reader) -> Table:
    """The scope table."""
    rows = tuple(
        row(
            (
                capital(each.matter),
                each.how_far,
                sentence_case(each.why),
                "people" if each.by_hand else "rule",
            ),
            each.evidence,
            (each.note,) if each.note else (),
        )
        for each in scope(reader.study)
    )
    columns = (Column("Matter"), Column("How far"), Column("Why"), Column("Said by"))
    return Table("What was explored, touched and not explored", columns, rows, RULE)


def model(reader: Reader) -> Table:
    """What the county model holds of each matter, on this record."""
    rows = tuple(
        Row((each.matter, each.how_far, str(len(each.measures)), sentence_case(f"Not held: {each.lacks}")))
        for each in coverage(reader.telling)
    )
    columns = (
        Column("Matter"),
        Column("Covered"),
        Column("Figures on this record", "figures", True),
        Column("What no figure holds"),
    )
    return Table(
        "What the county model covers, and what only in part", columns, rows, "Our own list of matters."
    )


def artefacts(reader: Reader) -> list[Block]:
    """The design's own list of what may be owed to it, then the themes that were marked so."""
    blocks: list[Block] = []
    given = reader.telling.patch.charter.artefacts
    if given:
        blocks.append(as_given(given))
    flagged = [w for w in read_themes(reader.study).standing if w.theme.artefact]
    said = tuple(
        noted(sentence_case(f"“{w.theme.title}”: {w.theme.artefact}"), (), [w.number], "method") for w in flagged
    )  # fmt: skip
    if said:
        blocks.append(ListBlock(said, "Themes that may be owed to it:"))
    else:
        blocks.append(Paragraph(plainly(NO_FLAG)))
    return blocks
