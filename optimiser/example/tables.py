"""The tables of the example workbooks: published figures by code, assumptions said as such.

A row is a column's heading with its value; `note:Heading` holds a comment for that cell, in
tables that have no Source or Reason.
"""

from __future__ import annotations

from optimiser.example.budgets import budgets
from optimiser.example.facts import FACTS
from optimiser.example.names import (
    ASYLUM_PILLAR,
    BORDERS,
    CZECH_PROGRAMME,
    ECHO,
    EMERGENCY_CROATIA,
    EMERGENCY_SLOVENIA,
    EU,
    HUMANITARIAN,
    INFORMATION,
    IPA_BORDERS,
    IPA_SERBIA,
    PARTNERS,
    Q1,
    Q2,
    REGIONAL,
    SLOVAK,
    TRAFFICKERS,
    TRUST_REGION,
    TRUST_SERBIA,
    VISEGRAD_FUND,
    VISEGRAD_GRANTS,
    amount,
)
from optimiser.example.needs import (
    ASYLUM,
    BUDAPEST,
    INVESTIGATION,
    LIAISON,
    LIFE_SAVING,
    PATROLS,
    PRAGUE,
    PREPARATORY,
    PROTECTION,
    RECEPTION,
    REGISTRATION,
    SURVEILLANCE,
    URGENT,
    Row,
    needs,
)
from optimiser.template.content import NOTE


def _recipient(name: str, code: str, region: str, severity: float, floor: float | None,
               own: float | None, office: str) -> Row:
    return {"Recipient": name, "ISO code": code, "Region": region, "Severity": severity,
            "Minimum coverage": floor, "Co-financing": own, "Coordinator": office,
            "Email": f"route.{code.lower() or 'regional'}@example.org", **_population(name)}


def _population(name: str) -> Row:
    """Return the population of a recipient with its source; a regional body has none."""
    for fact in FACTS.values():
        if fact.topic == "recipient" and fact.entity == name:
            return {"Population": fact.figure, f"{NOTE}Population": (
                f"[{fact.code}] {fact.item}: {fact.shown}, {fact.source} ({fact.confidence})")}
    return {}


RECIPIENTS: list[Row] = [
    _recipient("Serbia", "RS", PARTNERS, 1.4, 0.5, 0.1, "Commissariat for Refugees and Migration"),
    _recipient("North Macedonia", "MK", PARTNERS, 1.5, 0.5, 0.05, "Crisis Management Centre"),
    _recipient("Albania", "AL", PARTNERS, 1.1, 0.4, None, "Ministry of Interior, Tirana"),
    _recipient("Bosnia and Herzegovina", "BA", PARTNERS, 1.0, 0.4, None,
               "Ministry of Security, Sarajevo"),
    _recipient("Montenegro", "ME", PARTNERS, 1.0, 0.4, None, "Ministry of Interior, Podgorica"),
    _recipient("Kosovo*", "XK", PARTNERS, 1.0, 0.4, None, "Ministry of Internal Affairs"),
    _recipient("Croatia", "HR", "EU members on the route", 1.2, None, None,
               "Ministry of the Interior, Zagreb"),
    _recipient("Slovenia", "SI", "EU members on the route", 1.2, None, None,
               "Ministry of the Interior, Ljubljana"),
    _recipient("Regional processes", "", "Regional bodies", 1.0, 0.5, None,
               "Secretariats of the two processes"),
]

