"""What a mind remembers: a fold of its own seat's events and of nothing else, kept up in constant time an event."""

from __future__ import annotations

from dataclasses import dataclass, field

from shirehall.play.record.event import EVERYONE, Event
from shirehall.players.minds.lessons import LESSONS
from shirehall.players.minds.lineage import bodies_succeeded, papers_handed_over, seat_moved, years_later
from shirehall.players.minds.trade import COUNTERPART_STEMS, MARKS
from shirehall.players.minds.trusting import answered, learn

Tried = tuple[int, int]


@dataclass(slots=True)
class Memory:
    """One seat's memory. It belongs to whoever folds it and is never shared; `recall` builds an equal one from the events.

    `began` and `round_began` are the minutes at which the month and the round opened. `mine` and `ours` say how often, and when last,
    the seat or its body did something, by kind of event, by kind and body addressed, and by kind and thing; `raised` what the seat
    itself spoke of lately; `murky` names the rules that were not clear from the start; `plans_here` lie on the desk, `plans_read` the
    body has judged. `trust` is what was learnt of other bodies in play, on top of older ties. `heirs` names who stands by now for a
    body that another followed.

    What follows `inbox` belongs to the mechanisms, each of which keeps its own (see its `LESSONS`): `off` names those that do not
    work in this mind; `pressure` and `pushes` (by body) how hard one is leaned on; `asked_again` how often one was reminded of
    something owed; `asked_of` and `silent` whom one asked and who kept silent; `named` which lacks somebody named; `heeded` and
    `unheeded` whether one is listened to; `analyses` and `cover` what one has in hand and who stands behind one; `hired`, `bought`,
    `hands` and `met` what hires and purchases brought, `lost` what others' hires took; `advice` on what one was
    advised; `doubtful` who spoke of work it might give up; `unread` what arrived since the seat's last act.
    """

    seat: str
    organisation: str = ""
    month: int = 1
    began: int = 0
    round_began: int = 0
    home: dict[str, str] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)
    murky: tuple[str, ...] = ()
    trust: dict[str, float] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)
    to_minute: dict[int, int] = field(default_factory=dict)
    letters: dict[int, int] = field(default_factory=dict)
    injects: dict[int, tuple[int, int]] = field(default_factory=dict)
    deals: dict[int, int] = field(default_factory=dict)
    signed_by_others: dict[int, int] = field(default_factory=dict)
    consulted: dict[int, int] = field(default_factory=dict)
    plans_here: dict[int, int] = field(default_factory=dict)
    plans_read: dict[int, int] = field(default_factory=dict)
    plans_out: dict[int, str] = field(default_factory=dict)
    questions: dict[int, int] = field(default_factory=dict)
    rules_asked: dict[str, int] = field(default_factory=dict)
    rules_proposed: dict[str, int] = field(default_factory=dict)
    counterpart_wanted: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    mine: dict[str, Tried] = field(default_factory=dict)
    ours: dict[str, Tried] = field(default_factory=dict)
    refused: dict[str, Tried] = field(default_factory=dict)
    figures: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    bad: dict[str, tuple[int, float]] = field(default_factory=dict)
    heat: dict[str, float] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)
    raised: dict[str, float] = field(default_factory=dict)
    support: int = 0
    inbox: int = 0
    acts: int = 0
    off: frozenset[str] = frozenset()
    pressure: float = 0.0
    pushes: dict[str, float] = field(default_factory=dict)
    asked_again: dict[int, int] = field(default_factory=dict)
    asked_of: dict[int, tuple[str, ...]] = field(default_factory=dict)
    silent: dict[int, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    heeded: float = 0.0
    unheeded: float = 0.0
    analyses: float = 0.0
    cover: float = 0.0
    hired: dict[str, int] = field(default_factory=dict)
    bought: dict[str, int] = field(default_factory=dict)
    hands: int = 0
    met: dict[str, float] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)
    advice: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)
    unread: int = 0

    def tried(self, key: str) -> Tried:
        """How often and when the seat last did something."""
        return self.mine.get(key, (0, -1000))

    def we_tried(self, key: str) -> Tried:
        """How often and when the seat's body last did something, as far as the seat could see."""
        return self.ours.get(key, (0, -1000))

    def known(self, body: str, tie: float) -> float:
        """How familiar a body is, 0 to 1: by an old tie, or by having dealt with it."""
        met = self.contacts.get(body)
        return tie if met is None else max(tie, 1.0 if met > 5 else met / 6)


