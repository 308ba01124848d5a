"""What was general in one seat's own record, found after play so that its holder can be asked why.

Each finder looks only at the seat's view. It says what the record shows, never what was meant by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from shirehall.play.names import WorldNames, clip, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View

OFTEN = 3
"""From how many times on the same thing is a pattern."""
MOSTLY = 0.6
"""The share of a seat's contacts from which one body is said to be chosen again and again."""
AT_MOST = 8
"""How many patterns one person is asked about."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a seat's own record shows: a stable id, the fact in a sentence, the question put to it, and the seat's event numbers."""

    id: str
    shown: str
    asks: str
    events: tuple[int, ...]


Finder = Callable[[View], Iterable[Pattern]]


def patterns(view: View, most: int = AT_MOST) -> tuple[Pattern, ...]:
    """The patterns of a seat's record, the kinds in turn so that no one kind crowds out the others; at most `most`.

    Nothing for a facilitator's seat, which sees the whole room, and nothing before the day opens.
    """
    body = view.world.organisations.get(view.organisation)
    if body is None or body.kind == "control":
        return ()
    found = [list(finder(view)) for finder in FINDERS]
    in_turn = [
        begun(each[i]) for i in range(max(map(len, found), default=0)) for each in found if i < len(each)
    ]
    return tuple(in_turn[:most])


def begun(pattern: Pattern) -> Pattern:
    """A pattern whose fact begins as a sentence does."""
    return replace(pattern, shown=sentence_case(pattern.shown))


def names(view: View) -> WorldNames:
    """How things are called by what the seat knows."""
    return WorldNames(view.world)


def own(view: View) -> list[Event]:
    """What the seat itself said and did."""
    return [
        event
        for event in view.events
        if event.seat == view.seat and event.kind not in ("seat-taken", "move-refused")
    ]


def others_of(view: View, seats: Iterable[str]) -> tuple[str, ...]:
    """The other bodies that some seats sit for, facilitators left aside, each once."""
    found = []
    for seat in seats:
        chair = view.world.seats.get(seat)
        body = view.world.organisations.get(chair.organisation) if chair else None
        if body and body.id != view.organisation and body.kind != "control":
            found.append(body.id)
    return tuple(dict.fromkeys(found))


