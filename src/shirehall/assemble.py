"""The one wiring place: a pack, a record, players and a county runner become a session that can be played."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from shirehall.economy.terms import Terms
from shirehall.errors import RecordError, UsageError
from shirehall.paper.report import write_report
from shirehall.patch.pack import Patch
from shirehall.patch.read import list_packs, read_pack
from shirehall.patch.round_pack import shortened
from shirehall.play import world as worlds
from shirehall.play.analyst import Answers, NoModel
from shirehall.play.catalogue import gathered
from shirehall.play.months import CountyRunner, Umpire
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.notices.opening import opening
from shirehall.play.record.chain import About
from shirehall.play.record.event import Event
from shirehall.play.record.jsonl import write_jsonl
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.opening import open_record, salvage
from shirehall.play.record.sidecar import fresh_folder, write_lines
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.store import Store
from shirehall.play.rounds import judge
from shirehall.play.runners import InProcess, NoCounty
from shirehall.play.session import Session
from shirehall.play.terms import levers_for
from shirehall.play.world import World
from shirehall.players.cast import Setting, cast, colleague
from shirehall.players.contract import recall, stream
from shirehall.players.driver import Chairholder, Driver, Trace, nobody_listens
from shirehall.players.feedback import feedback_of
from shirehall.players.minds.mind import ScriptedMind
from shirehall.rounds import in_process, into_round, living_on, seeds_of
from shirehall.study.exports import export_as, full
from shirehall.study.notebook.entry import SAME, Entry, Writing
from shirehall.study.notebook.feedback import answer_from, question_of
from shirehall.study.notebook.store import Notebook, notebook_file
from shirehall.study.reading import Telling, tell
from shirehall.study.refi.reader import read_codebook, read_qdpx
from shirehall.study.refi.taking import Taken, take
from shirehall.study.study import Study

Living = tuple[CountyRunner, Answers]
"""Whoever lives the county's months, and whoever answers questions to its model."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day wired up: what it is played on, who plays it, and how many of the pack's rounds are played, each by which seed."""

    patch: Patch
    session: Session
    driver: Driver
    seeds: tuple[int, ...] = ()
    people: float = 1.0
    setting: Setting | None = None


def about(patch: Patch) -> About:
    """What a record says of itself: which pack it was played on."""
    return About(patch.id, patch.digest)


def new_day(
    patch: Patch,
    store: Store,
    seed: int,
    *,
    who: Mapping[str, str] | str = "script",
    county: bool | Living = True,
    setting: Setting | None = None,
    people: float = 1.0,
    rounds: int = 1,
    round_seeds: Mapping[str, int] | None = None,
    month_closed: Callable[[Day, int], None] = lambda _day, _month: None,
    trace: Callable[[Trace], None] = nobody_listens,
) -> Day:
    """Open a day on an empty record and seat its players.

    `who` names the kind of player for every seat, or for some seats or bodies by id; `setting` is what players are told of the
    setting. `county` false plays without the county: nothing is lived and no figures are published; or it is a county that lives
    already. `people` is the share of the county's people that it simulates. `rounds` is how many of the pack's rounds are played,
    and `round_seeds` gives a round, by its id or its number, a seed of its own. Raises RecordError when the record is not empty,
    and UsageError for a round that the pack does not have.
    """
    seeds = seeds_of(patch, seed, rounds, round_seeds or {})
    seed = seeds[0]
    if store.last_seq():
        raise RecordError("the record holds a day already.", mend="begin a day on an empty record.")
    session = Session(store, gathered())
    players, filled_by = cast(patch, who, setting)
    settings: dict[str, Any] = {
        "seed": seed,
        "county": county is not False,
        "managers": patch.head.managers,
        "detail": patch.head.detail,
        "injects_a_month": patch.head.pressure.injects_a_month.value,
    }
    if people != 1:
        settings["people"] = people
    if setting is not None and setting.without:
        settings["without"] = sorted(setting.without)
    if len(seeds) > 1:
        settings["rounds"] = len(seeds)
    drafts = opening(patch, filled_by, settings)
    session.commit(drafts, at=0)
    lives, answers = living(patch, seed, county, people)
    umpire = Umpire(patch, seed, answers)
    driver = Driver(session, umpire, lives, players, trace=trace, newcomer=colleague)
    day = Day(patch, session, driver, seeds, people, setting)
    driver.month_closed = partial(month_closed, day)
    return day


def living(patch: Patch, seed: int, county: bool | Living, people: float = 1.0) -> Living:
    """Whoever lives the months and works the model: the county of this process, nobody, or the one that is handed in."""
    if isinstance(county, bool):
        return county_of(patch, seed, people) if county else (NoCounty(), NoModel())
    return county


def county_of(patch: Patch, seed: int, people: float = 1.0) -> Living:
    """The county in this process, and the analyst who works its model."""
    return in_process(patch, seed, people)


def play(day: Day) -> World:
    """Play a day to the end of its last round: each round is judged when it closes, and the next one opened from what it left."""
    with no_search_for_cycles():
        day.driver.play()
        for number, one in enumerate(day.patch.head.rounds[: len(day.seeds)]):
            if number:
                into_round(
                    day.session, day.driver, day.patch, number, day.seeds[number], day.people, day.setting
                )
                day.driver.play()
            if len(day.patch.head.rounds) > 1:
                judge(day.session, one.id, one.title)
    return day.session.world


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Let Python's search for cyclic garbage rest: a play makes none, and the search takes a sixth of its time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Proof:
    """What replaying a record showed: how many months were compared, and the digest of the world at the end."""

    events: int
    months: int
    world: str
    county_months: int


def replay(events: Iterable[Event], patch: Patch | None = None) -> Proof:
    """Fold a record again and prove it equal to the world as it was live at each month's close.

    With a patch, the county is lived again too, from the terms of each month, and its states and figures compared.
    Raises RecordError at the first month that differs, and for a patch other than the one played.
    """
    catalogue = gathered()
    world, count, months, lived = World(), 0, 0, 0
    again: InProcess | None = None
    number, people = 0, 1.0
    frozen: dict[int, Terms] = {}
    for event in events:
        if event.kind == "month-closed":
            months += same_world(world, event)
            frozen[event.body["of_month"]] = levers_for(world, event.body["of_month"])
        if event.kind == "day-opened" and patch is not None:
            again, people = county_again(patch, event), event.body["settings"].get("people", 1.0)
        if event.kind == "round-opened":
            number += 1
            if again is not None and patch is not None:
                again, _ = living_on(again, patch, number, event.body["designers"]["seed"], people)
        if event.kind == "month-lived" and again is not None:
            lived += same_county(again, frozen[event.body["of_month"]], event)
        world = catalogue.evolve(world, event)
        count += 1
    return Proof(count, months, worlds.digest(world), lived)


def same_world(world: World, event: Event) -> int:
    """One month proved: the world folded so far is the one that was live when the month closed."""
    digest = worlds.digest(worlds.at_minute(world, event.at))
    if digest != event.body["world"]:
        raise RecordError(
            f"at event {event.seq} the folded world is not the one that was live: {digest[:12]} against "
            f"{event.body['world'][:12]}.",
            mend="open it with the Shirehall that wrote it.",
        )
    return 1


def county_again(patch: Patch, event: Event) -> InProcess | None:
    """A runner for the county that the record began with. Raises RecordError when the pack is another."""
    if event.body["digest"] != patch.digest:
        raise RecordError(
            f"the pack {patch.id} has changed since the day was played.",
            mend="replay it with the pack as it was then, or without the county.",
        )
    settings: Mapping[str, Any] = event.body["settings"]
    if not settings["county"]:
        return None
    return in_process(patch, settings["seed"], settings.get("people", 1.0))[0]


def same_county(again: CountyRunner, terms: Terms, event: Event) -> int:
    """One month of the county proved: the same terms give the same state and the same figures."""
    state, figures = again.live(terms)
    rows = tuple((r.measure, r.subject, r.group, r.value, r.unit) for r in figures)
    if state != event.body["state"] or rows != event.body["rows"]:
        raise RecordError(
            f"lived again, month {event.body['of_month']} of the county differs from the record.",
            mend="use the machine and the pins with which it was played; see the record's header.",
        )
    return 1


def replay_record(path: Path, *, county: bool = False, pack: str = "") -> Proof:
    """Replay a record's file; with `county`, live its county again on the pack it was played with."""
    events = events_of(path)
    return replay(events, pack_of(events, pack) if county else None)


