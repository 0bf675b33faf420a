"""Findings about names that are not what they seem, and about codes that others issue."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

NOT_LISTED = FindingKind(
    "E231", "Not in its own list",
    "Where Recipients, Activities or Donors is there, it lists every one of them.",
    "\"{value}\" is not listed in {table}.{near}", "Correct the spelling, or add a row to {table}.")
OTHER_LETTERS = FindingKind(
    "E232", "Same name in other letters",
    "Two names look alike, but are written in letters of two alphabets or encodings.",
    "\"{value}\" reads like \"{other}\" in {first}, but {why}: they would count as two.",
    "Type it anew as \"{other}\".")
NEAR_NAMES = FindingKind(
    "W231", "Two names that differ by a slip", "Two names of one column differ by one letter.",
    "\"{value}\" here and \"{other}\" in {first} differ by a slip: they count as two.",
    "Write one spelling{listing}.", _W)
ONE_COUNTRY = FindingKind(
    "W232", "One country twice", "Two names stand for one country, or share an ISO code.",
    "\"{value}\" here and \"{other}\" in {first} {why}: they count as two.",
    "Write one name if they are one.", _W)
ODD_LETTERS = FindingKind(
    "W233", "Letters that are not what they seem",
    "A word mixes two alphabets, or was saved in one encoding and read in another.",
    "In \"{value}\" {why}.", "Type it anew{near}.", _W)
UNUSED_EXPERTISE = FindingKind(
    "W234", "Expertise that no activity uses", "Experts are offered of a kind that nothing needs.",
    "Experts are offered as \"{value}\", but no activity uses them.{near}",
    "Correct the spelling if an activity is meant.", _W)
NAMES_IN_ONE = FindingKind(
    "W235", "Classes that may be several", "A class holds the name of another one beside a comma.",
    "\"{value}\" is read as one name, and {known} is another: names are separated by \";\".",
    "Write {remedy} if it is several; nothing to do if it is one.", _W)
PROBABLY_SEVERAL = FindingKind(
    "W236", "Row that may be for several", "A name is read that is made of several.",
    "\"{value}\" is read as one {what}, not as {names}.",
    "Write a row for each if it is several; nothing to do if it is one.", _W)
FOR_SEVERAL = FindingKind(
    "E233", "Row for several", "A row is for one element, and names several.",
    "\"{value}\" is no {what}, but several.", "Write a row for each: {names}.")
FOR_ALL = FindingKind(
    "E234", "Row for all", "A row is for one element, and is written for all.",
    "\"{value}\" is no {what}.", "Write a row for each {what} that is meant.")
NO_COUNTRY_CODE = FindingKind(
    "E241", "No ISO code", "An ISO code is two or three letters of ISO 3166, XK or EU.",
    "\"{value}\" is no ISO 3166 code.{near}", "Write the code, or leave the cell blank.")
OTHER_COUNTRY_CODE = FindingKind(
    "W241", "ISO code of another country", "The code belongs to another country than the name.",
    "\"{value}\" is the code of {country}, not of {name} ({code}).", "Write {code} if so.", _W)
NO_CURRENCY = FindingKind(
    "E242", "No currency", "A currency is three letters of ISO 4217.",
    "\"{value}\" is no currency code of ISO 4217.{near}", "Write three letters such as EUR.")
NO_PURPOSE = FindingKind(
    "E243", "No DAC code", "A DAC code is a purpose of five digits or a sector of three.",
    "\"{value}\" is no purpose code of the OECD's Development Assistance Committee.",
    "Write a code of its list, or leave the cell blank.")
