"""What people who did not play made of it afterwards: a separate voice, kept apart from players'."""

from __future__ import annotations

from shirehall.paper.noting import noted
from shirehall.paper.prose import capital, listed, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, ListBlock, Paragraph, Quote, Section
from shirehall.paper.validated import long_date, title_of
from shirehall.study.themes import read_themes
from shirehall.study.themes.around import Talk

NONE = "No talk was held with people who did not play, so this report has no voice from outside the room."
APART = (
    "These people did not play. What they say is about what might come next, is kept apart from what players said, and counts as no "
    "evidence of what happened."
)


def section(reader: Reader) -> Section:
    """Each talk: whose it was, what was said, on which themes, and what they would have follow."""
    talks = read_themes(reader.study).talks
    if not talks:
        return Section("panel", "Voices from outside the room", (Paragraph((say(NONE, basis="method"),)),))
    parts = tuple(talk(reader, each) for each in talks)
    return Section(
        "panel", "Voices from outside the room", (Paragraph((say(APART, basis="method"),)),), parts
    )


def talk(reader: Reader, each: Talk) -> Section:
    """One talk."""
    who = noted(
        f"On {long_date(each.date)} the panel {each.panel} met: {listed(list(each.roles))}.",
        (),
        [each.number],
        "method",
    )
    entry = reader.study.entry(each.number)
    outside = entry is not None and entry.origin == "outside"
    blocks: list[Block] = []
    if outside and not each.may_quote:
        kept = noted(
            "They gave no leave to be quoted, so their words are not given here.", (), [each.number], "method"
        )
        blocks.append(Paragraph((who, kept)))
    elif outside:
        blocks += [
            Paragraph((who,)),
            Quote(each.words, f"The panel {each.panel}, quoted by leave", notes=(each.number,)),
        ]
    else:
        blocks.append(Paragraph((who, noted(sentence_case(each.words), (), [each.number]))))
    if each.themes:
        titles = listed([f"“{title_of(reader, name)}”" for name in each.themes])
        blocks.append(Paragraph((noted(f"They spoke to {titles}.", (), [each.number], "method"),)))
    if each.next_steps:
        steps = tuple(
            noted(sentence_case(f"{capital(step)} (raised by the panel)"), (), [each.number])
            for step in each.next_steps
        )
        blocks.append(ListBlock(steps, "What next, as they see it:"))
    return Section(f"panel-{each.id.replace('.', '-')}", f"The panel {each.panel}", tuple(blocks))