def events_of(path: Path) -> tuple[Event, ...]:
    """The events of a record's file, in today's shape. Raises RecordError when it is damaged or no record."""
    with open_record(path) as store:
        return tuple(lifted_all(store.read(), gathered().lifts))


def before_damage(path: Path, pack: str = "") -> tuple[Telling, RecordError | None]:
    """What a damaged record tells up to its first damage, and the damage; the file is left alone.

    Raises RecordError when not even the opening of the day can be read.
    """
    events, damage = salvage(path)
    if damage is not None and not events:
        raise damage
    read = tuple(lifted_all(events, gathered().lifts))
    return tell(read, pack_of(read, pack)), damage


def pack_of(events: Sequence[Event], pack: str = "") -> Patch:
    """The pack that a record was played on: the one named, else one that comes with Shirehall and bears its name.

    Raises RecordError when the record holds no day, UsageError when no pack is found or it is another one.
    """
    if not events or events[0].kind != "day-opened":
        raise RecordError("the record holds no day.", mend="play one into it, or name another record.")
    opened = events[0].body
    if not pack and opened["patch"] not in list_packs():
        raise UsageError(
            f"the record was played on a pack called {opened['patch']}, which does not come with Shirehall.",
            mend="say where that pack is with --pack FOLDER.",
        )
    patch = read_pack(pack or opened["patch"], managers=opened["settings"]["managers"])
    if patch.id != opened["patch"]:
        raise UsageError(
            f"the record was played on a pack called {opened['patch']}, and {pack} is the pack {patch.id}.",
            mend="name the folder of the pack that it was played on with --pack.",
        )
    return shortened(patch, opened["settings"].get("months", 0))


