"""How far coders agree, with one another and with programs; the codebook as it stands; and what of the coding has to be mended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from shirehall.study.codes.agreement import Kappa, bears
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.codings import CodedUnit, Given, codings_of
from shirehall.study.codes.raters import SEED, SENDERS, pairs, with_machines
from shirehall.study.codes.stretches import characters
from shirehall.study.codes.units import unit_at, unit_kept
from shirehall.study.filters import wanted, whole_number
from shirehall.study.measures.coding import (
    CODING_FILTERS,
    agreed,
    evidence,
    plain,
    sort_of,
    units_kept,
)
from shirehall.study.noted import NotedMeasure, NotedRow, noted_table
from shirehall.study.study import Study
from shirehall.study.tables import Cell, Filters, Table, share

ALL = "all codes"
KAPPA = (
    "Kappa is Cohen's (1960), pooled over codes for all of them (De Vries and others 2008): 1 is whole agreement, 0 none beyond chance. "
    "Low and high are the 95 per cent interval by drawing units again."
)
ALPHA = (
    "Alpha is Krippendorff's for names, each code a yes or no; over all codes the distance of two codings is the number of codes in which "
    "they differ. Krippendorff relies on 0.80 and draws tentative conclusions from 0.667. Low and high are a 95 per cent interval by "
    "drawing units again (Zapf and others 2016)."
)


def coding_agreement(study: Study, filters: Filters) -> Table:
    """Krippendorff's alpha of all coders: all codes together, then code by code, with the units it rests on."""
    book, agreements, codes = book_of(study), agreed(study, filters), wanted(filters, "code")
    events, entries = evidence(
        each for each in units_kept(study, filters) if len(each.coders[sort_of(filters)]) > 1
    )
    rows: list[NotedRow] = []
    for alpha in (agreements.overall, *agreements.by_code.values()):
        if codes and alpha.code not in codes:
            continue
        name, title = (alpha.code, book.title(alpha.code, sort_of(filters))) if alpha.code else (ALL, "")
        cells = (
            name, title, alpha.coders, alpha.units, alpha.single, alpha.ratings, alpha.given, alpha.value, alpha.low, alpha.high,
            bears(alpha),
        )  # fmt: skip
        rows.append((cells, events, entries))
    columns = (
        "code", "title", "coders", "coded_twice", "coded_once", "ratings", "given", "alpha", "low", "high", "bears",
    )  # fmt: skip
    return noted_table(columns, rows, ALPHA)


PAIR = ("units", "both", "first_only", "second_only", "neither", "observed", "kappa", "low", "high")


def pair_cells(found: Kappa) -> tuple[Cell, ...]:
    """The counts and figures of one kappa."""
    return (
        found.units, found.both, found.one, found.other, found.neither, found.observed, found.value, found.low, found.high,
    )  # fmt: skip


def pair_table(study: Study, filters: Filters, found: Iterable[Kappa], note: str) -> Table:
    """Kappas as a table, each resting on what both raters coded."""
    book, codes, sort = book_of(study), wanted(filters, "code"), sort_of(filters)
    rests: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
    rows: list[NotedRow] = []
    for kappa in found:
        if codes and kappa.code not in codes:
            continue
        if kappa.coders not in rests:
            rests[kappa.coders] = evidence(shared(study, filters, kappa.coders))
        title = book.title(kappa.code, sort) if kappa.code else ""
        rows.append(((*kappa.coders, kappa.code or ALL, title, *pair_cells(kappa)), *rests[kappa.coders]))
    return noted_table(("first", "second", "code", "title", *PAIR), rows, note)


def shared(study: Study, filters: Filters, coders: tuple[str, str]) -> list[CodedUnit]:
    """The units that both of two raters coded; the senders' topics are of acts that declare any."""
    people = [coder for coder in coders if coder in codings_of(study).coders]
    sort = sort_of(filters)
    found = [e for e in units_kept(study, filters) if all(coder in e.coders[sort] for coder in people)]
    if SENDERS in coders:
        found = [e for e in found if e.unit.sort == "event" and study.telling.event(e.unit.number).about]
    return found


def coder_pairs(study: Study, filters: Filters) -> Table:
    """Cohen's kappa of every two coders, on what both coded."""
    seed = whole_number(filters, "seed", SEED)
    return pair_table(study, filters, pairs(study, sort_of(filters), plain(filters), seed=seed), KAPPA)


def same_words(study: Study, filters: Filters) -> Table:
    """Where two coders gave a unit the same code: how far they marked the same words of it, in characters."""
    book, sort, codes = book_of(study), sort_of(filters), wanted(filters, "code")
    found: dict[tuple[str, str, str], list[tuple[CodedUnit, int, int]]] = {}
    for each in units_kept(study, filters):
        for verdict in each.of(sort):
            if codes and verdict.code not in codes:
                continue
            for one, other in combinations(verdict.by, 2):
                mine, theirs = (characters(each, coder, sort, verdict.code) for coder in (one, other))
                counts = (each, len(mine & theirs), len(mine | theirs))
                found.setdefault((one, other, verdict.code), []).append(counts)
    rows: list[NotedRow] = []
    for (one, other, code), every in sorted(found.items(), key=lambda item: item[0]):
        both, either = sum(b for _, b, _ in every), sum(e for *_, e in every)
        cells = (one, other, code, book.title(code, sort), len(every), both, either, share(both, either))
        rows.append((cells, *evidence(each for each, *_ in every)))
    columns = ("first", "second", "code", "title", "units", "by_both", "by_either", "overlap")
    note = "A coding of a whole note or event covers all its words. Overlap is Jaccard's: characters marked by both out of those by either."
    return noted_table(columns, rows, note)


