"""What might be concluded, with care: opportunities beside risks for each group of bodies, and the barriers drawn from all themes."""

from __future__ import annotations

from shirehall.paper.noting import cited, noted
from shirehall.paper.prose import count, listed, lower_first, say, spread
from shirehall.paper.prospects import Group, opportunities, risks
from shirehall.paper.reader import Reader
from shirehall.paper.tree import (
    SHOWN,
    Column,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from shirehall.study.themes import ADDRESSEES, Barrier, Themes, read_themes
from shirehall.study.themes.learning import TO_DO

CARE = (
    "None of this is a firm conclusion: the exercise is artificial, and depends on its place and on those who played.",
    "A claim is as strong as the evidence linked to it, and each theme says how strong that is.",
)
NO_BARRIER = "No barrier has been drawn from the themes: either none was written, or nobody has said of a theme to which barrier it adds."
RIVALS = "Until somebody draws one, the charter's rival explanations, weighed side by side under its questions, stand in their place."


def section(reader: Reader) -> Section:
    """Opportunities beside risks, then barriers with their evidence."""
    care = Note("With what care to read this", tuple(say(text, basis="method") for text in CARE))
    parts = (
        *standing_out(reader),
        Section("conclusions-prospects", "Opportunities beside risks", (beside(reader),)),
        barriers(reader),
    )
    return Section("conclusions", "Conclusions", (care,), parts)


def standing_out(reader: Reader) -> tuple[Section, ...]:
    """What needs to be done, theme by theme: what people found comes before what rules could tell. None where nothing was written."""
    themes = read_themes(reader.study)
    items = []
    for written in themes.standing:
        points = [point for point in themes.points_of(written.theme.id) if point.point.sort == TO_DO]
        for each in points:
            to = ADDRESSEES.get(each.point.addressee, each.point.addressee)
            said = lower_first(each.point.statement).rstrip(".")
            text = f"For {to}: {said} (from “{written.theme.title}”, {written.strength})."
            items.append(noted(text, (), [each.number, written.number], "method"))
    if not items:
        return ()
    return (Section("conclusions-to-do", "What might be done, and by whom", (ListBlock(tuple(items)),)),)


def beside(reader: Reader) -> Table:
    """For each of the pack's themes, what the play opened and what it put at risk, side by side."""
    rows = []
    for theme in reader.telling.patch.codebook.themes:
        bodies = tuple(b for b in reader.bodies if reader.telling.kind_of(b) in theme.kinds)
        if bodies:
            group = Group(reader, theme.title, bodies)
            up, down = opportunities(group), [said for said, _ in risks(group)]
            cited_here = [seq for said in (*up, *down) for seq in said.evidence]
            rows.append(
                Row((theme.title, together(up), together(down)), spread(sorted(set(cited_here)), SHOWN))
            )
    columns = (Column("Who"), Column("Opportunities"), Column("Risks"))
    return Table(
        "Opportunities beside risks, as far as rules can tell",
        columns,
        tuple(rows),
        "What people made of the play stands above and in the themes.",
    )


def together(said: list[Sentence]) -> str:
    """Sentences in one cell."""
    return " ".join(s.text for s in said) or "None that a rule could find."


def barriers(reader: Reader) -> Section:
    """The short list of what stands in the way, each with the themes it is drawn from and their evidence."""
    themes = read_themes(reader.study)
    rivals = (say(RIVALS, basis="method"),) if reader.telling.patch.charter.explanations else ()
    if not themes.barriers:
        return Section(
            "conclusions-barriers",
            "Barriers",
            (Paragraph((say(NO_BARRIER, basis="method"), *rivals)),),
        )
    intro = say(
        "Each barrier is drawn from all themes that add to it, with the evidence of all of them.",
        basis="method",
    )
    items = tuple(barrier(themes, found) for found in themes.barriers)
    return Section("conclusions-barriers", "Barriers", (Paragraph((intro,)), ListBlock(items, ordered=True)))


def barrier(themes: Themes, found: Barrier) -> Sentence:
    """One barrier in a sentence."""
    titles = [f"“{w.theme.title}”" for name in found.themes if (w := themes.theme(name)) is not None]
    events, notes = cited(themes.ground, found.evidence)
    pieces = f"{count(len(found.evidence), 'piece')} of evidence from {count(found.sources, 'source')}"
    text = f"{found.title.rstrip('.')}: drawn from {listed(titles)}, on {pieces}."
    numbers = [w.number for name in found.themes if (w := themes.theme(name)) is not None]
    return noted(text, events, (*notes, *numbers), "derived" if events or notes else "method")