ACTIVITIES: list[Row] = [
    {"Activity": name, "Pillar": pillar, "Priority": priority, "Expertise": expertise,
     "DAC code": code, "Output": output, "Unit cost": cost, "Protection": protection}
    for name, pillar, priority, expertise, code, output, cost, protection in (
        (SURVEILLANCE, BORDERS, 1.0, None, "15190", "border posts equipped", 250_000, 0),
        (PATROLS, BORDERS, 1.1, "Police officers", "15132", "officer-months on patrol", 12_000, 0),
        (REGISTRATION, ASYLUM_PILLAR, 1.2, "Asylum experts", "15190", "people registered", 60, 0.4),
        (ASYLUM, ASYLUM_PILLAR, 1.1, "Asylum experts", "15130", "asylum claims examined", 900, 1),
        (LIAISON, INFORMATION, 1.0, "Analysts", "15190", "liaison officer-months", 40_000, 0),
        (INVESTIGATION, TRAFFICKERS, 1.2, "Analysts", "15132", "joint investigations", 150_000,
         0.4),
        (RECEPTION, HUMANITARIAN, 1.3, None, "72010", "places for a quarter", 900, 0.4),
        (PROTECTION, HUMANITARIAN, 1.4, None, "72010", "people assisted", 75, 1),
        (PRAGUE, REGIONAL, 1.0, None, "15190", "meetings of senior officials", 100_000, 0),
        (BUDAPEST, REGIONAL, 1.0, None, "15190", "working group meetings", 80_000, 0),
    )]


def _donor(name: str, code: str, group: str, office: str, gdp: str = "",
           population: str = "") -> Row:
    row: Row = {"Donor": name, "ISO code": code, "Group": group, "Coordinator": office,
                "Email": f"route.{code.lower() or 'ivf'}@example.org"}
    for heading, fact in (("GDP", gdp), ("Population", population)):
        if fact:
            row[heading] = FACTS[fact].figure
            row[NOTE + heading] = (f"[{fact}] {FACTS[fact].item}: {FACTS[fact].shown}, "
                                   f"{FACTS[fact].source} ({FACTS[fact].confidence})")
    return row


DONORS: list[Row] = [
    _donor("Czechia", "CZ", "V4", "Ministry of the Interior, Prague", "D5", "D1"),
    _donor("Hungary", "HU", "V4", "Ministry of Foreign Affairs and Trade, Budapest", "D6", "D2"),
    _donor("Poland", "PL", "V4", "Ministry of Foreign Affairs, Warsaw", "D7", "D3"),
    _donor("Slovakia", "SK", "V4", "Ministry of Foreign Affairs, Bratislava", "D8", "D4"),
    _donor(EU, "EU", "EU institutions", "European Commission, Brussels"),
    _donor(VISEGRAD_FUND, "", "Joint fund", "Secretariat, Bratislava"),
    _donor("Serbia", "RS", "Own funds", "Ministry of Finance, Belgrade"),
    _donor("North Macedonia", "MK", "Own funds", "Ministry of Finance, Skopje"),
]

CAPACITY: list[Row] = [
    {"Recipient": recipient, "Activity": activity, "Period": period, "Capacity": amount,
     "Source": source}
    for recipient, activity, period, amount, source in (
        ("Serbia", None, Q1, 21_000_000, "assumption [A10]: four ministries and eight partners, at "
                                         "work since summer 2015"),
        ("Serbia", None, Q2, 20_000_000, "assumption [A10]: as in Q1, and new centres open"),
        ("Serbia", RECEPTION, None, 11_070_000,
         f"{FACTS['N5'].shown} committed [N5] at EUR 900 a place and quarter, two quarters; cost: "
         "assumption [A10]"),
        ("North Macedonia", None, Q1, 18_000_000, "assumption [A10]: a smaller administration, and "
                                                  "a state of crisis at its southern border"),
        ("North Macedonia", None, Q2, 16_000_000, "assumption [A10]: as in Q1, fewer arrivals"),
        ("Croatia", None, Q1, 13_000_000, "assumption [A10]: one reception centre carries most"),
        ("Montenegro", None, None, 1_100_000, "assumption [A10]: few implementing partners"),
        ("Kosovo*", SURVEILLANCE, None, 350_000, "assumption [A10]: equipment needs joint "
                                                 "procurement, which takes longer"),
    )]

