"""The charter: for each of its questions what spoke to it, and for each rival explanation what its measure shows."""

from __future__ import annotations

from shirehall.economy.figures import MEASURES as COUNTY
from shirehall.patch.model import Question
from shirehall.study.findings import judge
from shirehall.study.measures import every_measure, reading
from shirehall.study.measures.inject_reactions import kept as reactions_kept
from shirehall.study.noted import NotedMeasure, NotedRow, noted_table
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.tables import NO_FILTERS, Cell, Filters, Table

Row = tuple[tuple[Cell, ...], list[int]]


def charter_answers(study: Study, _filters: Filters) -> Table:
    """For each question: the facts, injects, rules and rule questions that explore it, its measures and findings, and what came."""
    rows: list[NotedRow] = []
    for question in study.telling.patch.charter.questions:
        spoken: list[NotedRow] = [(*explored(study.telling, name), ()) for name in question.explored_by]
        spoken += [measured(study, name) for name in question.measures]
        spoken += findings_on(study, question)
        rows += [((question.id, question.text, *cells), events, entries) for cells, events, entries in spoken]
    columns = ("question", "text", "sort", "id", "what_happened")
    return noted_table(
        columns,
        rows,
        "What speaks to a question is listed; the answer is for those who read it and those who played.",
    )


def explored(telling: Telling, name: str) -> Row:
    """What happened about one fact, inject, rule or rule question of the pack."""
    patch = telling.patch
    if any(inject.id == name for inject in patch.injects):
        return inject_row(telling, name)
    if any(rule.id == name for rule in patch.rules.rules):
        return rule_row(telling, name)
    if any(question.id == name for question in patch.rules.questions):
        return question_row(telling, name)
    return fact_row(telling, name)


def inject_row(telling: Telling, name: str) -> Row:
    """An inject: whether it arrived, and how those it was sent to reacted."""
    found = [r for r in reactions_kept(telling, NO_FILTERS) if r.inject.pack_id == name]
    sent = [e.seq for e in telling.events if e.kind == "inject-published" and e.body["inject"] == name]
    if not sent:
        return ("inject", name, "It did not arrive."), []
    deeds, tokens = (
        sum(r.grade == grade and r.link == "reply" for r in found) for grade in ("deed", "token")
    )
    like, quiet = sum(r.link == "topic" for r in found), sum(r.grade == "none" for r in found)
    fates = (
        (deeds, "acted"),
        (tokens, "answered in words"),
        (like, "only took up a like subject"),
        (quiet, "did nothing"),
    )
    came = ", ".join(f"{number} {what}" for number, what in fates if number)
    said = f"Sent to {len(found)} bodies: {came}."
    return ("inject", name, said), [*sent, *(seq for r in found for seq in r.evidence)]


def rule_row(telling: Telling, name: str) -> Row:
    """A rule: who was refused under it, who asked about it, how it was changed."""
    refused = [e.seq for e in telling.events if e.kind == "move-refused" and e.body["rule"] == name]
    touched = [e.seq for e in telling.events if e.kind != "move-refused" and e.body.get("rule") == name]
    state = telling.world.rules.get(name)
    now = state.status if state else "not in play"
    parts = (
        [f"{len(refused)} move{' was' if len(refused) == 1 else 's were'} refused under it"]
        if refused
        else []
    )
    parts += (
        [f"{len(touched)} act{'' if len(touched) == 1 else 's'} asked about it, ruled on it or changed it"]
        if touched
        else []
    )
    said = f"{'; '.join(parts) or 'Nobody was refused under it or asked about it'}; it ended {now}."
    return ("rule", name, said), [*refused, *touched]


def question_row(telling: Telling, name: str) -> Row:
    """A rule question that the pack leaves open: asked or not, answered or not."""
    asked = [q for _, q in sorted(telling.world.questions.items()) if q.pack_question == name]
    answered = sum(q.status == "answered" for q in asked)
    said = f"Asked {len(asked)} times, answered {answered} times." if asked else "Nobody asked it as such."
    rule = next((q.rule for q in telling.patch.rules.questions if q.id == name), None)
    about = [
        q.id
        for _, q in sorted(telling.world.questions.items())
        if rule and q.rule == rule and q.pack_question != name
    ]
    if about:
        times = {1: "once", 2: "twice"}.get(len(about), f"{len(about)} times")
        said += f" The rule it hangs on was asked about {times}."
    numbers = {*(q.id for q in asked), *about}
    return ("rule question", name, said), [e.seq for e in telling.events if e.subject in numbers]


