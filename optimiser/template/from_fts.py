"""A workbook from tables of OCHA's Financial Tracking Service: needs, commitments, and no more.

The Service publishes requirements and funding by cluster (countryCode, cluster, year,
requirements, funding) and the flows of money (srcOrganization, destLocations,
destGlobalClusters, budgetYear, status, originalAmount, originalCurrency, amountUSD), in dollars
of the United States, often with a second row of hashtags. What has no place in a plan is left
out and counted, with the reason.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from optimiser.codes.countries import country_of, country_of_code
from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.names import name_key, tidy
from optimiser.tables.numbers import Reading, read_number
from optimiser.template.blank import HOW_TO
from optimiser.template.content import Content, Rows
from optimiser.words import counted

DOLLAR = "USD"
EVERYBODY, REPORTED = "All donors together", "Funding reported to FTS"
_REQUIRED = ("countryCode", "cluster", "requirements")
_OF_FLOWS = ("srcOrganization", "destLocations", "destGlobalClusters", "status")
_AMOUNTS = ("requirements", "funding", "originalAmount", "amountUSD")
_FIRM = ("commitment", "paid", "paid contribution")
_SERVICE = "OCHA Financial Tracking Service"

_Line = Mapping[str, str]
_Key = tuple[str, str, str]


@frozen
class FromService:
    """The content of the workbook, and what was left out of it, a sentence each."""

    content: Content
    left_out: tuple[str, ...]


def from_fts(requirements: Path, flows: Path | None = None) -> FromService:
    """Return needs by cluster and firm commitments as an input workbook.

    Without `flows` the column `funding` is one commitment for each need. Raises UsageError where
    a file is none of these tables.
    """
    lost: Counter[str] = Counter()
    lines = _lines(requirements, _REQUIRED)
    needs = _needs(lines, requirements, lost)
    if not needs:
        raise UsageError(f"{requirements.name} holds no requirement above 0.",
                         "Give the table of requirements and funding by cluster of an appeal.")
    given = (_funding(lines, needs, requirements) if flows is None
             else _flows(_lines(flows, _OF_FLOWS), needs, flows, lost))
    rates = {} if flows is None else _rates(_lines(flows, _OF_FLOWS))
    left_out = tuple(f"{counted(count, 'row')} left out: {why}." for why, count in lost.items())
    title = tidy(lines[0].get("name", "")) or "Funding plan"
    return FromService(Content(
        title=title, subtitle=f"From tables of the {_SERVICE}.", tables={
            "Needs": list(needs.values()), "Budgets": _budgets(given, rates),
            "Recipients": _recipients(needs), "Activities": [
                {"Activity": name} for name in dict.fromkeys(key[1] for key in needs)],
            "Donors": _donors(given), "Commitments": given,
            "Exchange rates": [{"Currency": code, "Per unit of base": rate, "Source":
                                f"{_SERVICE}, as the flows imply"} for code, rate in rates.items()],
            "Settings": [{"Setting": "Title", "Value": title},
                         {"Setting": "Base currency", "Value": DOLLAR}]},
        sections={"What was left out": [("Requirements and flows", text) for text in left_out],
                  **HOW_TO} if left_out else HOW_TO,
        footer="Inputs of allocate", full=True), left_out)


def _lines(path: Path, needed: Sequence[str]) -> list[_Line]:
    """Return the rows of a table, without its row of hashtags."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path.name} cannot be read: {fault}.",
                         "Give the .csv file as it was downloaded.") from fault
    lines = list(csv.DictReader(io.StringIO(text)))
    missing = [name for name in needed if not lines or name not in lines[0]]
    if missing:
        raise UsageError(f"{path.name} has no column {', '.join(missing)}.",
                         f"Give the .csv table that the {_SERVICE} publishes.")
    rows = [{name: cell or "" for name, cell in line.items() if isinstance(name, str)}
            for line in lines]
    found: list[_Line] = [row for row in rows if not next(iter(row.values()), "").startswith("#")]
    _check_amounts(found, path)
    return found


def _check_amounts(lines: Sequence[_Line], path: Path) -> None:
    """Refuse an amount that cannot be read: left out as if it were none, it would be lost."""
    for heading in _AMOUNTS:
        for line in lines:
            text = line.get(heading, "").strip()
            if text and _amount(text) is None:
                raise UsageError(
                    f'"{text}" in the column {heading} of {path.name} cannot be read as money.',
                    "Write a plain number such as 1234.5, or leave the cell blank.")


def _amount(text: str) -> float | None:
    """Return an amount of money, None for a blank or what is no number or has two readings."""
    read = read_number(text)
    return round(read.value, 2) if read.reading is Reading.NUMBER and not read.percent else None


def _place(codes: str) -> str:
    """Return the country of a code, "" where there is none or several."""
    country = country_of_code(codes)
    return country.name if country else ""


def _year(line: _Line) -> str:
    return line.get("year", "").strip() or line.get("startDate", "").strip()[:4]


def _needs(lines: Sequence[_Line], path: Path,
           lost: Counter[str]) -> dict[_Key, dict[str, object]]:
    """Add up the requirements by recipient, cluster and year."""
    needs: dict[_Key, dict[str, object]] = {}
    for line in lines:
        amount, cluster = _amount(line["requirements"]), tidy(line["cluster"])
        recipient = _place(line["countryCode"]) or tidy(line.get("name", "")) or tidy(
            line["countryCode"])
        if not amount or amount < 0:
            lost["a cluster without a requirement"] += 1
        elif not cluster or not recipient:
            lost["a requirement without a cluster or a country"] += 1
        else:
            key = (name_key(recipient), name_key(cluster), _year(line))
            row = needs.setdefault(key, {
                "Recipient": recipient, "Activity": cluster, "Period": _year(line) or None,
                "Need": 0.0, "Source": f"{_SERVICE}, {path.name}"})
            row["Need"] = round(float(str(row["Need"])) + amount, 2)
            plan = tidy(line.get("code", "") or line.get("name", ""))
            if plan and plan not in str(row["Source"]):
                row["Source"] = f"{row['Source']}, {plan}"
    return needs