EXPERTISE: list[Row] = [
    {"Donor": donor, "Expertise": kind, "Period": period, "Expert-months": months,
     NOTE + "Expert-months": note}
    for donor, kind, period, months, note in (
        ("Czechia", "Police officers", Q1, 60,
         f"{FACTS['E1'].shown} [E1] for three months"),
        ("Czechia", "Police officers", Q2, 90,
         "assumption [A8]: the group grows from 20 to 30 officers"),
        ("Hungary", "Police officers", None, 60,
         "assumption [A8]: 10 officers for two quarters; most guard the country's own border"),
        ("Poland", "Police officers", Q2, 150,
         f"assumption [A8]: 50 of the {FACTS['E3'].shown} offered to Hungary [E3], from April"),
        ("Slovakia", "Police officers", None, 150,
         f"assumption [A8]: {FACTS['E4'].shown}, the size of a later unit [E4], for two quarters; "
         f"in 2015 it sent nearly {FACTS['E2'].shown} on missions [E2]"),
        (EU, "Asylum experts", Q1, 120, "assumption [A8]: 40 experts of EASO and Frontex"),
        (EU, "Asylum experts", Q2, 180, "assumption [A8]: 60 experts of EASO and Frontex"),
        ("Czechia", "Asylum experts", None, 30, "assumption [A8]: 5 experts for two quarters"),
        ("Poland", "Asylum experts", None, 60, "assumption [A8]: 10 experts for two quarters"),
        (EU, "Analysts", None, 90, "assumption [A8]: 15 analysts of Europol and Frontex"),
        ("Hungary", "Analysts", None, 36, "assumption [A8]: 6 analysts for two quarters"),
        ("Poland", "Analysts", Q2, 24, "assumption [A8]: 8 analysts from April"),
        ("Slovakia", "Analysts", None, 18, "assumption [A8]: 3 analysts for two quarters"),
    )]

COMMITMENTS: list[Row] = [
    {"Fund": fund, "Recipient": recipient, "Activity": activity, "Period": Q1, "Amount": amount,
     "Currency": currency, "Status": status, "Source": source}
    for fund, recipient, activity, amount, currency, status, source in (
        (TRUST_SERBIA, "Serbia", RECEPTION, 3_000_000, "EUR", "contracted",
         f"part of the grant of {FACTS['F2'].shown} [F2]; amount by March: assumption [A12]"),
        (ECHO, "Serbia", PROTECTION, 2_500_000, "EUR", "paid",
         f"part of the decision of {FACTS['F8'].shown} [F8]; amount by March: assumption [A12]"),
        (ECHO, "North Macedonia", PROTECTION, 2_000_000, "EUR", "paid",
         f"part of the decision of {FACTS['F8'].shown} [F8]; amount by March: assumption [A12]"),
        (IPA_BORDERS, "North Macedonia", PATROLS, 900_000, "EUR", "contracted",
         "guest officers at the southern border [F7]; amount by March: assumption [A12]"),
        (EMERGENCY_CROATIA, "Croatia", RECEPTION, 3_000_000, "EUR", "contracted",
         "temporary accommodation [F9]; amount by March: assumption [A12]"),
        (EMERGENCY_SLOVENIA, "Slovenia", RECEPTION, 2_000_000, "EUR", "contracted",
         "first reception [F10]; amount by March: assumption [A12]"),
        (CZECH_PROGRAMME, "North Macedonia", SURVEILLANCE, amount("F12") // 2, "CZK", "released",
         f"half of the first release of {FACTS['F12'].shown} to Greece and North Macedonia [F12]; "
         "the halves: assumption"),
        (SLOVAK, "North Macedonia", PATROLS, 150_000, "EUR", "paid",
         "Slovak officers served in North Macedonia [E2]; amount: assumption [A12]"),
    )]

BURDEN_SHARING: list[Row] = [
    {"Group": "V4", "Key": "GDP 50%; Population 50%", "Tolerance": 0.25, "Strength": "must",
     "Source": "GDP and population weigh alike in the EU relocation key [B1, B2]; the tolerance: "
               "assumption [A14]"},
]

