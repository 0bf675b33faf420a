"""The tables of the Western Balkans example: real figures with sources, assumptions said as such."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

Row = dict[str, object]
QUARTERS = ("2016-Q1", "2016-Q2")
RMRP = "UNHCR, Regional Refugee and Migrant Response Plan (RMRP) for Europe, Jan-Dec 2016"

ACTIVITIES = {
    # name: (pillar, priority, expertise, DAC code, output, unit cost in EUR, tiers with shares)
    "Border surveillance": ("Border management", 1.0, "", "15190", "border posts equipped",
                            250_000, {"Urgent": 1.0}),
    "Joint patrols": ("Border management", 1.1, "Police", "15132", "officer-months in the field",
                      6_000, {"Urgent": 1.0}),
    "Registration and asylum": ("Asylum support", 1.2, "Asylum", "15190", "people registered",
                                90, {"Urgent": 1.0}),
    "Information exchange": ("Exchange of information", 1.0, "Analysis", "15130",
                             "secure links set up", 150_000, {"Useful": 1.0}),
    "Fight against traffickers": ("Fight against traffickers", 1.2, "Police", "15132",
                                  "investigations", 60_000, {"Urgent": 1.0}),
    "Reception and shelter": ("Humanitarian reception", 1.3, "", "72010", "places for a quarter",
                              1_800, {"Life-saving": 0.6, "Urgent": 0.4}),
    "Protection, food and health": ("Humanitarian reception", 1.5, "", "72010", "people assisted",
                                    75, {"Life-saving": 1.0}),
    "Prague Process": ("Regional processes", 1.0, "", "15190", "meetings of senior officials",
                       120_000, {"Useful": 1.0}),
    "Budapest Process": ("Regional processes", 1.0, "", "15190", "meetings of senior officials",
                         120_000, {"Useful": 1.0}),
}
SPLIT = {"Border surveillance": 0.12, "Joint patrols": 0.08, "Registration and asylum": 0.15,
         "Information exchange": 0.04, "Fight against traffickers": 0.06,
         "Reception and shelter": 0.30, "Protection, food and health": 0.25}
PHASING = {"2016-Q1": 0.6, "2016-Q2": 0.4}
EXPERTS = {"Joint patrols": 60_000, "Registration and asylum": 160_000,
           "Information exchange": 240_000, "Fight against traffickers": 90_000}
"""Money in EUR that goes with one expert-month."""

COUNTRIES = {
    # name: (total need, currency, source)
    "Serbia": (46_900_000, "USD", RMRP),
    "North Macedonia": (39_400_000, "USD", f"{RMRP} (then: the former Yugoslav Republic of "
                                           "Macedonia)"),
    "Croatia": (27_400_000, "USD", RMRP),
    "Slovenia": (17_500_000, "USD", RMRP),
    "Albania": (4_200_000, "EUR", "assumption: not in the RMRP; preparedness for a branch of the "
                                  "route through Albania to Italy (named by ECHO, 3 Sep 2015)"),
    "Bosnia and Herzegovina": (3_000_000, "EUR", "assumption: not in the RMRP; preparedness"),
    "Montenegro": (1_600_000, "EUR", "assumption: not in the RMRP; preparedness"),
    "Kosovo*": (2_400_000, "EUR", "assumption: not in the RMRP; preparedness"),
}
SPLIT_NOTE = ("assumption: split by activity (shares on About) and by quarter 60:40, as nearly all "
              "arrivals of 2016 fell in its first weeks")


def needs() -> Iterator[Row]:
    """Yield the needs; each country's rows add up to its published total."""
    for country, (total, currency, source) in COUNTRIES.items():
        left = total
        keys = list(product(QUARTERS, SPLIT))
        for number, (quarter, activity) in enumerate(keys, start=1):
            amount = round(total * SPLIT[activity] * PHASING[quarter], -3)
            amount = left if number == len(keys) else amount
            left -= amount
            yield from _tiers(country, activity, quarter, int(amount), currency,
                              f"{source}; {SPLIT_NOTE}" if "RMRP" in source
                              and "assumption" not in source else source)
    for process, amount in (("Prague Process", 700_000), ("Budapest Process", 500_000)):
        for quarter in QUARTERS:
            yield _need("Regional processes", process, quarter, "Useful", amount, "EUR",
                        "assumption: secretariat and meetings; the RMRP's regional part covers the "
                        "whole plan and is not split")


