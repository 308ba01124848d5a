"""The study's pages with a large day on the record: how long each takes to answer, and what the first of them costs.

    python bench/study_pages.py [EVENTS] [TIMES] [NAME ...]     a day of so many events (10,000), each page so many times (30)

The day is played by scripts and filled up with messages, asks and answers (as for bench/report.py); its notebook holds notes,
codings of notes and events, themes, learning points and a meeting with marks. Every page is asked for once (its
first answer is told apart: it may have to work something out that is then kept), then in turn. After each round something is
written, as an observer does who goes on coding. The goal is an answer within 300 ms at the 95th percentile. NAMEs keep only pages
whose address holds one of them. Times are of the wall and, beside them, of the processor; give it a machine with nothing else to do.
"""

from __future__ import annotations

import asyncio
import http.client
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import uvicorn
from report import played

from shirehall.host.app import create_app, defended
from shirehall.host.house import House, Settings
from shirehall.host.observer.writing import utc_now
from shirehall.host.serve import house_on, listening
from shirehall.patch.read import read_pack
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.feedback import opening
from shirehall.study.notebook.note import body_of, note_from, vocabulary
from shirehall.study.themes import Evidence, LearningPoint, Theme
from shirehall.study.themes.learning import body_of as point_body
from shirehall.study.themes.theme import body_of as theme_body

GOAL = 0.3
EVENTS, TIMES = 10_000, 30
NOTES, CODED, THEMES, MARKS = 400, 900, 24, 80
PAGES = (
    "/study", "/study/measures", "/study/measures/contacts-by-body", "/study/measures/coding-agreement", "/study/timeline",
    "/study/timeline?part=open", "/study/timeline/line?name=new", "/study/event/500", "/study/entry/5", "/study/code",
    "/study/code?on=event&q=ward", "/study/code/note/5", "/study/code/event/600", "/study/codebook", "/study/themes",
    "/study/themes/theme-3", "/study/themes/new", "/study/points/point-3", "/study/literature", "/study/scope", "/study/panel",
    "/study/validation", "/study/validation/meeting", "/study/report", "/study/report?section=method",
)  # fmt: skip
PLAYERS = "/feedback/themes"


@contextmanager
def hosted(data: Path) -> Iterator[tuple[House, int]]:
    """A host of the day in a thread of its own, at the stage of feedback, with its port."""
    at = listening(0, "127.0.0.1")
    port = at.getsockname()[1]
    settings = Settings(
        data=data, public_url=f"http://127.0.0.1:{port}", county=False, seconds_a_month=1200.0
    )
    house = house_on(read_pack("bigshire"), settings)
    house.resume()
    server = uvicorn.Server(
        uvicorn.Config(defended(create_app(house)), log_level="warning", access_log=False)
    )
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve(sockets=[at])

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        for stage in ("play", "feedback"):
            asyncio.run_coroutine_threadsafe(house.change_stage(stage, "control.moderator"), loops[0]).result(
                120
            )
        yield house, port
    finally:
        loops[0].call_soon_threadsafe(house.hub.end_all)
        server.should_exit = True
        thread.join(20)
        at.close()


def noted(house: House, last: int) -> None:
    """Fill the notebook as a team of observers might in a month."""
    chance, patch = Random(5), house.patch
    words, codes = vocabulary(patch), [code.id for code in patch.codebook.codes]
    topics = [topic.id for topic in patch.codebook.topics]
    bodies = [body.id for body in patch.organisations if body.kind != "control"]
    found = [opening("control.moderator")]
    for n in range(NOTES):
        data = {
            "action": f"They looked at the figures ({n}) and waited.",
            "bodies": [chance.choice(bodies)],
            "codes": [chance.choice(codes)],
        }
        body = body_of(note_from(data, words, timed=True))
        month = 1 + n % 12
        found.append(
            Writing(
                kind="note",
                author=f"observer.{n % 9}",
                origin="observer",
                key=f"n{n}",
                body=body,
                at=n,
                month=month,
            )
        )
    for n in range(CODED):
        note, event = (None, chance.randrange(100, last)) if n % 2 else (chance.randrange(2, NOTES), None)
        found.append(coding(n, note, event, chance.choice(codes), chance.choice(topics)))
    subjects = ["commissioners", "centre", "providers", "local-voice", "incentives", "workforce"]
    question = patch.charter.questions[0].id if patch.charter.questions else ""
    for n in range(THEMES):
        pieces = tuple(Evidence("note", chance.randrange(2, NOTES)) for _ in range(6))
        pieces += tuple(Evidence("event", chance.randrange(100, last)) for _ in range(6))
        statement = "They might look up for leave. Some might not."
        barrier = f"Barrier {n % 3}"
        theme = Theme(
            id=f"theme-{n}", title=f"Theme {n}", statement=statement, question=question, subject=subjects[n % len(subjects)],
            supports=pieces, without="Nobody answered.", barrier=barrier,
        )  # fmt: skip
        found.append(by_observer("theme", f"t{n}", theme_body(theme)))
        point = LearningPoint(
            id=f"point-{n}",
            theme=theme.id,
            sort="issue",
            statement="Say who may decide.",
            owner=bodies[0],
            supports=pieces[:2],
        )
        found.append(by_observer("learning-point", f"p{n}", point_body(point)))
    asked = tuple(f"theme-{n}" for n in range(12))
    found.append(by_observer("validation", "v", {"id": "meeting", "date": "2031-07-02", "place": "Saltmere", "attended": (("gp", 9),),
                                                 "asked": asked, "words": ""}))  # fmt: skip
    seats = [seat.id for seat in patch.active_seats if not seat.id.startswith("control")]
    for n in range(MARKS):
        body = {"validation": "meeting", "theme": asked[n % 12], "mark": chance.choice(("resonates", "new")), "role": "gp", "words": "",
                "may_quote": False}  # fmt: skip
        found.append(
            Writing(
                kind="validation-mark", author=seats[n % len(seats)], origin="player", key=f"m{n}", body=body
            )
        )
    house.notebook.write_all(found, utc_now())