RECIPIENT_KEYS: list[Row] = [
    {"Region": "Western Balkans", "Key": "need", "Tolerance": 0.5, "Strength": "must",
     "Source": "The requirements that partners published, as in Needs [N1, N2, A4]; that none of "
               "them gets less than half of its share of these, or half as much again: "
               "assumption [A19]"},
]

RULES: list[Row] = [
    {"Rule": "R1 Ceiling for one recipient", "Recipients": "Serbia", "Measure": "share of total",
     "Relation": "at most", "Value": 0.33, "Strength": "must", "Owner": "V4 Presidency",
     "Reason": "No recipient takes much more than a third; assumption, Serbia asks for 32%."},
    {"Rule": "R2 Vulnerable groups", "Recipients": "Serbia; North Macedonia; Croatia; Slovenia",
     "Activities": HUMANITARIAN, "Measure": "coverage", "Relation": "at least", "Value": 0.92,
     "For each": "recipient", "Strength": "should", "Penalty": 3, "Owner": "Humanitarian unit",
     "Reason": "The Declaration names protection of those in need, in particular vulnerable "
               "groups [P1]; level: assumption."},
    {"Rule": "R3 Traffickers", "Activities": TRAFFICKERS, "Measure": "amount",
     "Relation": "at least", "Value": 4_000_000, "Strength": "must", "Owner": "Police chiefs",
     "Reason": "The Declaration names the fight against traffickers [P1], and it must not be "
               "crowded out; amount: assumption."},
    {"Rule": "R4 Regional processes", "Activities": REGIONAL, "Measure": "share of total",
     "Relation": "at least", "Value": 0.01, "Strength": "must", "Owner": "Foreign ministries",
     "Reason": "Adequate funding of the Prague and Budapest Processes [P1]; share: assumption."},
    {"Rule": "R5 Officers at Gevgelija", "Donors": "V4; European Union",
     "Recipients": "North Macedonia", "Activities": PATROLS, "Measure": "experts",
     "Relation": "at least", "Value": 150, "Strength": "must", "Owner": "Police chiefs",
     "Reason": "25 officers stay at the southern border for two quarters; number: assumption "
               "after [E1]."},
    {"Rule": "R6 Visegrad presence", "Donors": "V4", "Recipients": PARTNERS,
     "Measure": "share of recipient", "Relation": "at least", "Value": 0.1,
     "For each": "recipient", "Strength": "should", "Penalty": 1, "Owner": "V4 Presidency",
     "Reason": "The four countries stand by every partner; share: assumption."},
    {"Rule": "R7 Use of Visegrad money", "Donors": "V4", "Measure": "share of budget",
     "Relation": "at least", "Value": 0.6, "For each": "donor", "Strength": "must",
     "Owner": "Finance ministries",
     "Reason": "What was announced is spent for the most part; share: assumption."},
    {"Rule": "R8 Early money", "Enabled": "no", "Periods": Q1, "Measure": "share of total",
     "Relation": "at least", "Value": 0.6, "Strength": "must", "Owner": "European Commission",
     "Reason": "Switched off: the first quarter is over. Kept to show what it would do; "
               "assumption."},
]

PINS: list[Row] = [
    {"Fund": CZECH_PROGRAMME, "Recipient": "North Macedonia", "Activity": PATROLS,
     "At least": 400_000,
     "Reason": "The Czech group at Gevgelija [E1] is paid by its own country; amount: assumption."},
    {"Fund": IPA_SERBIA, "Recipient": "Serbia", "Activity": SURVEILLANCE, "Period": Q2,
     "At least": 500_000, "At most": 1_500_000,
     "Reason": "A tender for equipment of the border police is out, its size still open: "
               "assumption."},
    {"Fund": VISEGRAD_GRANTS, "Recipient": "Regional processes", "Activity": PRAGUE,
     "At most": 200_000,
     "Reason": "The Visegrad Fund pays at most half of its window to one process: assumption."},
]

