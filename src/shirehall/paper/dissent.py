"""Who sees it otherwise: what was disputed at a meeting, dissent written beside a theme, and accounts that observers noted as differing."""

from __future__ import annotations

from shirehall.paper.noting import noted
from shirehall.paper.prose import capital, count, lower_first, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, ListBlock, Sentence
from shirehall.study.themes import read_themes
from shirehall.study.validation import role_said, validation

NOBODY = (
    "For this report nobody has been asked: there is no feedback, no validation meeting and no dissent on file. What can be listed "
    "is where accounts on the record itself differ."
)
WITHOUT_LEAVE = "the words were given without leave to be quoted"


def asked(reader: Reader) -> str:
    """Who has been asked how they see it, and how much dissent is on file."""
    answered = len(reader.study.standing("answer", "reason"))
    met = len(reader.study.standing("validation"))
    if not answered and not met:
        return NOBODY
    told = [
        *(
            [count(answered, "answer on the feedback form", "answers on the feedback form")]
            if answered
            else []
        ),
        *([count(met, "validation meeting")] if met else []),
    ]
    many = len(disputed(reader)) + len(voices(reader))
    return f"At hand were {' and '.join(told)}. {capital(count(many, 'voice')) if many else 'No voice'} dissented."


def dissent(reader: Reader) -> list[Block]:
    """Each dissenting voice, and each account that an observer noted beside another; no block where there is none."""
    blocks: list[Block] = []
    against = (*disputed(reader), *voices(reader))
    if against:
        blocks.append(ListBlock(against, "Who sees a theme otherwise:"))
    apart = accounts(reader)
    if apart:
        blocks.append(ListBlock(apart, "Accounts that observers noted as differing:"))
    return blocks


def disputed(reader: Reader) -> tuple[Sentence, ...]:
    """What was disputed at a meeting, by role."""
    said = []
    for mark in validation(reader.study).marks:
        if mark.mark == "disputed":
            words = f"“{mark.words}”" if mark.words and mark.may_quote else WITHOUT_LEAVE
            text = f"{title(reader, mark.theme)}, disputed at the meeting (role: {role_said(mark.role)}): {words}"
            said.append(noted(sentence_case(text), (), [mark.number], "method"))
    return tuple(said)


def voices(reader: Reader) -> tuple[Sentence, ...]:
    """Dissent written beside a theme."""
    return tuple(
        noted(sentence_case(f"{title(reader, written.theme.id)}, {lower_first(voice.role)}: {voice.words}"), (),
              [voice.number or written.number], "method")
        for written in read_themes(reader.study).standing
        for voice in written.theme.dissent
    )  # fmt: skip


def title(reader: Reader, theme: str) -> str:
    """A theme by its title, between quotation marks."""
    written = read_themes(reader.study).theme(theme)
    return f"On “{written.theme.title if written else theme}”"


def accounts(reader: Reader) -> tuple[Sentence, ...]:
    """What observers noted as differing: their own account, and the players'."""
    said = []
    for each in reader.study.standing("note"):
        body = each.entry.body
        if body.get("differs"):
            mine, theirs = (
                str(body.get("account") or "").rstrip("."),
                str(body.get("players_account") or "").rstrip("."),
            )
            text = f"The observer's account: {lower_first(mine or 'none')}. The players': {lower_first(theirs or 'none')}."
            said.append(noted(text, (), [each.entry.number], "method"))
    return tuple(said)