def telling_of(path: Path, pack: str = "") -> Telling:
    """What a record's file tells, with the pack it was played on."""
    events = events_of(path)
    return tell(events, pack_of(events, pack))


def study_of(path: Path, pack: str = "") -> Study:
    """What a record's file tells, with the notebook that lies beside it, if one does."""
    return Study(telling_of(path, pack), entries_beside(path))


def entries_beside(path: Path) -> tuple[Entry, ...]:
    """What the notebook that lies beside a record holds; nothing when there is none."""
    if not (path.parent / NOTEBOOK).is_file():
        return ()
    with notebook_beside(path) as notebook:
        return notebook.entries()


def notebook_beside(path: Path) -> Notebook:
    """The notebook beside a record, made when there is none. Close it after use."""
    return notebook_file(path.parent / NOTEBOOK)


def bring_back(words: str, folder: Path, pack: str = "", where: str = "the file") -> Study:
    """Lay a full export down again as a day: its record and its notebook, in a new folder. Returns the study it holds.

    Raises RecordError for a file that is no full export or was changed, UsageError when the folder holds a day already.
    """
    events, entries = full.parts_from(words, where)
    patch = pack_of(events, pack)
    fresh_folder(folder, ("record.sqlite", NOTEBOOK))
    with SQLiteStore(folder / "record.sqlite", create=True, about=about(patch)) as kept:
        for chunk in by_key(events):
            kept.append(chunk, expected_seq=chunk[0].seq - 1)
    with notebook_beside(folder / "record.sqlite") as notebook:
        for entry in entries:
            if (
                notebook.write(Writing(**{name: getattr(entry, name) for name in SAME}), entry.received_at)
                != entry
            ):
                raise RecordError(
                    f"entry {entry.number} would not be the same in this Shirehall.",
                    mend="bring it back with the Shirehall that wrote it.",
                )
    return Study(tell(events, patch), entries)


def by_key(events: Sequence[Event]) -> Iterator[tuple[Event, ...]]:
    """Events as they were committed: those under one key together."""
    for _, chunk in groupby(events, key=lambda event: event.key or event.seq):
        yield tuple(chunk)


def take_project(path: Path, raw: bytes, now: str, pack: str = "") -> Taken:
    """Take a REFI-QDA project or codebook into the notebook beside a record, at a moment (a UTC label).

    Raises UsageError for a file that is none or might do harm; then nothing is written.
    """
    taken = take(read_qdpx(raw) if raw[:2] == b"PK" else read_codebook(raw), study_of(path, pack))
    with notebook_beside(path) as notebook:
        notebook.write_all(taken.writings, now)
    return taken


NOTEBOOK = "notebook.sqlite"
REASONS = "reasons.jsonl"
QUIET = ("information-kept", "nothing-done", "information-shared", "consultation-opened", "announced")
FILES = ("record.sqlite", "record.jsonl", "report.html", "indicators.json", "timeline.csv")


