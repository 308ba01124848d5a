"""A theme: what is made of a day, on what evidence, how strongly, who sees it otherwise, and what else might explain it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shirehall.errors import UsageError
from shirehall.play.record.event import Json
from shirehall.study.filters import filters_in
from shirehall.study.measures import compute, every_measure, measure_called, reading
from shirehall.study.measures.charter import figure_row
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.note import keepable, note_of
from shirehall.study.study import Study
from shirehall.study.tables import Filters, Reading
from shirehall.study.themes.ensemble import Spread, spread_in
from shirehall.study.themes.evidence import (
    FEEDBACK,
    ORIGINS,
    RAISED_BY,
    SEEN,
    Evidence,
    Sources,
    evidence_of,
    known_measure,
    may_quote,
)
from shirehall.study.themes.words import By, identity, known_wording, needed, one_of, refused, wordings

STRENGTHS: Mapping[str, str] = {
    "explicit": "two sources or more, and somebody who was there says it in their own words",
    "several sources": "two sources or more; the record counts as one, each observer and each person who answers as one",
    "single": "one source",
    "inferred": "no event, note or answer stands behind it: it is read out of figures, or reasoned",
}
"""How strong a theme may be said to be, the strongest first, each with its rule."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One of several rival explanations: what it says, how it would show, and the measure (with filters, if any) that shows it.

    A measure is written as its name and filters, such as `started-share from_kind=commissioner to_kind=national-board`.
    """

    text: str
    test: str
    measure: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that somebody used and allowed to be quoted: the sort and number of the entry that holds them."""

    sort: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Dissent:
    """Who sees a theme otherwise (a role), how, and the entry where they say so (nought when it was said aloud)."""

    role: str
    words: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme as it is worded.

    `subject` is one of `subjects`, or a subject of its own. `question` is the id of the charter's question that it speaks to.
    `origin` is where it was first raised. `strength` is the most its writer claims (empty: what the evidence carries).
    `contradicts` are ids of other themes, `literature` ids of publications. `artefact` says why it may be owed to how the day
    was built, empty when it was looked at and nothing was found. `barrier` names the barrier to which it adds, if to one.
    `without` says why it cites no note, or no feedback, where it does not. `spread` tells in how many runs of an ensemble it held.
    """

    id: str
    title: str
    statement: str
    subject: str
    question: str = ""
    origin: str = "play"
    strength: str = ""
    supports: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    contradicts: tuple[str, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    literature: tuple[str, ...] = ()
    artefact: str = ""
    barrier: str = ""
    dissent: tuple[Dissent, ...] = ()
    without: str = ""
    spread: Spread | None = None
    put_aside: bool = False
    after: int = 0
    why: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All that speaks for it and against it."""
        return (*self.supports, *self.against)


def theme_in(entry: Entry) -> Theme:
    """The theme that an entry keeps. What is missing in an older or strange entry is left empty."""
    body = entry.body

    def text(name: str) -> str:
        return str(body.get(name) or "")

    def rows(name: str) -> list[tuple[Json, ...]]:
        found = body.get(name)
        listed = found if isinstance(found, tuple | list) else ()
        return [tuple(row) for row in listed if isinstance(row, tuple | list) and len(row) >= 3]

    return Theme(
        **{name: text(name) for name in WORDED},
        origin=text("origin") or "play",
        supports=evidence_of(body.get("supports")),
        against=evidence_of(body.get("against")),
        mechanisms=tuple(Mechanism(*map(str, row[:3])) for row in rows("mechanisms")),
        contradicts=names_in(body.get("contradicts")),
        quotes=tuple(Quotation(str(r[0]), int(r[1]), str(r[2])) for r in rows("quotes")),
        literature=names_in(body.get("literature")),
        dissent=tuple(Dissent(str(r[0]), str(r[1]), int(r[2])) for r in rows("dissent")),
        spread=spread_in(body.get("spread")),
        put_aside=bool(body.get("put_aside")),
        after=int(body.get("after") or 0),
    )


WORDED = (
    "id",
    "title",
    "statement",
    "subject",
    "question",
    "strength",
    "artefact",
    "barrier",
    "without",
    "why",
)


def names_in(value: Json) -> tuple[str, ...]:
    """A list of ids."""
    return tuple(str(each) for each in value) if isinstance(value, tuple | list) else ()


