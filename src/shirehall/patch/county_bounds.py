"""What the figures of a county's tables may be: nothing absurd reaches the engine, which would live it without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from shirehall.errors import PackFault
from shirehall.errors import Place as Where
from shirehall.patch.county_money import Money
from shirehall.patch.county_rows import BANDS, NOBODY

Tables = Mapping[str, Sequence[Any]]

MOST_PEOPLE = 20_000_000
MOST_ENTRIES = 5_000_000
"""Entries a year of one row of demand.csv: the engine holds about four million patients at once."""
MOST_POUNDS = 1e12
YEARS = (1900, 2200)
NEEDED = (
    "places.csv",
    "practices.csv",
    "sites.csv",
    "services.csv",
    "pathways.csv",
    "demand.csv",
    "flows.csv",
)
"""Tables without which nobody lives anywhere, or nothing happens to them."""
RANGES: tuple[tuple[str, str, float, float], ...] = (
    ("services.csv", "capacity", 0, 1_000_000), ("services.csv", "wait_weeks", 0, 520), ("flows.csv", "minutes", 0, 1440),
    ("demand.csv", "gradient", 0.01, 100), ("practices.csv", "referral_index", 0, 20),
    ("practices.csv", "emergency_index", 0, 20), ("practices.csv", "prescribing_index", 0, 20),
    ("practices.csv", "list_size", 0, MOST_PEOPLE), ("needs.csv", "lag_months", 0, 120), ("needs.csv", "flares", 0, 50_000),
    ("needs.csv", "growth", -50, 50), ("needs.csv", "gradient", 0.01, 100), ("needs.csv", "flare_gradient", 0.01, 100),
    ("staff.csv", "posts", 0, 1_000_000), ("staff.csv", "filled", 0, 1_000_000), ("staff.csv", "lead_months", 0, 240),
)  # fmt: skip
"""(table, column, least, most)."""
DEMAND: Mapping[str, tuple[float, float]] = {
    "rate": (0, 1_000_000), "hour": (0, 1000), "day": (0, 1000), "month": (0, 1000), "payer": (0, 100), "growth": (-50, 50),
    "birth": (0, 1000), "death": (0, 1000), "migration": (-1000, 1000), "ageing": (0, 1), "chooser": (0, 1),
    "wait": (-100, 100), "minutes": (-100, 100), "lag": (0, 120),
}  # fmt: skip
"""What the value of a row of demand.csv may be, by what it is."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "rate": BANDS, "hour": tuple(map(str, range(24))), "day": tuple(map(str, range(7))),
    "month": tuple(map(str, range(1, 13))),
}  # fmt: skip


def fault(file: str, row: Any, value: Any, what: str, mend: str) -> PackFault:
    """A fault of a row, with its line."""
    return PackFault(what, where=Where(file, row.line if row is not None else 0, value=str(value)), mend=mend)


def out_of_bounds(tables: Tables, money: Money | None) -> Iterator[PackFault]:
    """Figures that cannot be, and rows that are not there; `tables` holds the rows of each CSV file that could be read."""
    for file in NEEDED:
        if file in tables and not tables[file]:
            yield fault(file, None, "", "the table has no rows.", "write at least one row.")
    for file, column, least, most in RANGES:
        for row in tables.get(file, ()):
            value = getattr(row, column)
            if not least <= value <= most:
                yield fault(file, row, value, f"`{column}` lies outside {least:g} to {most:,}.",
                            "write a figure in that range.")  # fmt: skip
    yield from _people(tables.get("places.csv", ()))
    yield from _demand(tables)
    yield from _practices(tables, money)
    yield from _market(tables, money)
    yield from _needs(tables.get("needs.csv", ()))
    yield from _staff(tables)
    if money is not None:
        yield from _money(money)


