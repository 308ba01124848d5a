"""Asking the county model from the command line: from a pack and files of levers to a page a player can read."""

from __future__ import annotations

import calendar
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shirehall.economy.ask import BASELINE, Asked, Count, Option, ask_all
from shirehall.economy.county import County, shift_month
from shirehall.economy.figures import MEASURES
from shirehall.economy.overload import overloaded
from shirehall.economy.restore import Restored, restore
from shirehall.economy.state import State
from shirehall.economy.stopping import Known, Stopped
from shirehall.economy.terms import Lever
from shirehall.economy.tipping import Fall, falls, growing
from shirehall.errors import UsageError
from shirehall.lab.levers_file import Belief, Course, read_levers
from shirehall.lab.starts import Openings
from shirehall.paper.model import files
from shirehall.paper.model.families import LISTS
from shirehall.paper.model.page import fresh, page
from shirehall.paper.model.told import Believed, Told
from shirehall.paper.tree import Document
from shirehall.patch.county import CountyTables, read_county
from shirehall.patch.proposals import Attached, find_proposal, is_proposal, read_proposal
from shirehall.patch.read import find_pack, list_packs, read_pack

HOPED = ", as believed"
MOST_RESTORED = 2
"""How many falls a restoring change is looked for, an option."""
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question is asked of: the county, what it is called, what its bodies and sites are called, and the folder it was read
    from."""

    county: County
    patch: Any
    place: str
    names: Mapping[str, str]
    folder: Path


@dataclass
class Question:
    """A question as the command line puts it.

    `options` are (name, path): a file of levers, a folder of county tables that is a variant of the pack's, or the folder of a
    proposal. `proposals` are those attached to the pack, by name, or others by their folders. `folder` is where openings are kept
    (None: nowhere).
    """

    pack: str
    months: int = 12
    options: Sequence[tuple[str, Path]] = ()
    replications: Count = "auto"
    seed: int = 1
    assumptions: bool = True
    restoring: bool = True
    folder: Path | None = None
    say: Callable[[str], None] = lambda _line: None
    progress: Callable[[str], None] = lambda _line: None
    clock: Callable[[], float] = field(default=time.perf_counter)
    proposals: Sequence[str] = ()


@dataclass(frozen=True)
class Answer:
    """An answer: what was asked and came of it, the page, and what programs read."""

    asked: Asked
    told: Told
    document: Document
    data: dict[str, Any]

    def write(self, folder: Path) -> dict[str, str]:
        """Write the page, its pictures and the figures into a folder. Raises UsageError when one lies there already."""
        return files.write(folder, self.document, self.asked, self.data)


def read_ground(name: str) -> Ground:
    """The county of a pack, or of a folder that holds a county's tables only.

    Raises UsageError when there is neither, PackFaults with every fault found.
    """
    folder = Path(name)
    if name not in list_packs() and folder.is_dir() and not (folder / "pack.yaml").is_file():
        if not (folder / "pathways.csv").is_file():
            raise UsageError(
                f"the folder {folder} holds no county.",
                mend="name a pack, or a folder with pathways.csv in it.",
            )
        tables = read_county(folder)
        return Ground(
            County(tables), tables, folder.name.replace("-", " ").capitalize(), named(tables, {}), folder
        )
    patch = read_pack(find_pack(name))
    bodies = {each.id: each.name for each in patch.organisations}
    return Ground(
        County(patch), patch, patch.head.title.split(":")[0], named(patch.county, bodies), patch.path
    )


def named(tables: CountyTables, bodies: Mapping[str, str]) -> dict[str, str]:
    """What bodies, sites and places are called."""
    places = {row.place: row.name for row in tables.places}
    return {
        "county": "the county",
        "none": "outside the county",
        **places,
        **{s.site: s.name for s in tables.sites},
        **bodies,
    }


def read_option(ground: Ground, name: str, path: Path, months: int) -> tuple[Option, tuple[Belief, ...]]:
    """An option from a file of levers, from a folder whose county tables are a variant of the pack's, or from a proposal."""
    if is_proposal(path):
        return tried(ground, name, read_proposal(path, MEASURES), months)
    if path.is_dir():
        return Option(name, (), County(read_county(path))), ()
    course: Course = read_levers(path, ground.patch, months)
    return Option(name, course.terms), course.beliefs


