"""The county's month: what falls due by itself, the close, the living, the figures let out, the next month's opening."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from shirehall.economy.figures import Figures
from shirehall.economy.terms import Terms
from shirehall.economy.terms import digest as terms_digest
from shirehall.errors import UsageError
from shirehall.patch.model import Publication
from shirehall.patch.pack import Patch
from shirehall.play.agreements import Agreement
from shirehall.play.analyst import Answers, NoModel, questions_due
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, plain
from shirehall.play.frozen import Frozen as Frozen
from shirehall.play.frozen import folded, frozen_months, unlived
from shirehall.play.moves.modelling import MODEL
from shirehall.play.names import clip
from shirehall.play.notices import inject as injects
from shirehall.play.notices.alert import alerts
from shirehall.play.notices.due import consultations_closing, deadlines_passing, terms_assumed
from shirehall.play.notices.opening import paper_given
from shirehall.play.notices.website import Row as Comments
from shirehall.play.notices.website import Writes, put_up, website_of
from shirehall.play.record.event import Draft
from shirehall.play.runsheet import due_now, is_out, lines_of, meets, minute_of
from shirehall.play.session import Session
from shirehall.play.terms import levers_for
from shirehall.play.world import Consultation, Matter, World, at_minute
from shirehall.play.world import digest as world_digest

Rows = Sequence[Sequence[Any]]
"""A month's figures as the record keeps them: measure, subject, group, value, unit."""


MOST_TOLD = 3
"""How many announcements before a consultation can still win anybody over."""


class CountyRunner(Protocol):
    """Whoever lives the county's months: in this process, in a worker, or not at all."""

    engine: str

    def live(self, terms: Terms) -> tuple[str, Figures]:
        """Live the next month under these terms: the digest of the state after it, and its true figures."""


