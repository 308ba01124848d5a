"""Checks that every name in a pack leads somewhere and is given once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from shirehall.errors import PackFault, Place
from shirehall.patch.draft import FACTS, Draft
from shirehall.patch.faults import mend_unknown
from shirehall.patch.model import Kind

KINDS = frozenset(get_args(Kind))
SKILLS = frozenset(
    {
        "contracting",
        "finance",
        "data",
        "clinical",
        "negotiation",
        "leadership",
        "rules",
        "public-health",
        "relationships",
    }
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where a pack names something: file, list, dotted attribute, and which sort of name stands there."""

    file: str
    key: str
    attribute: str
    sort: str


REFERENCES: tuple[Reference, ...] = (
    Reference("pack.yaml", "publications", "audience", "audience"),
    Reference("charter.yaml", "questions", "round", "round"),
    Reference("organisations.yaml", "", "traits", "trait"),
    Reference("organisations.yaml", "", "members", "member"),
    Reference("seats.yaml", "seats", "organisation", "organisation"),
    Reference("seats.yaml", "seats", "table", "table"),
    Reference("seats.yaml", "seats", "looks_after", "organisation"),
    Reference("seats.yaml", "ties", "between", "organisation or seat"),
    Reference("contracts.yaml", "", "commissioner", "payer"),
    Reference("contracts.yaml", "", "provider", "organisation"),
    Reference("rules.yaml", "rules", "who_may_rule", "body"),
    Reference("rules.yaml", "rules", "topic", "topic"),
    Reference("rules.yaml", "questions", "rule", "rule"),
    Reference("rules.yaml", "questions", "likely_askers", "body"),
    Reference("rules.yaml", "questions", "may_answer", "body"),
    Reference("rules.yaml", "questions", "topic", "topic"),
    Reference("injects.yaml", "", "to", "audience"),
    Reference("injects.yaml", "", "about", "topic"),
    Reference("injects.yaml", "", "tests", "charter question"),
    Reference("injects.yaml", "", "when.subject", "subject"),
    Reference("calendar.yaml", "", "owes", "body"),
    Reference("calendar.yaml", "", "to", "audience"),
    Reference("calendar.yaml", "", "about", "topic"),
    Reference("assumptions.yaml", "", "when_about", "topic"),
    Reference("codebook.yaml", "themes", "kinds", "kind"),
)

DECLARED: tuple[tuple[str, str], ...] = (
    ("pack.yaml", "rounds"), ("pack.yaml", "publications"), ("charter.yaml", "questions"),
    ("charter.yaml", "explanations"),
    ("organisations.yaml", ""), ("seats.yaml", "tables"), ("seats.yaml", "seats"), ("contracts.yaml", ""),
    ("rules.yaml", "rules"), ("rules.yaml", "questions"), ("injects.yaml", ""), ("calendar.yaml", ""),
    ("codebook.yaml", "topics"), ("codebook.yaml", "codes"), ("codebook.yaml", "themes"), ("feedback.yaml", ""),
    ("views.yaml", ""), ("report.yaml", ""), ("findings.yaml", ""), ("traits.yaml", ""), ("assumptions.yaml", ""),
    ("assets.yaml", ""),
)  # fmt: skip

KEYS: dict[str, tuple[str, ...]] = {
    FACTS: ("key",),
    "places.csv": ("place", "fifth"),
    "practices.csv": ("practice",),
    "sites.csv": ("site",),
    "pathways.csv": ("pathway", "step"),
    "services.csv": ("site", "service", "resource"),
    "flows.csv": ("place", "site"),
    "market.csv": ("commissioner", "pathway", "site"),
    "demand.csv": ("pathway", "what", "key"),
}


def _union(*sets: set[str] | None) -> set[str] | None:
    """All names together; None (anything may be right) when one of the lists could not be read."""
    total: set[str] = set()
    for names in sets:
        if names is None:
            return None
        total |= names
    return total


def _phases(draft: Draft) -> set[str] | None:
    source = draft.yamls.get("pack.yaml")
    if source is None or source.broken:
        return None
    rounds = source.at(("rounds",))
    return {str(phase.get("id")) for one in rounds or [] if isinstance(one, dict)
            for phase in one.get("phases") or [] if isinstance(phase, dict)}  # fmt: skip