def _tiers(country: str, activity: str, quarter: str, amount: int, currency: str,
           source: str) -> Iterator[Row]:
    tiers = ACTIVITIES[activity][6]
    left = amount
    for number, (tier, share) in enumerate(tiers.items(), start=1):
        part = left if number == len(tiers) else round(amount * share)
        left -= part
        yield _need(country, activity, quarter, tier, part, currency, source)


def _need(recipient: str, activity: str, quarter: str, tier: str, amount: int, currency: str,
          source: str) -> Row:
    months = round(amount / EXPERTS[activity]) if activity in EXPERTS else None
    return {"Recipient": recipient, "Activity": activity, "Period": quarter, "Tier": tier,
            "Need": amount, "Currency": currency, "Expert-months": months or None,
            "Source": source}


def budgets() -> Iterator[Row]:
    """Yield the budgets of the funds, in their own currencies."""
    region = "not Croatia; not Slovenia"
    for quarter, amount in (("2016-Q1", 9_000_000), ("2016-Q2", 11_000_000)):
        yield {"Fund": "EU Trust Fund, regional envelope", "Donor": "EU", "Period": quarter,
               "Budget": amount, "Currency": "EUR", "For recipients": region, "Carry over": "yes",
               "Source": "assumption: part of EUR 645 million at the Madad Fund's disposal in Feb "
                         "2016 (inserbia.info quoting the Commission) that reaches the region"}
    yield {"Fund": "EU Trust Fund, action for Serbia", "Donor": "EU", "Budget": 15_000_000,
           "Currency": "EUR", "For recipients": "Serbia", "Minimum use": 0.8,
           "For activities": "Asylum support; Humanitarian reception",
           "Source": "Madad Fund action document, EU support to Serbia, Ares(2016): EUR 5.5 million "
                     "grant to the Ministry of Labour and EUR 9.5 million with IOM; minimum use: "
                     "assumption"}
    yield {"Fund": "EU pre-accession, Serbia", "Donor": "EU", "Budget": 7_000_000,
           "Currency": "EUR", "For recipients": "Serbia",
           "Source": "Commission press release Oct 2015 (from memory): special measure of EUR 17 "
                     "million"}
    yield {"Fund": "EU pre-accession, North Macedonia", "Donor": "EU", "Budget": 10_000_000,
           "Currency": "EUR", "For recipients": "North Macedonia",
           "Source": "Commission press release Oct 2015 (from memory): special measure of EUR 17 "
                     "million"}
    yield {"Fund": "EU humanitarian aid (ECHO)", "Donor": "EU", "Budget": 13_000_000,
           "Currency": "EUR", "For recipients": "Serbia; North Macedonia",
           "For activities": "Humanitarian reception",
           "Source": "serbia.com / Tanjug, Dec 2015: additional decision for Serbia and North "
                     "Macedonia"}
    yield {"Fund": "EU internal funds (AMIF)", "Donor": "EU", "Budget": 16_000_000,
           "Currency": "EUR", "For recipients": "Croatia; Slovenia",
           "Source": "assumption: emergency assistance to the two Member States on the route"}
    yield {"Fund": "Czech migration programme", "Donor": "Czechia", "Budget": 100_000_000,
           "Currency": "CZK", "For recipients": region,
           "Source": "aktuality.sk 21 Mar 2016: CZK 100 million, priority Western Balkans"}
    yield {"Fund": "Czech additional assistance", "Donor": "Czechia", "Budget": 68_000_000,
           "Currency": "CZK", "Minimum use": 0.5,
           "Source": "vlada.cz 4 Nov 2015: additional assistance planned for 2016; minimum use: "
                     "assumption"}
    yield {"Fund": "Hungarian bilateral support", "Donor": "Hungary", "Budget": 1_200_000_000,
           "Currency": "HUF", "For activities": "Border management; Fight against traffickers; "
                                                "Exchange of information; Regional processes",
           "Source": "assumption: no published figure for the region"}
    for quarter, amount in (("2016-Q1", 15_000_000), ("2016-Q2", 25_000_000)):
        yield {"Fund": "Polish aid", "Donor": "Poland", "Period": quarter, "Budget": amount,
               "Currency": "PLN", "Carry over": "yes",
               "Source": "assumption: no published figure for the region"}
    yield {"Fund": "Slovak aid", "Donor": "Slovakia", "Budget": 2_500_000, "Currency": "EUR",
           "For recipients": region, "Source": "assumption: no published figure for the region"}
    yield {"Fund": "International Visegrad Fund", "Donor": "International Visegrad Fund",
           "Budget": 400_000, "Currency": "EUR",
           "For activities": "Exchange of information; Regional processes",
           "Source": "assumption: 5% of EUR 8 million a year (kormany.hu, Visegrad Fund turns 15)"}
    yield {"Fund": "Serbian state budget", "Donor": "Serbia", "Budget": 4_500_000,
           "Currency": "EUR", "For recipients": "Serbia",
           "Source": "assumption: own contribution to reception (6,150 places committed by the "
                     "government, Madad action document)"}
    yield {"Fund": "North Macedonian state budget", "Donor": "North Macedonia",
           "Budget": 1_500_000, "Currency": "EUR", "For recipients": "North Macedonia",
           "Source": "assumption: own contribution"}