def by_body(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Event numbers by body, those with most first."""
    found: dict[str, list[int]] = {}
    for body, number in pairs:
        found.setdefault(body, []).append(number)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def times(count: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def never_answered(view: View) -> Iterable[Pattern]:
    """Bodies whose asks to this seat were never answered."""
    mine = [
        request for request in view.world.requests.values()
        if view.seat in request.askees and request.replies.get(view.seat, ("", 0))[0] not in ("answered", "withheld")
        and (request.due <= view.at or view.world.clock.closed)
    ]  # fmt: skip
    asked = by_body((body, request.id) for request in mine for body in others_of(view, (request.asker,)))
    for body, numbers in asked.items():
        name = names(view).body(body)
        shown = f"{name} asked you {times(len(numbers))} and your record shows no answer."
        yield Pattern(
            f"never-answered:{body}", shown, f"Why did {name} get no answer from you?", tuple(numbers)
        )


def never_got_an_answer(view: View) -> Iterable[Pattern]:
    """Bodies that this seat asked at least twice without ever being answered."""
    mine = [request for request in view.world.requests.values() if request.asker == view.seat]
    for body in dict.fromkeys(b for request in mine for b in others_of(view, request.askees)):
        put = [request for request in mine if body in others_of(view, request.askees)]
        answered = [r for r in put if any(others_of(view, (s,)) == (body,) for s in r.replies)]
        if len(put) >= 2 and not answered:
            name = names(view).body(body)
            shown = f"You asked {name} {times(len(put))} and no answer came."
            yield Pattern(
                f"no-answer-from:{body}", shown, f"Why did you ask {name} again, and what did you do without its answer?",
                tuple(request.id for request in put),
            )  # fmt: skip


def signed_without_evidence(view: View) -> Iterable[Pattern]:
    """Signatures that cite nothing."""
    bare = [event for event in own(view) if event.kind == "signed" and not event.body.get("evidence")]
    if bare:
        titles = names(view)
        what = ", ".join(dict.fromkeys(titles.thing(event.subject) for event in bare[:3]))
        shown = f"You signed {what}{' and others' if len(bare) > 3 else ''} and cited no evidence."
        yield Pattern(
            "signed-without-evidence",
            shown,
            "What did you rest your signature on?",
            tuple(e.seq for e in bare),
        )


def never_approached(view: View) -> Iterable[Pattern]:
    """A seat to which no other body turned all day."""
    came = [
        event for event in view.events
        if view.seat in event.addressees and others_of(view, (event.seat,)) and event.seat != view.seat
    ]  # fmt: skip
    if not came and view.world.opened:
        yield Pattern(
            "never-approached", "Your record shows no other body that turned to you.",
            "Why do you think nobody turned to you, and whom did you expect?", (),
        )  # fmt: skip


def one_body_again(view: View) -> Iterable[Pattern]:
    """A body to which most of this seat's contacts went."""
    first = [event for event in own(view) if event.begun and EVERYONE not in event.addressees]
    turned = by_body((body, event.seq) for event in first for body in others_of(view, event.addressees))
    total = sum(map(len, turned.values()))
    for body, numbers in list(turned.items())[:1]:
        if len(numbers) > OFTEN and len(numbers) >= MOSTLY * total:
            name = names(view).body(body)
            shown = f"Of the {total} times you turned to another body, {len(numbers)} were to {name}."
            yield Pattern(
                f"one-body-again:{body}", shown, f"Why did you choose {name} again and again?", tuple(numbers)
            )


def only_route(view: View) -> Iterable[Pattern]:
    """The one body that the seat turned to, few times in all; of many times `one_body_again` asks."""
    first = [event for event in own(view) if event.begun and EVERYONE not in event.addressees]
    turned = by_body((body, event.seq) for event in first for body in others_of(view, event.addressees))
    if len(turned) == 1 and sum(map(len, turned.values())) <= OFTEN:
        (body, numbers), *_ = turned.items()
        name = names(view).body(body)
        shown = f"{name} is the only other body that your record shows you turning to."
        yield Pattern(
            f"only-route:{body}", shown, f"Why did you go to {name}, and to no other?", tuple(numbers)
        )


def deadlines_missed(view: View) -> Iterable[Pattern]:
    """Deadlines that passed without what the seat's body owed."""
    for event in view.events:
        if event.kind == "deadline-passed" and view.organisation in event.body.get("missed", ()):
            title = clip(event.body["title"])
            yield Pattern(
                f"deadline-missed:{event.seq}",
                f"Your body missed “{title}”.",
                "What stood in the way?",
                (event.seq,),
            )


def refused_again(view: View) -> Iterable[Pattern]:
    """A move that was tried again after it had been refused."""
    tried: dict[str, list[int]] = {}
    for event in view.events:
        if event.kind == "move-refused" and event.seat == view.seat:
            tried.setdefault(event.body["move"], []).append(event.seq)
    for move, numbers in sorted(tried.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(numbers) >= OFTEN:
            shown = f"You tried “{move.replace('-', ' ')}” {times(len(numbers))} and were told each time that it was not possible."
            yield Pattern(
                f"refused-again:{move}",
                shown,
                "What had you taken to be allowed, and whom did you ask?",
                tuple(numbers),
            )


def accounts_differ(view: View) -> Iterable[Pattern]:
    """Agreements of which the parties give different accounts, as far as the seat was told."""
    for number, agreement in sorted(view.world.agreements.items()):
        if agreement.accounts_differ and view.organisation in agreement.parties:
            shown = f"Of “{clip(agreement.title)}” the parties give different accounts."
            yield Pattern(
                f"accounts-differ:{number}", shown, "What did you take to be agreed, and how did the difference come about?",
                (number,),
            )  # fmt: skip


def did_nothing(view: View) -> Iterable[Pattern]:
    """Months in which the seat did nothing that the record shows."""
    acted = Counter(event.month for event in own(view))
    quiet = [month for month in range(1, view.month + 1) if not acted[month]]
    if view.world.opened and len(quiet) >= OFTEN:
        shown = f"Your record is empty for {len(quiet)} of {view.month} months."
        yield Pattern("quiet-months", shown, "What were you doing then, and what kept you from acting?", ())


def injects_unanswered(view: View) -> Iterable[Pattern]:
    """News sent to this seat by name whose time to react was over when play ended, and to which its record shows no reply."""
    mine = own(view)
    left = [
        event for event in view.events
        if event.kind == "inject-published" and view.seat in event.addressees
        and event.at + (event.body.get("reply_within") or 0) <= view.at
        and not any(event.seq in (act.in_reply_to, act.thread, act.subject) for act in mine)
    ]  # fmt: skip
    if left:
        titles = "; ".join(clip(str(event.body.get("title", "news"))) for event in left[:3])
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        shown = f"Your record shows nothing that you did about: {titles}{more}."
        yield Pattern(
            "news-left",
            shown,
            "Was that a choice, or did something keep you from it?",
            tuple(e.seq for e in left),
        )


FINDERS: tuple[Finder, ...] = (
    never_answered, one_body_again, only_route, signed_without_evidence, never_approached, accounts_differ,
    never_got_an_answer, deadlines_missed, injects_unanswered, refused_again, did_nothing,
)  # fmt: skip
"""All finders, in the order in which they are asked about. A new one is a function and its name here."""


def asked_of(found: Iterable[Pattern]) -> Mapping[str, Pattern]:
    """Patterns by id."""
    return {pattern.id: pattern for pattern in found}