def fact_row(telling: Telling, name: str) -> Row:
    """A fact: the papers that gave it, and to whom."""
    given = [e for e in telling.events if e.kind == "briefing-given" and f"(fact:{name})" in e.body["text"]]
    readers = dict.fromkeys(telling.name(e.organisation) if e.organisation else "everyone" for e in given)
    value = next(
        (f"{fact.value:g} {fact.unit}" for fact in telling.patch.facts if fact.key == name), "unknown"
    )
    if given:
        return ("fact", name, f"{value}; given to {', '.join(readers)}."), [e.seq for e in given]
    subject = next((fact.subject for fact in telling.patch.facts if fact.key == name), "")
    plans = [p.id for _, p in sorted(telling.world.plans.items()) if p.owner == subject]
    return ("fact", name, f"{value}; stated in no paper that was given out."), plans


def measured(study: Study, name: str) -> NotedRow:
    """A measure of the study over everybody, or a figure of the county at its first and last month."""
    if name in COUNTY:
        return (*figure_row(study.telling, name), ())
    measure = every_measure().get(name)
    if measure is None or measure.read is None:
        return ("measure", name, "See its table."), (), ()
    found = reading(name, study, NO_FILTERS)
    value = "nothing to measure" if found.value is None else f"{found.value:g}"
    said = f"{measure.title}, all bodies: {value} ({found.why})."
    return ("measure", name, said), found.evidence, found.noted


def figure_row(telling: Telling, name: str) -> Row:
    """A figure at its first and last month: the county's where there is one, else each body's, else each site's."""
    whole = [f for f in telling.figures if f.measure == name and f.group == "all"]
    county = [f for f in whole if f.subject == "county"]
    bodies = [f for f in whole if f.subject in telling.world.organisations]
    series = county or bodies or [f for f in whole if f.subject in telling.world.sites]
    sites = {site.site: site.name for site in telling.patch.county.sites}
    if not series:
        return ("figure", name, "No month was lived."), []
    months = sorted({f.month for f in series})
    said = []
    for subject in dict.fromkeys(f.subject for f in series):
        own = [f for f in series if f.subject == subject]
        decimals = min(COUNTY[name].decimals, 1)
        first, last = (f"{row.value:,.{decimals}f}" for row in (own[0], own[-1]))
        said.append(f"{sites.get(subject) or telling.name(subject)} from {first} to {last} {own[0].unit}")
    words = f"{COUNTY[name].title}, month {months[0]} to month {months[-1]}: {'; '.join(said)}."
    ends = (months[0], months[-1])
    return ("figure", name, words), [
        e.seq for e in telling.events if e.kind == "month-lived" and e.body["of_month"] in ends
    ]


def findings_on(study: Study, question: Question) -> list[NotedRow]:
    """The reported findings that the question names, or else those by its measures, as they came out in this play."""
    rows: list[NotedRow] = []
    for finding in study.telling.patch.findings:
        if finding.id in question.findings or (
            not question.findings and finding.measure in question.measures
        ):
            judged = judge(finding, study)
            value = "" if judged.value is None else f" ({judged.value:g}, mark {judged.mark})"
            rests = f" {judged.why[:1].upper()}{judged.why[1:]}." if finding.topics_by == "coded" else ""
            said = f"{finding.statement} Here: {judged.outcome}{value}.{rests}"
            rows.append((("finding", finding.id, said), judged.evidence, judged.noted))
    return rows


def explanations(study: Study, _filters: Filters) -> Table:
    """Each rival explanation with its measure, how to read it, what the measure shows over everybody, and findings by that measure."""
    rows: list[NotedRow] = []
    for explanation in study.telling.patch.charter.explanations:
        cells, events, entries = measured(study, explanation.measure)
        related = "; ".join(f.id for f in study.telling.patch.findings if f.measure == explanation.measure)
        told = (explanation.id, explanation.text, explanation.measure, explanation.reads, cells[-1], related)
        rows.append((told, events, entries))
    columns = ("explanation", "text", "measure", "reads", "what_it_shows", "findings_by_that_measure")
    return noted_table(
        columns, rows, "Rival explanations are weighed side by side; one play proves none of them."
    )


NOTED = (
    NotedMeasure("charter-answers", "What spoke to the charter's questions", "rows",
                 "For each question of the charter the facts, injects, events and findings that speak to it.", charter_answers),
    NotedMeasure("explanations", "Rival explanations", "rows", "Each rival explanation with its measure.", explanations),
)  # fmt: skip
