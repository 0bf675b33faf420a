"""The tables of a plan as .csv files with a description that other programs understand."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from datetime import UTC, datetime
from typing import Any

from optimiser.handover.cells import as_text
from optimiser.plan.types import Solution
from optimiser.report.draft import Draft
from optimiser.report.layout import Heading, Look, Page
from optimiser.report.registry import pages
from optimiser.tables.table import Inputs

TABLES = ("Allocation", "Deployments", "Needs", "Recipients", "Donors", "Funds", "Activities",
          "Limits", "Burden sharing")
_KEYS = {"Recipients": ["recipient"], "Donors": ["donor"], "Funds": ["fund"],
         "Activities": ["activity"]}
_TEXT = {Look.TEXT, Look.WORDS}


def table_files(plan: Solution, inputs: Inputs, near: str = "") -> dict[str, bytes]:
    """Return the content of every file by its name, `datapackage.json` last.

    `near` says what the search for the plan left open, "" for nothing.
    """
    found = [page for page in pages(Draft(plan, inputs)) if page.name in TABLES]
    found.sort(key=lambda page: TABLES.index(page.name))
    files = {f"{_slug(page.name)}.csv": _content(page) for page in found}
    names = {page.name for page in found}
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "funding-allocation",
        "title": plan.problem.title or "Funding allocation",
        "sources": [{"title": inputs.file}],
        "resources": [_resource(page, plan.problem.currency, names) for page in found],
    }
    if near:
        package["description"] = near
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        package["created"] = datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return {**files, "datapackage.json": f"{text}\n".encode()}


def _slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _field(name: str) -> str:
    return _slug(name).replace("-", "_")


def _shown(page: Page) -> list[Heading]:
    return [heading for heading in page.headings
            if not heading.helper and not heading.name.startswith("Part ")]


def _content(page: Page) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    shown = _shown(page)
    lines.writerow([_field(heading.name) for heading in shown])
    columns = [[_cell(value) for value in page.values(heading.name)] for heading in shown]
    lines.writerows(zip(*columns, strict=True))
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):
        return as_text(value)
    return repr(float(value)) if isinstance(value, float) else str(value)


def _resource(page: Page, currency: str, names: set[str]) -> dict[str, Any]:
    shown = _shown(page)
    fields = [_described(page, heading, currency) for heading in shown]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if page.name in _KEYS:
        schema["primaryKey"] = _KEYS[page.name]
    has = {field["name"] for field in fields}
    foreign = [{"fields": [key], "reference": {"resource": _slug(table), "fields": [key]}}
               for table, (key,) in _KEYS.items()
               if table in names and table != page.name and key in has]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": _slug(page.name), "path": f"{_slug(page.name)}.csv", "title": page.name,
        "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8-sig", "dialect": {"delimiter": ",", "doubleQuote": True},
        "schema": schema}


def _described(page: Page, heading: Heading, currency: str) -> dict[str, str]:
    text = heading.look in _TEXT and not any(
        isinstance(value, int | float) for value in page.values(heading.name))
    field = {"name": _field(heading.name), "type": "string" if text else "number",
             "title": heading.name, "description": heading.meaning}
    unit = heading.unit.format(currency=currency)
    return {**field, "unit": unit} if unit else field
