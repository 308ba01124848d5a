"""What awaits a seat's answer, from its own view: each thing in words, with the moves that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shirehall.host.forms.suits import invited, owes_reply, own_case, to_judge
from shirehall.play.agreements import Agreement, allows
from shirehall.play.matters import COMPETITION, REGISTRATION
from shirehall.play.moves.offers import answers
from shirehall.play.moves.tendering import OPEN
from shirehall.play.names import WorldNames, clip, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View
from shirehall.play.world import Matter, Request, Tender

SCRIPTED = ("script", "model")
"""Where what no person did comes from."""
MESSAGE = "Message to you"
"""What a person's word that waits is called."""
SETTLES = {
    "complaint": "answer-complaint", "challenge to an award": "answer-complaint", "bid for funds": "decide-funds",
    "dispute": "mediate", "investigation": "close-investigation", "intervention": "end-intervention",
    COMPETITION: "clear-case", REGISTRATION: "register",
}  # fmt: skip
"""The move that settles a matter of each kind, first to be offered."""
FIELDS = {
    "answer-complaint": "complaint", "decide-funds": "bid", "mediate": "dispute", "close-investigation": "investigation",
    "end-intervention": "intervention", "clear-case": "case", "register": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer: a move, the field that names the thing, and what the link says."""

    move: str
    field: str
    number: str
    label: str

    @property
    def href(self) -> str:
        """The address of the move's form, with the thing filled in."""
        return f"/desk/do/{self.move}" + (f"?{self.field}={self.number}" if self.field else "")


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: its sort, what it is in words, more about it, until when, where it is read, how it is answered."""

    sort: str
    title: str
    about: str
    due: int
    href: str
    ways: tuple[Way, ...]
    number: int = 0
    """The seat's own number of the event that brought it, if one did."""
    script: bool = False
    """Whether a script did."""
    times: int = 1
    """How often its words came from the same body."""

    @property
    def urgent(self) -> bool:
        """Whether it has a time by which it is looked for."""
        return self.due > 0


def waiting(view: View) -> list[Waits]:
    """Everything that awaits this seat, or lies with its body: what people brought, then what scripts did; due first comes first."""
    if not view.organisation:
        return []
    found = [
        *requests(view), *messages(view), *calls(view), *agreements(view), *offers(view), *plans(view), *questions(view), *tenders(view),
        *cases(view), *injects(view),
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.script, each.due == 0, each.due))


def withdrawn(view: View) -> frozenset[int]:
    """The numbers of words that were withdrawn."""
    return frozenset(event.body["words"] for event in view.events if event.kind == "words-withdrawn")


def by_script(view: View, number: int) -> bool:
    """Whether a script did what stands under one of the seat's numbers."""
    return 0 < number <= len(view.events) and view.events[number - 1].origin in SCRIPTED


def requests(view: View) -> Iterator[Waits]:
    """What was asked of this seat and has no last word from it; what a body asks again in the same words stands once."""
    names = WorldNames(view.world)
    for same in asked_alike(view):
        request = same[-1]
        number, put_off = str(request.id), view.seat in request.replies
        ways = (
            Way("answer", "request", number, "Answer"),
            Way("withhold", "request", number, "Do not give it"),
            Way("defer", "request", number, "Put it off"),
        )
        about = f"Asked by {names.seat(request.asker)}" + (". You put it off." if put_off else ".")
        yield Waits(
            "Asked of you", f"“{clip(request.text)}”", about, request.due, thread_of(view, request.id), ways,
            number=request.id, script=by_script(view, request.id), times=len(same),
        )  # fmt: skip


def asked_alike(view: View) -> list[list[Request]]:
    """The requests that await this seat, those of one body in the same words together; none older than one it has answered."""
    gone = withdrawn(view)
    found: dict[tuple[str, str, bool], list[Request]] = {}
    for request in view.world.requests.values():
        chair = view.world.seats.get(request.asker)
        body = chair.organisation if chair else request.asker
        same = (body, " ".join(request.text.split()).casefold(), by_script(view, request.id))
        if owes_reply(view, request) and request.id not in gone:
            found.setdefault(same, []).append(request)
        elif view.seat in request.replies:
            found.pop(same, None)
    return list(found.values())


def messages(view: View) -> Iterator[Waits]:
    """What a person wrote to this seat by name, since it last wrote in the same exchange."""
    names, gone = WorldNames(view.world), withdrawn(view)
    open_ones: dict[int, Event] = {}
    for event in view.events:
        exchange = event.thread or event.in_reply_to or event.seq
        if event.seat == view.seat:
            open_ones.pop(exchange, None)
            open_ones.pop(event.in_reply_to or 0, None)
        elif written_to(view, event) and event.seq not in gone:
            open_ones[exchange] = event
    for event in open_ones.values():
        ways = (Way("message", "to", f"{event.seat}&in_reply_to={event.seq}", "Write back"),)
        yield Waits(MESSAGE, f"“{clip(str(event.body.get('text', '')))}”", f"Written by {names.seat(event.seat)}.", 0,
                    thread_of(view, event.seq), ways, number=event.seq)  # fmt: skip


