"""Plain words: what stops a finance officer stands in no sheet, screen, report or page.

What an officer knows from Excel's Solver, and what the inputs call an objective or a sheet, stays
where it is a name; each such place is allowed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner

import optimiser
from optimiser.cli import commands
from optimiser.report.html.page import html_report
from optimiser.screen.plan import plan_text, rules_text

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "inputs" / "western_balkans_2016.xlsx"
WINTER = ROOT / "tests" / "reference" / "winter-inputs.xlsx"
FOR_DEVELOPERS = {"formulation.md", "mutations.md"}
"""Pages on the model and its tests, for readers of the code; so are the decisions."""
BANNED = {
    r"weighted need|need met, weighted": "points",
    r"of weighted\b": "points",
    r"\boutranked\b": "the same money does more in ...",
    r"\bseconds? (?:at most|experts?|them|an?)\b|\b(?:can|to|it can) second\b": "send",
    r"\bknee\b": "where more fairness begins to cost more",
    r"\bdraws?\b(?! on)|\bdrawn\b": "sample",
    r"\bseeds?\b": "number that makes the samples repeatable",
    r"least to regret": "smallest regret",
    r"fingerprint": "check sum",
    r"\bselectors?\b|\bselects no\b|\bselects nothing\b": "matches",
    r"\bfull within\b": "counts as full within",
    r"\bbinds?\b|\bto bind\b": "is full",
    r"\bbinding\b": "full",
    r"\bslack\b": "room",
    r"\bsoft rules\b": "wishes",
    r"(?<![\d,.])1 (?:errors|warnings|limits|rules|wishes|needs|points|rows|amounts|findings|"
    r"expert-months|percentage points|funds|samples|plans)\b": "the singular",
}
_ANY = re.compile("|".join(BANNED), re.IGNORECASE)
"""Whether a line holds a banned word at all: few do, and each word by itself takes long."""
ALLOWED = (
    (r"--seed\b|seed=\d|seed=None|\"seed\"", "the name of an option"),
    (r"^Binding$|^Not binding$|'Binding'|\"Binding\"|`Binding`", "a status in Excel Solver's word"),
    (r"\(binding\)|\(slack\)|^\| Slack \||Binding \(full\)|Not binding: room", "a plain word stands beside it"),
    (r"^Slack$|`Slack`|^Soft rules: |^\d\. Soft rules: |, soft rules$", "a heading, or an objective"),
    (r"`soft rules`|^soft rules$|one of: soft rules|Objectives? (?:is )?soft rules",
     "the objective's name in the inputs"),
    (r"Limit, Value and Slack", "headings that are named"),
    (r"in code[,:]", "said to be a word of the code"),
)


def faults(where: str, text: str) -> Iterator[str]:
    """Yield the banned words of a text, with what to say instead."""
    for line in text.splitlines():
        left = line.strip()
        if not _ANY.search(left) or re.search(r"in code[,:]", left):
            continue
        for pattern, _ in ALLOWED:
            left = re.sub(pattern, "", left)
        for word, instead in BANNED.items():
            if re.search(word, left, re.IGNORECASE):
                yield f"{where}: {word!r} (say {instead}) in {line.strip()[:160]!r}"


def strings_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every text and comment of a workbook with its place."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    yield f"{path.name} {sheet.title}!{cell.coordinate}", cell.value
                if cell.comment:
                    yield f"{path.name} {sheet.title}!{cell.coordinate}", cell.comment.text


@cache
def helps() -> tuple[tuple[str, str], ...]:
    """Return the help of the command and of each of its commands."""
    context = click.Context(commands)
    return tuple((name, CliRunner().invoke(commands, [name, "--help"]).output)
                 for name in commands.list_commands(context))


def test_the_words_of_the_documentation_are_plain() -> None:
    pages = [ROOT / "README.md", *(page for page in (ROOT / "docs").glob("*.md")
                                   if page.name not in FOR_DEVELOPERS),
             *(ROOT / "docs" / "rules").glob("*.md")]
    assert not [fault for page in pages
                for fault in faults(page.name, page.read_text(encoding="utf-8"))]


def test_the_words_of_every_help_are_plain() -> None:
    assert len(helps()) > 8
    assert not [fault for name, text in helps() for fault in faults(name, text)]


@pytest.mark.parametrize("book", [EXAMPLE, WINTER], ids=["example", "winter"])
def test_the_words_of_sheets_screens_and_report_are_plain(book: Path, tmp_path: Path) -> None:
    plan = optimiser.optimise(book)
    plan = optimiser.with_costs(plan, optimiser.costs(plan))
    output = tmp_path / "plan.xlsx"
    optimiser.write(plan, output)
    report = re.sub(r"<[^>]+>", "\n", html_report(plan.solution, plan.inputs))
    screens = [CliRunner().invoke(commands, line).output for line in (
        ["why", str(output)], ["verify", str(output)], ["check", str(book)])]
    found = [fault for where, text in [
        # The notes of winter are its office's own words.
        *(one for one in strings_of(output) if book is EXAMPLE or "Inputs Notes!" not in one[0]),
        ("report", report), ("screen", plan_text(plan, output, None)),
        ("rules", rules_text(plan)), *(("screen", screen) for screen in screens)]
        for fault in faults(where, text)]
    assert not found


def test_the_words_of_the_blank_workbook_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    assert CliRunner().invoke(commands, ["new", str(path)]).exit_code == 0
    assert not [fault for where, text in strings_of(path) for fault in faults(where, text)]


def test_a_banned_word_is_found_and_a_name_is_not() -> None:
    """The test above is no test of nothing."""
    assert len(list(faults("here", "1 limits began to bind; the selector has slack"))) == 4
    assert not list(faults("here", "`soft rules` come first; Status is `Binding`"))
