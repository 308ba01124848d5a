"""For facilitators: who has answered, how many, how they felt; no names, and moderators' own words by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from shirehall.host.feedback.asking import control_seat, day_of, utc_now, window_of
from shirehall.host.house import House
from shirehall.host.names import without_names
from shirehall.host.web import Facilitator, page
from shirehall.study.notebook.feedback import apart, count_feelings, counts
from shirehall.study.notebook.tables import answers_csv


@dataclass(frozen=True, slots=True)
class SeatAnswered:
    """A seat, and how many of its answers came on the day and how many later; no word of them."""

    seat: str
    role: str
    body: str
    script: bool
    same_day: int
    later: int


def routes(house: House) -> APIRouter:
    """The facilitators' routes."""
    router = APIRouter()

    @router.get("/run/feedback", response_class=HTMLResponse)
    def overview(request: Request, who: Facilitator) -> HTMLResponse:
        """Counts by seat and by question, feelings counted, moderators' own reflections apart."""
        now = utc_now()
        open_ = window_of(house, now)
        entries = house.notebook.entries()
        asked = {question.id: question.text for question in house.patch.feedback}
        tally = [(asked[each.question], each) for each in counts(entries, house.patch, "player")]
        felt = count_feelings(entries)["player"]
        words = sorted(
            {word for _, word in felt},
            key=lambda word: (-sum(n for (_, w), n in felt.items() if w == word), word),
        )
        return page(
            request, "feedback/overview.html", who, title="Feedback", section="feedback", seats=seats(house), tally=tally,
            felt=[(word, felt.get(("morning", word), 0), felt.get(("end", word), 0)) for word in words],
            moderators=apart(entries)["moderator"], observers=len({e.author for e in apart(entries)["observer"]}),
            takes=open_.takes(now), over=open_.over(now), opened=day_of(open_.opened), closes=day_of(open_.closes), day_of=day_of,
        )  # fmt: skip

    @router.get("/run/feedback.csv")
    def as_table(who: Facilitator) -> Response:  # noqa: ARG001
        """All answers and reasons by seat, as a table for a spreadsheet; whose words they are is a column, and roles stand for names."""
        headers = {"Content-Disposition": 'attachment; filename="feedback.csv"'}
        text = answers_csv(house.notebook.entries(), without_names(house.register, house.patch))
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    return router


def seats(house: House) -> list[SeatAnswered]:
    """Every player's seat with the number of its answers."""
    entries = house.notebook.entries()
    open_ = window_of(house, utc_now())
    answers = apart(entries)["player"]
    world = house.day.view(control_seat(house)).world if house.day is not None else None
    found = []
    for seat in house.patch.active_seats:
        if house.sessions.is_control(seat.id):
            continue
        mine = [entry for entry in answers if entry.author == seat.id]
        soon = sum(open_.same_day(entry.received_at) for entry in mine)
        chair = world.seats.get(seat.id) if world else None
        scripted = chair is not None and chair.filled_by not in ("person", "nobody", "")
        body = house.patch.organisation(seat.organisation).short
        found.append(SeatAnswered(seat.id, seat.role, body, scripted, soon, len(mine) - soon))
    return found