def written_to(view: View, event: Event) -> bool:
    """Whether an event is a message of another person's seat to this one by name."""
    return event.kind == "message-sent" and event.origin not in SCRIPTED and view.seat in event.addressees


def calls(view: View) -> Iterator[Waits]:
    """Meetings to which this seat was called and has not answered."""
    names = WorldNames(view.world)
    for meeting in view.world.meetings.values():
        if invited(view, meeting):
            number = str(meeting.id)
            ways = (Way("join", "meeting", number, "Join"), Way("decline", "meeting", number, "Decline"))
            about = f"Called by {names.seat(meeting.caller)}, from minute {meeting.starts} to {meeting.ends}."
            yield Waits(
                "Meeting", f"“{clip(meeting.title)}”", about, max(meeting.starts, 1), "/desk/meetings", ways,
                number=meeting.id, script=by_script(view, meeting.id),
            )  # fmt: skip


def agreements(view: View) -> Iterator[Waits]:
    """Texts on which one's body has not taken its stance, or that it has agreed to and not signed."""
    names, mine = WorldNames(view.world), view.organisation
    lent = [d.accountable for d in view.world.delegations.values()
            if d.to == view.seat and not d.ended and d.scope == "agreements"]  # fmt: skip
    for agreement in view.world.agreements.values():
        for body in dict.fromkeys((mine, *lent)):
            if body not in agreement.parties or not awaits(agreement, body):
                continue
            ways = agreement_ways(agreement, body if body != mine else "")
            others = names.bodies(tuple(p for p in agreement.parties if p != body))
            about = f"With {others}. It is {agreement.phase.replace('-', ' ')}, version {agreement.version}."
            if body != mine:
                about += f" You may act for {names.body(body)}."
            yield Waits(
                sort_of(agreement, body),
                f"“{clip(agreement.title)}”",
                about,
                0,
                f"/desk/agreement/{agreement.id}",
                ways,
                number=agreement.id,
                script=by_script(view, agreement.id),
            )


def awaits(agreement: Agreement, body: str) -> bool:
    """Whether an agreement waits for a body: no stance on the present text, or agreed and to be signed, or claimed of it."""
    if agreement.phase == "idea":
        return agreement.stance_of(body) == "told"
    if not (allows(agreement.phase, "sign") or allows(agreement.phase, "deny")):
        return False
    if agreement.phase == "agreed":
        return not agreement.on_this_text(body, "signed", "refused", "denies")
    return not agreement.on_this_text(
        body, "proposed", "agreed", "signed", "refused", "claims", "denies", "withdrew"
    )


def sort_of(agreement: Agreement, body: str) -> str:
    """What waits about an agreement, in a word or two."""
    if any(agreement.stance_of(p) == "claims" for p in agreement.parties if p != body):
        return "Claimed to be agreed"
    return {"idea": "Idea", "agreed": "To sign"}.get(agreement.phase, "Proposal")


def agreement_ways(agreement: Agreement, lender: str) -> tuple[Way, ...]:
    """The ways to answer a text, as its phase allows."""
    number = str(agreement.id) + (f"&for_body={lender}" if lender else "")
    named = (("agree", "agree", "Agree"), ("sign", "sign", "Sign"), ("counter", "counter", "Put another text"),
             ("counter", "propose-on", "Put it as a proposal"), ("refuse", "refuse", "Refuse"), ("deny", "deny", "Deny it"))  # fmt: skip
    claimed = any(stance.stance == "claims" for stance in agreement.accounts.values())
    return tuple(
        Way(move, "agreement", number, label)
        for move, act, label in named
        if allows(agreement.phase, act) and (move != "deny" or claimed)
    )


def offers(view: View) -> Iterator[Waits]:
    """Offers to this seat or its body."""
    names = WorldNames(view.world)
    for matter in view.world.matters.values():
        if answers(view.world, view.seat, matter):
            number = str(matter.id)
            ways = (
                Way("accept-offer", "offer", number, "Accept"),
                Way("decline-offer", "offer", number, "Decline"),
            )
            about = f"Offered by {names.body(matter.by)}: {matter.kind}."
            yield Waits("Offer", f"“{clip(matter.title)}”", about, 0, f"/desk/matter/{matter.id}", ways)


