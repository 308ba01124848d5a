"""Who agrees with whom in a study: coders with one another, with the word list, and with what senders declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from shirehall.study.codes.agreement import DRAWS, OVERALL, Alpha, Kappa
from shirehall.study.codes.codings import CodedUnit, Sort, coded_units, codings_of
from shirehall.study.codes.suggestions import stems_for
from shirehall.study.codes.units import UnitId
from shirehall.study.study import Study
from shirehall.study.tables import NO_FILTERS, Filters

Coded = Mapping[UnitId, frozenset[str]]

WORD_LIST = "the word list"
SENDERS = "the senders"
MOST = "most coders"
SEED = 1
"""The seed by which units are drawn again where no other is given."""


@dataclass(frozen=True, slots=True)
class Agreements:
    """Krippendorff's alpha over all codes and of each."""

    overall: Alpha
    by_code: Mapping[str, Alpha]

    def of(self, code: str) -> Alpha:
        """The agreement on one code; over nothing given when nobody who coded with another gave it."""
        if code in self.by_code:
            return self.by_code[code]
        whole = self.overall
        return Alpha(code, whole.coders, whole.units, whole.single, whole.ratings, 0, None, None, None)


def name_of(what: str, sort: Sort, filters: Filters, seed: int, draws: int) -> str:
    """The name under which a study keeps what was worked out once."""
    return f"{what} {sort} {sorted(filters.items())} {seed} {draws}"


def ratings(units: Iterable[CodedUnit], sort: Sort) -> dict[str, dict[UnitId, frozenset[str]]]:
    """What each coder gave to each unit that they coded with codes, or with topics, coders in the order of their marks."""
    found: dict[str, dict[UnitId, frozenset[str]]] = {}
    for each in units:
        for coder in each.coders[sort]:
            found.setdefault(coder, {})[each.unit.id] = frozenset(each.by(coder, sort))
    return dict(sorted(found.items()))


def agreement(
    study: Study, sort: Sort = "code", filters: Filters = NO_FILTERS, *, seed: int = SEED, draws: int = DRAWS
) -> Agreements:
    """Krippendorff's alpha of all who coded, over everything that the filters keep."""
    name = f"agreement {sort} {sorted(filters.items())} {seed} {draws}"
    return study.once(
        name, lambda s: agreements_of(coded_units(s, sort, filters), sort, seed=seed, draws=draws)
    )


def agreements_of(
    units: Iterable[CodedUnit], sort: Sort, *, seed: int = SEED, draws: int = DRAWS
) -> Agreements:
    """Krippendorff's alpha of all who coded some units."""
    from shirehall.study.codes.reckoned import alphas  # its arithmetic is read in when it is first wanted

    overall, *each = alphas(ratings(units, sort), seed=seed, draws=draws)
    return Agreements(overall, {alpha.code: alpha for alpha in each})


def pairs(
    study: Study, sort: Sort = "code", filters: Filters = NO_FILTERS, *, seed: int = SEED, draws: int = DRAWS
) -> tuple[Kappa, ...]:
    """Cohen's kappa of every two coders who coded anything both: all codes together first, then code by code."""

    def worked_out(s: Study) -> tuple[Kappa, ...]:
        given = ratings(coded_units(s, sort, filters), sort)
        found: list[Kappa] = []
        for one, other in combinations(given, 2):
            if set(given[one]) & set(given[other]):
                found += kappas(given[one], given[other], coders=(one, other), seed=seed, draws=draws)
        return tuple(found)

    return study.once(name_of("pairs", sort, filters, seed, draws), worked_out)


def with_word_list(
    study: Study,
    filters: Filters = NO_FILTERS,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    one_by_one: bool = True,
) -> tuple[Kappa, ...]:
    """Cohen's kappa of each coder's topics with those of the word list, on what was coded for topics; first of what most coders gave.

    `one_by_one` false leaves single coders out.
    """

    def worked_out(s: Study) -> tuple[Kappa, ...]:
        units = coded_units(s, "topic", filters)
        listed = {each.unit.id: frozenset(stems_for(s, each.unit)) for each in units}
        return beside(units, listed, WORD_LIST, seed, draws, one_by_one)

    return study.once(name_of(f"with word list {one_by_one}", "topic", filters, seed, draws), worked_out)


def with_senders(
    study: Study,
    filters: Filters = NO_FILTERS,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    one_by_one: bool = True,
) -> tuple[Kappa, ...]:
    """Cohen's kappa of coders' topics with those that senders declared, on coded events whose sender declared any.

    First of what most coders gave; `one_by_one` false leaves single coders out.
    """

    def worked_out(s: Study) -> tuple[Kappa, ...]:
        units = coded_units(s, "topic", filters)
        declared = {
            each.unit.id: frozenset(about)
            for each in units
            if each.unit.sort == "event" and (about := s.telling.event(each.unit.number).about)
        }
        return beside(units, declared, SENDERS, seed, draws, one_by_one)

    return study.once(name_of(f"with senders {one_by_one}", "topic", filters, seed, draws), worked_out)


def with_machines(
    study: Study, sort: Sort = "code", filters: Filters = NO_FILTERS, *, seed: int = SEED, draws: int = DRAWS
) -> tuple[Kappa, ...]:
    """Cohen's kappa of what most coders gave with each program's codes, on what both coded. A program's codes count nowhere else."""
    units = coded_units(study, sort, filters)
    programs: dict[str, dict[UnitId, frozenset[str]]] = {}
    for given in codings_of(study).machine:
        if given.sort == sort:
            own = programs.setdefault(given.coder, {})
            own[given.unit] = own.get(given.unit, frozenset()) | {given.code}
    most = by_most(units, sort)
    found: list[Kappa] = []
    for program in sorted(programs):
        if set(programs[program]) & set(most):
            found += kappas(most, programs[program], coders=(MOST, program), seed=seed, draws=draws)
    return tuple(found)


def kappas(one: Coded, other: Coded, *, coders: tuple[str, str], seed: int, draws: int) -> tuple[Kappa, ...]:
    """Cohen's kappa of two, of all codes together and of each."""
    from shirehall.study.codes import reckoned  # its arithmetic is read in when it is first wanted

    return reckoned.kappas(one, other, coders=coders, seed=seed, draws=draws)


def by_most(units: Iterable[CodedUnit], sort: Sort) -> Coded:
    """What more than half of the coders of each unit gave."""
    return {each.unit.id: frozenset(each.most(sort)) for each in units}


def beside(
    units: Iterable[CodedUnit], other: Coded, name: str, seed: int, draws: int, one_by_one: bool
) -> tuple[Kappa, ...]:
    """Kappa of what most coders gave, then of each coder, with another way of telling topics."""
    whole = tuple(units)
    given_by: dict[str, Coded] = {MOST: by_most(whole, "topic")}
    if one_by_one:
        given_by.update(ratings(whole, "topic"))
    found: list[Kappa] = []
    for coder, given in given_by.items():
        if set(given) & set(other):
            found += kappas(given, other, coders=(coder, name), seed=seed, draws=draws)
    return tuple(found)


def overall_only(found: Iterable[Kappa]) -> tuple[Kappa, ...]:
    """The kappas over all codes together."""
    return tuple(each for each in found if each.code == OVERALL)
