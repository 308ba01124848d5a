"""The county's figures: a tidy table of measures by month, subject and group."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Literal

from shirehall.errors import UsageError


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its title, unit, declared decimals, meaning, and which way is better ("up", "down" or "neither")."""

    name: str
    title: str
    unit: str
    decimals: int
    meaning: str
    better: Literal["up", "down", "neither"]


_TABLE: tuple[tuple[str, str, str, int, str, Literal["up", "down", "neither"]], ...] = (
    ("ae-attendances", "A&E attendances", "attendances", 0, "People who came to an A&E department in the month.", "down"),
    ("ae-within-4h", "A&E within four hours", "%", 1,
     "Share of those who left A&E in the month within four hours of arriving.", "up"),
    ("ae-median-wait", "A&E median time", "minutes", 0, "Median time from arriving to leaving A&E.", "down"),
    ("trolley-waits-4h", "Trolley waits over 4 hours", "patients", 0,
     "Patients who waited more than four hours from the decision to admit to a bed.", "down"),
    ("trolley-waits-12h", "Trolley waits over 12 hours", "patients", 0,
     "Patients who waited more than twelve hours from the decision to admit to a bed.", "down"),
    ("boarding-hours", "Wait for a bed", "hours", 1, "Mean hours from the decision to admit to a bed.", "down"),
    ("emergency-admissions", "Emergency admissions", "admissions", 0, "Patients admitted as emergencies.", "down"),
    ("admissions-avoided", "Admissions avoided", "patients", 0,
     "Patients for admission who were looked after by an urgent community place instead.", "up"),
    ("beds-open", "Beds open", "beds", 0, "General beds open at the end of the month.", "neither"),
    ("bed-occupancy", "Bed occupancy", "%", 1, "Mean share of open beds that were occupied.", "down"),
    ("delayed-days", "Delayed days", "days", 0, "Days spent in a bed after being ready to leave it.", "down"),
    ("delayed-patients", "Delayed patients", "patients", 0, "Patients in a bed and ready to leave it at the month's end.",
     "down"),
    ("trolley-patients", "Waiting for a bed", "patients", 0,
     "Patients with a decision to admit and no bed at the month's end.", "down"),
    ("referrals", "GP referrals", "referrals", 0, "Referrals by practices for a first outpatient appointment.", "neither"),
    ("elective-waiting", "Waiting for elective treatment", "patients", 0,
     "Patients on the incomplete referral-to-treatment list at the month's end.", "down"),
    ("rtt-within-18w", "Waiting under 18 weeks", "%", 1,
     "Share of the incomplete referral-to-treatment list that has waited less than 18 weeks.", "up"),
    ("rtt-median-weeks", "Median wait of the list", "weeks", 1, "Median time waited so far by those on the list.", "down"),
    ("elective-treated", "Elective admissions", "admissions", 0, "Day cases and elective overnight stays begun.", "up"),
    ("day-cases", "Day cases", "admissions", 0, "Elective patients treated without an overnight stay.", "up"),
    ("cancelled-electives", "Elective admissions put off", "patients", 0,
     "Patients called in for an overnight stay and sent home because no bed was free.", "down"),
    ("outpatients", "Outpatient attendances", "attendances", 0, "First and follow-up attendances.", "neither"),
    ("community-contacts", "Community contacts", "contacts", 0, "Contacts by community teams.", "neither"),
    ("community-caseload", "Community caseload", "people", 0, "People on community teams' books at the month's end.",
     "neither"),
    ("community-waiting", "Waiting for community care", "people", 0, "People accepted and not yet first seen.", "down"),
    ("diverted", "Sent elsewhere or left unseen", "patients", 0,
     "Emergency patients taken over the county line, and people who left A&E unseen, because it was full.", "down"),
    ("escalations", "Admitted to escalation places", "patients", 0,
     "Emergency patients put in places that are opened only when the wards are full.", "down"),
    ("outliers", "Medical patients in surgical beds", "patients", 0,
     "Medical emergencies put in a surgical bed because no medical bed was free.", "down"),
    ("early-discharges", "Early supported discharges", "patients", 0, "Patients sent home early with support.", "neither"),
    ("care-packages-started", "Care packages started from hospital", "packages", 0,
     "People who left hospital with a new care package.", "neither"),
    ("care-waiting", "Waiting for a care package", "people", 0, "People waiting in a bed for a care package.", "down"),
    ("mental-health-waiting", "Waiting for mental health care", "people", 0, "People accepted and not yet first seen.",
     "down"),
    ("mental-health-admissions", "Mental health admissions", "admissions", 0, "Admissions to mental health beds.",
     "neither"),
    ("practice-consultations", "Practice consultations", "consultations", 0, "Consultations in general practice.",
     "neither"),
    ("mental-health-contacts", "Mental health contacts", "contacts", 0, "Contacts by mental health teams.", "neither"),
    ("mental-health-caseload", "Mental health caseload", "people", 0, "People on mental health teams' books.", "neither"),
    ("out-of-hours-cases", "Out-of-hours cases", "cases", 0, "Cases of the out-of-hours and urgent primary care service.",
     "neither"),
    ("care-clients", "People with a care package", "people", 0, "People holding a council care package started here.",
     "neither"),
    ("commissioner-allocation", "Allocation", "£", 2, "The month's share of the commissioner's allocation.", "neither"),
    ("commissioner-spend", "Commissioner spend", "£", 2, "What the commissioner spent in the month.", "neither"),
    ("commissioner-balance", "Commissioner balance", "£", 2,
     "Allocation less spend, added up since the first month; minus means overspent.", "up"),
    ("commissioner-reserve", "Top slice held", "£", 2, "What is left of the money held back from the allocation.", "up"),
    ("provider-income", "Provider income", "£", 2, "Income of the month from commissioners and others.", "neither"),
    ("provider-cost", "Provider cost", "£", 2, "Cost of the month: fixed, stepped, variable and capital.", "neither"),
    ("provider-margin", "Provider margin", "£", 2, "Income less cost of the month.", "up"),
    ("reserves", "Reserves", "£", 2, "A body's cash at the month's end; minus means borrowed.", "up"),
    ("contract-income", "Paid under a contract", "£", 2,
     "Paid by a commissioner to a provider in the month; the subject is the provider, the group the commissioner.",
     "neither"),
    # Money (economy/money/figures.py)
    ("year-balance", "Balance of the year so far", "£", 2,
     "Allocation and other receipts less spend since April (or since play began) at the month's end; minus means overspent.", "up"),
    ("practice-selection", "Need of budget holders' patients", "%", 1,
     "Need a head of the practices that hold a budget, in per cent of their commissioner's mean; a fall shows patients being chosen.",
     "neither"),
    ("provider-ebitda", "Earnings before capital charges", "£", 2,
     "Income less cost of the month, before capital charges and interest.", "up"),
    ("capital-charges", "Capital charges and interest", "£", 2,
     "Private finance, depreciation and interest of the month; they stay when work goes.", "down"),
    ("stranded-cost", "Cost left behind", "£", 2,
     "Income lost against plans in the contract year up to the month's end, less the cost that has left with the work.", "down"),
    ("double-running", "Cost of running old and new together", "£", 2,
     "Cost of new services borne in the month while the old ones still run.", "down"),
    ("contract-variance", "Year against plan", "£", 2,
     "Paid under contracts in the contract year up to the month's end, less what their plans foresaw; the group is the commissioner.",
     "neither"),
    ("year-end-owed", "Owed at the year's end", "£", 2,
     "What a contract that settles by year would still pay if the year ended at the month's end; the group is the commissioner.",
     "neither"),
    ("loans-owed", "Loans outstanding", "£", 2, "Principal not yet paid back by the borrower at the month's end.", "down"),
    ("financial-rating", "Financial rating", "rating", 0,
     "A regulator's rating at the month's end of the contract year so far, by a scheme of the pack's own, named in the group.", "up"),
    ("financial-risk-rating", "Financial risk rating", "rating", 0,
     "Monitor's financial risk rating at the month's end, 5 the safest to 1, of the contract year so far.", "up"),
    ("continuity-rating", "Continuity of services rating", "rating", 0,
     "Monitor's rating at the month's end of whether services can go on, 4 the safest to 1, of the contract year so far.", "up"),
    ("viable", "Viable", "1 or 0", 0,
     "At the month's end 1 while no rating in force is below its trigger (unrated: while it has cash or pays its way), else 0.", "up"),
    ("fund-held", "Held fund", "£", 2, "Top slices held and not yet granted at the month's end.", "neither"),
    ("fund-granted", "Granted from the held fund", "£", 2, "Paid out of the held fund, added up since the first month.", "neither"),
    ("pool-balance", "Pooled money", "£", 2, "What is in a pool or purse at the month's end.", "neither"),
    ("ring-fence-left", "Ring-fenced money left", "£", 2,
     "Put aside for one purpose and not yet spent at the month's end; the group is the purpose.", "neither"),
    ("refused", "Asked for and not paid", "£", 2,
     "Sums of the month refused because of a ring-fence, an empty purse or no headroom; the group is what they were for.", "neither"),
    ("travel-minutes", "Travel to urgent care", "minutes", 1, "Mean minutes travelled to A&E, one way.", "down"),
    ("carer-hours", "Carers' hours", "hours", 0,
     "Hours given by family carers to people sent home early, waiting for care, or cared for at home.", "down"),
    ("staff", "Staff in post", "posts", 0, "Whole-time posts filled at the month's end.", "neither"),
    ("staff-short", "Posts short", "posts", 1,
     "Posts that the capacity and schemes in force would take and nobody fills (0: all of it can be staffed); by skill where short.",
     "down"),
    ("equipment-needed", "Equipment needed at home", "items", 0,
     "Items of community equipment that care at home in place of a hospital bed takes.", "neither"),
    ("adaptations-needed", "Homes to be adapted", "homes", 1,
     "Homes that care at home in place of a hospital bed takes adaptations in.", "neither"),
    ("home-staff-hours", "Staff hours at home", "hours", 0,
     "Hours of visits and travel that care at home in place of a hospital bed takes.", "neither"),
    ("home-care-hours", "Hours of help at home", "hours", 0,
     "Hours of help with daily life that care at home in place of a hospital bed takes.", "neither"),
    ("care-unmet", "Need for care unmet", "people", 0,
     "People a month who ask for the council's care and no longer qualify.", "down"),
    ("staff-needed", "Posts needed", "posts", 0, "Posts that the capacity and schemes in force take.", "neither"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {row[0]: Measure(*row) for row in _TABLE}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One figure.

    `month` counts from 1; `measure` is a name of `MEASURES`; `subject` an organisation or site id, or "county";
    `group` "all", a deprivation fifth ("fifth-1" is the most deprived) or a contract's other party; `value` is rounded to
    the measure's decimals; `provenance` is "model" or "pack".
    """

    month: int
    measure: str
    subject: str
    group: str
    value: float
    unit: str
    provenance: str = "model"


Figures = tuple[Row, ...]


def row(
    month: int, measure: str, subject: str, value: float, group: str = "all", provenance: str = "model"
) -> Row:
    """Make a row, its value rounded to the measure's decimals. Raises UsageError for a measure not in `MEASURES`."""
    if measure not in MEASURES:
        raise UsageError(
            f"{measure!r} is no measure of the county.", mend=f"name one of {', '.join(sorted(MEASURES))}."
        )
    what = MEASURES[measure]
    return Row(
        month, measure, subject, group, round(float(value), what.decimals) + 0.0, what.unit, provenance
    )


def tidy(rows: Iterable[Row]) -> Figures:
    """The rows in their one order: month, measure, subject, group."""
    return tuple(sorted(rows, key=lambda r: (r.month, r.measure, r.subject, r.group)))


def number(value: float, decimals: int) -> int | float:
    """A quantised value as JSON writes it: whole when the measure has no decimals."""
    return round(value) if decimals == 0 else round(value, decimals)


def to_json(figures: Figures) -> str:
    """The figures as canonical JSON: a list of [month, measure, subject, group, value, unit, provenance]."""
    rows = []
    for each in figures:
        line = list(astuple(each))
        line[4] = number(each.value, MEASURES[each.measure].decimals)
        rows.append(line)
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Figures:
    """The inverse of `to_json`."""
    return tuple(
        Row(int(m), str(n), str(s), str(g), float(v), str(u), str(p))
        for m, n, s, g, v, u, p in json.loads(text)
    )


def digest(figures: Figures) -> str:
    """SHA-256 of the figures, as 64 hexadecimal figures."""
    return hashlib.sha256(to_json(figures).encode()).hexdigest()


def value(
    figures: Figures, measure: str, subject: str = "county", group: str = "all", month: int | None = None
) -> float:
    """The value of one row (the latest month unless told). Raises KeyError when there is none."""
    found = [
        r
        for r in figures
        if r.measure == measure and r.subject == subject and r.group == group and month in (None, r.month)
    ]
    if not found:
        raise KeyError((measure, subject, group, month))
    return found[-1].value
