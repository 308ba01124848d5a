"""Questions about the rules, and which of the pack's ambiguities were left as they were."""

from __future__ import annotations

from shirehall.play.matters import COMPETITION
from shirehall.play.world import Matter, Question
from shirehall.study.filters import STEERING, allows, in_stretch, steered
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    STRETCH,
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)


def questions(telling: Telling, filters: Filters) -> list[Question]:
    """The questions that the filters keep, in the order in which they were asked."""
    found = [telling.world.questions[number] for number in sorted(telling.world.questions)]
    return [
        q for q in found
        if allows(filters, "askee_kind", *(telling.kind_of(body) for body in q.askees))
        and allows(filters, "asker_kind", telling.kind_of(telling.world.organisation_of(q.asker)))
        and allows(filters, "topic", *topics_of(telling, q))
        and allows(filters, "rule", q.rule)
        and allows(filters, "question", q.pack_question)
        and in_stretch(telling, filters, q.month)
    ]  # fmt: skip


def topics_of(telling: Telling, question: Question) -> tuple[str, ...]:
    """A question's topics: those its asker declared, that of the rule, and that of the pack's question."""
    declared = telling.event(question.id).about
    rule = telling.world.rules.get(question.rule)
    pack = [q.topic for q in telling.patch.rules.questions if q.id == question.pack_question]
    return tuple(dict.fromkeys([*declared, *([rule.topic] if rule else []), *pack]))


def rule_questions(telling: Telling, filters: Filters) -> Table:
    """Every question asked, then the pack's own open questions that nobody asked."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for q in questions(telling, filters):
        events = [e.seq for e in telling.events if e.subject == q.id]
        answered = q.answered_month or None
        asker = telling.world.organisation_of(q.asker)
        cells = (
            q.month,
            asker,
            "; ".join(q.askees),
            q.text,
            q.rule,
            q.pack_question,
            q.status,
            answered,
            q.answered_by,
            q.answer,
        )
        rows.append((cells, events))
    asked = {q.pack_question for q in telling.world.questions.values()}
    for pack in telling.patch.rules.questions:
        unasked = pack.id not in asked and allows(filters, "topic", pack.topic)
        if unasked and not {"askee_kind", "asker_kind"} & set(filters):
            may = "; ".join(pack.may_answer)
            rows.append(
                ((None, "", may, pack.text, pack.rule or "", pack.id, "never asked", None, "", ""), [])
            )
    columns = (
        "month",
        "asker",
        "askees",
        "text",
        "rule",
        "pack_question",
        "status",
        "answered_month",
        "answered_by",
        "answer",
    )
    return table(
        columns,
        rows,
        "Status is open, answered, or never asked for a question that the pack left open and nobody raised.",
    )


def left_open(telling: Telling, filters: Filters) -> Table:
    """Each rule that the pack states unclearly or not at all, and what became of it: left, asked about, ruled or settled."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for rule in telling.patch.rules.rules:
        if rule.clarity == "clear" or not allows(filters, "topic", rule.topic):
            continue
        state = telling.world.rules.get(rule.id)
        asked = [q for q in telling.world.questions.values() if q.rule == rule.id]
        events = [e.seq for e in telling.events if e.body.get("rule") == rule.id]
        status = state.status if state else "in force"
        fate = status if status != "in force" else "asked about" if asked else "left as it was"
        if state and state.versions and status == "in force":
            fate = "confirmed"
        cells = (rule.id, rule.clarity, rule.text, "; ".join(rule.who_may_rule), len(asked), fate)
        rows.append((cells, events))
    return table(("rule", "clarity", "text", "who_may_rule", "questions", "what_became_of_it"), rows,
                 "Control does not fill gaps: what nobody asked about or ruled on was left open on purpose.")  # fmt: skip


def open_rule_questions(telling: Telling, filters: Filters) -> Reading:
    """How many questions asked about rules were still open at the end; with `read: share`, out of all asked."""
    whole = questions(telling, filters)
    still = [q for q in whole if q.status == "open"]
    why = f"{len(still)} of {len(whole)} questions asked"
    if filters.get("read") == "share":
        return reading(share(len(still), len(whole)), (q.id for q in still), why)
    return reading(len(still), (q.id for q in still), why)


CASES = (COMPETITION, "case")


def case_topics(telling: Telling, case: Matter) -> tuple[str, ...]:
    """A case's topics: those that whoever opened it declared, and competition where it is one of competition."""
    return (*telling.event(case.id).about, *(["competition"] if case.kind == COMPETITION else []))


def open_question_months(telling: Telling, filters: Filters) -> Reading:
    """How many months the question, or case before a regulator, that was open longest had been open at the end, and still was.

    0 when none was open. Cases are told apart by topic only.
    """
    still = [(q.month, q.id) for q in questions(telling, filters) if q.status == "open"]
    if not {"rule", "question", "asker_kind", "askee_kind"} & set(filters):
        still += [
            (m.month, m.id)
            for m in telling.world.matters.values()
            if m.kind in CASES and m.status == "open" and allows(filters, "topic", *case_topics(telling, m))
        ]
    last = telling.months[-1] if telling.months else 0
    oldest = min((month for month, _ in still), default=last)
    return reading(last - oldest, (seq for _, seq in still), f"{len(still)} still open")


RULE_FILTERS = ("topic", "rule", "question", "asker_kind", "askee_kind", *STRETCH)

MEASURES = (
    Measure("rule-questions", "Questions about the rules", "questions",
            "Who asked whom about which rule, what was answered, and which open questions were never raised.",
            rule_questions, RULE_FILTERS),
    Measure("rules-left-open", "Unclear rules and what became of them", "rules",
            "Which of the pack's unclear or silent rules were left so.", left_open, ("topic",)),
    number_measure("open-rule-questions", "Open questions about rules", "questions or share",
                   "How many questions about rules were still open at the end.", steered(open_rule_questions),
                   (*RULE_FILTERS, *STEERING)),
    number_measure("open-question-months", "How long a question stayed open", "months",
                   "How long the question or case had been open that was open longest at the end.", open_question_months, RULE_FILTERS),
)  # fmt: skip