def _people(places: Sequence[Any]) -> Iterator[PackFault]:
    total = sum(sum(row.people()) for row in places)
    if places and total == 0:
        yield fault("places.csv", places[0], 0, "nobody lives in the county.", "write people by age band.")
    if total > MOST_PEOPLE:
        most = max(places, key=lambda row: sum(row.people()))
        yield fault("places.csv", most, sum(most.people()), f"{total:,} people are more than the county has room for.",
                    f"write at most {MOST_PEOPLE:,} in all.")  # fmt: skip


def _demand(tables: Tables) -> Iterator[PackFault]:
    people = [sum(row.people()[band] for row in tables.get("places.csv", ())) for band in range(len(BANDS))]
    weights: dict[tuple[str, str], list[Any]] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in tables.get("demand.csv", ()):
        if (row.pathway, row.what, row.key) in seen:
            yield fault("demand.csv", row, row.key, f"`{row.what}` of {row.pathway} for {row.key} stands twice.",
                        "keep one of the two.")  # fmt: skip
        seen.add((row.pathway, row.what, row.key))
        if row.what in KEYS and row.key not in KEYS[row.what]:
            yield fault("demand.csv", row, row.key, f"a row `{row.what}` of {row.pathway} has a key that is none.",
                        f"write one of {', '.join(KEYS[row.what])}.")  # fmt: skip
            continue
        least, most = DEMAND.get(row.what, (-1e9, 1e9))
        if not least <= row.value <= most:
            yield fault("demand.csv", row, row.value, f"`{row.what}` of {row.pathway} lies outside {least:g} to {most:,}.",
                        "write a figure in that range.")  # fmt: skip
        elif row.what == "rate" and people[BANDS.index(row.key)] * row.value / 1000 > MOST_ENTRIES:
            entries = people[BANDS.index(row.key)] * row.value / 1000
            yield fault("demand.csv", row, row.value, f"{entries:,.0f} people would enter {row.pathway} in a year, more than the"
                        " county has room for.", "write entries a year per 1,000 people.")  # fmt: skip
        if row.what in ("hour", "day", "month"):
            weights.setdefault((row.pathway, row.what), []).append(row)
    for (pathway, what), rows in weights.items():
        if {row.key for row in rows} == set(KEYS[what]) and not any(row.value > 0 for row in rows):
            yield fault("demand.csv", rows[0], 0, f"every {what} of {pathway} weighs nothing, so that nobody could come.",
                        "let one weigh more than 0.")  # fmt: skip


def _market(tables: Tables, money: Money | None) -> Iterator[PackFault]:
    """Commissioners whose people would have nowhere to enter a pathway that others enter by the market."""
    payers = {row.consortium for row in tables.get("places.csv", ()) if sum(row.people())} - {NOBODY}
    if money is not None:
        payers &= {each.id for each in money.commissioners}
    first: dict[str, Any] = {}
    shared: dict[str, set[str]] = {}
    for row in tables.get("market.csv", ()):
        first.setdefault(row.pathway, row)
        shared.setdefault(row.pathway, set()).add(row.commissioner)
    for pathway, row in first.items():
        for payer in sorted(payers - shared[pathway]):
            yield fault("market.csv", row, pathway, f"{pathway} has no share for {payer}, whose people could not enter it.",
                        f"add rows for {payer} that add up to 1.")  # fmt: skip
    housed = {row.place for row in tables.get("flows.csv", ())}
    for row in tables.get("places.csv", ()):
        if tables.get("flows.csv") and row.place not in housed and sum(row.people()):
            yield fault("places.csv", row, row.place, f"flows.csv does not say where the people of {row.place} go.",
                        "add its rows to flows.csv.")  # fmt: skip