def organisations_and_kinds(draft: Draft) -> set[str] | None:
    """What may stand where a body is named: an organisation's id or a kind."""
    return _union(draft.ids("organisations.yaml"), set(KINDS))


def explorable(draft: Draft) -> set[str] | None:
    """What a charter question may be explored by: facts, injects, rules, rule questions."""
    return _union(
        draft.column(FACTS, "key"), draft.ids("injects.yaml"), draft.ids("rules.yaml", "rules"),
        draft.ids("rules.yaml", "questions"),
    )  # fmt: skip


SORTS: dict[str, Callable[[Draft], set[str] | None]] = {
    "organisation": lambda d: d.ids("organisations.yaml"),
    "payer": lambda d: _union(d.ids("organisations.yaml"), {"other"}),
    "member": lambda d: _union(d.ids("organisations.yaml"), d.column("practices.csv", "practice")),
    "organisation or seat": lambda d: _union(d.ids("organisations.yaml"), d.ids("seats.yaml", "seats")),
    "subject": lambda d: _union(
        d.ids("organisations.yaml"),
        d.column("sites.csv", "site"),
        d.column("places.csv", "place"),
        {"county"},
    ),
    "body": organisations_and_kinds,
    "audience": lambda d: _union(organisations_and_kinds(d), {"all", "subject"}),
    "kind": lambda _: set(KINDS),
    "topic": lambda d: d.ids("codebook.yaml", "topics"),
    "rule": lambda d: d.ids("rules.yaml", "rules"),
    "table": lambda d: d.ids("seats.yaml", "tables"),
    "seat": lambda d: d.ids("seats.yaml", "seats"),
    "trait": lambda d: d.ids("traits.yaml"),
    "round": lambda d: d.ids("pack.yaml", "rounds"),
    "phase": _phases,
    "charter question": lambda d: d.ids("charter.yaml", "questions"),
}


