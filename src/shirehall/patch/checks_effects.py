"""What the county can act on: the mechanisms and terms that injects and assumptions name.

The patch lies below the economy, so the economy's own reading of terms is handed in from above.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from shirehall.errors import PackFault, Place
from shirehall.patch.draft import Draft, patch_of
from shirehall.patch.faults import mend_unknown
from shirehall.patch.pack import Patch

TermsGiven = Mapping[str, str | int | float]
TermsRead = Callable[[str, TermsGiven, Patch], list[str]]
"""From a mechanism, its terms and the patch to what is wrong with them, one sentence each."""


def mechanisms_exist(draft: Draft, mechanisms: Collection[str]) -> Iterator[PackFault]:
    """The mechanisms that injects' effects and assumptions name are among the economy's."""
    for path, inject in draft.each("injects.yaml"):
        if inject.effect is not None and inject.effect.mechanism not in mechanisms:
            where = draft.place("injects.yaml", (*path, "effect", "mechanism"))
            yield _unknown_mechanism(inject.effect.mechanism, where, mechanisms)
    for path, one in draft.each("assumptions.yaml"):
        if one.mechanism not in mechanisms:
            yield _unknown_mechanism(
                one.mechanism, draft.place("assumptions.yaml", (*path, "mechanism")), mechanisms
            )


def measures_exist(draft: Draft, measures: Collection[str]) -> Iterator[PackFault]:
    """The measures that publications and injects' conditions name are among the economy's."""
    named: list[tuple[str, tuple[str | int, ...], str]] = [("pack.yaml", ("publications", i, "measures", n), one)
             for i, publication in enumerate(draft.sections["pack.yaml"].publications)
             for n, one in enumerate(publication.measures)]  # fmt: skip
    named += [("injects.yaml", (*path, "when", "measure"), inject.when.measure)
              for path, inject in draft.each("injects.yaml") if inject.when.measure]  # fmt: skip
    for file, steps, name in named:
        if name not in measures:
            yield PackFault(
                f"the county has no measure `{name}`.",
                where=draft.place(file, steps),
                mend=mend_unknown(name, measures),
            )


def terms_hold(draft: Draft, mechanisms: Collection[str], terms_read: TermsRead) -> Iterator[PackFault]:
    """The county can act on the terms of every inject's effect and of every assumption. The draft must be whole.

    A term that an assumption leaves to the agreement, such as `{provider}`, is not looked at.
    """
    patch = patch_of(draft)
    for path, inject in draft.each("injects.yaml"):
        effect = inject.effect
        if effect is not None and effect.mechanism in mechanisms:
            readings = (
                terms_read(effect.mechanism, one, patch) for one in for_each_body(effect.terms, patch)
            )
            for said in dict.fromkeys(chain.from_iterable(readings)):
                yield _bad_term(
                    draft, "injects.yaml", (*path, "effect", "terms"), effect.mechanism, effect.terms, said
                )
    for path, one in draft.each("assumptions.yaml"):
        left_open = {
            name for name, value in one.terms.items() if isinstance(value, str) and value.startswith("{")
        }
        if one.mechanism in mechanisms:
            for said in terms_read(one.mechanism, one.terms, patch):
                if said.split(" ", 1)[0] not in left_open:
                    yield _bad_term(
                        draft, "assumptions.yaml", (*path, "terms"), one.mechanism, one.terms, said
                    )


def for_each_body(terms: TermsGiven, patch: Patch) -> list[TermsGiven]:
    """The terms of an effect; where one names a kind of body, they act once on each body of that kind."""
    for name, value in sorted(terms.items()):
        bodies = [one.id for one in patch.organisations if one.kind == value]
        if bodies and value not in {one.id for one in patch.organisations}:
            return [each for body in bodies for each in for_each_body({**terms, name: body}, patch)]
    return [terms]


def _bad_term(
    draft: Draft,
    file: str,
    path: tuple[str | int, ...],
    mechanism: str,
    terms: TermsGiven,
    said: str,
) -> PackFault:
    """What the economy said of one term, at that term's place where it stands in the file."""
    name = said.split(" ", 1)[0]
    where = (
        draft.place(file, (*path, name), key=" is no term of " in said)
        if name in terms
        else draft.place(file, path)
    )
    return PackFault(
        f"the county cannot act on these terms of {mechanism}: {said}",
        where=where,
        mend=f"correct the term; docs/pack-authors.md lists the terms of {mechanism}.",
    )


def _unknown_mechanism(word: str, where: Place, mechanisms: Collection[str]) -> PackFault:
    return PackFault(
        f"the economy has no mechanism `{word}`.", where=where, mend=mend_unknown(word, mechanisms)
    )