def machine_codings(study: Study, filters: Filters) -> Table:
    """What programs coded, code by code: how often, and how often people who coded the same thing gave it too. Never counted as codes."""
    book, sort, codings, codes = book_of(study), sort_of(filters), codings_of(study), wanted(filters, "code")
    seed = whole_number(filters, "seed", SEED)
    kappas = {(k.coders[1], k.code): k for k in with_machines(study, sort, plain(filters), seed=seed)}
    found: dict[tuple[str, str], list[Given]] = {}
    for given in codings.machine:
        unit = unit_at(study, given.unit)
        kept = given.sort == sort and unit is not None and unit_kept(study.telling, plain(filters), unit)
        if kept and (not codes or given.code in codes):
            found.setdefault((given.coder, given.code), []).append(given)
    rows: list[NotedRow] = []
    for (program, code), every in sorted(found.items()):
        kappa = kappas.get((program, code))
        figures = (
            (kappa.units, kappa.both, kappa.other, kappa.one, kappa.value, kappa.low, kappa.high)
            if kappa
            else (0, 0, 0, 0, None, None, None)
        )
        cells = (program, code, book.title(code, sort), len({given.unit for given in every}), *figures)
        events = [given.unit[1] for given in every if given.unit[0] == "event"]
        rows.append((cells, events, [given.entry for given in every]))
    columns = (
        "program", "code", "title", "by_the_program", "coded_by_people_too", "both", "program_only", "people_only", "kappa", "low", "high",
    )  # fmt: skip
    return noted_table(columns, rows, "Codes of programs stand here and are counted nowhere else.", KAPPA)


def codebook_table(study: Study, _filters: Filters) -> Table:
    """Every code as it stands: its title, group and meaning, what became of it, how often people gave it, and its history."""
    book, codings = book_of(study), codings_of(study)
    rows: list[NotedRow] = []
    for code in book.codes.values():
        given = [each for each in codings.given if each.sort == "code" and each.code == code.id]
        told = "; ".join(
            f"{change.says} by {change.author}" + (f": {change.why}" if change.why else "")
            for change in code.history
        )
        cells = (
            code.id, code.title, code.group, code.means, code.source, code.state, ", ".join(code.into),
            len({(each.unit, each.coder) for each in given}), sum(each.again for each in given), told,
        )  # fmt: skip
        events = [each.unit[1] for each in given if each.unit[0] == "event"]
        rows.append(
            (cells, events, [*(each.entry for each in given), *(change.number for change in code.history)])
        )
    columns = (
        "code",
        "title",
        "group",
        "means",
        "from",
        "state",
        "into",
        "times_given",
        "to_code_again",
        "history",
    )
    notes = [f"Entry {each.change.number} was not carried out: {each.why_not}." for each in book.not_done]
    return noted_table(columns, rows, *notes)


def codings_marked(study: Study, _filters: Filters) -> Table:
    """Every coding of which something has to be said: codes gone, merged or split, notes taken back, words that are not there."""
    book, codings = book_of(study), codings_of(study)
    lost = {id(each) for each in codings.unplaced}
    rows: list[NotedRow] = []
    for given in codings.marked:
        cells = (
            given.unit[0], given.unit[1], given.coder, given.given, given.code, book.title(given.code, given.sort), "; ".join(given.marks),
            "no" if id(given) in lost or given.origin == "script" else "yes", "yes" if given.again else "no",
        )  # fmt: skip
        known = given.unit[0] == "event" and 1 <= given.unit[1] <= len(study.telling.events)
        rows.append((cells, [given.unit[1]] if known else [], [given.entry]))
    columns = (
        "of",
        "number",
        "coder",
        "given",
        "counted_as",
        "title",
        "what_is_to_be_said",
        "counted",
        "to_code_again",
    )
    return noted_table(
        columns, rows, "Nothing is dropped: what cannot be placed is listed here and in no count."
    )


NOTED = (
    NotedMeasure("coding-agreement", "Agreement of coders", "alpha", "How far all who coded the same things agree, code by code.",
                 coding_agreement, CODING_FILTERS),
    NotedMeasure("coder-pairs", "Agreement of two coders", "kappa", "How far every two coders agree on what both coded.", coder_pairs,
                 CODING_FILTERS),
    NotedMeasure("same-words", "Words that two coders marked", "characters", "How far two who gave the same code marked the same words.",
                 same_words, CODING_FILTERS),
    NotedMeasure("machine-codings", "Codes of programs", "notes and events", "What programs coded, and how far people agree with it.",
                 machine_codings, CODING_FILTERS),
    NotedMeasure("codebook", "The codebook as it stands", "codes", "Every code, what became of it, and how often it was given.",
                 codebook_table, ()),
    NotedMeasure("codings-marked", "Codings to look at", "codings", "Codings whose code, note, event or words are not as they were.",
                 codings_marked, ()),
)  # fmt: skip
