"""The generated pages of docs/: input sheets, findings, output sheets, limits.

`python -m optimiser.reference` writes them anew; a test fails where they are out of date.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from optimiser.model.family import Family
from optimiser.model.limits import FAMILIES
from optimiser.report.registry import SHEETS as OUTPUT_SHEETS
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.glossary import TERMS
from optimiser.tables.catalogue import CATALOGUE
from optimiser.tables.columns import Column
from optimiser.tables.columns import Sheet as InputSheet
from optimiser.tables.schema import SHEETS
from optimiser.template.blank import OBJECTIVES_EXPLAINED, SETTINGS_EXPLAINED


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
        "there and filled; what a blank cell means stands beside every other.",
        "A sheet called About, Notes, Sources, Assumptions, References or Readme is no table. It "
        "travels with the plan, in the output's sheet `Inputs Notes`, and so do comments on cells "
        "of an `.xlsx` file. A line that begins with a code, such as `N1` in its first cell, is "
        "what `[N1]` in a Source stands for: that cell of the output then has the text as a "
        "comment."]
    for sheet in SHEETS:
        mark = " (required)" if sheet.required else ""
        parts += [f"## {sheet.name}{mark}", sheet.meaning, _table(
            ("column", "holds", "meaning", "unit", "blank means"),
            (_column_row(column) for column in sheet.columns))]
        if sheet.open_numbers:
            parts.append(f"Any further numeric columns are figures that {sheet.open_numbers}.")
        parts += _explained(sheet)
        if sheet.identity:
            parts.append(f"A row is known by: {', '.join(sheet.identity)}.")
    return "\n\n".join(parts) + "\n"


def _explained(sheet: InputSheet) -> Iterable[str]:
    """Yield what each setting, or each objective, means, in the words of the blank workbook."""
    said = {"Settings": ("setting", SETTINGS_EXPLAINED),
            "Objectives": ("objective", OBJECTIVES_EXPLAINED)}.get(sheet.name)
    if said:
        what, meanings = said
        yield _table((what, "meaning"), ((f"`{name}`", words) for name, words in meanings.items()))


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
        "`Summary` opens first, then come the sheets below in this order, each where there is "
        "something for it to hold. Headings stand in row 1 of every sheet but `Summary` and "
        "`Checks`. Amounts are in single units of the base currency. Cells on a pale yellow ground "
        "were found by the solver and are constants; all other figures are live formulas. Helper "
        "columns serve formulas and are not printed."]
    for sheet in OUTPUT_SHEETS:
        if not sheet.copies:
            parts += [f"## {sheet.name}", " ".join(filter(None, (sheet.holds, sheet.when))),
                      *_columns_table(sheet)]
    copies = [sheet for sheet in OUTPUT_SHEETS if sheet.copies]
    parts += ["## Inputs ...", "The input tables as read, with defaults filled in, between "
              "`Scenarios` and `Log`. Their columns are those of [input sheets](input-sheets.md), "
              "with money in single units of the base currency as well. Comments on cells are "
              "those of the inputs, and the texts of the codes that stand in brackets.",
              _table(("sheet", "holds"), ((sheet.name, sheet.holds) for sheet in copies))]
    return "\n\n".join(parts) + "\n"


def _columns_table(sheet: Sheet) -> Iterable[str]:
    if sheet.columns:
        yield _table(("column", "unit", "meaning"), (
            (h.name + (" (helper)" if h.helper else ""),
             h.unit.format(currency="base currency"), h.meaning) for h in sheet.columns))


def limit_families() -> str:
    """Return the table of limits for the formulation, from the families' docstrings."""
    return _table(("limit", "enforces", "applies to", "units", "function", "source"),
                  map(_family_row, FAMILIES))


def _family_row(family: Family) -> tuple[str, ...]:
    text = inspect.getdoc(family.build) or ""
    parts = dict(re.findall(r"^(Enforces|Applies to|Units|Source): (.*?)(?=^\S+[^:\n]*: |\Z)",
                            text, re.MULTILINE | re.DOTALL))
    module = family.build.__module__.removeprefix("optimiser.")
    return (text.splitlines()[0], parts["Enforces"], parts["Applies to"], parts["Units"],
            f"`{module}.{family.build.__name__}`", parts["Source"])


def formulation(page: str) -> str:
    """Return the formulation page with its table of limits brought up to date."""
    begin, end = "<!-- limits -->\n", "<!-- end of limits -->"
    head, _, rest = page.partition(begin)
    return head + begin + "\n" + limit_families() + "\n\n" + end + rest.partition(end)[2]


_GENERATED = "*Generated from the program by `python -m optimiser.reference`.*"
OF_THE_CODE: tuple[tuple[str, str], ...] = (
    ("fund", "a budget line of a donor"),
    ("donor", "who owns funds, and who sends experts"),
    ("recipient", "a country or a regional body in need"),
    ("activity", "what money is for; its class is the pillar"),
    ("period", "`2016`, `2016-Q1`, `2016-01`, however [spelt](periods.md), or a label of the sheet "
     "Periods; sorts by time"),
    ("need", "requirement in money"),
    ("requirement", "in code: the needs of all tiers of one recipient, activity and period"),
    ("commitment", "firm obligation that exists already"),
    ("allocation", "what this program decides"),
    ("deployment", "expert-months that a donor sends"),
    ("rule", "a limit that an analyst wrote"),
    ("reserve", "share of every fund kept back until a scenario is known"),
    ("sample", "needs taken at random between the ends that `Uncertainty` names, and what a plan "
     "meets of them; `--seed` makes the samples repeatable"),
    ("breach", "in code: the amount by which a wish is missed"),
    ("outranked", "in code, of a need: the same money meets one of greater weight"),
    ("face", "in code: all plans that are as good as the best"),
    ("finding", "one fault of the inputs: code, place, value, what was expected, how to mend it"),
)


def glossary() -> str:
    """Return the page of words: those of the sheets, then those of documentation and code."""
    return "\n\n".join((
        "# Glossary", _GENERATED,
        "One word, one meaning, in code, sheets, documentation and messages. The first table is "
        "the sheet `Glossary` of every output; comments of headings in the other sheets name its "
        "words.",
        _table(("word", "meaning"), ((term.word, term.meaning) for term in TERMS)),
        "## Of documentation and code", _table(("word", "meaning"), OF_THE_CODE))) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "input-sheets.md": input_sheets,
    "findings.md": findings,
    "output-sheets.md": output_sheets,
    "glossary.md": glossary,
}


def write_pages(folder: Path) -> None:
    """Write every generated page of a docs folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
    path = folder / "formulation.md"
    path.write_text(formulation(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path("docs"))