def remembered(memory: Memory, event: Event) -> Memory:
    """The memory after one more event of the seat's view. It is the same object, changed: nobody else holds it."""
    step = STEPS.get(event.kind)
    if event.seat:
        heard(memory, event)
    if step is not None:
        step(memory, event)
    for lesson in LESSONS.get(event.kind, ()):
        lesson(memory, event)
    return memory


def heard(memory: Memory, event: Event) -> None:
    """What every act teaches: who did what to whom, how often, and what is being talked about."""
    here = memory.organisation
    if event.organisation == here:
        note(memory.ours, event, memory)
        if event.seat == memory.seat:
            note(memory.mine, event, memory)
            memory.acts += 1
            memory.unread = 0
            if event.about:
                memory.raised[event.about[0]] = memory.raised.get(event.about[0], 0.0) + 1.0
        if event.in_reply_to is not None:
            memory.injects.pop(event.in_reply_to, None)
            memory.letters.pop(event.in_reply_to, None)
            memory.questions.pop(event.in_reply_to, None)
    elif memory.seat in event.addressees:
        memory.inbox += 1
        memory.unread += 1
        memory.contacts[event.organisation] = memory.contacts.get(event.organisation, 0) + 1
    for topic in event.about:
        memory.heat[topic] = min(3.0, memory.heat.get(topic, 0.0) + 0.25)


def note(table: dict[str, Tried], event: Event, memory: Memory) -> None:
    """Enter an act under its kind, under each body addressed, under its first topic, and under its thing."""
    kind, at = event.kind, event.at
    keys = [kind]
    bodies = (
        {memory.home[s]: None for s in event.addressees if s in memory.home}
        if EVERYONE not in event.addressees
        else {}
    )
    keys.extend(f"{kind}/{body}" for body in bodies)
    if event.about:
        keys.append(f"{kind}:{event.about[0]}")
    if event.subject is not None:
        keys.append(f"{kind}#{event.subject}")
    if event.in_reply_to is not None:
        keys.append(f"reply#{event.in_reply_to}")
    for key in keys:
        table[key] = (table.get(key, (0, 0))[0] + 1, at)
    if table is memory.mine:
        for body in bodies:
            memory.contacts[body] = memory.contacts.get(body, 0) + 1


def day_opened(memory: Memory, event: Event) -> None:
    """The roster: whose seat is whose."""
    memory.home = {row["id"]: row["organisation"] for row in event.body["seats"]}
    memory.organisation = memory.home.get(memory.seat, "")
    memory.murky = tuple(
        row["id"]
        for row in event.body["rules"]
        if row["clarity"] != "clear" and memory.organisation not in row["who_may_rule"]
    )


def seat_added(memory: Memory, event: Event) -> None:
    """A seat that was not there before."""
    memory.home[event.body["seat"]] = event.body["for_body"]
    if event.body["seat"] == memory.seat:
        memory.organisation = event.body["for_body"]


