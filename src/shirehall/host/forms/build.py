"""A move as a form, from its typed fields alone: what is asked, what can be chosen, what was typed before."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, replace
from typing import Any, get_origin

from shirehall.economy import levers
from shirehall.economy.levers import Term
from shirehall.host.forms import words
from shirehall.host.forms.amounts import pence_typed
from shirehall.host.forms.choices import areas, choices_for, event_told, suggestions, term_choices, value_told
from shirehall.host.forms.model import MOST_ROWS, NO_FAULTS, Choice, Data, Faults, FormModel, Input, posted
from shirehall.play.fields import (
    LONGEST_TEXT,
    Ask,
    Clause,
    Field,
    Minutes,
    Month,
    Pence,
    Percent,
    PlanLine,
    Text,
    fields_of,
)
from shirehall.play.kinds import Move
from shirehall.play.view import View

BESIDES = ("about", "evidence", "in_reply_to")
"""Fields that every move may carry, shown folded away."""
PAIRS = {"criteria": "weights"}
"""Lists that go together row by row."""
ROWS = {
    "clauses": "Clause",
    "lines": "Line",
    "criteria": "Criterion",
    "decisions": "Decision",
    "scores": "Score",
    "covers": "Criterion",
}
AMOUNTS = (Pence, Percent, Minutes, int)
TERM_AFTER = {"percent": "%", "days": "days", "months": "months"}


def form_of(view: View, move: str, prefill: Any = None, faults: Faults = NO_FAULTS) -> FormModel:
    """A move of the catalogue as a form.

    `prefill` is what is filled in already, under the names the form posts (see `data_of`); with `more` naming a repeated
    part, that part has one empty row more. Raises KeyError for a move that the catalogue does not have.
    """
    data, made = posted(prefill), view.catalogue.moves[move]
    maker = Maker(view, made, data, faults)
    own = [field for field in fields_of(made.ask) if field.name not in (*BESIDES, "text")]
    text = next(field for field in fields_of(made.ask) if field.name == "text")
    besides = [field for field in fields_of(made.ask) if field.name in BESIDES]
    paired = [PAIRS[field.name] for field in own if field.name in PAIRS]
    main = [maker.input(field) for field in (*own, text) if field.name not in paired]
    more = [maker.input(field) for field in besides]
    return FormModel(
        move=move,
        title=words.TITLES.get(move, made.summary.rstrip(".")),
        summary=made.summary,
        meaning=" ".join((inspect.getdoc(made.ask) or "").replace("`", "").split()),
        minutes=made.minutes,
        in_meeting=made.in_meeting,
        inputs=tuple(each for each in main if each is not None),
        more=tuple(each for each in more if each is not None),
        confirm=words.confirms(move),
        faults=faults,
        button=words.BUTTONS.get(move, words.TITLES.get(move, made.summary.rstrip("."))),
    )


class Maker:
    """Makes the inputs of one form."""

    def __init__(self, view: View, move: Move, data: Data, faults: Faults) -> None:
        self.view, self.move, self.data, self.faults = view, move, data, faults
        self.begun = bool(data)

    def input(self, field: Field) -> Input | None:
        """The input of a field; None where there is nothing to show."""
        if field.name == "in_reply_to":
            return self.replied_to(field)
        if field.name in PAIRS:
            return self.table(field, self.pair_rows(field))
        if field.what in (Clause, PlanLine):
            return self.compound(field)
        if field.name in ("scores", "covers") and field.many and self.criteria():
            return self.by_criterion(field)
        choices = choices_for(self.view, self.move, field)
        if field.many and not choices and field.what in (Text, str, Percent):
            return self.table(field, self.simple_rows(field))
        made = self.base(field)
        if field.many:
            on_list = [choice.value for choice in choices]
            kept = [
                choice for value in made.values if value not in on_list for choice in self.still(field, value)
            ]
            return replace(made, look="ticks", choices=(*choices, *kept)) if choices or kept else None
        return self.single(field, made, choices)

    def base(self, field: Field) -> Input:
        """An input with its name, label, hint, values and fault."""
        needed = not field.optional or (field.name == "text" and self.move.name in words.NEEDS_WORDS)
        return Input(
            name=field.name,
            look="line",
            label=words.label_of(self.move.name, field.name),
            hint=words.hint_of(field.name),
            required=needed and field.name != "identity",
            values=self.values(field),
            fault=self.faults.of(field.name),
        )

    def values(self, field: Field) -> tuple[str, ...]:
        """What was filled in before; else the field's own default, as it would be typed."""
        if field.name in self.data:
            return tuple(value for value in self.data[field.name] if value)
        if field.what is bool and self.begun:
            return ()
        default = self.move.ask.__dataclass_fields__[field.name].default
        if default is MISSING or default is None or default == ():
            return ()
        return written(field, default)

    def single(self, field: Field, made: Input, choices: tuple[Choice, ...]) -> Input | None:
        """One value: a choice, a tick, an amount, a line or words."""
        what = field.what
        if what is bool:
            return replace(made, look="tick", required=False)
        if get_origin(what) is not None or field.name in words.FIXED:
            return replace(made, look="radios", choices=choices)
        if what in AMOUNTS:
            return self.amount(field, made)
        if what in (Text, str) and field.name != "deadline":
            return self.words(field, made)
        return self.chosen(field, made, choices)

    def chosen(self, field: Field, made: Input, choices: tuple[Choice, ...]) -> Input | None:
        """One of a list. What was chosen before stays on offer; an only choice is taken."""
        kept = made.value
        if kept and kept not in [choice.value for choice in choices]:
            choices = (*self.still(field, kept), *choices)
        if not choices and not made.required:
            return None
        if made.required and not kept and (len(choices) == 1 or field.what is Month) and choices:
            made = replace(made, values=(choices[0].value,))
        return replace(made, look="select", choices=choices)

    def still(self, field: Field, value: str) -> tuple[Choice, ...]:
        """A choice for what was chosen before and is not on the list, if the view knows it."""
        told = value_told(self.view, field.what, value)
        return (Choice(value, told),) if told else ()

    def amount(self, field: Field, made: Input) -> Input:
        """A number with its unit."""
        before, after = {Pence: ("£", ""), Percent: ("", "%"), Minutes: ("", "minutes")}.get(
            field.what, ("", "")
        )
        hint = made.hint or (words.MONEY_HINT if field.what is Pence else "")
        after = "points" if field.name == "points" else after
        return replace(made, look="amount", before=before, after=after, hint=hint)

    def words(self, field: Field, made: Input) -> Input:
        """Words: on one line, or with room."""
        known = {"resource": suggestions("resource"), "area": areas(self.view), "knowledge": areas(self.view)}
        choices = tuple(Choice(name, name) for name in known.get(field.name, ()))
        roomy = field.what is Text and field.name not in words.SHORT_LINES
        return replace(made, look="words" if roomy else "line", choices=choices, most=LONGEST_TEXT)

    def replied_to(self, field: Field) -> Input | None:
        """What is replied to, told in words; nothing when nothing is."""
        value = self.data.get(field.name, ("",))[0]
        told = (
            event_told(self.view, int(value))
            if value.isascii() and value.isdigit() and len(value) < 10
            else ""
        )
        return replace(self.base(field), look="hidden", hint=told, values=(value,)) if told else None

    def criteria(self) -> tuple[str, ...]:
        """The criteria of the tender that is filled in, or of the only one there is."""
        tenders = self.view.world.tenders
        value = self.data.get("tender", ("",))[0]
        choices = choices_for(
            self.view, self.move, next(f for f in fields_of(self.move.ask) if f.name == "tender")
        )
        value = value or (choices[0].value if len(choices) == 1 else "")
        known = tenders.get(int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else None
        return tuple(name for name, _ in known.criteria) if known else ()

    def by_criterion(self, field: Field) -> Input:
        """Scores, or what a bid covers, by the criteria of the tender."""
        made, names = self.base(field), self.criteria()
        if field.name == "covers":
            given = (*self.data.get("covers", ()), *(v for _, v in self.listed("covers")))
            return replace(
                made, look="ticks", values=given, hint="", choices=tuple(Choice(n, n) for n in names)
            )
        rows = tuple((self.part(f"scores.{i}", name, "amount", after="%"),) for i, name in enumerate(names))
        return replace(made, look="rows", rows=rows, row_label="")

    def part(self, name: str, label: str, look: Any, **besides: Any) -> Input:
        """An input within a row."""
        begun = besides.pop("values", ())
        given = tuple(v for v in self.data.get(name, ()) if v) or begun
        return Input(name, look, label, values=given, fault=self.faults.of(name), **besides)

    def listed(self, name: str) -> Iterator[tuple[int, str]]:
        """The values of a simple list that were filled in, with their rows."""
        for row in range(MOST_ROWS):
            value = self.data.get(f"{name}.{row}", ("",))[0]
            if value.strip():
                yield row, value

    def count(self, name: str, least: int) -> int:
        """How many rows a repeated part shows: those filled in, and one more when asked for."""
        pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,2}})(?:\.|$)")
        found = [int(match[1]) for match in map(pattern.match, self.data) if match]
        wanted = max([*(number + 1 for number in found), least])
        return min(wanted + (name in self.data.get("more", ())), MOST_ROWS)

    def table(self, field: Field, rows: tuple[tuple[Input, ...], ...]) -> Input:
        """A repeated part with its rows."""
        return replace(
            self.base(field), look="rows", rows=rows, values=(), row_label=ROWS.get(field.name, "Row")
        )

    def simple_rows(self, field: Field) -> tuple[tuple[Input, ...], ...]:
        """Rows of one box each. Values given under the bare name fill the first."""
        bare = self.data.get(field.name, ())
        look, after = ("amount", "%") if field.what is Percent else ("line", "")
        label = ROWS.get(field.name, "Row")
        return tuple(
            (self.part(f"{field.name}.{i}", f"{label} {i + 1}", look, after=after, values=bare[i : i + 1]),)
            for i in range(max(self.count(field.name, 3), len(bare)))
        )

    def pair_rows(self, field: Field) -> tuple[tuple[Input, ...], ...]:
        """Rows of a name and its share."""
        other = PAIRS[field.name]
        shown = max(self.count(field.name, 3), self.count(other, 3))
        return tuple(
            (self.part(f"{field.name}.{i}", "Name", "line"), self.part(f"{other}.{i}", "Weight", "amount", after="%"))
            for i in range(shown)
        )  # fmt: skip

    def compound(self, field: Field) -> Input:
        """Clauses or plan lines, in rows."""
        if not field.many:
            return replace(
                self.table(field, (self.clause(field.name),)), row_label="", required=not field.optional
            )
        least = 2 if field.what is PlanLine else 1
        one = self.line if field.what is PlanLine else self.clause
        return self.table(
            field, tuple(one(f"{field.name}.{i}") for i in range(self.count(field.name, least)))
        )

    def clause(self, at: str) -> tuple[Input, ...]:
        """A clause: its words, the mechanism that acts, and the mechanism's terms once it is chosen."""
        every = levers.catalogue()
        mechanisms = tuple(
            Choice(name, each.title) for name, each in sorted(every.items(), key=lambda e: e[1].title)
        )
        chosen = every.get(self.data.get(f"{at}.mechanism", ("",))[0])
        head = (
            self.part(f"{at}.words", "In words", "words", most=LONGEST_TEXT),
            self.part(f"{at}.mechanism", "Acts on the county by", "select", choices=mechanisms,
                      hint=chosen.means if chosen else "Left empty, the words stand alone."),
        )  # fmt: skip
        return head if chosen is None else (*head, *(self.term(at, term) for term in chosen.terms))

    def term(self, at: str, term: Term) -> Input:
        """One typed term of a mechanism."""
        name, plain = f"{at}.term.{term.name}", term.name.replace("_", " ")
        label, hint = plain[:1].upper() + plain[1:], term.meaning[:1].upper() + term.meaning[1:]
        choices = term_choices(self.view, term)
        if choices:
            return self.part(name, label, "select", choices=choices, hint=hint, required=not term.optional)
        if term.kind in ("percent", "count", "pounds", "days", "months"):
            before, after = ("£" if term.kind == "pounds" else ""), TERM_AFTER.get(term.kind, "")
            return self.part(
                name, label, "amount", hint=hint, required=not term.optional, before=before, after=after
            )
        names = tuple(Choice(each, each) for each in suggestions(term.kind))
        return self.part(
            name, label, "line", choices=names, hint=hint, required=not term.optional, most=LONGEST_TEXT
        )

    def line(self, at: str) -> tuple[Input, ...]:
        """A line of a plan."""
        return (
            self.part(
                f"{at}.sector", "Where", "line", hint="Such as acute care or prescribing.", most=LONGEST_TEXT
            ),
            self.part(f"{at}.pence", "How much a year", "amount", before="£", hint=words.MONEY_HINT),
            self.part(f"{at}.means", "By what means", "line", most=LONGEST_TEXT),
            self.part(f"{at}.evidence", "On what evidence", "line", most=LONGEST_TEXT),
            *self.clause(f"{at}.clause"),
        )