def _words(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(steps below the attribute, word) for a text, a list of texts, or the keys of a map."""
    if isinstance(value, str):
        if value:
            yield (), value
    elif isinstance(value, dict):
        for key in value:
            yield (key,), str(key)
    elif isinstance(value, Iterable):
        for number, word in enumerate(value):
            yield (number,), str(word)


def _reach(item: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        item = item.get(part) if isinstance(item, dict) else getattr(item, part, None)
    return item


def dangling(where: Place, word: str, sort: str, known: set[str]) -> PackFault:
    """The fault of a name that leads nowhere."""
    article = "an" if sort[0] in "aeiou" else "a"
    return PackFault(
        f"`{word}` is not {article} {sort} of this pack.",
        where=where,
        mend=mend_unknown(word, known, "declare it"),
    )


def names_that_lead_nowhere(draft: Draft) -> Iterator[PackFault]:
    """Every reference between the YAML files leads to something declared."""
    for reference in REFERENCES:
        known = SORTS[reference.sort](draft)
        if known is None:
            continue
        for path, item in draft.each(reference.file, reference.key):
            value = _reach(item, reference.attribute)
            steps = tuple(reference.attribute.split("."))
            for below, word in _words(value):
                if word not in known:
                    full = (*path, *steps, *below)
                    where = draft.place(reference.file, full, key=isinstance(value, dict))
                    yield dangling(where, word, reference.sort, known)


def overloaded_seats_exist(draft: Draft) -> Iterator[PackFault]:
    """The seats that the pack means to overload are seats."""
    head, known = draft.sections.get("pack.yaml"), draft.ids("seats.yaml", "seats")
    if head is None or known is None:
        return
    for number, seat in enumerate(head.pressure.overloaded_seats):
        if seat not in known:
            yield dangling(
                draft.place("pack.yaml", ("pressure", "overloaded_seats", number)), seat, "seat", known
            )


def charter_questions_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Every name under `explored_by` is a fact, inject, rule or rule question; and every question has one."""
    known = explorable(draft)
    for path, question in draft.each("charter.yaml", "questions"):
        if not question.explored_by:
            yield PackFault(
                f"nothing in the pack answers the question `{question.id}`.",
                where=draft.place("charter.yaml", (*path, "explored_by")),
                mend=(
                    "name at least one fact, inject, rule or rule question that explores "
                    "it, or move the question to `not_explored`."
                ),
            )
        for number, word in enumerate(question.explored_by):
            if known is not None and word not in known:
                where = draft.place("charter.yaml", (*path, "explored_by", number))
                yield dangling(where, word, "fact, inject, rule or rule question", known)
        reported = draft.ids("findings.yaml")
        for number, word in enumerate(question.findings):
            if reported is not None and word not in reported:
                yield dangling(
                    draft.place("charter.yaml", (*path, "findings", number)), word, "finding", reported
                )


def facts_known_to_organisations(draft: Draft) -> Iterator[PackFault]:
    """Every fact is known to all or to organisations of the pack."""
    known, table = draft.ids("organisations.yaml"), draft.tables.get(FACTS)
    if known is None or table is None:
        return
    for row in table.rows:
        for word in row.model.known_to if row.model else []:
            if word != "all" and word not in known:
                yield dangling(table.place(row, "known_to"), word, "organisation", known | {"all"})


def briefings_of_organisations(draft: Draft) -> Iterator[PackFault]:
    """Every briefing is common or belongs to an organisation of the pack."""
    known = draft.ids("organisations.yaml")
    for file in draft.briefings:
        briefing = file.briefing
        if briefing is None:
            continue
        if briefing.organisation is not None and known is not None and briefing.organisation not in known:
            yield dangling(
                Place(file.file, 2, 1, briefing.organisation), briefing.organisation, "organisation", known
            )
        if (briefing.organisation is None) != (briefing.kind == "common"):
            yield PackFault(
                "a common briefing belongs to no organisation, and every other to one.",
                where=Place(file.file, 2, 1, briefing.kind),
                mend="leave `organisation` out for kind common; name one for position and detail.",
            )


def ids_given_once(draft: Draft) -> Iterator[PackFault]:
    """No id is given twice within its list, no fact key and no briefing id twice."""
    for file, key in DECLARED:
        seen: dict[str, int] = {}
        for path, item in draft.each(file, key):
            where = draft.place(file, (*path, "id"))
            if item.id in seen:
                yield _double(item.id, where, seen[item.id])
            seen.setdefault(item.id, where.line)
    for name, columns in KEYS.items():
        table = draft.tables.get(name)
        rows: dict[str, int] = {}
        for row in table.rows if table is not None else []:
            word = " / ".join(row.cells.get(column, "") for column in columns)
            if word in rows and table is not None:
                yield _double(word, table.place(row, columns[0]), rows[word])
            rows.setdefault(word, row.line)
    briefings: dict[str, str] = {}
    for briefing in draft.briefings:
        if briefing.briefing is not None:
            word = briefing.briefing.id
            if word in briefings:
                yield PackFault(
                    f"the id `{word}` is given twice; first in {briefings[word]}.",
                    where=Place(briefing.file, 2, 1, word), mend="give one of the two another id.",
                )  # fmt: skip
            briefings.setdefault(word, briefing.file)


def _double(word: str, where: Place, line: int) -> PackFault:
    return PackFault(
        f"the id `{word}` is given twice; the first stands on line {line}.",
        where=where,
        mend="give one of the two another id.",
    )


def skills_of_the_vocabulary(draft: Draft) -> Iterator[PackFault]:
    """Skills of seats and knowledge of organisations are words of the shared vocabulary (a warning)."""
    for file, key, attribute in (("seats.yaml", "seats", "skills"), ("organisations.yaml", "", "knowledge")):
        for path, item in draft.each(file, key):
            for word in getattr(item, attribute):
                if word not in SKILLS:
                    where = draft.place(file, (*path, attribute, word), key=True)
                    yield PackFault(
                        f"`{word}` is not a skill that the minds know.",
                        where=where,
                        mend=mend_unknown(word, SKILLS),
                    )