def _recipient(name: str, code: str, region: str, severity: float, floor: float | None,
               own: float | None) -> Row:
    return {"Recipient": name, "ISO code": code, "Region": region, "Severity": severity,
            "Minimum coverage": floor, "Co-financing": own,
            "Coordinator": f"National coordinator, {name.removesuffix('*')}",
            "Email": f"coordinator.{code.lower()}@example.org"}


TABLES: dict[str, list[Row]] = {
    "Needs": list(needs()),
    "Budgets": list(budgets()),
    "Recipients": [
        _recipient("Serbia", "RS", "Western Balkans", 1.5, 0.30, 0.10),
        _recipient("North Macedonia", "MK", "Western Balkans", 1.5, 0.30, 0.05),
        _recipient("Croatia", "HR", "Member States on the route", 1.1, None, None),
        _recipient("Slovenia", "SI", "Member States on the route", 1.1, None, None),
        _recipient("Albania", "AL", "Western Balkans", 1.2, 0.25, None),
        _recipient("Bosnia and Herzegovina", "BA", "Western Balkans", 1.0, 0.20, None),
        _recipient("Montenegro", "ME", "Western Balkans", 1.0, 0.20, None),
        _recipient("Kosovo*", "XK", "Western Balkans", 1.1, 0.20, None),
        _recipient("Regional processes", "", "Regional bodies", 1.0, 0.50, None),
    ],
    "Activities": [
        {"Activity": name, "Pillar": pillar, "Priority": priority, "Expertise": expertise or None,
         "DAC code": code, "Output": output, "Unit cost": cost}
        for name, (pillar, priority, expertise, code, output, cost, _) in ACTIVITIES.items()],
    "Donors": [
        {"Donor": "Czechia", "ISO code": "CZ", "Group": "V4", "Coordinator": "MFA Prague",
         "Email": "v4.cz@example.org", "GDP": 168_500, "Population": 10_538_275},
        {"Donor": "Hungary", "ISO code": "HU", "Group": "V4", "Coordinator": "MFA Budapest",
         "Email": "v4.hu@example.org", "GDP": 112_200, "Population": 9_855_571},
        {"Donor": "Poland", "ISO code": "PL", "Group": "V4", "Coordinator": "MFA Warsaw",
         "Email": "v4.pl@example.org", "GDP": 430_300, "Population": 38_005_614},
        {"Donor": "Slovakia", "ISO code": "SK", "Group": "V4", "Coordinator": "MFA Bratislava",
         "Email": "v4.sk@example.org", "GDP": 79_900, "Population": 5_421_349},
        {"Donor": "EU", "Group": "EU institutions", "Coordinator": "DG NEAR",
         "Email": "near@example.org"},
        {"Donor": "International Visegrad Fund", "Group": "Joint V4",
         "Coordinator": "IVF secretariat", "Email": "ivf@example.org"},
        {"Donor": "Serbia", "ISO code": "RS", "Group": "Own funds"},
        {"Donor": "North Macedonia", "ISO code": "MK", "Group": "Own funds"},
    ],
    "Capacity": [
        {"Recipient": recipient, "Activity": activity, "Period": period, "Capacity": amount,
         "Source": source}
        for recipient, activity, period, amount, source in (
            ("Serbia", None, "2016-Q1", 16_000_000, "assumption: what ministries and partners can "
                                                    "contract in a quarter"),
            ("Serbia", None, "2016-Q2", 14_000_000, "assumption: as above"),
            ("Serbia", "Reception and shelter", None, 11_100_000,
             "6,150 places (Madad action document) at EUR 1,800 a quarter, rounded: assumption"),
            ("North Macedonia", None, "2016-Q1", 11_000_000, "assumption: as for Serbia"),
            ("North Macedonia", None, "2016-Q2", 9_000_000, "assumption: as for Serbia"),
            ("Kosovo*", None, None, 1_500_000, "assumption: few implementing partners"),
            ("Montenegro", None, None, 900_000, "assumption: few implementing partners"),
        )],
    "Expertise": [
        {"Donor": donor, "Expertise": kind, "Period": period, "Expert-months": months}
        for donor, kind, period, months in (
            ("Czechia", "Police", "2016-Q1", 20), ("Czechia", "Police", "2016-Q2", 20),
            ("Poland", "Police", "2016-Q1", 35), ("Poland", "Police", "2016-Q2", 50),
            ("Slovakia", "Police", None, 45),
            ("Hungary", "Analysis", None, 12), ("Slovakia", "Analysis", None, 4),
            ("EU", "Asylum", "2016-Q1", 30), ("EU", "Asylum", "2016-Q2", 40),
            ("Czechia", "Asylum", None, 15), ("Poland", "Analysis", None, 6),
        )],
    "Commitments": [
        {"Fund": "EU Trust Fund, action for Serbia", "Recipient": "Serbia",
         "Activity": "Reception and shelter", "Period": "2016-Q1", "Amount": 3_500_000,
         "Currency": "EUR", "Status": "contracted",
         "Source": "Madad Fund action document: grant to the Ministry of Labour of EUR 5.5 million; "
                   "the part contracted so far is an assumption"},
        {"Fund": "Czech migration programme", "Recipient": "North Macedonia",
         "Activity": "Border surveillance", "Period": "2016-Q1", "Amount": 10_000_000,
         "Currency": "CZK", "Status": "released",
         "Source": "aktuality.sk 21 Mar 2016: first release of CZK 20 million to Greece and North "
                   "Macedonia; half each is an assumption"},
        {"Fund": "EU humanitarian aid (ECHO)", "Recipient": "North Macedonia",
         "Activity": "Protection, food and health", "Period": "2016-Q1", "Amount": 1_500_000,
         "Currency": "EUR", "Status": "paid",
         "Source": "ECHO Daily Map 3 Sep 2015: first emergency decision; that North Macedonia "
                   "received it is an assumption"},
    ],
    "Burden sharing": [
        {"Group": "V4", "Key": "GDP 50%; Population 50%", "Tolerance": 0.25, "Strength": "must",
         "Source": "after the EU relocation key, which weighs population and GDP alike (European "
                   "Agenda on Migration, May 2015, Annex); tolerance: assumption"},
    ],
    "Rules": [
        {"Rule": "Serbia's share", "Enabled": "yes", "Recipients": "Serbia",
         "Measure": "share of total", "Relation": "at most", "Value": 0.45, "Strength": "must",
         "Reason": "No single recipient takes nearly half of the support.", "Owner": "V4 presidency"},
        {"Rule": "Protection floor", "Enabled": "yes", "Recipients": "Western Balkans",
         "Activities": "Protection, food and health", "Measure": "coverage",
         "Relation": "at least", "Value": 0.40, "For each": "recipient", "Strength": "should",
         "Penalty": 5, "Reason": "Vulnerable groups come first wherever they are.",
         "Owner": "Humanitarian unit"},
        {"Rule": "No single donor", "Enabled": "yes", "Donors": "V4", "Recipients": "Western Balkans",
         "Measure": "share of recipient", "Relation": "at most", "Value": 0.60,
         "For each": "donor; recipient", "Strength": "should", "Penalty": 1,
         "Reason": "No recipient depends on one member of the V4.", "Owner": "V4 presidency"},
        {"Rule": "Fight against traffickers", "Enabled": "yes",
         "Activities": "Fight against traffickers", "Measure": "amount", "Relation": "at least",
         "Value": 1_500_000, "Strength": "must",
         "Reason": "The Declaration names it; it must not be crowded out.", "Owner": "Police chiefs"},
        {"Rule": "Police in North Macedonia", "Enabled": "yes", "Recipients": "North Macedonia",
         "Activities": "Joint patrols", "Measure": "experts", "Relation": "at least", "Value": 30,
         "Strength": "must", "Reason": "The Gevgelija mission goes on.", "Owner": "Czech police",
         "Valid until": "2027-12-31"},
        {"Rule": "Half of the money early", "Enabled": "no", "Periods": "2016-Q1",
         "Measure": "share of total", "Relation": "at least", "Value": 0.50, "Strength": "must",
         "Reason": "Kept for discussion, switched off.", "Owner": "DG NEAR"},
    ],
    "Pins": [
        {"Fund": "Czech migration programme", "Recipient": "North Macedonia",
         "Activity": "Joint patrols", "Period": None, "At least": 500_000, "At most": None,
         "Reason": "Promised to Skopje for the mission at Gevgelija (aktuality.sk 21 Mar 2016); "
                   "amount: assumption"},
        {"Fund": "Slovak aid", "Recipient": "Serbia", "Activity": "Registration and asylum",
         "Period": None, "At least": None, "At most": 600_000,
         "Reason": "Slovak aid is spread over several recipients: assumption"},
    ],
    "Tiers": [{"Tier": "Life-saving", "Weight": 3}, {"Tier": "Urgent", "Weight": 2},
              {"Tier": "Useful", "Weight": 1}],
    "Objectives": [
        {"Order": 1, "Objective": "soft rules", "Tolerance": None},
        {"Order": 2, "Objective": "meet needs", "Tolerance": 0.01},
        {"Order": 3, "Objective": "raise lowest coverage", "Tolerance": None},
        {"Order": 4, "Objective": "use budgets", "Tolerance": None},
    ],
    "Exchange rates": [
        {"Currency": code, "Per unit of base": rate, "Date": "2016 average",
         "Source": "European Central Bank, annual average 2016 (from memory)"}
        for code, rate in (("CZK", 27.034), ("HUF", 311.44), ("PLN", 4.3632), ("USD", 1.1069))],
    "Settings": [
        {"Setting": "Title", "Value": "Western Balkans migration route, first half of 2016"},
        {"Setting": "Base currency", "Value": "EUR"},
        {"Setting": "Amounts in", "Value": "units"},
        {"Setting": "Rounding", "Value": 100},
        {"Setting": "Split", "Value": "proportional"},
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
        {"Fund": "EU Regional Trust Fund", "Donor": "EU", "Budget": 1_500_000},
        {"Fund": "Czech aid", "Donor": "Czechia", "Budget": 500_000},
    ],
}