def tried(ground: Ground, name: str, each: Attached, months: int) -> tuple[Option, tuple[Belief, ...]]:
    """The option that a proposal is: the county with its tables in place of the pack's, and its levers."""
    county = County(read_county(each.folder, beneath=ground.folder)) if each.tables else None
    course = (
        read_levers(each.levers, county.tables if county else ground.patch, months)
        if each.levers
        else Course(())
    )
    return Option(name, course.terms, county), course.beliefs


def asked_for(ground: Ground, question: Question) -> tuple[list[tuple[str, Path]], dict[str, Attached]]:
    """The options of a question with its proposals among them, each under its own title, and what each proposal says.

    Raises UsageError for two of one name.
    """
    folders = [find_proposal(ground.folder, each) for each in question.proposals]
    named_ones = [(read_proposal(folder, MEASURES).proposal.title, folder) for folder in folders]
    every = [*question.options, *named_ones]
    names = [name for name, _ in every]
    doubled = next((name for name in names if names.count(name) > 1), "")
    if doubled:
        raise UsageError(f"two options are called {doubled}.", mend="give each a name or a title of its own.")
    return every, {name: read_proposal(path, MEASURES) for name, path in every if is_proposal(path)}


def hoped(option: Option, beliefs: Sequence[Belief]) -> Option | None:
    """The option as its parties believe in it: each believed per cent in the place of the effect that acts; None without any."""
    believed = {b.source: b.percent for b in beliefs if b.percent is not None}
    terms = tuple(as_believed(one, believed.get(one.source)) for one in option.terms)
    return replace(option, name=option.name + HOPED, terms=terms) if terms != option.terms else None


def as_believed(one: Lever, percent: float | None) -> Lever:
    """A lever whose effect is what is believed of it, without the range about it."""
    terms = dict(one.terms)
    if percent is None or not takes_effect(one):
        return one
    kept = {k: v for k, v in terms.items() if k not in ("effect_percent_low", "effect_percent_high")}
    return replace(
        one, source=one.source + HOPED, terms=tuple(sorted({**kept, "effect_percent": percent}.items()))
    )


def takes_effect(one: Lever) -> bool:
    """Whether a lever's mechanism has an effect in per cent."""
    from shirehall.economy import levers

    return any(term.name == "effect_percent" for term in levers.catalogue()[one.mechanism].terms)


def put(question: Question) -> Answer:
    """Ask, look for what falls and what would restore it, and put the answer into words.

    Raises UsageError for a question that cannot be put, PackFaults and LeverFaults for what cannot be read.
    """
    if not 1 <= question.months <= MOST_MONTHS:
        raise UsageError(
            f"{question.months} months cannot be asked for.", mend=f"ask for 1 to {MOST_MONTHS}."
        )
    ground = read_ground(question.pack)
    for warning in ground.county.net.warnings:
        question.say(f"Warning: {warning}")
    options, shown, hopes = [Option(BASELINE, ())], [], {}
    beliefs: dict[str, tuple[Belief, ...]] = {}
    every, proposals = asked_for(ground, question)
    for name, path in every:
        option, believed = read_option(ground, name, path, question.months)
        options.append(option)
        shown.append(name)
        beliefs[name] = believed
        hope = hoped(option, believed)
        if hope is not None:
            options.append(hope)
            hopes[name] = hope.name
    openings = Openings(question.seed, question.folder)
    began = question.clock()
    asked = ask_all(
        ground.county, options, question.months, question.replications, starts=openings, seed=question.seed,
        assumptions=question.assumptions,
        heard=lambda n: question.progress(f"run {n} lived under {len(options)} set{'s' if len(options) > 1 else ''} of terms"),
    )  # fmt: skip
    lived = question.clock() - began
    found = {option.name: falls(asked, option.name) for option in options}
    told = Told(
        asked, ground.place, ground.names, months_of(ground.county, asked), tuple(shown), found, {}, believed_words(beliefs, options),
        hopes, tuple(assumptions_of(ground.county, asked)), proposals=proposals,
    )  # fmt: skip
    told = replace(told, restored=restored(question, told) if question.restoring else {})
    swollen = [
        f"Under {option.name}: {said}"
        for option in options if option.name == BASELINE or option.name in shown
        for said in overloaded(*opened(ground.county, option, openings), option.terms, question.months)
    ]  # fmt: skip
    for said in swollen:
        question.say(f"Warning: {said}")
    openings.tidy()
    for said in openings.said:
        question.say(said)
    took = f"Living the runs took {lived:.1f} s, the whole answer {question.clock() - began:.1f} s."
    told = replace(told, worked=(*why_so_many(asked.stopped), *swollen, openings.cost(), took))
    return Answer(asked, told, page(told), whole(told, openings))


