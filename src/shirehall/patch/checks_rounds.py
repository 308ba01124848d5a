"""Checks of what lies between rounds, of the asset register, of bodies' separable functions, and of the dials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shirehall.errors import PackFault, Place
from shirehall.patch.between import Between, Modelling
from shirehall.patch.checks_names import SORTS, dangling
from shirehall.patch.draft import Draft
from shirehall.patch.yamls import Path as Steps

BETWEEN, ASSETS = "between.yaml", "assets.yaml"
MOST_COMMENTS = 500
"""Comments that a month's page may hold."""


def rounds_follow_from_one_another(draft: Draft) -> Iterator[PackFault]:
    """Every round after the first says once what changed before it; the first follows from nothing."""
    head = draft.sections["pack.yaml"]
    later = [one.id for one in head.rounds[1:]]
    said: set[str] = set()
    for path, change in draft.each(BETWEEN):
        where = draft.place(BETWEEN, (*path, "opens"))
        if change.opens not in later:
            yield dangling(where, change.opens, "later round", set(later))
        elif change.opens in said:
            yield PackFault(
                f"what changed before `{change.opens}` is said twice.", where=where, mend="put both in one item."
            )  # fmt: skip
        said.add(change.opens)
    for number, one in enumerate(head.rounds[1:], start=1):
        if one.id not in said:
            yield PackFault(
                f"nothing says what changed before round `{one.id}`.",
                where=draft.place("pack.yaml", ("rounds", number, "id")),
                mend=f"add an item with `opens: {one.id}` to {BETWEEN}.",
            )


def rule_changes_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Rules removed or changed between rounds stood before, added ones are new, and each change says why and by what source."""
    standing = draft.ids("rules.yaml", "rules")
    if standing is None:
        return
    for path, change in draft.each(BETWEEN):
        for part in ("removed", "changed"):
            for number, one in enumerate(getattr(change.rules, part)):
                steps = (*path, "rules", part, number)
                if one.rule not in standing:
                    yield dangling(draft.place(BETWEEN, (*steps, "rule")), one.rule, "rule", standing)
                if not (one.why.strip() and one.source.strip()):
                    yield PackFault(
                        f"the change of the rule `{one.rule}` does not say why, or by what source.",
                        where=draft.place(BETWEEN, (*steps, "rule")), mend="fill in `why` and `source`.",
                    )  # fmt: skip
        yield from _added(draft, path, change, standing)
        standing = standing | {one.id for one in change.rules.added}
        standing -= {one.rule for one in change.rules.removed}


def _added(draft: Draft, path: Steps, change: Between, standing: set[str]) -> Iterator[PackFault]:
    for number, rule in enumerate(change.rules.added):
        steps = (*path, "rules", "added", number)
        if rule.id in standing:
            yield PackFault(
                f"the rule `{rule.id}` stands already.",
                where=draft.place(BETWEEN, (*steps, "id")), mend="change it instead, or give it another id.",
            )  # fmt: skip
        words = [("topic", "topic", [rule.topic]), ("who_may_rule", "body", rule.who_may_rule)]
        for name, sort, given in words:
            known = SORTS[sort](draft)
            for word in given:
                if known is not None and word not in known:
                    yield dangling(draft.place(BETWEEN, (*steps, name)), word, sort, known)


def successions_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Bodies that change between rounds, and what they become, are organisations of the pack; only an end has no successor."""
    known = draft.ids("organisations.yaml")
    for path, change in draft.each(BETWEEN):
        for number, row in enumerate(change.powers):
            yield from _unknown(draft, (*path, "powers", number, "body"), [row.body], "organisation", known)
        for number, one in enumerate(change.organisations):
            steps = (*path, "organisations", number)
            for name in ("of", "becomes"):
                yield from _unknown(draft, (*steps, name), getattr(one, name), "organisation", known)
            if bool(one.becomes) == (one.how == "ended"):
                yield PackFault(
                    f"what {', '.join(one.of)} became does not fit `{one.how}`.",
                    where=draft.place(BETWEEN, (*steps, "how")),
                    mend="name under `becomes` who follows; only what ended has none.",
                )