def play_into(
    patch: Patch,
    seed: int,
    folder: Path,
    *,
    who: Mapping[str, str] | str = "script",
    county: bool = True,
    people: float = 1.0,
    rounds: int | None = None,
    round_seeds: Mapping[str, int] | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> dict[str, Any]:
    """Play a day into a folder: its record twice, its report, its figures and its timeline. `say` hears each month.

    `people` is the share of the county's people that is followed; `rounds` how many of the pack's rounds are played (all when left
    out), and `round_seeds` the seeds of those that have one of their own. Raises UsageError when the folder holds a day already; nothing
    is overwritten.
    """
    fresh_folder(folder, (*FILES, REASONS, NOTEBOOK))
    store = MemoryStore(about(patch))
    traces: list[Trace] = []
    heard = partial(tell_month, say=say)
    day = new_day(
        patch, store, seed, who=who, county=county, people=people, month_closed=heard, trace=traces.append,
        rounds=len(patch.head.rounds) if rounds is None else rounds, round_seeds=round_seeds,
    )  # fmt: skip
    play(day)
    telling = tell(tuple(day.session.events), patch)
    write_jsonl(store, folder / "record.jsonl")
    with SQLiteStore(folder / "record.sqlite", create=True, about=about(patch)) as kept:
        kept.copy_from(store)
    export_as("indicators", telling, folder / "indicators.json")
    export_as("timeline", telling, folder / "timeline.csv")
    write_lines(folder / REASONS, (asdict(trace) for trace in traces))
    write_report(telling, folder / "report.html")
    keep_feedback(day, traces, folder)
    paths = {name.split(".")[1]: str(folder / name) for name in FILES}
    return {
        "files": paths,
        "report": paths["html"],
        "seed": seed,
        "seeds": list(day.seeds),
        "events": store.last_seq(),
        "head": store.digest(),
    }


def keep_feedback(day: Day, traces: Sequence[Trace], folder: Path) -> None:
    """Scripted seats answer the pack's feedback form, into the notebook beside the record, marked as scripts' words.

    The time of receipt is the first day after the story, so that a seed fixes every byte.
    """
    found = [
        writing
        for holder in day.driver.holders.values()
        if isinstance(holder.player, ScriptedMind)
        for writing in feedback_from(day, holder.player, holder, traces)
    ]
    if not found:
        return
    start, months = day.patch.head.rounds[0].start, day.session.world.clock.months
    year, month = divmod(12 * int(start[:4]) + int(start[5:7]) - 1 + months, 12)
    with notebook_beside(folder / "record.sqlite") as notebook:
        notebook.write_all(found, f"{year}-{month + 1:02d}-01T09:00:00Z")


def feedback_from(
    day: Day, mind: ScriptedMind, holder: Chairholder, traces: Sequence[Trace]
) -> Iterator[Writing]:
    """One scripted seat's answers to the pack's form, as entries of the notebook."""
    seat, session = holder.seat, day.session
    view = session.view(seat, session.world.at)
    deeds = [trace.move for trace in traces if trace.seat == seat and trace.move]
    random = stream(day.driver.umpire.seed, seat, session.world.at + 1)
    memory = recall(mind, seat, view.events)
    for each in feedback_of(mind, memory, view, day.patch.feedback, random, deeds):
        question = question_of(day.patch, each.question)
        given = {"words": each.words, "scale": each.scale or "", "morning": each.morning, "end": each.end}
        body = answer_from(question, given)
        yield Writing(kind="answer", author=seat, origin="script", key=f"script:{question.id}", body=body)


def tell_month(day: Day, month: int, say: Callable[[str], None]) -> None:
    """The name of a month that closed, and its headlines."""
    say(day.patch.month_name(month))
    for sentence in headlines(day.session, month):
        say(f"  {sentence}")


def headlines(session: Session, month: int, most: int = 3) -> list[str]:
    """The month's news in sentences: its first inject, then its rarest sorts of deed and commitment, each sort once."""
    names, kinds = WorldNames(session.world), session.catalogue.kinds
    weighty = [
        e for e in session.events if kinds[e.kind].nature in ("deed", "commitment") and e.kind not in QUIET
    ]
    common = Counter(e.kind for e in weighty)
    news = [e for e in session.events if e.kind == "inject-published" and e.month == month][:1]
    firsts: dict[str, Event] = {}
    for event in weighty:
        if event.month == month:
            firsts.setdefault(event.kind, event)
    rarest = sorted(firsts.values(), key=lambda e: (common[e.kind], e.seq))[:most]
    chosen = sorted([*news, *rarest], key=lambda e: e.seq)
    return [sentence_case(kinds[e.kind].says(e, names)) for e in chosen]