def opened(county: County, option: Option, openings: Openings) -> tuple[County, State]:
    """The county that an option is lived in, and its first opening."""
    own = option.county or county
    return own, openings(own, 0)


def months_of(county: County, asked: Asked) -> tuple[str, ...]:
    """The months of a question by name."""
    dates = [shift_month(*county.start, month - 1) for month in asked.months]
    return tuple(f"{calendar.month_name[month]} {year}" for year, month in dates)


def restored(question: Question, told: Told) -> dict[str, tuple[Restored, ...]]:
    """What single change would restore the first falls of each option told of, one a body."""
    found: dict[str, tuple[Restored, ...]] = {}
    for option in told.told_of:
        candidates = [
            f
            for f in fresh(told, option) or [f for f in told.falls[option] if f.falls]
            if f.at_end * 2 >= f.of
        ]
        chosen: dict[str, Fall] = {}
        for fall in candidates:
            chosen.setdefault(fall.body, fall)
        tried: list[Restored] = []
        for fall in list(chosen.values())[:MOST_RESTORED]:
            question.progress(f"looking for what would restore {told.name(fall.subject)}")
            tried += restore(told.asked, option, fall)
        found[option] = tuple(tried)
    return found


def believed_words(
    beliefs: Mapping[str, Sequence[Belief]], options: Sequence[Option]
) -> dict[str, tuple[Believed, ...]]:
    """Belief and effect of each lever in words."""
    found = {}
    for option in options:
        by_source = {one.source: one for one in option.terms}
        found[option.name] = tuple(
            Believed(b.source, b.believed, effect_words(by_source[b.source]))
            for b in beliefs.get(option.name, ())
        )
    return found


def effect_words(one: Lever) -> str:
    """The effect that acts in a lever, with its range."""
    if not takes_effect(one):
        return "what its terms say, and no more"
    likely = f"{one.number('effect_percent'):g}%" + (
        "" if dict(one.terms).get("effect_percent") is not None else " (nothing was stated)"
    )
    low, high = one.get("effect_percent_low", ""), one.get("effect_percent_high", "")
    return (
        f"{likely}, drawn between {low:g}% and {high:g}%"
        if not isinstance(low, str) and not isinstance(high, str)
        else likely
    )


def assumptions_of(county: County, asked: Asked) -> list[tuple[str, str, str, str]]:
    """Everything assumed: what is drawn, what levers add, and the pack's parameters of money with where they are from."""
    rows = []
    for each in asked.uncertain:
        reach = f"{each.low:g} to {each.high:g} {each.unit}, likeliest {each.likely:g}"
        rows.append((each.name[:1].upper() + each.name[1:], reach, each.origin, each.source))
    for name, setting in sorted(county.tables.money.settings.items()):
        known = f"{setting.value:g} {setting.unit}"
        rows.append((name.replace("-", " ").capitalize(), known, setting.origin.value, setting.source))
    return rows