def data_of(ask: Ask) -> dict[str, tuple[str, ...]]:
    """An ask as the form of its move would post it: for drafts, for answers that begin from an earlier text, and for tests."""
    data: dict[str, tuple[str, ...]] = {}
    for field in fields_of(type(ask)):
        value = getattr(ask, field.name)
        if value is None or value == ():
            continue
        if field.what in (Clause, PlanLine):
            spread = clause_data if field.what is Clause else line_data
            for at, each in (
                ((f"{field.name}.{i}", v) for i, v in enumerate(value))
                if field.many
                else ((field.name, value),)
            ):
                data.update(spread(at, each))
        elif field.many and field.what in (Text, Percent):
            data.update({f"{field.name}.{i}": (str(each),) for i, each in enumerate(value)})
        else:
            data[field.name] = written(field, value)
    return data


def written(field: Field, value: Any) -> tuple[str, ...]:
    """A value, or each of several, as it would be typed or posted."""
    if field.many:
        return tuple(str(each) for each in value)
    if field.what is bool:
        return ("yes",) if value else ()
    return (pence_typed(value) if field.what is Pence else str(value),)


def clause_data(at: str, clause: Clause) -> Mapping[str, tuple[str, ...]]:
    """A clause as its form posts it."""
    terms = {f"{at}.term.{name}": (str(value),) for name, value in clause.terms}
    return {f"{at}.words": (clause.words,), f"{at}.mechanism": (clause.mechanism,), **terms}


def line_data(at: str, line: PlanLine) -> Mapping[str, tuple[str, ...]]:
    """A line of a plan as its form posts it."""
    data = {
        f"{at}.sector": (line.sector,),
        f"{at}.pence": (pence_typed(line.pence),),
        f"{at}.means": (line.means,),
        f"{at}.evidence": (line.evidence,),
    }
    return {**data, **(clause_data(f"{at}.clause", line.clause) if line.clause else {})}