def _practices(tables: Tables, money: Money | None) -> Iterator[PackFault]:
    """Commissioners none of whose practices has a list, and rows of demand on a commissioner that is none."""
    payers = {each.id for each in money.commissioners} if money is not None else set()
    listed: dict[str, int] = {}
    for row in tables.get("practices.csv", ()):
        listed[row.consortium] = listed.get(row.consortium, 0) + row.list_size
    for row in tables.get("practices.csv", ()):
        if listed.get(row.consortium) == 0:
            yield fault("practices.csv", row, row.list_size, f"nobody is on a list of {row.consortium}.",
                        "write how many people are on the practice's list.")  # fmt: skip
    for row in tables.get("demand.csv", ()):
        if row.what == "payer" and payers and row.key not in payers | {NOBODY}:
            yield fault("demand.csv", row, row.key, f"a row `payer` of {row.pathway} names no commissioner.",
                        f"write one of {', '.join(sorted(payers))}.")  # fmt: skip


def _needs(needs: Sequence[Any]) -> Iterator[PackFault]:
    seen: set[str] = set()
    for row in needs:
        if row.need in seen:
            yield fault("needs.csv", row, row.need, f"{row.need} stands twice.", "keep one of the two.")
        seen.add(row.need)
        if not _rates(row.per_1000):
            yield fault("needs.csv", row, row.per_1000, f"{row.per_1000!r} of {row.need} is not people per 1,000 in each age band.",
                        f"write {len(BANDS)} numbers from 0 to 1000 with spaces between, one for each age band.")  # fmt: skip
        if not -5 <= row.effect_low <= row.effect <= row.effect_high <= 5:
            yield fault("needs.csv", row, row.effect, f"effect_low, effect and effect_high of {row.need} do not rise, or pass 5.",
                        "write the least, the likeliest and the most, from -5 to 5.")  # fmt: skip


def _rates(text: str) -> bool:
    """Whether a text holds a number from 0 to 1,000 for each age band."""
    try:
        found = [float(part) for part in text.split()]
    except ValueError:
        return False
    return len(found) == len(BANDS) and all(0 <= rate <= 1000 for rate in found)


def _staff(tables: Tables) -> Iterator[PackFault]:
    known = {row.resource for row in tables.get("services.csv", ())}
    for row in tables.get("staff.csv", ()):
        for name in row.resources.split():
            if name not in known:
                yield fault("staff.csv", row, name, f"{row.skill} of {row.body} staff a resource that services.csv does not have.",
                            f"name some of {', '.join(sorted(known))}.")  # fmt: skip


def _money(money: Money) -> Iterator[PackFault]:
    year = int(money.start[:4])
    if not YEARS[0] <= year <= YEARS[1]:
        yield fault("money.yaml", None, money.start, "the start lies outside any year that could be meant.",
                    f"write a month from {YEARS[0]} to {YEARS[1]}.")  # fmt: skip
    warm = money.settings.get("warm-months")
    if warm is not None and not 1 <= warm.value <= 60:
        yield fault("money.yaml", None, f"{warm.value:g}", "the setting warm-months lies outside 1 to 60.",
                    "write 1 to 60 months.")  # fmt: skip
    for path, value in _numbers(money, ""):
        if abs(value) > MOST_POUNDS:
            yield fault("money.yaml", None, f"{value:g}", f"{path} is larger than any sum of a county.",
                        "write pounds, not pence, and no more than a million million.")  # fmt: skip
    deals = [(deal.commissioner, deal.provider) for deal in money.deals]
    for what, names in (("provider", [p.id for p in money.providers]), ("commissioner", [c.id for c in money.commissioners])):  # fmt: skip
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield fault("money.yaml", None, name, f"the {what} {name} stands twice.", "keep one of the two.")
    for payer, provider in sorted({deal for deal in deals if deals.count(deal) > 1}):
        yield fault("money.yaml", None, f"{payer}, {provider}", f"{payer} and {provider} have two contracts.",
                    "keep one, with the sum of both.")  # fmt: skip


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _numbers(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _numbers(item, f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _numbers(item, f"{path}.{number}")
    elif isinstance(value, float):
        yield path, value