@dataclass(frozen=True, slots=True)
class Umpire:
    """What happens in a day without any seat asking for it. It holds no state: all it needs is on the record.

    `analyst` works the model for those who ask it; none when somebody else sees to their questions. `first` is the first month
    of the round: what earlier rounds lived is news no more.
    """

    patch: Patch
    seed: int
    analyst: Answers | None = field(default_factory=NoModel)
    first: int = 1

    def tick(self, session: Session, at: int) -> None:
        """Everything that has fallen due by a play minute: injects by time, consultations, deadlines. Nothing in a pause."""
        self.brief_newcomers(session, at)
        world = session.world
        if world.clock.paused:
            return
        drafts: list[Draft] = []
        for line in due_now(self.patch, world):
            if minute_of(world, line) <= at:
                drafts.extend(injects.published(world, line))
        drafts.extend(consultations_closing(world, at, lambda c: self.support(c, self.told(session, c))))
        self.commit_each(session, drafts, at)
        self.commit_each(session, deadlines_passing(session.world, at), at)
        for question in questions_due(session.world, at) if self.analyst else ():
            session.commit([self.answered(session, question, at)], at=at)

    def next_due(self, world: World) -> int:
        """The next play minute at which something falls due by itself, the month's end at the latest."""
        times = [world.clock.ends]
        times += [minute_of(world, line) for line in due_now(self.patch, world)]
        times += [c.closes for c in world.consultations.values() if c.status == "open"]
        times += [d.at for d in world.deadlines.values() if not d.passed]
        times += [m.detail["due"] for m in world.matters.values() if m.kind == MODEL and m.status == "asked"]
        return min(t for t in times)

    def answered(self, session: Session, question: Matter, at: int) -> Draft:
        """The model's answer to a question, from what the asker sees now, and addressed as the record numbers it.

        Raises UsageError when somebody else answers.
        """
        if self.analyst is None:
            raise UsageError(
                "no analyst answers here.", mend="ask whoever works the model.", who="the program that calls"
            )
        analyst = self.analyst or NoModel()
        return analyst.answer(session.view(question.detail["seat"], at), question)

    def by_hand(self, session: Session, inject_id: str, at: int) -> None:
        """Publish an inject now, as a facilitator may.

        Raises UsageError for one that the pack does not have, that was published already, or after the round.
        """
        found = next((line for line in lines_of(self.patch, session.world) if line.id == inject_id), None)
        if found is None:
            raise UsageError(f"the pack has no inject called {inject_id}.", mend="name one of injects.yaml.")
        if is_out(session.world, inject_id):
            raise UsageError(f"the inject {inject_id} was published already.", mend="publish another one.")
        if session.world.clock.closed:
            raise UsageError(
                "the round is over, and nothing more arrives in it.", mend="publish injects in play."
            )
        self.commit_each(session, injects.published(session.world, found), at)

    def brief_newcomers(self, session: Session, at: int) -> None:
        """Give each seat that a facilitator opened the papers its body was given before. Also in a pause."""
        for seat in session.world.newcomers:
            body = session.world.organisation_of(seat)
            papers = [
                engine("briefing-given", event.body, audience=(seat,), organisation=body)
                for event in session.events
                if event.kind == "briefing-given"
                and event.organisation == body
                and seat not in event.audience
            ]
            unique = list({paper.body["paper"]: paper for paper in papers}.values())
            done = engine("newcomer-briefed", {"seat": seat, "papers": len(unique)})
            session.commit([*unique, done], at=at)

    def hand_over(self, session: Session, organisation: str, at: int) -> None:
        """Give a body the detail behind its position statement, which it asked for and does not have yet."""
        given = {event.body["paper"] for event in session.events if event.kind == "briefing-given"}
        held = [
            paper
            for paper in self.patch.briefings
            if paper.organisation == organisation
            and paper.kind == "detail"
            and paper.id not in given
            and paper.round in (None, self.patch.round.id)
        ]
        for paper in held:
            session.commit(paper_given(self.patch, paper), at=at)

    def told(self, session: Session, consultation: Consultation) -> int:
        """How often the body told everyone of the matter before it asked, as far as that counts: by the topics of both."""
        if self.patch.head.responses.each_told is None:
            return 0
        opened = session.events[consultation.id - 1]
        said = [
            e
            for e in session.events
            if e.kind == "announced" and e.seq < opened.seq and e.organisation == consultation.organisation
        ]
        return min(MOST_TOLD, sum(bool(set(e.about) & set(opened.about)) for e in said))

    def support(self, consultation: Consultation, told: int = 0) -> int:
        """The share in favour, in percent, from how specific the question was and how much it takes away.

        General aims find favour easily; a specific change divides, the more so where it closes something, and less where people
        were told of it before (`told` times). The pack's `responses` hold the figures. The draw is keyed by the day's seed, who asks
        whom, and the minute at which it closes.
        """
        figures = self.patch.head.responses
        asked = {"members": figures.members, "patients": figures.patients, "public": figures.public}
        words = consultation.question.lower()
        losses = sum(stem in words for stem in figures.loss_words)
        lost = figures.each_grade.value * consultation.specificity + figures.each_loss.value * losses
        lost -= figures.each_told.value * told if figures.each_told else 0.0
        key = f"{self.seed}/support/{consultation.organisation}/{consultation.whom}/{consultation.closes}"
        draw = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
        width = int(figures.spread.value)
        return max(0, min(100, round(asked[consultation.whom].value - lost) + draw % (2 * width + 1) - width))

    def close_month(self, session: Session, runner: CountyRunner) -> None:
        """Freeze the month's terms, live it in the county, publish what is due, and open the next month or close the round.

        It is kept whole or not at all: when the store fails, the month is still open, and the runner is to be begun anew.
        """
        world = session.world
        at, month = world.clock.ends, world.clock.month
        self.commit_each(session, [d for a in world.agreements.values() for d in self.assumed(world, a)], at)
        terms = levers_for(session.world, month)
        closed = self.closed(at_minute(session.world, at), month, terms)
        state, figures = runner.live(terms)
        lived = self.living(month, terms_digest(terms), state, figures, runner.engine)
        known = {e.body["of_month"]: e.body["rows"] for e in session.events if e.kind == "month-lived"}
        rows = lived.body["rows"]
        news = [*self.publications(world, month, {**known, month: rows}), *self.triggered(world, rows)]
        said = self.said(session, month, self.written(session.world, runner, figures))
        session.commit([closed, lived, *news, *said, self.onward(world, month)], at=at)

    def written(self, world: World, runner: CountyRunner, figures: Figures) -> Sequence[Comments]:
        """What patients write of the month that a runner lived: nothing without a website, or of a county that tells no journeys."""
        wanted = self.comments_wanted(world.round)
        return (
            runner.written(figures, *wanted) if wanted[0] and isinstance(runner, Writes) and figures else ()
        )

    def comments_wanted(self, world_round: str) -> tuple[int, int]:
        """How many comments patients write of a month of a round, none where they have no website, and the seed they follow from."""
        site = website_of(self.patch, world_round)
        return (round(site.comments_a_month.value) if site else 0), self.seed

    def said(self, session: Session, month: int, rows: Sequence[Comments]) -> list[Draft]:
        """What goes up on the patients' website, and what comes of it to the notice of whoever inspects."""
        site = website_of(self.patch, session.world.round)
        if site is None or not rows:
            return []
        before = [
            e for e in session.events if e.kind == "comments-published" and e.body["of_month"] >= self.first
        ]
        return put_up(session.world, site, month, rows, before, self.first)

    def close(self, session: Session) -> Frozen:
        """Close a month whose county lives elsewhere: its terms are frozen and the next month opens, in one commit.

        `lived` brings the figures later. Nothing is lost in between: `not_lived` finds the month again on the record.
        """
        world = session.world
        at, month = max(world.clock.ends, world.at), world.clock.month
        assumed = [draft for a in world.agreements.values() for draft in self.assumed(world, a)]
        then = at_minute(folded(session, assumed, at), at)
        terms = levers_for(then, month)
        session.commit([*assumed, self.closed(then, month, terms), self.onward(world, month)], at=at)
        return Frozen(month, terms, terms_digest(terms), at)

    def lived(
        self,
        session: Session,
        frozen: Frozen,
        state: str,
        figures: Figures,
        engine: str,
        *,
        at: int | None = None,
        comments: Sequence[Comments] = (),
    ) -> None:
        """Put a month that was lived elsewhere on the record in one commit, with what it publishes, rings and sets off.

        `at` is the present play minute; that of the last event when left out. `comments` is what patients wrote of it. Raises
        UsageError unless the month is the first that is closed and not lived.
        """
        waiting = unlived(session)
        if not waiting or waiting[0] != frozen.month:
            raise UsageError(
                f"month {frozen.month} is not the one to be lived; that is {waiting[0] if waiting else 'none'}.",
                mend="live the months in their order, each once.",
                who="the program that calls",
            )
        world, month = session.world, frozen.month
        lived = self.living(month, frozen.digest, state, figures, engine)
        known = {e.body["of_month"]: e.body["rows"] for e in session.events if e.kind == "month-lived"}
        rows = lived.body["rows"]
        news = self.publications(world, month, {**known, month: rows})
        if not world.clock.closed:
            news += self.triggered(world, rows)
        said = self.said(session, month, comments)
        session.commit([lived, *news, *said], at=world.at if at is None else at)

    def failed(self, session: Session, frozen: Frozen, reason: str, *, at: int | None = None) -> None:
        """Tell the facilitators that the county could not live a month, and why. The month still waits to be lived."""
        draft = engine("month-failed", {"of_month": frozen.month, "reason": clip(reason, 1000)})
        session.commit([draft], at=session.world.at if at is None else at)

    def not_lived(self, session: Session) -> tuple[Frozen, ...]:
        """The months that are closed on the record and not lived, in their order, their terms rebuilt from the record.

        Raises RecordError when the terms are not those that were frozen.
        """
        waiting = set(unlived(session))
        if not waiting:
            return ()
        return tuple(frozen for frozen in frozen_months(session) if frozen.month in waiting)

    def terms_lived(self, session: Session) -> tuple[Terms, ...]:
        """The terms of every month that was lived, in order: what a county is brought up to date by after a restart."""
        waiting = set(unlived(session))
        return tuple(frozen.terms for frozen in frozen_months(session) if frozen.month not in waiting)

    def closed(self, world: World, month: int, terms: Terms) -> Draft:
        """The month's end: what was frozen, at which event, and what the whole world amounted to."""
        frozen = {
            "of_month": month,
            "frozen_at": world.seq,
            "terms": terms_digest(terms),
            "levers": len(terms),
            "world": world_digest(world),
        }
        return engine("month-closed", frozen, audience=("*",))

    def onward(self, world: World, month: int) -> Draft:
        """The next month's opening; after the last month, the close of the round."""
        if month >= world.clock.months:
            return engine("round-closed", {}, audience=("*",))
        opening = {"month": month + 1, "minutes": world.clock.minutes_a_month}
        return engine("month-opened", opening, audience=("*",))

    def assumed(self, world: World, agreement: Agreement) -> list[Draft]:
        """Assumed terms for an agreement in words alone, signed and begun, that nobody has ruled on."""
        begun = agreement.phase in ("signed", "in-force") and agreement.start <= world.clock.month
        if not begun or agreement.typed or any(t.source == agreement.id for t in world.terms):
            return []
        words = " ".join(clause.words for clause in agreement.clauses).lower()
        for assumption in self.patch.assumptions:
            on_topic = bool(set(assumption.when_about) & set(agreement.about))
            if on_topic and any(stem in words for stem in assumption.when_words):
                terms = tuple(sorted((k, filled(v, agreement, world)) for k, v in assumption.terms.items()))
                clause = plain(Clause(assumption.text, assumption.mechanism, terms))
                return [
                    terms_assumed(agreement.id, clause, world.clock.month, assumption.text, assumption.origin)
                ]
        return []

    def living(self, month: int, terms: str, state: str, figures: Figures, name: str) -> Draft:
        """The true figures of a month, with what they rest on. No seat sees them."""
        body = {
            "of_month": month,
            "terms": terms,
            "pack": self.patch.digest,
            "engine": name,
            "state": state,
            "rows": [[r.measure, r.subject, r.group, r.value, r.unit] for r in figures],
        }
        return engine("month-lived", body)

    def publications(self, world: World, month: int, lived: Mapping[int, Rows]) -> list[Draft]:
        """What is published at the end of a month, each publication for the month it lags behind."""
        drafts = []
        for publication in self.patch.head.publications:
            of_month = month - publication.lag
            falls_due = (of_month - self.first + 1) % publication.every == 0
            if of_month >= self.first and falls_due and of_month in lived:
                out = let_out(world, publication, of_month, lived[of_month])
                earlier = lived.get(of_month - publication.every, ())
                for event in out:
                    heard = event.audience, event.organisation
                    rings = alerts(world, publication, of_month, event.body["rows"], earlier, *heard)
                    drafts.extend([event, *(() if world.alerts_off else rings)])
        return drafts

    def triggered(self, world: World, rows: Rows) -> list[Draft]:
        """Injects whose condition the month's true figures met, unless they are held."""
        met = [
            line
            for line in lines_of(self.patch, world)
            if line.condition is not None and line.status != "held" and not is_out(world, line.id)
            and any(meets(line.condition, row) for row in rows)
        ]  # fmt: skip
        return [draft for line in met for draft in injects.published(world, line)]

    def commit_each(self, session: Session, drafts: list[Draft], at: int) -> None:
        """Commit drafts one after another, so that a head and what follows from it stay together."""
        batch: list[Draft] = []
        for draft in drafts:
            if batch and draft.kind != "inject-acts":
                session.commit(batch, at=at)
                batch = []
            batch.append(draft)
        session.commit(batch, at=at)


