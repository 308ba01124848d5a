"""Checks of what a published exercise reported: that filters choose by what the pack has, and that what is designed in is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from shirehall.errors import PackFault
from shirehall.patch.between import Between
from shirehall.patch.checks_names import KINDS, SORTS, dangling
from shirehall.patch.draft import FACTS, Draft

Filters = Mapping[str, str | int | list[str]]
Steps = tuple[str | int, ...]

FILE = "findings.yaml"
NAMED = {"topic": "topic", "over": "topic", "against": "topic", "with_topic": "topic", "without_topic": "topic",
         "then_topic": "topic", "phase": "phase", "round": "round", "rule": "rule", "question": "rule question"}  # fmt: skip
"""Filters whose values are names of the pack, and of what sort."""

KNOWN: Mapping[str, Callable[[Draft], set[str] | None]] = {
    "inject": lambda d: with_later(
        d.ids("injects.yaml"), (each.id for one in later(d) for each in one.injects)
    ),
    "fact": lambda d: d.column(FACTS, "key"),
    "deadline": lambda d: with_later(
        d.ids("calendar.yaml"), (each.id for one in later(d) for each in one.calendar)
    ),
    "rule": lambda d: with_later(
        d.ids("rules.yaml", "rules"), (each.id for one in later(d) for each in one.rules.added)
    ),
    "organisation": lambda d: d.ids("organisations.yaml"),
    "publication": lambda d: d.ids("pack.yaml", "publications"),
}
"""What an arm may take away, by sort: the ids that the pack has, those that a later round brings among them."""


def later(draft: Draft) -> Iterator[Between]:
    """What comes with later rounds."""
    return (change for _, change in draft.each("between.yaml"))


def with_later(ids: set[str] | None, more: Iterable[str]) -> set[str] | None:
    """The ids that stand from the start and those that come later; none when the first cannot be read."""
    return None if ids is None else ids | set(more)


def filters_of(draft: Draft) -> Iterator[tuple[Steps, Filters]]:
    """The filters of every condition of every finding, with where they stand."""
    for path, finding in draft.each(FILE):
        yield (*path, "filters"), finding.filters
        if finding.given is not None:
            yield (*path, "given", "filters"), finding.given.filters
        for number, each in enumerate(finding.also):
            yield (*path, "also", number, "filters"), each.filters


def words_in(value: str | int | list[str]) -> Sequence[tuple[Steps, str]]:
    """A filter's values, each with the steps to it."""
    if isinstance(value, list):
        return [((number,), str(word)) for number, word in enumerate(value)]
    return [((), str(value))]


def kinds_in_findings_exist(draft: Draft) -> Iterator[PackFault]:
    """Filters of findings that choose by kind of body (`from_kind`, `party_kind` and so on) name kinds."""
    for path, filters in filters_of(draft):
        for name, value in filters.items():
            if name.endswith("_kind") and name != "inject_kind":
                for below, word in words_in(value):
                    if word not in KINDS:
                        yield dangling(draft.place(FILE, (*path, name, *below)), word, "kind", set(KINDS))


def filters_of_findings_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Filters of findings that choose by topic, phase, rule or rule question name those of the pack."""
    for path, filters in filters_of(draft):
        for name, value in filters.items():
            sort = "fact of a body" if name.endswith(("_most", "_least")) else NAMED.get(name, "")
            known = names_of(draft, sort) if sort else None
            if known is not None:
                for below, word in words_in(value):
                    if word not in known:
                        yield dangling(draft.place(FILE, (*path, name, *below)), word, sort, known)


def names_of(draft: Draft, sort: str) -> set[str] | None:
    """The names of a sort that the pack has; none when they cannot be read."""
    if sort == "fact of a body":
        keys = draft.column(FACTS, "key")
        return None if keys is None else {key.partition(".")[2] for key in keys}
    return draft.ids("rules.yaml", "questions") if sort == "rule question" else SORTS[sort](draft)


def findings_name_no_body(draft: Draft) -> Iterator[PackFault]:
    """No finding's measure bears an organisation's name: measures are general, filters choose."""
    bodies = draft.ids("organisations.yaml") or set()
    for path, finding in draft.each(FILE):
        given = [finding.given.measure] if finding.given else []
        for measure in (finding.measure, *(each.measure for each in finding.also), *given):
            named = sorted(bodies & set(re.split(r"[^a-z0-9-]+|-", measure)))
            if named:
                yield PackFault(
                    f"the measure `{measure}` names the organisation {named[0]}.",
                    where=draft.place(FILE, (*path, "measure")),
                    mend="name a general measure, and choose the organisation by its kind under `filters`.",
                )


def what_is_designed_in_is_there(draft: Draft) -> Iterator[PackFault]:
    """What a finding is said to be designed in by is in the pack, so that it can be taken away."""
    for path, finding in draft.each(FILE):
        for sort, ids in (finding.designed_in.without if finding.designed_in else {}).items():
            known = KNOWN[sort](draft)
            for number, word in enumerate(ids):
                if known is not None and word not in known:
                    where = draft.place(FILE, (*path, "designed_in", "without", sort, number))
                    yield dangling(where, word, sort, known)