def parts_are_of_what_is_split(draft: Draft) -> Iterator[PackFault]:
    """Of a body that is split, each heir but the first takes a part that is stated: seats and sites of the bodies that are split."""
    seats = {one.id: one.organisation for _, one in draft.each("seats.yaml", "seats")}
    table = draft.tables.get("sites.csv")
    owners = {row.site: row.owner for row in (table.models if table is not None else [])}
    for path, change in draft.each(BETWEEN):
        for number, one in enumerate(change.organisations):
            where = draft.place(BETWEEN, (*path, "organisations", number, "how"))
            others = one.becomes[1:] if one.how == "split" else []
            if sorted(part.to for part in one.parts) != sorted(others):
                told = (
                    f"`{one.how}` does not say what each heir but the first takes."
                    if others
                    else "only what is split has `parts`."
                )
                yield PackFault(
                    told,
                    where=where,
                    mend="give each heir after the first one item of `parts`, and no other.",
                )
            for part in one.parts:
                strange = [s for s in part.seats if seats.get(s) not in one.of] + [
                    s for s in part.sites if owners.get(s) not in one.of
                ]
                if strange:
                    yield PackFault(
                        f"`{part.to}` takes {', '.join(strange)}, which {', '.join(one.of)} does not have.",
                        where=where, mend="name seats and sites of what is split.",
                    )  # fmt: skip
                if (part.posts or part.contract_percent) and not part.sites:
                    yield PackFault(
                        f"`{part.to}` takes posts or contracts and no site.",
                        where=where,
                        mend="name the site that they go with.",
                    )


def what_changes_rest_on_is_there(draft: Draft) -> Iterator[PackFault]:
    """What the changes of a notice rest on are changes that the same item makes."""
    for path, change in draft.each(BETWEEN):
        rules = {one.id for one in change.rules.added}
        rules |= {one.rule for one in (*change.rules.removed, *change.rules.changed)}
        known = {
            "rules": rules,
            "parameters": {one.name for one in change.parameters},
            "organisations": {body for one in change.organisations for body in one.becomes},
            "injects": {one.id for one in change.injects},
        }
        for number, row in enumerate(change.rests_on):
            if row.change > len(change.notice):
                where = draft.place(BETWEEN, (*path, "rests_on", number, "change"))
                yield PackFault(
                    f"the notice has no change {row.change}.",
                    where=where,
                    mend=f"count from 1 to {len(change.notice)}.",
                )
            for name, names in known.items():
                yield from _unknown(
                    draft,
                    (*path, "rests_on", number, name),
                    getattr(row, name),
                    f"change of {name} in this item",
                    names,
                )


def a_website_opens_with_a_round(draft: Draft) -> Iterator[PackFault]:
    """The patients' website opens with a round of the pack, and holds a comment a month or more, up to what a month can be read in."""
    site = draft.sections["pack.yaml"].website
    if site is None:
        return
    known = draft.ids("pack.yaml", "rounds")
    if known is not None and site.opens not in known:
        yield dangling(draft.place("pack.yaml", ("website", "opens")), site.opens, "round", known)
    if not 1 <= site.comments_a_month.value <= MOST_COMMENTS:
        yield PackFault(
            f"{site.comments_a_month.value:g} comments a month are not possible.",
            where=draft.place("pack.yaml", ("website", "comments_a_month")), mend=f"give 1 to {MOST_COMMENTS}.",
        )  # fmt: skip


def _unknown(
    draft: Draft, path: Steps, words: Iterable[str], sort: str, known: set[str] | None
) -> Iterator[PackFault]:
    for number, word in enumerate(words):
        if known is not None and word not in known:
            yield dangling(draft.place(BETWEEN, (*path, number)), word, sort, known)


def modelling_leads_somewhere(draft: Draft) -> Iterator[PackFault]:
    """What is modelled between rounds falls back on a set that the pack has, goes to a body of it, and is told of in the notice."""
    sets = draft.ids("assumption-sets.yaml") or set()
    for path, change in draft.each(BETWEEN):
        step = change.modelling
        if step is None:
            continue
        figures = {one.name: one.value.value for one in change.parameters}
        known = [
            ("to", "organisation", draft.ids("organisations.yaml"), [step.to]),
            ("falls_back_on", "assumption set", sets, [step.falls_back_on]),
            ("enough", "parameter of this item", set(figures), [step.enough]),
            ("stands_in_for", "topic", SORTS["topic"](draft), step.stands_in_for),
            ("letter", "inject of this item", {one.id for one in change.injects}, [step.letter] if step.letter else []),
            ("change", "change of the notice", {str(n + 1) for n in range(len(change.notice))}, [str(step.change or 1)]),
        ]  # fmt: skip
        for name, sort, names, words in known:
            for word in words:
                if names is not None and word not in names:
                    yield dangling(draft.place(BETWEEN, (*path, "modelling", name)), word, sort, names)
        yield from _out_of_bounds(draft, path, step, figures.get(step.enough, 0.0))