TABLES: dict[str, list[Row]] = {
    "Needs": needs(),
    "Budgets": budgets(),
    "Recipients": RECIPIENTS,
    "Activities": ACTIVITIES,
    "Donors": DONORS,
    "Capacity": CAPACITY,
    "Expertise": EXPERTISE,
    "Commitments": COMMITMENTS,
    "Burden sharing": BURDEN_SHARING,
    "Recipient keys": RECIPIENT_KEYS,
    "Periods": [{"Period": quarter, "Within": "2016-H1", "Source": "the calendar; that the plan "
                 "covers this half is an assumption"} for quarter in (Q1, Q2)],
    "Rules": RULES,
    "Pins": PINS,
    "Tiers": [{"Tier": LIFE_SAVING, "Weight": 3}, {"Tier": URGENT, "Weight": 2},
              {"Tier": PREPARATORY, "Weight": 1}],
    "Objectives": [
        {"Order": 1, "Objective": "soft rules"},
        {"Order": 2, "Objective": "meet needs", "Tolerance": 0.002},
        {"Order": 3, "Objective": "raise lowest coverage"},
        {"Order": 4, "Objective": "use budgets"},
    ],
    "Exchange rates": [
        {"Currency": FACTS[code].unit, "Per unit of base": FACTS[code].figure,
         "Date": "2016, annual average",
         "Source": f"European Central Bank, euro reference rate [{code}], from memory"}
        for code in ("X1", "X2", "X3", "X4")],
    "Scenarios": [
        {"Scenario": "Route shifts west", "Probability": 0.3, "Table": "Needs",
         "Recipient": "Croatia; Slovenia", "Period": Q2, "Change": "multiply by", "Value": 1.5},
        {"Scenario": "Route shifts west", "Table": "Needs", "Recipient": "Serbia", "Period": Q2,
         "Change": "multiply by", "Value": 0.8},
        {"Scenario": "Adriatic branch opens", "Probability": 0.2, "Table": "Needs",
         "Recipient": "Albania; Montenegro; Bosnia and Herzegovina", "Period": Q2,
         "Change": "multiply by", "Value": 3},
        {"Scenario": "Adriatic branch opens", "Table": "Capacity", "Recipient": "Montenegro",
         "Change": "multiply by", "Value": 2},
        {"Scenario": "Arrivals halve", "Probability": 0.3, "Table": "Needs", "Period": Q2,
         "Change": "multiply by", "Value": 0.6},
        {"Scenario": "Trust Fund late", "Probability": 0.2, "Table": "Budgets",
         "Fund": TRUST_REGION, "Period": Q1, "Change": "set to", "Value": 0},
    ],
    "Settings": [
        {"Setting": "Title", "Value": "Western Balkans migration route, first half of 2016"},
        {"Setting": "Base currency", "Value": "EUR"},
        {"Setting": "Amounts in", "Value": "units"},
        {"Setting": "Rounding", "Value": 100},
        {"Setting": "Split", "Value": "few payments"},
    ],
}

MINIMAL: dict[str, list[Row]] = {
    "Needs": [
        {"Recipient": "Serbia", "Activity": "Reception", "Need": 900_000},
        {"Recipient": "Serbia", "Activity": "Border management", "Need": 400_000},
        {"Recipient": "North Macedonia", "Activity": "Reception", "Need": 700_000},
        {"Recipient": "North Macedonia", "Activity": "Border management", "Need": 500_000},
        {"Recipient": "Albania", "Activity": "Reception", "Need": 250_000},
        {"Recipient": "Albania", "Activity": "Border management", "Need": 150_000},
    ],
    "Budgets": [
        {"Fund": "EU Trust Fund", "Donor": "European Union", "Budget": 1_500_000},
        {"Fund": "Czech aid", "Donor": "Czechia", "Budget": 500_000},
    ],
}