def by_observer(kind: str, key: str, body: dict) -> Writing:
    """A writing of an observer."""
    return Writing(kind=kind, author="observer.1", origin="observer", key=key, body=body)


def coding(n: int, note: int | None, event: int | None, code: str, topic: str) -> Writing:
    """A coding of a note or an event."""
    body = {"note": note, "event": event, "codes": (code,), "topics": (topic,), "nothing": (), "part": "", "start": None, "end": None,
            "memo": "", "marks": ()}  # fmt: skip
    return Writing(kind="coding", author=f"observer.{n % 4}", origin="observer", key=f"c{n}", body=body)


def asked(port: int, path: str, token: str) -> tuple[float, float]:
    """Seconds of the wall and of the processor that a page took. Fails when it is refused."""
    began, spent = time.perf_counter(), time.process_time()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    link.request("GET", path, headers={"Cookie": f"shirehall={token}"})
    answer = link.getresponse()
    answer.read()
    link.close()
    assert answer.status == 200, (path, answer.status)
    return time.perf_counter() - began, time.process_time() - spent


def joined(house: House, kind: str, seat: str = "") -> str:
    """A session's token."""
    link = house.register.invite(kind, seat).link if seat else house.register.invite(kind, label="bench").link
    return house.register.redeem(link).token


def share(took: list[float], part: float) -> float:
    """A part of some times, in milliseconds."""
    return sorted(took)[min(len(took) - 1, int(len(took) * part))] * 1000


def measured(house: House, port: int, times: int, names: list[str]) -> bool:
    """Ask for every page and print its times; whether all hold the goal."""
    observer, player = joined(house, "observer"), joined(house, "seat", "buft.chief")
    pages = [(path, player if path == PLAYERS else observer) for path in (*PAGES, PLAYERS)]
    pages = [(path, who) for path, who in pages if not names or any(name in path for name in names)]
    first = {path: asked(port, path, who) for path, who in pages}
    took: dict[str, list[tuple[float, float]]] = {path: [] for path, _ in pages}
    for n in range(times):
        for path, who in pages:
            took[path].append(asked(port, path, who))
        house.notebook.write(coding(10_000 + n, 5, None, "looks-up", "money"), utc_now())
    held = True
    print(f"{'page':<44}{'first':>8}{'p50':>8}{'p95':>8}{'p95 of processor':>18}   milliseconds")
    for path, _ in pages:
        wall, own = [each[0] for each in took[path]], [each[1] for each in took[path]]
        fine = share(wall, 0.95) <= GOAL * 1000
        held = held and fine
        print(f"{path:<44}{first[path][0] * 1000:>8.0f}{share(wall, 0.5):>8.0f}{share(wall, 0.95):>8.0f}{share(own, 0.95):>18.0f}"
              f"{'' if fine else '   NOT HELD'}", flush=True)  # fmt: skip
    return held


def main(words: list[str]) -> int:
    """Measure and print; 1 when a page takes longer than the goal."""
    numbers = [int(word) for word in words if word.isdecimal()]
    events, times = (numbers + [EVENTS, TIMES][len(numbers) :])[:2]
    with TemporaryDirectory(prefix="bench-") as folder:
        played(Path(folder) / "record.sqlite", events)
        with hosted(Path(folder)) as (house, port):
            last = house.room.last_seq()
            noted(house, last)
            print(f"{last:,} events, {len(house.notebook.entries()):,} entries of the notebook")
            return int(not measured(house, port, times, [word for word in words if not word.isdecimal()]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
