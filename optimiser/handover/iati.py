"""A plan as IATI 2.03 activities: indicative budgets, and never a transaction.

One activity is what one fund pays to one recipient for one purpose. Elements stand in the
order that the schema of iati-activity demands.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections import defaultdict
from xml.etree import ElementTree as ET

from optimiser.codes.countries import country_of_code
from optimiser.errors import UsageError
from optimiser.handover.model_names import short_name
from optimiser.plan.types import Solution
from optimiser.problem.types import Problem
from optimiser.report.draft import Draft
from optimiser.tables.periods import Length, read_span
from optimiser.tables.table import Inputs

_FUNDING, _IMPLEMENTING = "1", "4"
_PUBLIC = "15"
_PIPELINE = "1"
_ORIGINAL, _INDICATIVE = "1", "1"
_GENERAL, _OTHER = "1", "4"
_DAC5, _DAC3 = "1", "2"
_XML_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def iati_text(plan: Solution, inputs: Inputs, near: str = "") -> bytes:
    """Return the file; raises UsageError without periods or without amounts.

    `near` says what the search for the plan left open, "" for nothing: each activity then carries
    it, as activities are read one by one. The date of the whole and of every value is the first
    day of the plan's periods, so that the same plan gives the same file.
    """
    problem = plan.problem
    if not all(problem.periods):
        raise UsageError("IATI needs dates, and this plan has no periods.",
                         "Fill in Period on every row of Needs.")
    if not plan.amounts.any():
        raise UsageError("The plan allocates nothing, and IATI has no file without activities.",
                         "Raise a budget, or loosen what keeps all money back.")
    draft = Draft(plan, inputs)
    root = ET.Element("iati-activities", {"version": "2.03"})
    along = plan.columns.allocation.along
    paid: dict[tuple[int, int, int], list[tuple[int, float]]] = defaultdict(list)
    for cell in draft.cells.tolist():
        key = (int(along["fund"][cell]), int(along["recipient"][cell]),
               int(along["activity"][cell]))
        paid[key].append((int(along["period"][cell]), float(draft.amounts[cell])))
    for key, amounts in paid.items():
        root.append(_activity(problem, *key, amounts, near))
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def identifier(donor: str, fund: str, recipient: str, activity: str) -> str:
    """Return an activity's identifier: the same names always give the same one.

    It begins with the reporting organisation's reference, as the standard demands.
    """
    digest = hashlib.sha256("\0".join((fund, recipient, activity)).encode()).hexdigest()[:16]
    return f"{reference(donor)}-{digest}"


def reference(name: str) -> str:
    """Return the stand-in of an organisation that has no registered identifier.

    The digest keeps names apart of which no letter can be kept.
    """
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"XX-ALLOCATE-{short_name('n', 0, [name, digest] if len(name) < 50 else [digest])[3:]}"


def dates_of(period: str) -> tuple[str, str]:
    """Return the first and last day of a period, however it is spelt.

    Raises UsageError for a label, or a fiscal year, of which no calendar tells the days.

    >>> dates_of("2016-Q1"), dates_of("Feb 2016")
    (('2016-01-01', '2016-03-31'), ('2016-02-01', '2016-02-29'))
    """
    span = read_span(period)
    if span is None or span.length is Length.FISCAL:
        raise UsageError(f"IATI needs dates, and no calendar tells when {period} begins.",
                         "Use years, halves, quarters or months in Needs for this export.")
    year, month = divmod(span.first, 12)
    last_year, last = divmod(span.first + span.length - 1, 12)
    days = calendar.monthrange(last_year, last + 1)[1]
    return f"{year:04d}-{month + 1:02d}-01", f"{last_year:04d}-{last + 1:02d}-{days:02d}"


def _activity(problem: Problem, fund: int, recipient: int, activity: int,
              amounts: list[tuple[int, float]], near: str) -> ET.Element:
    names = (problem.funds.names[fund], problem.recipients.names[recipient],
             problem.activities.names[activity])
    donor = problem.donors.names[int(problem.funds.donor[fund])]
    spans = sorted((*dates_of(problem.periods[period]), amount) for period, amount in amounts)
    element = ET.Element("iati-activity", {
        "default-currency": problem.currency, "{http://www.w3.org/XML/1998/namespace}lang": "en"})
    ET.SubElement(element, "iati-identifier").text = identifier(donor, *names)
    _organisation(element, "reporting-org", donor, {"type": _PUBLIC, "ref": reference(donor)})
    _narrative(ET.SubElement(element, "title"), f"{names[2]}, {names[1]}")
    _narrative(ET.SubElement(element, "description", {"type": _GENERAL}),
               f"Proposal: {names[0]} pays for {names[2]} in {names[1]}.")
    if near:
        _narrative(ET.SubElement(element, "description", {"type": _OTHER}),
                   f"Of the plan that this is part of: {near}")
    _organisation(element, "participating-org", donor, {
        "role": _FUNDING, "ref": reference(donor)})
    _organisation(element, "participating-org", names[1], {"role": _IMPLEMENTING})
    ET.SubElement(element, "activity-status", {"code": _PIPELINE})
    for kind, date in (("1", spans[0][0]), ("3", max(span[1] for span in spans))):
        ET.SubElement(element, "activity-date", {"type": kind, "iso-date": date})
    _locate(element, problem, recipient)
    _sector(element, problem, activity)
    for start, end, amount in spans:
        budget = ET.SubElement(element, "budget", {"type": _ORIGINAL, "status": _INDICATIVE})
        ET.SubElement(budget, "period-start", {"iso-date": start})
        ET.SubElement(budget, "period-end", {"iso-date": end})
        value = ET.SubElement(budget, "value", {
            "currency": problem.currency, "value-date": spans[0][0]})
        value.text = f"{amount:.9f}".rstrip("0").rstrip(".")
    return element


def _organisation(parent: ET.Element, tag: str, name: str, attributes: dict[str, str]) -> None:
    _narrative(ET.SubElement(parent, tag, attributes), name)


def _narrative(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "narrative").text = _XML_CHARACTERS.sub("\ufffd", text)


def _locate(element: ET.Element, problem: Problem, recipient: int) -> None:
    """Name the country by its code; a recipient without one is a region in words."""
    country = country_of_code(problem.recipients.iso_code[recipient])
    name = problem.recipients.names[recipient]
    # The standard's list of countries lacks the European Union, which has no three letters.
    if country is not None and country.three_letters:
        _organisation(element, "recipient-country", name, {
            "code": country.code, "percentage": "100"})
        return
    _organisation(element, "recipient-region", name, {
        "code": short_name("r", recipient, [name]), "vocabulary": "99", "percentage": "100"})


def _sector(element: ET.Element, problem: Problem, activity: int) -> None:
    """Give the DAC code; an activity without one is a sector of the reporter's own list."""
    code, name = problem.activities.dac_code[activity].strip(), problem.activities.names[activity]
    vocabulary = _DAC5 if re.fullmatch("[0-9]{5}", code) else _DAC3
    if not re.fullmatch("[0-9]{3}|[0-9]{5}", code):
        vocabulary, code = "99", short_name("a", activity, [name])
    _organisation(element, "sector", name, {
        "vocabulary": vocabulary, "code": code, "percentage": "100"})
