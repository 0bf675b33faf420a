"""Where commands write: settled before work begins, and never over what they read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from faulty import base_book, impossible_book

import optimiser

if TYPE_CHECKING:
    from running import Command

RULES = ('[[rule]]\nrule = "R"\nmeasure = "amount"\nrelation = "at least"\nvalue = 0\n')


@pytest.fixture
def inputs(folder: Path) -> Path:
    return base_book().write(folder / "inputs.xlsx")


@pytest.fixture
def output(folder: Path, inputs: Path) -> Path:
    """Return an output workbook that was edited by nobody."""
    path = folder / "plan.xlsx"
    optimiser.write(optimiser.optimise(inputs), path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["plan.html", "plan.ods", "plan.v2"])
def test_a_workbook_is_never_called_otherwise(
        allocate: Command, inputs: Path, folder: Path, name: str) -> None:
    """Its page would be the same file, and no program would open it as what it is."""
    before = contents(folder)
    for command in ([inputs], ["scenarios", inputs], ["frontier", inputs],
                    ["compare", inputs, inputs], ["verify", inputs, "--repair"],
                    ["why", inputs, "--costs"]):
        run = allocate(*command, "-o", name)
        assert (run.exit_code, f"{name} is no name of an .xlsx workbook" in run.stderr) == (2, True)
    assert contents(folder) == before


def test_a_name_without_an_ending_gets_that_of_a_workbook(
        allocate: Command, inputs: Path, folder: Path) -> None:
    run = allocate(inputs, "-o", "plan", "--report", "html")
    assert run.exit_code == 0
    assert "Written to plan.xlsx" in run.stdout
    assert {"plan.xlsx", "plan.html"} <= set(contents(folder))
    assert not (folder / "plan").exists()


CALLS: dict[str, tuple[str, ...]] = {
    "run": ("{inputs}", "-o", "{inputs}"),
    "run, rules": ("{inputs}", "--rules", "{rules}", "-o", "{rules}"),
    "run, earlier": ("{inputs}", "--earlier", "{output}", "-o", "{output}"),
    "run, page": ("{page}", "-o", "new.xlsx", "--report", "html"),
    "scenarios": ("scenarios", "{inputs}", "-o", "{inputs}"),
    "samples": ("scenarios", "{inputs}", "--samples", "2", "-o", "{inputs}"),
    "frontier": ("frontier", "{inputs}", "-o", "{inputs}"),
    "frontier, at": ("frontier", "{inputs}", "--at", "0", "-o", "{inputs}"),
    "check": ("check", "{inputs}", "--annotate", "{inputs}"),
    "check, rules": ("check", "{inputs}", "--rules", "{rules}", "--annotate", "{rules}"),
    "compare": ("compare", "{output}", "{inputs}", "-o", "{inputs}"),
    "verify": ("verify", "{output}", "--repair", "-o", "{output}"),
    "why": ("why", "{output}", "--costs", "-o", "{output}"),
    "export": ("export", "{output}", "--format", "iati", "-o", "{output}"),
    "export, names": ("export", "{folder}", "--format", "lp", "-o", "{folder}/Needs"),
}


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_no_output_replaces_an_input_whatever_it_is_called(
        allocate: Command, folder: Path, inputs: Path, output: Path, call: tuple[str, ...],
        force: tuple[str, ...]) -> None:
    rules = folder / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    page = folder / "new.html"
    page.write_bytes(inputs.read_bytes())
    tables = base_book().write_folder(folder / "tables") if hasattr(
        base_book(), "write_folder") else _folder_of(folder / "tables")
    before = contents(folder)
    names = {"inputs": inputs, "rules": rules, "output": output, "page": page, "folder": tables}
    run = allocate(*(part.format(**names) for part in call), *force)
    assert run.exit_code == 2, run.printed
    assert contents(folder) == before


def _folder_of(folder: Path) -> Path:
    folder.mkdir()
    (folder / "Needs.csv").write_text("Recipient,Activity,Need\nSerbia,Asylum,10\n", "utf-8")
    (folder / "Needs-names.csv").write_text("Recipient\nSerbia\n", "utf-8")
    (folder / "Budgets.csv").write_text("Fund,Donor,Budget\nF,Poland,6\n", "utf-8")
    return folder


def _no_work(*_: object, **__: object) -> None:
    raise AssertionError("work began although it could not be kept")


@pytest.mark.parametrize("arguments", [
    ("inputs.xlsx",), ("scenarios", "inputs.xlsx"), ("frontier", "inputs.xlsx"),
    ("scenarios", "inputs.xlsx", "--samples", "2")])
def test_a_file_called_outputs_is_said_before_anything_is_solved(
        allocate: Command, inputs: Path, folder: Path, arguments: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "outputs").write_text("mine", encoding="utf-8")
    for verb in ("optimise", "decide", "frontier", "sampling"):
        monkeypatch.setattr(optimiser, verb, _no_work)
    run = allocate(*arguments)
    assert run.exit_code == 6, run.printed
    assert "outputs is no folder" in run.stderr
    assert (folder / "outputs").read_text("utf-8") == "mine"


@pytest.mark.parametrize("prepare", [
    lambda target: target.write_bytes(b"mine"),
    lambda target: target.mkdir(),
    lambda target: target.symlink_to("elsewhere.xlsx"),
], ids=["somebody's file", "a folder", "a link"])
@pytest.mark.usefixtures("inputs")
def test_what_stands_in_the_place_of_the_output_is_said_before_anything_is_solved(
        allocate: Command, folder: Path, prepare: Callable[[Path], None],
        monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(folder / "plan.xlsx")
    monkeypatch.setattr(optimiser, "optimise", _no_work)
    assert allocate("inputs.xlsx", "-o", "plan.xlsx").exit_code in (2, 6)


def test_a_diagnosis_that_cannot_be_written_is_exit_6(allocate: Command, folder: Path) -> None:
    impossible_book().write(folder / "impossible.xlsx")
    (folder / "outputs").write_text("mine", encoding="utf-8")
    assert allocate("impossible.xlsx", "-o", "plan.xlsx").exit_code == 6


@pytest.mark.parametrize("name", ["\u9577" * 80, "x" * 245, "\U0001f3db" * 60])
def test_a_long_name_of_an_input_gives_a_name_that_the_disk_takes(
        allocate: Command, folder: Path, name: str) -> None:
    base_book().write(folder / f"{name}.xlsx")
    run = allocate(f"{name}.xlsx")
    assert run.exit_code == 0, run.printed
    written = [path.name for path in (folder / "outputs").iterdir()]
    assert len(written) == 1
    assert written[0].endswith("-allocation.xlsx")


def test_pages_of_long_names_are_written(allocate: Command, folder: Path) -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "\u9577" * 120, "Activity": "Asylum", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "D" * 300, "Budget": 6}]})
    optimiser.write(plan, folder / "plan.xlsx")
    assert allocate("pages", "plan.xlsx", "-o", "pages").exit_code == 0
    assert len(list((folder / "pages").iterdir())) == 2


@pytest.mark.parametrize("epoch", ["-1", "0", "\u00b2", "nonsense", "1e9", "9" * 30, "99999999999999"])
@pytest.mark.usefixtures("inputs")
def test_a_time_that_no_workbook_can_hold_is_wrong_use(
        allocate: Command, folder: Path, epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    run = allocate("inputs.xlsx")
    assert (run.exit_code, "SOURCE_DATE_EPOCH" in run.stderr) == (2, True)
    assert not (folder / "outputs").exists()


@pytest.mark.parametrize("arguments", [
    ("inputs.xlsx", "--time-limit", "nan"), ("inputs.xlsx", "--time-limit", "inf"),
    ("inputs.xlsx", "--time-limit", "-0.5"), ("frontier", "inputs.xlsx", "--at", "nan"),
    ("frontier", "inputs.xlsx", "--at", "2"), ("frontier", "inputs.xlsx", "--points", "1"),
    ("frontier", "inputs.xlsx", "--points", "1000000000"),
    ("scenarios", "inputs.xlsx", "--reserve", "nan"),
    ("scenarios", "inputs.xlsx", "--samples", "1000000000000"),
])
@pytest.mark.usefixtures("inputs")
def test_a_figure_that_is_none_or_beyond_all_sense_is_wrong_use(
        allocate: Command, folder: Path, arguments: tuple[str, ...]) -> None:
    run = allocate(*arguments)
    assert run.exit_code == 2, run.printed
    assert not (folder / "outputs").exists()