def why_so_many(stopped: Stopped) -> list[str]:
    """How many runs were made and why, in sentences."""
    widest = stopped.widest
    if widest is None:
        return [f"{stopped.replications} runs were made of each option."]
    watched = len({(k.watch.measure, k.watch.subject) for k in stopped.known})
    if not stopped.automatic:
        wide = [k for k in stopped.known if k.half > k.wanted]
        said = f"The number of runs, {stopped.replications}, was given."
        return [said + (f" With so many, {watched_words(wide[0])} is known less well than a tenth of its mean." if wide else
                        f" With so many, each of the {watched} figures watched is known to a tenth of its mean or better.")]  # fmt: skip
    if stopped.needed is None:
        names = ", ".join(sorted({watched_words(k) for k in stopped.unmet}))
        return [
            f"The most that are made, {stopped.replications} runs, were not enough to know these to a tenth of their mean: {names}."
        ]
    return [
        f"{stopped.replications} runs were made. {stopped.needed} were needed for a 95% confidence interval within a tenth of the mean (or"
        f" within a set floor) of all {watched} figures watched, and the rest showed that it stayed so; {watched_words(widest)} called"
        " for most."
    ]


def watched_words(known: Known) -> str:
    """A watched figure in words."""
    whose = "" if known.watch.subject == "county" else f" of {known.watch.subject}"
    return f"{known.watch.measure.replace('-', ' ')}{whose} ({known.option})"


def whole(told: Told, openings: Openings) -> dict[str, Any]:
    """The answer for programs: what was asked, the rows, what falls and what restores it."""
    asked, stopped = told.asked, told.asked.stopped
    return {
        "evidence": "what might happen, from a model; one source of evidence among others",
        "pack": asked.county.pack, "engine": asked.county.engine, "seed": asked.seed, "months": list(asked.months),
        "options": [option.name for option in asked.options],
        "replications": stopped.replications, "replications_needed": stopped.needed, "why": list(told.worked[:1]),
        "openings": {"warmed": openings.warmed, "kept": openings.found, "seconds": round(openings.seconds, 3), "said": openings.said},
        "assumed": [dict(zip(("what", "value", "grounds", "source"), row, strict=True)) for row in told.assumed],
        "beliefs": {
            name: [{"lever": b.lever, "believed": b.believed, "acts": b.acts} for b in each]
            for name, each in told.beliefs.items() if each
        },
        "falls": {name: [fall_row(f) for f in each] for name, each in told.falls.items()},
        "restored": {name: [restored_row(r) for r in each] for name, each in told.restored.items()},
        "growing": {option.name: grown(asked, option.name) for option in asked.options},
        "rows": files.rows(asked, [o.name for o in asked.options[1:]]),
    }  # fmt: skip


def grown(asked: Asked, name: str) -> list[dict[str, Any]]:
    """The lists that only grow under an option, by how many a month; what their waits are said to be depends on when one looks."""
    found = []
    for measure in LISTS:
        for subject in asked.futures[name].subjects(measure):
            growth = growing(asked.futures[name], measure, subject)
            if growth is not None:
                middle, low, high = (round(x, 1) for x in growth)
                found.append(
                    {"measure": measure, "subject": subject, "a_month": middle, "low": low, "high": high}
                )
    return found


def fall_row(fall: Fall) -> dict[str, Any]:
    """A fall for programs."""
    return {
        "threshold": fall.threshold.id, "title": fall.threshold.title, "subject": fall.subject, "organisation": fall.body,
        "runs": fall.runs, "of": fall.of, "at_end": fall.at_end, "first_month": fall.first[0] if fall.first else None,
        "room": [round(x, 4) for x in fall.room], "unit": fall.threshold.unit, "falls": fall.falls, "origin": fall.threshold.origin,
        "source": fall.threshold.source,
    }  # fmt: skip


def restored_row(found: Restored) -> dict[str, Any]:
    """A restoring change for programs."""
    return {
        "threshold": found.fall.threshold.id, "subject": found.fall.subject, "mechanism": found.remedy.mechanism,
        "term": found.remedy.term, "terms": dict(found.remedy.fixed), "size": None if found.size is None else round(found.size),
        "restores": found.size is not None, "runs": found.runs, "of": found.of, "words": found.words,
    }  # fmt: skip