def plans(view: View) -> Iterator[Waits]:
    """Plans that lie with one's body and that it has not judged."""
    names = WorldNames(view.world)
    for plan in view.world.plans.values():
        if to_judge(view, plan) and all(review.by != view.organisation for review in plan.reviews):
            number = str(plan.id)
            ways = (
                Way("review-plan", "plan", number, "Judge it"),
                Way("sign-off-plan", "plan", number, "Accept it"),
            )
            about = f"Submitted by {names.body(plan.owner)}, version {plan.version}."
            yield Waits("Plan to judge", f"“{clip(plan.title)}”", about, 0, f"/desk/plan/{plan.id}", ways)


def questions(view: View) -> Iterator[Waits]:
    """Questions about the rules that were put to one's body."""
    names = WorldNames(view.world)
    for question in view.world.questions.values():
        if question.status == "open" and view.organisation in question.askees:
            ways = (Way("rule", "question", str(question.id), "Rule on it"),)
            about = f"Asked by {names.seat(question.asker)}, of the rules."
            yield Waits("Question of rules", f"“{clip(question.text)}”", about, 0, "/desk/rules", ways)


def tenders(view: View) -> Iterator[Waits]:
    """Bids to judge, and tenders of one's own to decide."""
    for tender in view.world.tenders.values():
        if tender.status not in OPEN or view.at < tender.closes:
            continue
        href, number = f"/desk/tender/{tender.id}", str(tender.id)
        unjudged = [bid for bid in tender.bids if all(mark[0] != view.seat for mark in bid.marks)]
        if view.seat in tender.panel and view.seat not in tender.barred and unjudged:
            left = f"{len(unjudged)} of {len(tender.bids)} bids wait for your scores."
            yield Waits(
                "Bids to judge",
                f"“{clip(tender.title)}”",
                left,
                0,
                href,
                judging(tender, number, len(unjudged)),
            )
        elif tender.by == view.organisation and not unjudged:
            ways = (Way("award", "tender", number, "Decide it"),)
            yield Waits(
                "Tender to decide", f"“{clip(tender.title)}”", f"{len(tender.bids)} bids came.", 0, href, ways
            )


def judging(tender: Tender, number: str, left: int) -> tuple[Way, ...]:
    """The way to judge bids."""
    return (Way("evaluate", "tender", number, "Judge a bid"),) if left and tender.bids else ()


def cases(view: View) -> Iterator[Waits]:
    """Open business that lies with one's body to settle."""
    names = WorldNames(view.world)
    for matter in view.world.matters.values():
        if own_case(view, matter) and not (
            matter.kind in ("investigation", "intervention") and matter.by == view.organisation
        ):
            about = f"{sentence_case(matter.kind)} by {names.body(matter.by)}."
            yield Waits(
                "Lies with your body",
                f"“{clip(matter.title)}”",
                about,
                0,
                f"/desk/matter/{matter.id}",
                case_ways(matter),
            )


def case_ways(matter: Matter) -> tuple[Way, ...]:
    """The moves that settle a matter."""
    number = str(matter.id)
    move = SETTLES.get(matter.kind)
    if move is None or move == "clear-case":
        named = (
            ("clear-case", "Clear it"),
            ("condition-case", "Clear it on conditions"),
            ("block-case", "Block it"),
        )
        return tuple(Way(name, "case", number, label) for name, label in named)
    field = FIELDS[move]
    return (Way(move, field or "body", number if field else matter.body, "Settle it"),)


def injects(view: View) -> Iterator[Waits]:
    """What arrived and asks for a reaction, until this seat has said or done something since."""
    for event in view.events:
        if event.kind != "inject-published" or not event.body["reply_within"]:
            continue
        due = event.at + event.body["reply_within"]
        to_us = (
            EVERYONE in event.addressees
            or view.organisation in event.body["to"]
            or view.seat in event.addressees
        )
        if not to_us or view.at > due or reacted(view, event.seq):
            continue
        ways = (Way("announce", "in_reply_to", str(event.seq), "Say something to all"),
                Way("message", "in_reply_to", str(event.seq), "Write to somebody"),
                Way("free-move", "in_reply_to", str(event.seq), "Do something"))  # fmt: skip
        yield Waits("News that asks for a reaction", clip(event.body["title"]), clip(event.body["text"], 160), due,
                    f"/desk/event/{event.seq}", ways)  # fmt: skip


def reacted(view: View, number: int) -> bool:
    """Whether somebody of one's body has answered an event."""
    later = view.events[number:]
    return any(
        event.organisation == view.organisation and event.in_reply_to == number and event.seat
        for event in later
    )


def thread_of(view: View, number: int) -> str:
    """The address of the thread that an event belongs to."""
    event = view.events[number - 1]
    return f"/desk/thread/{event.thread or event.seq}#e{number}"
