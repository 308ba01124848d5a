"""The county's figures: a tidy table of measures by month, subject and group."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, NamedTuple

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
     "Hours given by family carers to people cared for at home; by fifth and commissioner, shared out by who is at the month's end.",
     "down"),
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
    # Urgent care (economy/report/urgent.py, activity.py)
    ("left-unseen", "Left A&E unseen", "patients", 0, "People who came to A&E and left before they were seen.", "down"),
    ("left-unseen-share", "Share who left A&E unseen", "%", 1, "Share of those who came to A&E that left before they were seen.", "down"),
    ("ambulance-calls", "Ambulance calls", "calls", 0, "Emergency calls to the ambulance service.", "neither"),
    ("ambulance-journeys", "Ambulance journeys", "journeys", 0, "Patients brought to hospital by ambulance.", "neither"),
    ("treated-without-journey", "Treated without a journey", "patients", 0,
     "Callers helped by telephone, or where they were, and not brought to hospital.", "up"),
    ("ambulance-8min", "Category A reached in eight minutes", "%", 1,
     "Share of life-threatening calls reached within eight minutes of the call.", "up"),
    ("crew-wait-minutes", "Wait for a crew", "minutes", 1, "Mean minutes that a call waited until a crew was free to go.", "down"),
    ("handover-minutes", "Wait at the hospital's door", "minutes", 1,
     "Mean minutes that a crew waited with its patient for a place in A&E, before handing over.", "down"),
    ("critical-care", "Critical care admissions", "admissions", 0, "Patients admitted to critical care.", "neither"),
    ("critical-care-occupancy", "Critical care occupancy", "%", 1, "Mean share of critical care beds that were occupied.", "down"),
    ("community-bed-occupancy", "Community bed occupancy", "%", 1, "Mean share of community hospital beds that were occupied.", "neither"),
    ("mental-health-bed-occupancy", "Mental health bed occupancy", "%", 1, "Mean share of mental health beds that were occupied.", "down"),
    ("maternity-occupancy", "Maternity bed occupancy", "%", 1, "Mean share of maternity beds that were occupied.", "neither"),
    ("home-places-occupancy", "Intermediate care at home in use", "%", 1,
     "Mean share of places of intermediate care at home that were in use.", "neither"),
    # Planned care (lists.py, activity.py)
    ("rtt-admitted-18w", "Admitted within 18 weeks", "%", 1,
     "Share of clocks stopped by an admission in the month that stopped under 18 weeks.", "up"),
    ("rtt-other-18w", "Seen without admission within 18 weeks", "%", 1,
     "Share of clocks stopped without an admission in the month that stopped under 18 weeks.", "up"),
    ("list-growth", "Growth of an overloaded list", "patients a month", 1,
     "Patients more each month on a list that more people join (smoothed over about three months, less those who give up) than it "
     "can take on; no row while it keeps up; the group is the list.", "down"),
    ("missed-appointments", "Missed appointments", "appointments", 0, "First outpatient appointments that nobody came to.", "down"),
    ("diagnostics", "Tests and scopes", "tests", 0, "Imaging and endoscopy done on the way to a decision.", "neither"),
    ("diagnostics-waiting", "Waiting for a test", "patients", 0, "Patients who wait for imaging or endoscopy at the month's end.", "down"),
    ("removed-from-lists", "Removed from a list", "patients", 0, "Patients taken off a list other than by treatment.", "down"),
    ("worse-while-waiting", "Worse while waiting", "patients", 0,
     "Patients taken off a list because they fell ill, and came to hospital as emergencies.", "down"),
    # General practice, community, mental health, beginnings and ends of life
    ("practice-wait", "Wait for a GP appointment", "hours", 1,
     "Mean hours from asking for an appointment with a doctor to having it; the groups are the practices a tenth of the way from "
     "the shortest mean wait and a tenth from the longest.", "down"),
    ("practice-waiting", "Waiting for a GP appointment", "people", 0,
     "People who have asked for an appointment with a doctor and not had it at the month's end.", "down"),
    ("practice-gave-up", "Gave up waiting for a GP", "people", 0, "People who let an appointment with a doctor be, or went elsewhere.",
     "down"),
    ("crisis-responses", "Crisis responses at home", "people", 0, "People looked after at home by a crisis team in place of a bed.", "up"),
    ("home-monitored", "Flare-ups watched at home", "people", 0,
     "People monitored at home whose flare-up was caught early and watched there.", "up"),
    ("rehabilitation-started", "Rehabilitation begun", "people", 0,
     "People who left a ward for a community hospital or for intermediate care at home.", "neither"),
    ("equipment-fitted", "Equipment fitted", "people", 0, "People who left hospital when their home had been equipped.", "neither"),
    ("equipment-waiting", "Waiting for equipment", "people", 0, "People who wait in a bed for equipment at home.", "down"),
    ("care-home-admissions", "Care home admissions from hospital", "people", 0, "People who left hospital for a care home.", "down"),
    ("care-home-waiting", "Waiting for a care home", "people", 0, "People who wait in a bed for a place in a care home.", "down"),
    ("care-home-residents", "Care home residents placed", "people", 0, "Residents of care homes placed from hospital here.", "neither"),
    ("talking-started", "Talking therapies started", "people", 0, "People who had their first session of talking therapy.", "up"),
    ("talking-gave-up", "Gave up waiting for talking therapy", "people", 0, "People who gave up before their first session.", "down"),
    ("talking-waiting", "Waiting for talking therapy", "people", 0, "People accepted and not yet first seen.", "down"),
    ("talking-wait", "Wait for talking therapy", "weeks", 1, "Median weeks from referral to first session, of those who had it.", "down"),
    ("births", "Births", "births", 0, "Births in hospital.", "neither"),
    ("end-of-life", "People known to be near death", "people", 0, "People who in the month came to be known as near the end of life.",
     "neither"),
    ("hospice-at-home", "Hospice nursing at home begun", "people", 0, "People near the end of life whose nursing at home began.", "up"),
    # Need (needs.py)
    ("people", "People", "people", 0, "People who live there at the month's end, in expected numbers.", "neither"),
    ("urgent-need", "Urgent need", "per 1,000 a year", 1,
     "Emergencies expected of 1,000 people in a year before any capacity: A&E, GP emergencies, ambulance calls and flare-ups.", "neither"),
    ("register", "People on a register", "people", 0,
     "People with a long-term condition or frailty; the group is the need; by fifth, all needs added up (some people have two).",
     "neither"),
    ("care-level", "How well a need is looked after", "% of the opening", 1,
     "Care of a long-term condition beside that of the opening, which is 100; the group is the need.", "up"),
    ("flare-ups", "Flare-ups", "flare-ups", 0, "Flare-ups of long-term conditions and frailty.", "down"),
    ("avoidable-admissions", "Avoidable admissions", "patients", 0,
     "Flare-ups of long-term conditions and frailty that came to hospital, which better care might have avoided; groups tell the need.",
     "down"),
    # Where care is given (settings.py)
    ("contacts", "Contacts", "contacts", 0, "Contacts with care of every kind; the group is the setting.", "neither"),
    ("contacts-at-home", "Contacts at home", "%", 1, "Share of contacts at home, by telephone or in a care home.", "neither"),
    ("contacts-near-home", "Contacts near home", "%", 1,
     "Share of contacts in a surgery, community clinic, community hospital or mobile unit.", "neither"),
    ("contacts-in-hospital", "Contacts in hospital", "%", 1, "Share of contacts in outpatients, A&E, a ward or a theatre.", "neither"),
    ("contacts-by-ambulance", "Contacts with an ambulance", "%", 1, "Share of contacts with the ambulance service.", "neither"),
    ("cost-at-home", "Cost of care at home", "%", 1, "Share of the cost of contacts that falls at home (unit costs are assumed).",
     "neither"),
    ("cost-near-home", "Cost of care near home", "%", 1, "Share of the cost of contacts that falls near home (unit costs are assumed).",
     "neither"),
    ("cost-in-hospital", "Cost of care in hospital", "%", 1,
     "Share of the cost of contacts that falls in hospital (unit costs are assumed).", "neither"),
    ("cost-by-ambulance", "Cost of ambulances", "%", 1, "Share of the cost of contacts that falls to ambulances (unit costs are assumed).",
     "neither"),
    ("far-from-urgent-care", "Over 30 minutes from urgent care", "%", 1,
     "Share of urgent journeys that the flows of people imply to be longer than 30 minutes.", "down"),
    # Quality and fairness (quality.py)
    ("experience", "Experience score", "of 100", 1,
     "The model's own score of what patients put up with, 100 the best: waits, trolleys, cancellations, wrong beds, late discharge; "
     "weights assumed.", "up"),
    ("readmissions", "Emergency readmissions", "patients", 0, "Patients who came back as emergencies within about a month.", "down"),
    ("readmission-share", "Readmitted within about a month", "%", 1,
     "Emergency readmissions in the month in per cent of those who left hospital in it.", "down"),
    ("safety", "Work below a safe volume", "kinds of work", 0,
     "Kinds of work that sites do at under the yearly minimum assumed to keep hands in practice.", "down"),
    ("small-volume", "Volume below the minimum", "a year", 0,
     "The month's work of a kind that is below its minimum, times twelve; the group is the kind of work.", "up"),
    ("unmet-need", "Need unmet", "people", 0,
     "People kept out in the month by thresholds and ceilings, no longer eligible, who left unseen or gave up; groups tell which.", "down"),
    ("gap-admissions", "Gap in emergency admissions", "times", 2,
     "Emergency admissions a head in the most deprived fifth over the least (ages are not made equal).", "down"),
    ("gap-avoidable", "Gap in avoidable admissions", "times", 2,
     "Avoidable admissions a head in the most deprived fifth over the least (ages are not made equal).", "down"),
    ("gap-elective", "Gap in planned admissions", "times", 2, "Planned admissions a head in the most deprived fifth over the least.",
     "neither"),
    ("gap-waits", "Gap in waits", "times", 2, "Median wait on the list in the most deprived fifth over the least.", "down"),
    ("gap-travel", "Gap in travel", "times", 2, "Minutes to urgent care in the most deprived fifth over the least.", "down"),
    ("staff-filled", "Posts filled", "posts", 0, "Posts filled at the start of the month; the group is the skill.", "neither"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {row[0]: Measure(*row) for row in _TABLE}


class Row(NamedTuple):
    """One figure.

    `month` counts from 1; `measure` is a name of `MEASURES`; `subject` an organisation or site id, or "county";
    `group` "all", a deprivation fifth ("fifth-1" is the most deprived), a contract's other party, or a kind and name
    ("place:", "need:", "setting:", "specialty:", "list:", "work:"); `value` is rounded to
    the measure's decimals; `provenance` is "model", "pack" or, of a county of which a share of the people is followed,
    "model, of sampled people".
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
    what = MEASURES.get(measure)
    if what is None:
        raise UsageError(
            f"{measure!r} is no measure of the county.", mend=f"name one of {', '.join(sorted(MEASURES))}."
        )
    return Row(
        month, measure, subject, group, round(float(value), what.decimals) + 0.0, what.unit, provenance
    )


def tidy(rows: Iterable[Row]) -> Figures:
    """The rows in their one order: month, measure, subject, group."""
    return tuple(sorted(rows, key=itemgetter(0, 1, 2, 3)))


def number(value: float, decimals: int) -> int | float:
    """A quantised value as JSON writes it: whole when the measure has no decimals."""
    return round(value) if decimals == 0 else round(value, decimals)


def to_json(figures: Figures) -> str:
    """The figures as canonical JSON: a list of [month, measure, subject, group, value, unit, provenance]."""
    rows = []
    for each in figures:
        line = list(each)
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