def filled(value: str | int | float, agreement: Agreement, world: World) -> str | int | float:
    """A term that names a part of the agreement, such as `{commissioner}`, filled with the party of that kind."""
    if not (isinstance(value, str) and value.startswith("{")):
        return value
    role = value.strip("{}")
    kinds: Mapping[str, Callable[[str], bool]] = {
        "commissioner": lambda kind: kind == "commissioner",
        "provider": lambda kind: kind.endswith("provider") or kind == "social-enterprise",
        "council": lambda kind: kind == "council",
    }
    for party in agreement.parties:
        if role in kinds and kinds[role](world.organisations[party].kind):
            return party
    return value


def let_out(world: World, publication: Publication, of_month: int, rows: Rows) -> list[Draft]:
    """One publication's events: one for all or some, or one for each body with its own rows."""
    chosen = [row for row in rows if row[0] in publication.measures]
    if publication.audience == "subject":
        drafts = []
        for body in world.organisations.values():
            names = (body.id, *followed(world, body.id))
            own = [row for row in chosen if row[1] in names or world.sites.get(row[1]) == body.id]
            seats = world.seats_of(body.id)
            if own and seats:
                drafts.append(figures_event(publication, of_month, own, seats, body.id))
        return drafts
    if publication.audience == "all":
        return [figures_event(publication, of_month, chosen, ("*",), "")] if chosen else []
    named = [
        b.id
        for b in world.organisations.values()
        if b.id in publication.audience or b.kind in publication.audience
    ]
    seats = world.seats_of_all(tuple(named))
    return [figures_event(publication, of_month, chosen, seats, "")] if chosen and seats else []


def followed(world: World, body: str) -> tuple[str, ...]:
    """The bodies that one follows by now, whose names figures of people and work still bear."""
    names = [body]
    for name in names:
        parents = world.organisations[name].parents
        names += [
            each for each in parents if each not in names and world.organisations[each].successor == name
        ]
    return tuple(names[1:])


def figures_event(
    publication: Publication, of_month: int, rows: Rows, seats: tuple[str, ...], body: str
) -> Draft:
    """The event of one publication."""
    content = {
        "publication": publication.id,
        "title": publication.title,
        "of_month": of_month,
        "rows": [list(row[:4]) for row in rows],
    }
    return engine("figures-published", content, audience=seats, organisation=body)