def round_opened(memory: Memory, event: Event) -> None:
    """Another round: whose seat is whose, and which rules leave room. What was known of bodies that others follow comes with each.

    Years have passed: nobody waits any longer for a word on what was asked, sent or planned before them.
    """
    memory.home.update(event.body["homes"])
    memory.organisation = memory.home.get(memory.seat, memory.organisation)
    rules = event.body["rules"]
    gone = {*rules["removed"], *(row["id"] for row in rules["changed"] if row.get("clarity") == "clear")}
    new = tuple(
        row["id"]
        for row in rules["added"]
        if row["clarity"] != "clear" and memory.organisation not in row["who_may_rule"]
    )
    memory.murky = (*(name for name in memory.murky if name not in gone), *new)
    memory.round_began = event.at
    memory.mine, memory.ours = years_later(memory.mine), years_later(memory.ours)
    for pile in (
        memory.refused,
        memory.plans_here,
        memory.plans_read,
        memory.owed,
        memory.waiting,
        memory.letters,
        memory.injects,
    ):
        pile.clear()


def month_opened(memory: Memory, event: Event) -> None:
    """A new month: the in-tray is counted afresh, and old heat fades."""
    memory.month = event.body["month"]
    memory.began = event.at
    memory.inbox = 0
    memory.acts = 0
    memory.heat = {topic: value * 0.6 for topic, value in memory.heat.items() if value > 0.1}
    let_go(memory, event.at)
    memory.raised = {topic: value * 0.5 for topic, value in memory.raised.items() if value > 0.2}


PATIENCE = 100
"""After how many minutes something asked, or waited for, is given up as a lost cause (assumed)."""


def let_go(memory: Memory, now: int) -> None:
    """Clear the desk of what is over: meetings past, news that is old, asks that nobody expects to be answered any more."""
    memory.calls = {number: ends for number, ends in memory.calls.items() if ends > now}
    memory.to_minute = {number: ends for number, ends in memory.to_minute.items() if ends + 30 > now}
    memory.injects = {n: (at, within) for n, (at, within) in memory.injects.items() if at + within + 20 > now}
    memory.letters = {number: at for number, at in memory.letters.items() if at + PATIENCE > now}
    memory.owed = {number: at for number, at in memory.owed.items() if at + PATIENCE > now}
    memory.waiting = {number: due for number, due in memory.waiting.items() if due + PATIENCE > now}
    memory.questions = {number: at for number, at in memory.questions.items() if at + PATIENCE > now}


def asked(memory: Memory, event: Event) -> None:
    """Somebody asked for something: of me, or I of them."""
    if event.seat == memory.seat:
        memory.waiting[event.seq] = event.body["due"]
        bodies = (memory.home.get(seat, "") for seat in event.addressees)
        memory.asked_of[event.seq] = tuple(dict.fromkeys(body for body in bodies if body))
    elif memory.seat in event.addressees:
        memory.owed[event.seq] = event.at
        words = event.body["text"].lower()
        if any(stem in words for stem in COUNTERPART_STEMS):
            memory.counterpart_wanted[event.organisation] = event.seq


def written_to(memory: Memory, event: Event) -> None:
    """A person wrote to the seat. Scripts write to one another without expecting a line back."""
    if event.origin == "person" and event.seat != memory.seat and memory.seat in event.addressees:
        memory.letters[event.seq] = event.at


def replied(memory: Memory, event: Event) -> None:
    """An answer builds trust; a refusal to answer costs some."""
    subject = event.subject or 0
    if event.seat == memory.seat:
        if event.kind != "deferred":
            memory.owed.pop(subject, None)
        return
    if subject in memory.waiting:
        if event.kind == "answered":
            answered(memory, event.organisation, subject, event.at)
        else:
            learn(memory, event.organisation, -0.1 if event.kind == "withheld" else -0.03)
        if event.kind == "deferred":
            memory.waiting[subject] = event.at + 30
        else:
            memory.waiting.pop(subject, None)


def called(memory: Memory, event: Event) -> None:
    """A meeting I called, or one I am called to."""
    if event.seat == memory.seat:
        memory.to_minute[event.seq] = event.body["starts"] + event.body["minutes"]
    elif memory.seat in event.addressees:
        memory.calls[event.seq] = event.body["starts"] + event.body["minutes"]


