"""`shirehall check`: read a pack, look for everything that is wrong with it, and say so at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shirehall.errors import PackFault, Place
from shirehall.patch import (
    checks_county,
    checks_facts,
    checks_findings,
    checks_names,
    checks_rounds,
    checks_seats,
    checks_sums,
    checks_texts,
    checks_time,
    checks_views,
)
from shirehall.patch.checks_effects import TermsRead, measures_exist, mechanisms_exist, terms_hold
from shirehall.patch.checks_texts import MOST_WORDS
from shirehall.patch.county import CountyTables
from shirehall.patch.draft import FACTS, Draft, patch_of, read_draft
from shirehall.patch.provenance import Tally, tally

LEAST_SHARE = 0.95
"""The share of figures that must say where they came from."""

Walked = Callable[[CountyTables], tuple[Sequence[PackFault], Sequence[PackFault]]]
"""From a county's tables to the faults that keep it from being lived, and the warnings."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One check, the files it needs whole, and whether it warns or faults."""

    run: Callable[[Draft], Iterator[PackFault]]
    needs: tuple[str, ...] = ()
    warns: bool = False

    @property
    def name(self) -> str:
        """The check's name in words."""
        return self.run.__name__.replace("_", " ")


BREAKS_PLAY: tuple[Rule, ...] = (
    Rule(checks_names.names_that_lead_nowhere),
    Rule(checks_findings.kinds_in_findings_exist),
    Rule(checks_findings.filters_of_findings_lead_somewhere),
    Rule(checks_names.overloaded_seats_exist),
    Rule(checks_names.facts_known_to_organisations),
    Rule(checks_names.briefings_of_organisations),
    Rule(checks_names.ids_given_once),
    Rule(checks_county.county_names_lead_somewhere),
    Rule(checks_county.capacity_is_not_negative),
    Rule(checks_county.shares_add_to_one),
    Rule(checks_county.county_figures_can_be),
    Rule(checks_time.phase_ids_given_once),
    Rule(checks_time.months_are_in_the_year),
    Rule(checks_time.triggers_are_published, ("pack.yaml",)),
    Rule(checks_rounds.rounds_follow_from_one_another, ("pack.yaml", "between.yaml")),
    Rule(checks_rounds.rule_changes_lead_somewhere),
    Rule(checks_rounds.successions_lead_somewhere),
    Rule(checks_rounds.parts_are_of_what_is_split),
    Rule(checks_rounds.a_website_opens_with_a_round, ("pack.yaml",)),
    Rule(checks_rounds.assets_lead_somewhere),
    Rule(checks_rounds.councils_are_organisations),
    Rule(checks_rounds.briefings_of_rounds),
    Rule(checks_rounds.spares_have_a_month),
)
"""Faults with which a pack cannot be played; `read_pack` refuses them."""

CHECKS: tuple[Rule, ...] = (
    *BREAKS_PLAY,
    Rule(checks_names.charter_questions_lead_somewhere),
    Rule(checks_names.skills_of_the_vocabulary, warns=True),
    Rule(checks_county.pathway_steps_hold_together),
    Rule(checks_time.phases_cover_the_year),
    Rule(checks_time.timetable_holds_the_play, ("pack.yaml",)),
    Rule(checks_time.slots_follow_one_another, ("pack.yaml",)),
    Rule(checks_time.load_a_month, ("pack.yaml", "organisations.yaml"), warns=True),
    Rule(checks_rounds.injects_are_as_many_as_stated, ("pack.yaml", "injects.yaml"), warns=True),
    Rule(checks_rounds.units_given_once),
    Rule(checks_rounds.modelling_leads_somewhere),
    Rule(checks_rounds.what_changes_rest_on_is_there),
    Rule(checks_sums.parts_add_to_the_whole, ("organisations.yaml",)),
    Rule(checks_sums.income_adds_to_turnover, ("contracts.yaml",)),
    Rule(checks_sums.population_adds_up, ("places.csv",)),
    Rule(checks_sums.facts_match_the_organisations),
    Rule(checks_sums.money_matches_the_organisations),
    Rule(checks_sums.practices_add_to_places, ("places.csv", "practices.csv"), warns=True),
    Rule(checks_facts.fact_links_lead_somewhere),
    Rule(checks_facts.texts_do_not_contradict),
    Rule(checks_facts.briefings_tell_what_may_be_known),
    Rule(checks_facts.links_state_a_number, warns=True),
    Rule(checks_seats.seats_make_a_whole_system, ("seats.yaml", "organisations.yaml"), warns=True),
    Rule(checks_seats.seated_bodies_have_seats, ("seats.yaml",)),
    Rule(checks_seats.kinds_declare_their_contrast),
    Rule(
        checks_seats.commissioners_start_unlike,
        ("organisations.yaml", "places.csv", "practices.csv", "money.yaml"),
    ),
    Rule(checks_seats.bodies_say_what_they_can_do),
    Rule(checks_seats.assigned_seats_say_why),
    Rule(checks_seats.outsiders_are_strangers, ("organisations.yaml", "seats.yaml")),
    Rule(checks_seats.seated_bodies_have_one_position, ("briefings",)),
    Rule(checks_texts.no_real_names),
    Rule(checks_texts.briefings_are_short, warns=True),
    Rule(checks_texts.traits_are_one_vocabulary),
    Rule(checks_texts.traits_are_shared, ("organisations.yaml",)),
    Rule(checks_texts.origins_are_known),
    Rule(checks_findings.findings_name_no_body),
    Rule(checks_findings.what_is_designed_in_is_there),
    Rule(checks_texts.the_film_is_here, ("film.yaml",)),
    Rule(checks_views.views_differ, ("views.yaml",)),
)
"""Every check, in the order in which they are run."""