def body_of(theme: Theme) -> dict[str, Json]:
    """A theme as the body of an entry."""
    spread = theme.spread
    return {
        **{name: getattr(theme, name) for name in WORDED},
        "origin": theme.origin,
        "supports": tuple(e.row for e in theme.supports),
        "against": tuple(e.row for e in theme.against),
        "mechanisms": tuple((m.text, m.test, m.measure) for m in theme.mechanisms),
        "contradicts": theme.contradicts,
        "quotes": tuple((q.sort, q.number, q.words) for q in theme.quotes),
        "literature": theme.literature,
        "dissent": tuple((d.role, d.words, d.number) for d in theme.dissent),
        "spread": spread.row if spread else (),
        "put_aside": theme.put_aside,
        "after": theme.after,
    }


def theme_writing(study: Study, by: By, theme: Theme) -> Writing:
    """The writing of a theme, whole, as it is worded now.

    Raises UsageError, in plain words, when something in it is not so: evidence that is not there, a strength that the evidence
    does not carry, an origin that no evidence bears out, an explanation without a rival, a test or a measure, words quoted
    without leave, or, once those who played have met over it, a sentence that stood and stands no more.
    """
    ground = Sources(study)
    known = set(wordings(study, "theme"))
    identity(theme.id, "theme")
    whole = replace(
        theme,
        title=needed(theme.title, "title"),
        statement=needed(theme.statement, "statement"),
        subject=needed(theme.subject, "subject"),
        after=known_wording(study, "theme", theme.id, theme.after),
        supports=ground.check(theme.supports),
        against=ground.check(theme.against),
        quotes=tuple(checked_quotation(ground, quote) for quote in theme.quotes),
    )
    check_question(study, whole)
    check_origin(whole.origin, whole.supports)
    check_strength(ground, whole)
    check_both(whole)
    check_mechanisms(whole.mechanisms)
    for other in whole.contradicts:
        if other not in known or other == whole.id:
            raise refused(f"there is no other theme {other!r} to contradict.", "write that theme first.")
    books = set(wordings(study, "literature"))
    for book in whole.literature:
        one_of(book, sorted(books), "publication of this study")
    for voice in whole.dissent:
        needed(voice.role, "role of who sees it otherwise")
        needed(voice.words, "words of who sees it otherwise")
        if voice.number and voice.number not in ground.by_number:
            raise refused(
                f"the notebook has no entry {voice.number}.", "leave it out for what was said aloud."
            )
    keeps_what_was_met_over(study, whole)
    return by.writes("theme", body_of(whole))


def check_question(study: Study, theme: Theme) -> None:
    """See that the theme speaks to a question of the charter. Raises UsageError when it does not."""
    asked = [question.id for question in study.telling.patch.charter.questions]
    if not asked and not theme.question:
        return
    one_of(theme.question, asked, "question of the charter")


def check_origin(origin: str, supports: Iterable[Evidence]) -> None:
    """See that some evidence bears the origin out. Raises UsageError when none does."""
    one_of(origin, ORIGINS, "origin")
    if not any(piece.sort in RAISED_BY[origin] for piece in supports):
        need = " or ".join(RAISED_BY[origin])
        raise refused(
            f"nothing that supports it is of {origin}.", f"cite one {need} at least, or give another origin."
        )


def check_both(theme: Theme) -> None:
    """See that it cites observers' notes and feedback, or says why not. Raises UsageError when it does neither."""
    sorts = {piece.sort for piece in theme.evidence}
    lacking = [
        name
        for name, there in (("note", "note" in sorts), ("feedback", bool(sorts & set(FEEDBACK))))
        if not there
    ]
    if lacking and not keepable(theme.without):
        raise refused(
            f"the theme cites no {' and no '.join(lacking)}, and does not say why.",
            "cite notes and answers both, or say in `without` why there is none.",
        )


def check_mechanisms(mechanisms: tuple[Mechanism, ...]) -> None:
    """See that explanations have rivals, tests and measures. Raises UsageError that names what is missing."""
    if len(mechanisms) == 1:
        raise refused("one explanation alone has no rival.", "give two or more, or none.")
    for each in mechanisms:
        needed(each.text, "explanation")
        needed(each.test, "test of an explanation")
        name, filters = measure_in(each.measure)
        if not known_measure(name):
            raise refused(
                f"there is no measure called {name!r}.", "name the measure by which it can be tested."
            )
        if name in every_measure():
            measure_called(name, filters)


def measure_in(words: str) -> tuple[str, Filters]:
    """A measure's name and its filters: `name key=value key=one,two`. Raises UsageError for words that are no filter."""
    name, *rest = words.split() or [""]
    return name, filters_in(rest)