def call_answered(memory: Memory, event: Event) -> None:
    """Who comes when called is noticed."""
    if event.seat == memory.seat:
        memory.calls.pop(event.subject or 0, None)
    elif (event.subject or 0) in memory.to_minute:
        learn(memory, event.organisation, 0.03 if event.kind == "meeting-joined" else -0.03)


def minuted(memory: Memory, event: Event) -> None:
    """A meeting that has its minute is done with."""
    memory.to_minute.pop(event.subject or 0, None)


def inject(memory: Memory, event: Event) -> None:
    """Something arrived for my body."""
    if EVERYONE in event.addressees or memory.seat in event.addressees:
        memory.injects[event.seq] = (event.at, event.body["reply_within"])
        memory.inbox += 1
        memory.unread += 1
        for topic in event.about:
            memory.heat[topic] = min(3.0, memory.heat.get(topic, 0.0) + 0.5)


def proposed(memory: Memory, event: Event) -> None:
    """A proposal to which my body is party."""
    if memory.organisation in event.body["parties"]:
        memory.deals[event.subject or event.seq] = event.at
        if event.organisation != memory.organisation:
            memory.offers[event.organisation] = memory.offers.get(event.organisation, 0) + 1


def deal_moved(memory: Memory, event: Event) -> None:
    """An act on an agreement: the matter is alive."""
    subject = event.subject or 0
    if subject in memory.deals:
        memory.deals[subject] = event.at
    if event.organisation == memory.organisation:
        return
    if event.kind == "signed":
        memory.signed_by_others[subject] = memory.signed_by_others.get(subject, 0) + 1


def deal_soured(memory: Memory, event: Event) -> None:
    """A refusal, a withdrawal, an end: a proposal the less."""
    subject = event.subject or 0
    if event.kind in ("proposal-refused", "proposal-withdrawn", "agreement-ended"):
        memory.deals.pop(subject, None)


def consultation(memory: Memory, event: Event) -> None:
    """My body asks those it speaks for, or has heard from them."""
    if event.organisation != memory.organisation:
        return
    if event.kind == "consultation-opened":
        memory.consulted[event.body["on"] or 0] = -1
    else:
        memory.consulted[event.body["agreement"] or 0] = event.body["support"]


def plan_submitted(memory: Memory, event: Event) -> None:
    """A plan lies with us, or ours lies with somebody."""
    number = event.subject or event.seq
    old = event.body["instead_of"]
    if event.organisation == memory.organisation:
        memory.plans_out.pop(old or 0, None)
        memory.plans_out[number] = "submitted"
    elif memory.organisation in event.body["to"]:
        memory.plans_here.pop(old or 0, None)
        memory.plans_read.pop(old or 0, None)
        memory.plans_here[number] = event.at
        learn(memory, event.organisation, 0.05)


def plan_judged(memory: Memory, event: Event) -> None:
    """What was said of a plan of ours, or what a colleague said of one that lies with us: once judged, it lies on nobody's desk."""
    number = event.subject or 0
    if number in memory.plans_out:
        memory.plans_out[number] = "signed off" if event.kind == "plan-signed-off" else event.body["verdict"]
    if event.kind == "plan-signed-off":
        memory.plans_here.pop(number, None)
        memory.plans_read.pop(number, None)
    elif event.organisation == memory.organisation and number in memory.plans_here:
        memory.plans_read[number] = memory.plans_here.pop(number)


def ruling_asked(memory: Memory, event: Event) -> None:
    """A question about the rules, ours or put to us."""
    if event.organisation == memory.organisation:
        memory.rules_asked[event.body["rule"]] = event.at
    elif memory.organisation in event.body["to"]:
        memory.questions[event.subject or event.seq] = event.at


def question_passed_on(memory: Memory, event: Event) -> None:
    """A moderator passed somebody's question on to us."""
    if event.body["to"] == memory.organisation:
        memory.questions[event.subject or event.seq] = event.at


def ruled(memory: Memory, event: Event) -> None:
    """An answer about the rules."""
    memory.questions.pop(event.subject or 0, None)


