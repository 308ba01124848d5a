"""What people coded: shares of codes with the agreement on each beside them, and which codes are given together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from shirehall.errors import UsageError
from shirehall.study.codes.agreement import Alpha, in_words
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.codings import SORTS, CodedUnit, Sort, Verdict, coded_units, codings_of
from shirehall.study.codes.raters import SEED, Agreements, agreement
from shirehall.study.codes.units import UNIT_FILTERS, Unit, unit_kept, units_of
from shirehall.study.filters import wanted, whole_number
from shirehall.study.noted import NotedMeasure, NotedRow, noted_number, noted_table
from shirehall.study.study import Study
from shirehall.study.tables import Cell, Filters, Reading, Table, share

CODING_FILTERS = (*UNIT_FILTERS, "sort", "code", "seed")
"""`sort` is code (the default) or topic; `code` keeps some of them; `seed` is that by which intervals are drawn (default 1)."""

NO_TIME, NOBODY = "no time", "nobody named"
BY = ("kind", "body", "month", "phase")

COUNTED = (
    "A code counts for a note or an event when more than half of those who coded it gave it. The share is of what somebody coded, "
    "not of all that was said. Suggestions of word lists and codes of programs are not counted."
)
BESIDE = "Alpha is Krippendorff's, of all coders on this code over all that the filters keep: 1 is whole agreement, 0 none beyond chance."
SAMPLE = "People chose what to code, so that a share of it need not be the share of the day."


def sort_of(filters: Filters) -> Sort:
    """Codes or topics, as the filters want. Raises UsageError for anything else."""
    named = wanted(filters, "sort") or ("code",)
    for sort in SORTS:
        if named == (sort,):
            return sort
    raise UsageError(f"there is no sort of code called {named[0]!r}.", mend="name code or topic.")


def units_kept(study: Study, filters: Filters) -> tuple[CodedUnit, ...]:
    """The coded units that the filters keep; the filter `code` picks codes, never units."""
    return coded_units(study, sort_of(filters), plain(filters))


def plain(filters: Filters) -> Filters:
    """The filters that pick units."""
    return {name: value for name, value in filters.items() if name in UNIT_FILTERS}


def agreed(study: Study, filters: Filters) -> Agreements:
    """How far coders agree over what the filters keep."""
    return agreement(study, sort_of(filters), plain(filters), seed=whole_number(filters, "seed", SEED))


def verdicts_kept(each: CodedUnit, filters: Filters) -> tuple[Verdict, ...]:
    """The codes of a unit that the filters keep."""
    codes = wanted(filters, "code")
    return tuple(v for v in each.of(sort_of(filters)) if not codes or v.code in codes)


def groups_of(study: Study, by: str, unit: Unit) -> tuple[Cell, ...]:
    """Under what a unit is counted: its kinds of body, its bodies, its month or its phase."""
    if by == "kind":
        return unit.kinds(study.telling) or (NOBODY,)
    if by == "body":
        return unit.bodies or (NOBODY,)
    if by == "month":
        return (NO_TIME if unit.month is None else unit.month,)
    return (unit.phase(study.telling.patch) or NO_TIME,)


def group_order(study: Study, by: str) -> list[Cell]:
    """The groups in the order in which they are shown, those without a place last."""
    bodies = study.telling.world.organisations
    if by == "kind":
        return [*dict.fromkeys(body.kind for body in bodies.values()), NOBODY]
    if by == "body":
        return [*bodies, NOBODY]
    if by == "month":
        return [*range(study.telling.last_month + 1), NO_TIME]
    return [*(phase.id for phase in study.telling.patch.round.phases), NO_TIME]


def by_of(filters: Filters) -> str:
    """By what shares are told. Raises UsageError for anything else."""
    named = wanted(filters, "by") or ("kind",)
    if len(named) == 1 and named[0] in BY:
        return named[0]
    raise UsageError(f"shares of codes are not told by {named[0]!r}.", mend=f"name one of {', '.join(BY)}.")


def code_shares(study: Study, filters: Filters) -> Table:
    """Codes by kind of body (or `by` body, month or phase): how many units were coded, how many have the code, and the agreement on it."""
    by, book, agreements, sort = by_of(filters), book_of(study), agreed(study, filters), sort_of(filters)
    grouped: dict[Cell, list[CodedUnit]] = defaultdict(list)
    for each in units_kept(study, filters):
        for group in groups_of(study, by, each.unit):
            grouped[group].append(each)
    order = group_order(study, by)
    rows: list[NotedRow] = []
    for group in sorted(grouped, key=lambda g: (order.index(g) if g in order else len(order), str(g))):
        for code, found in by_code(grouped[group], filters).items():
            figures = (*counted(found), share(sum(v.by_most for v, _ in found), len(grouped[group])))
            cells = (
                group,
                code,
                book.title(code, sort),
                len(grouped[group]),
                *figures,
                *beside(agreements.of(code)),
            )
            rows.append((cells, *evidence(each for _, each in found)))
    columns = (
        by, "code", "title", "coded", "with_code", "agreed", "one_coder", "disputed", "share", "alpha", "low", "high", "coded_twice",
    )  # fmt: skip
    said = f"Over all of them together: {in_words(agreements.overall)}."
    return noted_table(columns, rows, COUNTED, BESIDE, said, SAMPLE)


def by_code(units: Iterable[CodedUnit], filters: Filters) -> dict[str, list[tuple[Verdict, CodedUnit]]]:
    """The verdicts on each code with the units that they are of, in the order of the codes."""
    found: dict[str, list[tuple[Verdict, CodedUnit]]] = defaultdict(list)
    for each in units:
        for verdict in verdicts_kept(each, filters):
            found[verdict.code].append((verdict, each))
    return dict(sorted(found.items()))


def counted(found: Sequence[tuple[Verdict, CodedUnit]]) -> tuple[int, int, int, int]:
    """How many units have a code, and on how many it is agreed, given by the only coder, or disputed."""
    states = [verdict.state for verdict, _ in found]
    most = sum(verdict.by_most for verdict, _ in found)
    return most, states.count("agreed"), states.count("one coder"), states.count("disputed")


def beside(alpha: Alpha) -> tuple[Cell, ...]:
    """What stands beside a share: alpha, its interval, and how many units two or more coded."""
    return (alpha.value, alpha.low, alpha.high, alpha.units)


def evidence(units: Iterable[CodedUnit]) -> tuple[list[int], list[int]]:
    """The events and the entries that some coded units rest on."""
    whole = tuple(units)
    return [seq for each in whole for seq in each.unit.events], [n for each in whole for n in each.entries]


def coded_share(study: Study, filters: Filters) -> Reading:
    """Of the units that somebody coded, the share that has one of some codes."""
    codes = wanted(filters, "code")
    units = units_kept(study, filters)
    sort = sort_of(filters)
    having = [each for each in units if any(not codes or code in codes for code in each.most(sort))]
    agreements = agreed(study, filters)
    alpha = agreements.of(codes[0]) if len(codes) == 1 else agreements.overall
    events, entries = evidence(having)
    why = f"{len(having)} of {len(units)} coded; {in_words(alpha)}"
    return Reading(
        share(len(having), len(units)), tuple(sorted(set(events))), why, tuple(sorted(set(entries)))
    )


def code_together(study: Study, filters: Filters) -> Table:
    """Pairs of codes that most coders gave to the same unit: how often together, and how often each without the other."""
    book, sort, codes = book_of(study), sort_of(filters), wanted(filters, "code")
    having: dict[str, list[CodedUnit]] = defaultdict(list)
    for each in units_kept(study, filters):
        for code in each.most(sort):
            having[code].append(each)
    rows: list[NotedRow] = []
    for one, other in combinations(sorted(having), 2):
        ids = {each.unit.id for each in having[other]}
        both = [each for each in having[one] if each.unit.id in ids]
        if both and (not codes or one in codes or other in codes):
            alone, alone_too = len(having[one]) - len(both), len(having[other]) - len(both)
            cells = (
                one, book.title(one, sort), other, book.title(other, sort), len(both), alone, alone_too,
                share(len(both), len(both) + alone + alone_too),
            )  # fmt: skip
            rows.append((cells, *evidence(both)))
    rows.sort(key=lambda row: (-int(row[0][4] or 0), str(row[0][0]), str(row[0][2])))
    columns = (
        "code",
        "title",
        "with_code",
        "with_title",
        "together",
        "first_alone",
        "second_alone",
        "overlap",
    )
    said = f"Overlap is Jaccard's: together out of all that have either. On all codes: {in_words(agreed(study, filters).overall)}."
    return noted_table(columns, rows, COUNTED, said)


def coding_coverage(study: Study, filters: Filters) -> Table:
    """Notes and acts by month: how many there are, how many nobody coded, one person, two or more; and a program only."""
    sort, codings = sort_of(filters), codings_of(study)
    found: dict[tuple[str, Cell], list[Unit]] = defaultdict(list)
    for unit in units_of(study).values():
        if unit_kept(study.telling, plain(filters), unit):
            found[unit.sort, NO_TIME if unit.month is None else unit.month].append(unit)
    order = group_order(study, "month")
    rows: list[NotedRow] = []
    for of, month in sorted(
        found, key=lambda key: (key[0] != "note", order.index(key[1]) if key[1] in order else len(order))
    ):
        coders = []
        for unit in found[of, month]:
            coded = codings.of(unit.id)
            coders.append((len(coded.coders[sort]), bool(coded.machine)) if coded else (0, False))
        cells = (
            of, month, len(coders), sum(not n for n, _ in coders), sum(n == 1 for n, _ in coders), sum(n > 1 for n, _ in coders),
            sum(not n and by_machine for n, by_machine in coders),
        )  # fmt: skip
        coded_here = [c for unit in found[of, month] if (c := codings.of(unit.id)) and c.coders[sort]]
        rows.append((cells, *evidence(coded_here)))
    columns = ("of", "month", "there", "by_nobody", "by_one", "by_two_or_more", "by_a_program_only")
    return noted_table(
        columns, rows, "Agreement can be told of what two or more people coded, and of nothing else."
    )


NOTED = (
    NotedMeasure("code-shares", "Shares of codes", "share of what was coded", "How often each code was given, with the agreement on it.",
                 code_shares, (*CODING_FILTERS, "by")),
    noted_number("coded-share", "Share with a code", "share", "Of what people coded, how much has one of some codes.", coded_share,
                 CODING_FILTERS),
    NotedMeasure("code-together", "Codes given together", "notes and events", "Which codes most coders gave to the same thing.",
                 code_together, CODING_FILTERS),
    NotedMeasure("coding-coverage", "What was coded", "notes and events", "How much of each month people coded, and how many of them.",
                 coding_coverage, (*UNIT_FILTERS, "sort")),
)  # fmt: skip
