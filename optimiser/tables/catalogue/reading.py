"""Findings of reading: files, sheets, headings and single cells."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

NO_FILE = FindingKind(
    "E101", "No such file", "The path does not lead to a file or folder.",
    "There is no file or folder of this name.", "Check the path.")
NOT_A_WORKBOOK = FindingKind(
    "E102", "Not a workbook", "The file is damaged, cut short, or of another type.",
    "This cannot be read as a workbook: {why}.", "Save it anew as .xlsx or .ods.")
ENCRYPTED = FindingKind(
    "E103", "Encrypted workbook", "The workbook is protected by a password.",
    "The workbook is encrypted.", "Save a copy without a password.")
TWO_READINGS = FindingKind(
    "E104", "Number with two readings", "A text can be read as two different numbers.",
    "\"{value}\" can be read as {first} or as {second}.", "Write {first} or {second_plain}.")
OLD_FORMAT = FindingKind(
    "E105", "Old .xls file", "The binary format of Excel 97-2003 is not read.",
    "This is an .xls file of Excel 97-2003.", "Save it as .xlsx.")
UNSAFE = FindingKind(
    "E106", "Unsafe file", "The file is built to exhaust or deceive its reader.",
    "The file is refused: {why}.", "Make the workbook anew in Excel or LibreOffice.")
MACROS = FindingKind(
    "E107", "Macros", "The workbook carries macros.",
    "The workbook holds macros.", "Save it as .xlsx, without macros.")
TOO_FAR = FindingKind(
    "E108", "Sheet too large", "A cell stands so far out that the sheet would fill the memory.",
    "The sheet reaches to {value}.", "Delete what stands beyond the table, and save.")
NO_TABLES = FindingKind(
    "E109", "Nothing to read", "The file or folder holds no table.",
    "It holds no sheet or .csv file.", "Give a workbook with the sheets Needs and Budgets.")
ENCODING = FindingKind(
    "E110", "Encoding of a .csv file", "A .csv file is not UTF-8.",
    "Line {value} is not UTF-8.{looks}", "Save the file as \"CSV UTF-8\".")
MISSING_SHEET = FindingKind(
    "E111", "Missing sheet", "A required sheet is missing.",
    "The sheet {value} is missing.{near}", "Add a sheet {value} with the columns {columns}.")
MISSING_COLUMN = FindingKind(
    "E112", "Missing column", "A required column is missing from a sheet's heading row.",
    "The heading {value} is missing: {found}.{near}",
    "Add the heading, or mend its spelling{then}.")
DOUBLE_HEADING = FindingKind(
    "E113", "Heading twice", "Two columns of a sheet have the same heading.",
    "The heading {value} stands in {first} as well.", "Delete or rename one of the columns.")
DOUBLE_SHEET = FindingKind(
    "E114", "Sheet twice", "Two sheets or files have the same name but for case.",
    "There are two sheets called {value}.", "Keep one of them.")
BLANK = FindingKind(
    "E115", "Blank required cell", "A required cell is blank. Blank is not zero.",
    "{heading} is blank.", "Fill it in{above}, or delete the row.")
ERROR_CELL = FindingKind(
    "E116", "Error value", "The cell shows an error such as #REF!.",
    "The cell shows {value}.", "Mend the formula, or type the figure.")
NO_STORED_VALUE = FindingKind(
    "E117", "Formula without a value", "A formula was saved without its result.",
    "The formula has no stored result.", "Open and save the file in Excel or LibreOffice.")
NOT_A_NUMBER = FindingKind(
    "E118", "Not a number", "A figure is expected.",
    "\"{value}\" is not a number.", "Write a plain number such as 1234.5.")
NEGATIVE = FindingKind(
    "E119", "Negative figure", "Figures here are 0 or more.",
    "{value} is negative.", "Write 0 or more.")
NOT_A_SHARE = FindingKind(
    "E120", "Share above 100%", "A bare number above 1 stands where a percentage is expected.",
    "{value} in a percentage column means {value00}%.", "Write {value}% or {fraction}.")
TRUTH_VALUE = FindingKind(
    "E121", "Truth value", "TRUE or FALSE stands where a figure is expected.",
    "{value} is not a number.", "Write the number.")
DATE_AS_NUMBER = FindingKind(
    "E122", "Date", "A date stands where something else is expected.",
    "{value} is a date.", "Write {expected}, and format the cell as text or number.")
CURRENCY_SIGN = FindingKind(
    "E123", "Currency sign", "A currency is written beside a figure.",
    "\"{value}\" holds a currency.", "Write the number alone, and the currency in Currency.")
NOT_IN_LIST = FindingKind(
    "E124", "Not in the list", "Only the listed words are understood.",
    "\"{value}\" is not one of: {choices}.{near}", "Write one of the list.")
NOT_YES_OR_NO = FindingKind(
    "E125", "Not yes or no", "The cell holds yes or no; Carry over holds a share as well.",
    "\"{value}\" is neither yes nor no{nor}.", "Write yes or no{or_else}.")
NOT_A_PERIOD = FindingKind(
    "E126", "Not a period",
    "Periods are written 2016, 2016-H1, 2016-Q1 or 2016-01; other labels have a row in Periods.",
    "\"{value}\" is not a period.", "Write {near}, or give the label a row in the sheet Periods.")
MIXED_PERIODS = FindingKind(
    "E127", "Periods of needs that overlap",
    "A need is in one period: in Needs no period lies in another one.",
    "{value} overlaps with {first}, in which there are needs as well.",
    "Use periods of one length in Needs, or split the need.")
DOUBLE_ROW = FindingKind(
    "E128", "Duplicate row", "Two rows of a table are about the same thing.",
    "{value} stands in {first} as well.", "{mend}.")
NOT_A_DATE = FindingKind(
    "E129", "Not a date", "A date is expected.",
    "\"{value}\" is not a date.", "Write it like 2016-06-30.")
NOT_FINITE = FindingKind(
    "E130", "Not a finite number", "NaN and infinity are no figures.",
    "\"{value}\" is not a figure.", "Write the number.")
NOT_WHOLE = FindingKind(
    "E131", "Not a whole number", "A whole number from 1 is expected.",
    "{value} is not a whole number from 1.", "Write 1, 2, 3, ...")
BAD_SETTING = FindingKind(
    "E132", "Setting", "The value of a setting cannot be used.",
    "{value} is not {expected}.", "Write {expected}.")
NO_ROWS = FindingKind(
    "E133", "No rows", "A required table holds no row.",
    "The sheet {value} holds no row below its headings.", "Fill in at least one row.")
BROKEN_CSV = FindingKind(
    "E134", "Broken .csv file", "A .csv file cannot be split into cells.",
    "Line {value} cannot be split into cells: {why}.",
    "Look for a quotation mark that is not closed, or save the file anew.")
OVERLONG_ROW = FindingKind(
    "E135", "Row longer than the headings", "A row of a .csv file has more cells than headings.",
    "\"{value}\" stands beyond the last heading: a cell of this row was split at \"{separator}\".",
    "Put cells that hold a \"{separator}\" in double quotes.")
NO_ACCESS = FindingKind(
    "E136", "File cannot be opened", "The system does not let the file be read.",
    "The file cannot be opened: {why}.", "Close it elsewhere, or check who may read it.")
NOT_AN_OUTPUT = FindingKind(
    "E137", "Not an output workbook", "The workbook lacks sheets that every output has.",
    "There is no sheet {value}: this is not a workbook that allocate wrote.",
    "Name an output workbook, such as outputs/NAME-allocation.xlsx.")
NEAR_COLUMN = FindingKind(
    "W101", "Unknown column", "A heading is not known, but near a known one.",
    "The heading \"{value}\" is not known. Did you mean {near}?",
    "Rename it if so; else it is ignored.", _W)
IGNORED_COLUMNS = FindingKind(
    "W102", "Columns ignored", "Headings that are not known are ignored.",
    "Ignored columns: {value}.", "Nothing to do if they are notes.", _W)
IGNORED_SHEETS = FindingKind(
    "W103", "Sheets ignored", "Sheets that are not known are ignored.",
    "Ignored sheets: {value}.", "Nothing to do if they are notes.", _W)
HIDDEN_SHEET = FindingKind(
    "W104", "Hidden sheet", "A hidden sheet holds data; it was read.",
    "The sheet is hidden, and was read.", "Show the sheet, or delete it.", _W)
HIDDEN_ROWS = FindingKind(
    "W105", "Hidden rows", "Hidden rows hold data; they were read.",
    "Hidden rows were read: {value} ({count}).", "Show the rows, or delete them.", _W)
EXTERNAL_LINKS = FindingKind(
    "W106", "Links to other files", "Figures may come from other workbooks.",
    "The workbook links to other files; their stored values were read.",
    "Copy the values in, if they must not change unseen.", _W)
NEAR_SHEET = FindingKind(
    "W107", "Unknown sheet", "A sheet's name is not known, but near a known one.",
    "The sheet \"{value}\" is not known. Did you mean {near}?",
    "Rename it if so; else it is ignored.", _W)
