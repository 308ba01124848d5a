"""Workforce: posts, training, retention and the mix of a team."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, ramp
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def in_training(lever: Lever, month: int) -> bool:
    """Whether the cohort of a training pipeline is still in training."""
    return month < lever.start + lever.number("train_months")


def _apply(lever: Lever, dials: Dials) -> None:
    key = (lever.text("body"), lever.text("skill"))
    posts = lever.number("posts")
    trained = lever.number("train_months") > 0
    if trained and in_training(lever, dials.month):
        if lever.text("owner"):
            cost = lever.number("train_pounds_a_post") * posts
            dials.costs.append((lever.text("owner"), month_pence(cost), "training"))
    elif not trained or lever.text("owner"):
        dials.posts[key] = dials.posts.get(key, 0.0) + posts
        pay = lever.number("pay_pounds_a_post") * posts
        if pay:
            dials.costs.append((key[0], month_pence(pay), "posts"))
    dials.leavers[key] = dials.leavers.get(key, 0.0) + lever.number("leavers_percent") / 100
    eased = lever.number("mix_percent") / 100 * ramp(lever, dials.month)
    if eased:
        dials.eased[key] = 1 - (1 - dials.eased.get(key, 0.0)) * (1 - eased)
        helpers = (key[0], lever.text("mix_skill"))
        dials.needed[helpers] = dials.needed.get(helpers, 0.0) + lever.number("mix_posts") * ramp(
            lever, dials.month
        )


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    body = str(terms["body"])
    has = sorted(row.skill for row in tables.staff if row.body == body)
    told = [
        f"{name} names {terms[name]}, of which {body} has no posts; it has {', '.join(has) or 'none listed'}."
        for name in ("skill", "mix_skill")
        if terms.get(name) and tables.staff and str(terms[name]) not in has
    ]
    if float(terms.get("mix_percent") or 0) and not terms.get("mix_skill"):
        told.append("mix_skill is missing: whose posts do the work instead.")
    return told


MECHANISM = Mechanism(
    name="workforce",
    title="Workforce",
    means="Opens or closes posts of one skill, trains people for them, keeps or loses staff, or has others of "
    "the team do part of the work. Posts fill over the lead time of the skill. Where training is needed "
    "and nobody owns it, nobody is trained.",
    terms=(
        Term("body", "organisation", meaning="whose staff", role="provider"),
        Term("skill", "text", meaning="which skill, as in staff.csv"),
        Term("posts", "count", -5000, 5000, True, "posts more (or, with a minus, fewer)"),
        Term("train_months", "months", 0, 84, True, "how long people train first"),
        Term("train_pounds_a_post", "pounds", 0, 1e6, True, "what a year of training costs for each"),
        Term("owner", "organisation", optional=True, meaning="who commissions and pays the training"),
        Term("pay_pounds_a_post", "pounds", 0, 1e6, True, "pay of a post in a year"),
        Term(
            "leavers_percent",
            "percent",
            -20,
            80,
            True,
            "how many more of them leave in a year (with a minus, fewer)",
        ),
        Term("mix_percent", "percent", 0, 90, True, "share of their work that others of the team take over"),
        Term("mix_skill", "text", optional=True, meaning="who takes it over"),
        Term("mix_posts", "count", 0, 5000, True, "posts of theirs that this takes"),
        Term("ramp_months", "months", 0, 60, True, "months until the new mix works in full"),
    ),
    apply=_apply,
    check=_check,
)