def change_proposed(memory: Memory, event: Event) -> None:
    """Somebody would have a rule be otherwise."""
    memory.rules_proposed[event.body["rule"]] = event.at


def settled(memory: Memory, event: Event) -> None:
    """A rule that was open is settled."""
    memory.rules_proposed.pop(event.body["rule"], None)


def deadline_passed(memory: Memory, event: Event) -> None:
    """Who did not keep a date."""
    for body in event.body["missed"]:
        memory.missed[body] = memory.missed.get(body, 0) + 1


def figures_published(memory: Memory, event: Event) -> None:
    """The newest figures, each with the one before it."""
    month = event.body["of_month"]
    for measure, subject, group, value in event.body["rows"]:
        if group == "all":
            key = f"{measure}|{subject}"
            old = memory.figures.get(key)
            if old is None or old[0] <= month:
                memory.figures[key] = (month, value, old[1] if old is not None and old[0] < month else value)
                judge_figure(memory, measure, key, month, value)


def judge_figure(memory: Memory, measure: str, key: str, month: int, value: float) -> None:
    """A figure that the trade calls bad is kept in mind until a better one takes its place."""
    mark = MARKS.get(measure)
    if mark is None:
        return
    if (value < mark[0]) if mark[1] == "below" else (value > mark[0]):
        memory.bad[key] = (month, value)
    else:
        memory.bad.pop(key, None)


def lead_appointed(memory: Memory, event: Event) -> None:
    """The one who asked for a single counterpart has one, as far as my body goes."""
    if event.organisation == memory.organisation:
        memory.counterpart_wanted.pop(event.body["towards"], None)


def move_refused(memory: Memory, event: Event) -> None:
    """A move that broke a rule is not repeated blindly."""
    key = event.body["move"]
    attempted = event.body["attempted"]
    thing = next(
        (
            attempted[name]
            for name in ("agreement", "plan", "question", "meeting", "request", "rule")
            if attempted.get(name)
        ),
        "",
    )
    for each in (key, f"{key}#{thing}"):
        memory.refused[each] = (memory.refused.get(each, (0, 0))[0] + 1, event.at)


def support_bought(memory: Memory, event: Event) -> None:
    """My body has help that it lacked."""
    if memory.organisation in (event.body.get("buyer"), event.body.get("to")):
        memory.support += 1


STEPS = {
    "day-opened": day_opened,
    "round-opened": round_opened,
    "seat-added": seat_added,
    "seat-moved": seat_moved,
    "bodies-succeeded": bodies_succeeded,
    "papers-handed-over": papers_handed_over,
    "month-opened": month_opened,
    "asked": asked,
    "message-sent": written_to,
    "answered": replied,
    "withheld": replied,
    "deferred": replied,
    "meeting-called": called,
    "meeting-joined": call_answered,
    "meeting-declined": call_answered,
    "meeting-minuted": minuted,
    "inject-published": inject,
    "proposed": proposed,
    "agreement-claimed": proposed,
    "countered": deal_moved,
    "agreed": deal_moved,
    "signed": deal_moved,
    "conceded": deal_moved,
    "proposal-refused": deal_soured,
    "proposal-withdrawn": deal_soured,
    "agreement-denied": deal_soured,
    "agreement-disputed": deal_soured,
    "agreement-ended": deal_soured,
    "consultation-opened": consultation,
    "consultation-closed": consultation,
    "plan-submitted": plan_submitted,
    "plan-reviewed": plan_judged,
    "plan-signed-off": plan_judged,
    "ruling-asked": ruling_asked,
    "question-passed-on": question_passed_on,
    "ruled": ruled,
    "rule-change-proposed": change_proposed,
    "rule-settled": settled,
    "deadline-passed": deadline_passed,
    "figures-published": figures_published,
    "lead-appointed": lead_appointed,
    "move-refused": move_refused,
    "support-bought": support_bought,
    "knowledge-hired": support_bought,
}
"""What each kind of event teaches. Kinds not named teach only what every act does."""