def reading_of(study: Study, words: str) -> Reading:
    """What a measure comes down to on this record: its number where it has one, and its evidence. Filters are as in `measure_in`."""
    name, filters = measure_in(words)
    if name not in every_measure():
        cells, evidence = figure_row(study.telling, name)
        return Reading(None, tuple(evidence), str(cells[2]))
    measure = measure_called(name, filters)
    if measure.read is None:
        table = compute(name, study, filters)
        seqs = tuple(sorted({seq for row in table.evidence for seq in row}))
        return Reading(None, seqs, f"a table of {len(table.rows)} rows")
    return reading(name, study, filters)


def flat(words: str) -> str:
    """Words without regard to spaces, case and the shape of quotation marks."""
    return re.sub(r"[“”\"‘’']", "'", " ".join(words.split())).casefold()


def checked_quotation(ground: Sources, quote: Quotation) -> Quotation:
    """A quotation that may be shown. Raises UsageError when its words are not there, or nobody allowed them to be quoted."""
    ground.check((Evidence(quote.sort, quote.number),))
    entry = ground.entry(Evidence(quote.sort, quote.number))
    if entry is None:
        raise refused(
            "only words of the notebook are attached as quotations.", "cite events as evidence instead."
        )
    if not may_quote(entry):
        raise refused(
            f"whoever said what entry {quote.number} holds did not allow it to be quoted.", "leave the quotation out."
        )  # fmt: skip
    words = needed(quote.words, "quotation")
    held = note_of(entry.body).said if entry.kind == "note" else str(entry.body.get("words", ""))
    if flat(words) not in flat(held):
        raise refused(
            f"entry {quote.number} does not hold these words.", "quote what it says, word for word."
        )
    return replace(quote, words=words)


def carried(ground: Sources, supports: Iterable[Evidence]) -> str:
    """The strength that some evidence carries, by the rules of `STRENGTHS`. What was taken back counts for nothing."""
    there = [piece for piece in ground.standing(supports) if piece.sort != "measure"]
    sources = {ground.whose(piece) for piece in there}
    if len(sources) > 1:
        return "explicit" if any(ground.own_words(piece) for piece in there) else "several sources"
    return "single" if sources else "inferred"


def check_strength(ground: Sources, theme: Theme) -> None:
    """See that no more is claimed than the evidence carries. Raises UsageError that says what it carries."""
    if not theme.strength:
        return
    order = list(STRENGTHS)
    claimed = order.index(one_of(theme.strength, order, "strength"))
    holds = carried(ground, theme.supports)
    if claimed < order.index(holds):
        raise refused(
            f"the evidence does not carry the strength {theme.strength!r}: {STRENGTHS[theme.strength]}.",
            f"claim {holds!r} at most, or link more evidence.",
        )


def strength_of(ground: Sources, theme: Theme) -> str:
    """The strength a theme has: what its evidence carries today, and no more than its writer claims."""
    order = list(STRENGTHS)
    holds = carried(ground, theme.supports)
    if theme.strength not in STRENGTHS:
        return holds
    return order[max(order.index(theme.strength), order.index(holds))]


def raised_only_later(theme_or_supports: Iterable[Evidence]) -> bool:
    """Whether nothing of it was seen in play: it was raised only in what was said afterwards."""
    return not any(piece.sort in SEEN for piece in theme_or_supports)


def sentences_in(statement: str) -> tuple[str, ...]:
    """A statement's sentences."""
    return tuple(part for part in re.split(r"(?<=[.!?])\s+", " ".join(statement.split())) if part)


def keeps_what_was_met_over(study: Study, theme: Theme) -> None:
    """Once those who played have marked a theme, its text grows and is not rewritten. Raises UsageError for a sentence left out."""
    marked = [
        each.entry.number
        for each in study.standing("validation-mark")
        if each.entry.body["theme"] == theme.id
    ]
    found = wordings(study, "theme").get(theme.id)
    if not marked or not found or theme.put_aside:
        return
    met_over = next((e for e in reversed(found.entries) if e.number < marked[0]), found.entries[0])
    gone = [
        s for s in sentences_in(str(met_over.body["statement"])) if s not in sentences_in(theme.statement)
    ]
    if gone:
        raise refused(
            f"this sentence was met over and is no longer there: {gone[0]!r}",
            "keep it and add to it: a meeting enlarges the paper and does not rewrite it.",
        )


def put_aside(study: Study, by: By, name: str, why: str) -> Writing:
    """The writing that puts a theme aside, or another wording of it that does. Raises UsageError when there is no such theme or no
    reason."""
    found = wordings(study, "theme").get(name)
    if found is None:
        raise UsageError(f"there is no theme {name!r}.", mend="name one that was written.")
    body = dict(found.standing.body) | {
        "put_aside": True, "after": found.standing.number, "why": needed(why, "reason why it is put aside"),
    }  # fmt: skip
    return by.writes("theme", body)
