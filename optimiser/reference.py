"""The generated pages of docs/: input sheets, findings, output sheets, limits.

`python -m optimiser.reference` writes them anew; a test fails where they are out of date.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from optimiser.model.limits import FAMILIES
from optimiser.report.layout import Heading
from optimiser.report.log import LOG
from optimiser.report.sheets import allocation, burden, checks, costs, limits, needs, totals
from optimiser.scenarios.report import headings_for
from optimiser.tables.catalogue import CATALOGUE
from optimiser.tables.columns import Column
from optimiser.tables.schema import SHEETS

SCENARIOS = headings_for(["S"])
_OUTPUT: Mapping[str, tuple[str, tuple[Heading, ...]]] = {
    "Allocation": ("What is given: a row an amount. `Part of a grant` stands only where "
                   "grants are limited or counted, `Least` and `Most` only with `--ranges`.",
                   (*allocation.ALLOCATION, allocation.PART_OF_GRANT, *allocation.LEEWAY)),
    "Deployments": ("Experts to second, where the plan uses any.", allocation.DEPLOYMENTS),
    "Needs": ("Every need: what it has, gets and lacks, and why.", needs.NEEDS),
    "Recipients": ("A row a recipient.", totals.RECIPIENTS),
    "Activities": ("A row an activity.", totals.ACTIVITIES),
    "Donors": ("A row a donor.", totals.DONORS),
    "Funds": ("A row a fund.", totals.FUNDS),
    "Burden sharing": ("A row a donor of a group with a key.", burden.BURDEN),
    "Limits": ("Every limit, with live left and right sides.", limits.LIMITS),
    "Costs": ("Written with `--costs`: what the plan would gain without each rule, pin, floor "
              "and share of the burden.", costs.COSTS),
    "Scenarios": ("Written by `allocate scenarios`: probabilities, the best of each scenario "
                  "alone, then a row a plan. `S` stands for each scenario.", SCENARIOS),
    "Checks": ("The master check on top, then a row a check; headings in row 3.",
               checks.CHECKS),
    "Log": ("What was read, how it was solved, warnings.", LOG),
}


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(headings), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def input_sheets() -> str:
    """Return the page of the input sheets, from the schema."""
    parts = [
        "# Input sheets", _GENERATED,
        "A workbook (`.xlsx`, `.ods`) with one table a sheet, or a folder with one `.csv` a table "
        "of the same name. Only `Needs` and `Budgets` are required. A column marked * must be "
        "there and filled; what a blank cell means stands beside every other."]
    for sheet in SHEETS:
        mark = " (required)" if sheet.required else ""
        parts += [f"## {sheet.name}{mark}", sheet.meaning, _table(
            ("column", "holds", "meaning", "unit", "blank means"),
            (_column_row(column) for column in sheet.columns))]
        if sheet.open_numbers:
            parts.append("Any further numeric column may be named by a key of burden sharing.")
        if sheet.identity:
            parts.append(f"A row is known by: {', '.join(sheet.identity)}.")
    return "\n\n".join(parts) + "\n"


def _column_row(column: Column) -> tuple[str, ...]:
    holds = column.kind.value if not column.choices else "one of: " + ", ".join(column.choices)
    return (f"{column.heading}{'*' if column.required else ''}", holds, column.meaning,
            column.unit, "a finding" if column.required else column.blank)


def findings() -> str:
    """Return the page of findings, from the catalogue."""
    rows = ((code, kind.severity.value, kind.title, kind.description, kind.remedy)
            for code, kind in sorted(CATALOGUE.items()))
    return "\n\n".join((
        "# Findings", _GENERATED,
        "Errors (E) stop the run with exit code 3 and no output; warnings (W) go on to the "
        "output's Log. Words in braces are filled in from the inputs.",
        _table(("code", "severity", "what", "meaning", "how to mend"), rows))) + "\n"


def output_sheets() -> str:
    """Return the page of the output sheets, from the headings that are written."""
    parts = [
        "# Output sheets", _GENERATED,
        "`Summary` opens first: key figures, tables and charts by recipient, donor and activity, "
        "the amount from each fund to each recipient, and how the result was found. After it come "
        "the sheets below, then `Inputs ...`: the input tables as read, with defaults filled in. "
        "Headings stand in row 1 of every sheet but `Summary` and `Checks`. Amounts are in single "
        "units of the base currency. Cells on a pale yellow ground were found by the solver and "
        "are constants; all other figures are live formulas."]
    for name, (meaning, headings) in _OUTPUT.items():
        parts += [f"## {name}", meaning, _table(
            ("column", "unit", "meaning"),
            ((h.name + (" (helper)" if h.helper else ""),
              h.unit.format(currency="base currency"), h.meaning) for h in headings))]
    return "\n\n".join(parts) + "\n"


def limit_families() -> str:
    """Return the table of limits for the formulation, from the families' docstrings."""
    return _table(("limit", "enforces", "applies to", "units", "function", "source"),
                  map(_family_row, FAMILIES))


def _family_row(family: Callable[..., object]) -> tuple[str, ...]:
    text = inspect.getdoc(family) or ""
    parts = dict(re.findall(r"^(Enforces|Applies to|Units|Source): (.*?)(?=^\S+[^:\n]*: |\Z)",
                            text, re.MULTILINE | re.DOTALL))
    module = family.__module__.removeprefix("optimiser.")
    return (text.splitlines()[0], parts["Enforces"], parts["Applies to"], parts["Units"],
            f"`{module}.{family.__name__}`", parts["Source"])


def formulation(page: str) -> str:
    """Return the formulation page with its table of limits brought up to date."""
    begin, end = "<!-- limits -->\n", "<!-- end of limits -->"
    head, _, rest = page.partition(begin)
    return head + begin + "\n" + limit_families() + "\n\n" + end + rest.partition(end)[2]


_GENERATED = "*Generated from the program by `python -m optimiser.reference`.*"
PAGES: Mapping[str, Callable[[], str]] = {
    "input-sheets.md": input_sheets,
    "findings.md": findings,
    "output-sheets.md": output_sheets,
}


def write_pages(folder: Path) -> None:
    """Write every generated page of a docs folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
    path = folder / "formulation.md"
    path.write_text(formulation(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path("docs"))