def _out_of_bounds(draft: Draft, path: Steps, step: Modelling, enough: float) -> Iterator[PackFault]:
    """The step's figures that no model could be run by."""
    bounds = [
        ("enough", enough, 0, 1), ("months", step.months.value, 1, 60), ("futures", step.futures.value, 1, 40),
        ("people", step.people.value, 1, 100), *(("along", each.value, 0, 100) for each in step.along),
    ]  # fmt: skip
    for name, value, low, high in bounds:
        if not low <= value <= high:
            where = draft.place(BETWEEN, (*path, "modelling", name))
            yield PackFault(
                f"`{name}` is {value:g}.", where=where, mend=f"give a number from {low} to {high}."
            )


def assets_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Assets, and rights over them, belong to organisations of the pack; a site in the register has the owner of sites.csv."""
    bodies, table = draft.ids("organisations.yaml"), draft.tables.get("sites.csv")
    owners = {row.site: row.owner for row in (table.models if table is not None else [])}
    sites = draft.column("sites.csv", "site")
    for path, asset in draft.each(ASSETS):
        where = draft.place(ASSETS, (*path, "owner"))
        if bodies is not None and asset.owner not in bodies:
            yield dangling(where, asset.owner, "organisation", bodies)
        for number, option in enumerate(asset.options):
            if bodies is not None and option.holder not in bodies:
                at = draft.place(ASSETS, (*path, "options", number, "holder"))
                yield dangling(at, option.holder, "organisation", bodies)
        if asset.site and sites is not None and asset.site not in sites:
            yield dangling(draft.place(ASSETS, (*path, "site")), asset.site, "site", sites)
        elif asset.site in owners and owners[asset.site] != asset.owner:
            yield PackFault(
                f"`{asset.id}` belongs to `{asset.owner}` here, but sites.csv gives its site to `{owners[asset.site]}`.",
                where=where, mend="make the two the same.",
            )  # fmt: skip


def units_given_once(draft: Draft) -> Iterator[PackFault]:
    """A body's separable functions bear different ids, and each says what holds it apart."""
    for path, body in draft.each("organisations.yaml"):
        seen: set[str] = set()
        for number, unit in enumerate(body.units):
            where = draft.place("organisations.yaml", (*path, "units", number, "id"))
            if unit.id in seen:
                yield PackFault(
                    f"`{body.id}` has two units called `{unit.id}`.", where=where, mend="rename one."
                )
            if not unit.held_apart_by.strip():
                yield PackFault(
                    f"nothing says what holds the unit `{unit.id}` apart.",
                    where=where, mend="fill in `held_apart_by`; for a separation of 0 write `nothing`.",
                )  # fmt: skip
            seen.add(unit.id)


def councils_are_organisations(draft: Draft) -> Iterator[PackFault]:
    """A council named in places.csv is an organisation of the pack."""
    table, bodies = draft.tables.get("places.csv"), draft.ids("organisations.yaml")
    for row in table.rows if table is not None else []:
        council = row.model.council if row.model is not None else ""
        if table is not None and bodies is not None and council and council not in bodies:
            yield dangling(table.place(row, "council"), council, "organisation", bodies)


def briefings_of_rounds(draft: Draft) -> Iterator[PackFault]:
    """A briefing that names a round names one of the pack."""
    known = draft.ids("pack.yaml", "rounds")
    for file in draft.briefings:
        named = file.briefing.round if file.briefing is not None else None
        if named is not None and known is not None and named not in known:
            yield dangling(Place(file.file, 2, 1, named), named, "round", known)


def spares_have_a_month(draft: Draft) -> Iterator[PackFault]:
    """An inject held in reserve says in which month it would arrive."""
    for path, inject in draft.each("injects.yaml"):
        if inject.spare and (inject.when.month is None or inject.when.by_hand):
            yield PackFault(
                f"the spare inject `{inject.id}` has no month.",
                where=draft.place("injects.yaml", (*path, "spare")),
                mend="give `when` a month; spares come in where a month is emptiest.",
            )


def injects_are_as_many_as_stated(draft: Draft) -> Iterator[PackFault]:
    """The dial of injects a month stands at what the pack's timed injects come to (a warning)."""
    head = draft.sections["pack.yaml"]
    months = head.rounds[0].months if head.rounds else 0
    number = sum(
        one.when.month is not None and not one.when.by_hand and not one.spare
        for _, one in draft.each("injects.yaml")
    )
    stated = head.pressure.injects_a_month.value
    if months and abs(number / months - stated) > 0.06:
        yield PackFault(
            f"{number} timed injects in {months} months are {number / months:.2f} a month, but the dial stands at {stated:g}.",
            where=draft.place("pack.yaml", ("pressure", "injects_a_month")),
            mend=f"write {number / months:.2f} here, or add or drop injects.",
        )