@dataclass(frozen=True)
class CheckReport:
    """What the check of one pack found: faults, warnings, where its figures come from, and how long its briefings are.

    `words` gives each briefing's kind and number of words, by file.
    """

    name: str
    path: Path
    faults: tuple[PackFault, ...]
    warnings: tuple[PackFault, ...]
    provenance: Tally
    digest: str
    words: Mapping[str, tuple[str, int]]

    @property
    def sound(self) -> bool:
        """Whether the pack has no fault (it may have warnings)."""
        return not self.faults

    @property
    def figures(self) -> int:
        """How many figures the pack holds."""
        return self.provenance.figures

    @property
    def share(self) -> float:
        """The share of figures that say where they came from."""
        return self.provenance.share

    def as_json(self) -> dict[str, Any]:
        """The report as plain data, for a program to read."""
        return {
            "pack": self.name,
            "path": str(self.path),
            "digest": self.digest,
            "sound": self.sound,
            "faults": [_plain(fault) for fault in self.faults],
            "warnings": [_plain(warning) for warning in self.warnings],
            "figures": self.figures,
            "share": round(self.share, 6),
            "by_origin": dict(self.provenance.by_origin),
            "by_file": {
                name: {"figures": one, "told": told} for name, (one, told) in self.provenance.by_file.items()
            },
            "words": {
                name: {"kind": kind, "words": count, "budget": MOST_WORDS[kind]}
                for name, (kind, count) in self.words.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """The report as lines of text: faults, warnings, then the provenance of the figures."""
        yield from (str(fault) for fault in self.faults)
        yield from (f"Warning: {warning}" for warning in self.warnings)
        yield f"{self.figures} figures; {self.share:.1%} say where they came from and name the source."
        shares = self.provenance.shares()
        yield (
            "; ".join(
                f"{name} {count} ({shares[name]:.1%})" for name, count in self.provenance.by_origin.items()
            )
            + "."
        )
        for name, (figures, told) in self.provenance.by_file.items():
            yield f"  {name}: {figures} figures, {told} with a source."
        for kind, most in MOST_WORDS.items():
            counts = [count for one, count in self.words.values() if one == kind]
            if counts:
                mean = sum(counts) / len(counts)
                yield (
                    f"{len(counts)} {kind} briefing{'s' * (len(counts) > 1)}: {mean:.0f} words on average, "
                    f"{max(counts)} at the longest, of {most}."
                )


def check_pack(
    path: str | Path,
    *,
    mechanisms: Collection[str] | None = None,
    terms_read: TermsRead | None = None,
    measures: Collection[str] | None = None,
    walked: Walked | None = None,
) -> CheckReport:
    """Check the pack in a folder.

    `mechanisms`, where given, are the lever mechanisms that effects may name. `terms_read`, where given, is the economy's own
    reading of their terms; it is asked once the pack can be played at all. `measures`, where given, are those of the county.
    `walked`, where given, is the economy's own walk through the county's pathways: its faults and its warnings.
    """
    folder = Path(path)
    draft = read_draft(folder)
    faults = list(draft.faults)
    warnings: list[PackFault] = []
    for rule in CHECKS:
        if set(rule.needs) <= draft.whole:
            (warnings if rule.warns else faults).extend(rule.run(draft))
    if mechanisms is not None:
        faults.extend(mechanisms_exist(draft, mechanisms))
        if terms_read is not None and playable(draft):
            faults.extend(terms_hold(draft, mechanisms, terms_read))
    if measures is not None and {"pack.yaml", "injects.yaml"} <= draft.whole:
        faults.extend(measures_exist(draft, measures))
    if walked is not None and not faults and playable(draft):
        wrong, odd = walked(patch_of(draft).county)
        faults.extend(wrong)
        warnings.extend(odd)
    told = tally(draft)
    if told.share < LEAST_SHARE:
        faults.append(_too_few_sources(told))
    return CheckReport(
        name=folder.resolve().name,
        path=folder,
        faults=in_file_order(faults),
        warnings=in_file_order(warnings),
        provenance=told,
        digest=draft.digest,
        words={
            file.file: (file.briefing.kind, len(file.body.split()))
            for file in draft.briefings
            if file.briefing is not None
        },
    )


def playable(draft: Draft) -> bool:
    """Whether nothing in a draft keeps it from being played."""
    return not draft.faults and not any(
        any(rule.run(draft)) for rule in BREAKS_PLAY if set(rule.needs) <= draft.whole
    )


def _too_few_sources(told: Tally) -> PackFault:
    worst = min(
        told.by_file, key=lambda name: (told.by_file[name][1] / told.by_file[name][0], name), default=FACTS
    )
    return PackFault(
        f"only {told.share:.1%} of the figures say where they came from; {LEAST_SHARE:.0%} must.",
        where=Place(worst, 1, 1),
        mend="add a `source` to each figure; for an assumed one, say who chose it and why.",
    )


def _plain(fault: PackFault) -> dict[str, Any]:
    where = fault.where or Place("")
    return {
        "file": where.file, "line": where.line, "column": where.column, "found": where.value,
        "what": fault.what, "who": fault.who, "mend": fault.mend,
    }  # fmt: skip


def in_file_order(faults: list[PackFault]) -> tuple[PackFault, ...]:
    """Faults by file, line and column, each said once."""
    unique = {str(fault): fault for fault in faults}
    return tuple(sorted(unique.values(), key=_where))


def _where(fault: PackFault) -> tuple[str, int, int, str]:
    place = fault.where or Place("")
    return place.file, place.line, place.column, fault.what