def _funding(lines: Sequence[_Line], needs: Mapping[_Key, Mapping[str, object]],
             path: Path) -> Rows:
    """Return what the table says was funded as one commitment for each need."""
    sums: dict[_Key, float] = defaultdict(float)
    for line in lines:
        recipient = _place(line["countryCode"]) or tidy(line.get("name", "")) or tidy(
            line["countryCode"])
        key = (name_key(recipient), name_key(line["cluster"]), _year(line))
        if key in needs:
            sums[key] += _amount(line.get("funding", "")) or 0.0
    return [{"Fund": REPORTED, "Recipient": needs[key]["Recipient"],
             "Activity": needs[key]["Activity"], "Period": needs[key]["Period"],
             "Amount": round(amount, 2), "Source": f"{_SERVICE}, {path.name}"}
            for key, amount in sums.items() if amount > 0]


def _flows(lines: Sequence[_Line], needs: Mapping[_Key, Mapping[str, object]], path: Path,
           lost: Counter[str]) -> Rows:
    """Add up the firm flows by donor, need, currency and status."""
    sums: dict[tuple[str, _Key, str, str], float] = defaultdict(float)
    for line in lines:
        key, why = _need_of(line, needs)
        amount, currency = _paid(line)
        donor = tidy(line["srcOrganization"])
        why = why or ("a flow without a donor" if not donor else
                      "a flow without an amount" if not amount else "")
        if why or key is None or amount is None:
            lost[why] += 1
        else:
            sums[donor, key, currency, tidy(line["status"]).casefold()] += amount
    return [{"Fund": donor, "Recipient": needs[key]["Recipient"],
             "Activity": needs[key]["Activity"], "Period": needs[key]["Period"],
             "Amount": round(amount, 2), "Currency": currency, "Status": status,
             "Source": f"{_SERVICE}, {path.name}"}
            for (donor, key, currency, status), amount in sums.items() if amount > 0]


def _need_of(line: _Line,
             needs: Mapping[_Key, object]) -> tuple[_Key | None, str]:
    """Return the need that a flow meets, or why it meets none."""
    if tidy(line["status"]).casefold() not in _FIRM:
        return None, f"a flow that is no firm commitment ({tidy(line['status']) or 'no status'})"
    if line.get("boundary", "incoming").strip().casefold() not in ("incoming", ""):
        return None, "a flow within or out of the appeal"
    places = _parts(line["destLocations"], set())
    clusters = _parts(line["destGlobalClusters"], {need[1] for need in needs})
    if len(places) != 1 or len(clusters) != 1:
        return None, "a flow to several or no countries or clusters"
    key = (name_key(_place(places[0]) or places[0]), name_key(clusters[0]),
           line.get("budgetYear", "").strip())
    years = {need[2] for need in needs}
    if years == {""}:
        key = (*key[:2], "")
    if key not in needs:
        return None, "a flow to a country, cluster or year without a requirement"
    return key, ""


def _parts(text: str, known: set[str]) -> list[str]:
    """Return the names of a cell; a known one may hold a comma of its own."""
    if name_key(text) in known:
        return [tidy(text)]
    return [tidy(part) for part in re.split("[,;|]", text) if part.strip()]


def _paid(line: _Line) -> tuple[float | None, str]:
    """Return a flow's amount and currency as promised, in dollars where that is not said."""
    amount, currency = _amount(line.get("originalAmount", "")), line.get(
        "originalCurrency", "").strip().upper()
    if amount and currency:
        return amount, currency
    return _amount(line.get("amountUSD", "")), DOLLAR


def _rates(lines: Sequence[_Line]) -> dict[str, float]:
    """Return units of each currency for a dollar, as the flows state both amounts."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line in lines:
        amount, currency = _paid(line)
        dollars = _amount(line.get("amountUSD", ""))
        if amount and dollars and currency != DOLLAR:
            sums[currency][0] += amount
            sums[currency][1] += dollars
    return {currency: float(f"{amount / dollars:.8g}")
            for currency, (amount, dollars) in sorted(sums.items())}


def _budgets(given: Rows, rates: Mapping[str, float]) -> Rows:
    """Return a fund for each donor that holds what it has committed: new money is yours to add."""
    sums: dict[str, float] = defaultdict(float)
    for row in given:
        rate = rates.get(str(row.get("Currency") or DOLLAR), 1.0)
        sums[str(row["Fund"])] += float(str(row["Amount"])) / rate
    return [{"Fund": fund, "Donor": EVERYBODY if fund == REPORTED else fund,
             "Budget": math.ceil(amount), "Source": "What it has committed; raise it by what is "
             "to be allocated now"} for fund, amount in sums.items()]


def _recipients(needs: Mapping[_Key, Mapping[str, object]]) -> Rows:
    names = dict.fromkeys(str(row["Recipient"]) for row in needs.values())
    return [{"Recipient": name, "ISO code": country.code if (country := country_of(name)) else None}
            for name in names]


def _donors(given: Rows) -> Rows:
    return list(_with_codes(dict.fromkeys(str(row["Fund"]) for row in given)))


def _with_codes(names: Mapping[str, None]) -> Iterator[dict[str, object]]:
    for name in names:
        # The Service writes "Germany, Government of".
        country = country_of(name.removesuffix(", Government of"))
        yield {"Donor": EVERYBODY if name == REPORTED else name,
               "ISO code": country.code if country else None}
