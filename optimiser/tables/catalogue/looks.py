"""Findings about what a sheet shows beside the values in its cells."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

RESTATES = FindingKind(
    "E170", "Row that restates others", "A total, subtotal or sum of other rows counts them twice.",
    "Row {value} restates others: {why}.",
    "Delete the row: totals are worked out anyway. If it is none, give it another name.")
CURRENCY_SHOWN = FindingKind(
    "E171", "Another currency is shown", "A cell shows a currency that is not its row's.",
    "The cell shows {value}, but {currency} is read: {why}.", "{remedy}")
PERCENT_SHOWN = FindingKind(
    "E172", "Money shown as a percentage", "A cell of money is formatted as a percentage.",
    "The cell shows {value}, but {amount} is read as money.",
    "Write the amount of money, and format the cell as a number.")
UNIT_SHOWN = FindingKind(
    "E173", "Another unit is shown",
    "The format of a cell says thousands or millions, and the figure is read as something else.",
    "The cell shows {value}, but {amount} is read.",
    "Format the cell as a plain number and write the amount in {unit}; "
    "Amounts in (Settings) says the unit of all amounts.")
CODE_SHOWN = FindingKind(
    "E174", "Name shown otherwise", "A name or code is a number that its format shows otherwise.",
    "The cell shows \"{value}\", but its value is {number}.",
    "Format the cell as text, and write {value}.")
SIGN_SHOWN = FindingKind(
    "E175", "Percent sign for show", "A format puts a percent sign behind a figure as it is.",
    "The cell shows {value}, but {read} is read.",
    "Format the cell as a percentage, and write the share anew.")
UNIT_SAID = FindingKind(
    "E176", "Unit said beside a table",
    "Words above or below the headings say thousands or millions, Amounts in says another unit.",
    "\"{value}\" says {said}, but amounts are read as {unit}.",
    "Write {said} for Amounts in (Settings) if all amounts are; if not, write these amounts in "
    "{unit}, and mend the words.")
CURRENCY_SAID = FindingKind(
    "E177", "Currency said beside a table",
    "Words above or below a heading name a currency that is not the rows'.",
    "\"{value}\" says {said}, but amounts of {heading} are read as {currency}.", "{remedy}")
UNDER_MERGED = FindingKind(
    "E178", "Figures under a merged heading",
    "A heading is merged over several columns: figures stand in those that have none of their own.",
    "{value} stands under {heading}, which is merged over {area}: only column {column} is read.",
    "Undo the merge; give each column a heading, or put its figures into rows of their own.")
MERGED = FindingKind(
    "E179", "Merged cells in a table", "A merged cell holds its value for its first cell only.",
    "{heading} is blank here: it lies under {value}, merged over {area}.",
    "Undo the merge, and write {value} in every cell that it is for.")
UNIT_IN_HEADING = FindingKind(
    "E180", "Heading with a unit", "A known heading with words added is not read.",
    "The heading \"{value}\" is not known: {near} has words added.", "Write {near} alone{then}.")
STRAY_SHEET = FindingKind(
    "E181", "Table under another name", "A sheet holds the headings of a table that is missing.",
    "The sheet \"{value}\" holds the headings of {table}, which is missing: it is not read.",
    "Call the sheet {table}; if it is none of the inputs, delete it.")
NOTHING_STATED = FindingKind(
    "E182", "Mark for nothing", "A dash, n/a or the like stands where a blank cell says so.",
    "\"{value}\" is no {heading}.", "Leave the cell blank: that means {blank}.")
DITTO = FindingKind(
    "E183", "Sign for the same as above", "A row names what it is about by a sign for above.",
    "{value} in {heading} stands for what is above.", "Write \"{above}\" in full.")
SCALED = FindingKind(
    "W110", "Thousands cut off", "A format shows a figure divided by thousands or millions.",
    "The cell shows {value}, and {amount} is read.",
    "Format the column as plain numbers, so that what is seen is what is read.", _W)
HIDDEN_BY_FORMAT = FindingKind(
    "W111", "Figure that its format hides", "A format shows nothing, or words, for a figure.",
    "The cell shows {shown}, and {value} is read.", "Format the cell as a number, or clear it.", _W)
HIDDEN_COLUMNS = FindingKind(
    "W112", "Hidden columns", "Hidden columns hold data; they were read.",
    "Hidden columns were read: {value}.", "Show the columns, or delete them.", _W)
NO_HEADING = FindingKind(
    "W113", "Column without a heading",
    "Figures or texts stand in a table's rows, in a column that has no heading.",
    "{count} under no heading in column {column}, such as {value}: not read.",
    "Give the column a heading, or delete it.", _W)
MERGED_NOTES = FindingKind(
    "W114", "Merged notes", "A merged cell of notes is read for its first row only.",
    "{heading} is blank here: it lies under \"{value}\", merged over {area}.",
    "Undo the merge, and write it in every cell that it is for.", _W)
LIKE_A_TABLE = FindingKind(
    "W115", "Sheet like a table", "A sheet called like no table holds the headings of one.",
    "The sheet \"{value}\" holds the headings of {table}, and {count}: it is not read.",
    "{remedy}", _W)
