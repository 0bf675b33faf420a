"""The library keeps its word: rules are laid over inputs however they come, nothing is dropped."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
from api_books import CEILING, two_futures

import optimiser


@pytest.fixture
def ceiling(folder: Path) -> Path:
    """Serbia, which needs 100 and got its 75 or more, gets at most 30 by this file of rules."""
    path = folder / "ceiling.csv"
    path.write_text(CEILING, encoding="utf-8")
    return path


def to_serbia(plan: optimiser.Plan) -> float:
    rows = plan.allocation
    return float(rows.loc[rows["Recipient"] == "Serbia", "Amount"].sum())


@pytest.mark.parametrize("form", [two_futures, lambda: optimiser.load(two_futures())],
                         ids=["tables", "inputs already loaded"])
def test_rules_hold_for_tables_and_for_inputs_already_loaded(
        form: Callable[[], optimiser.Inputs], ceiling: Path) -> None:
    assert to_serbia(optimiser.optimise(form())) > 30
    assert to_serbia(optimiser.optimise(form(), rules=[ceiling])) == 30
    assert to_serbia(optimiser.decide(form(), rules=[ceiling]).plan) <= 30
    assert len(optimiser.frontier(form(), rules=[ceiling]).points) == 11
    # At a ceiling of 30, Serbia is covered by 30 of 100 at most: the highest lowest coverage.
    assert optimiser.frontier(form(), rules=[ceiling]).points[-1].lowest == pytest.approx(0.3)
    # Nobody meets more than 30 of Serbia's 80 to 120 in any draw.
    drawn = optimiser.sample(form(), rules=[ceiling], samples=20, workers=1)
    assert max(one.coverage[0] for one in drawn.samples) <= 30 / 80


def test_rules_of_a_later_load_replace_those_of_the_same_name(ceiling: Path, folder: Path) -> None:
    lower = folder / "lower.csv"
    lower.write_text(CEILING.replace("30", "20"), encoding="utf-8")
    inputs = optimiser.load(two_futures(), rules=[ceiling])
    assert to_serbia(optimiser.optimise(inputs)) == 30
    assert to_serbia(optimiser.optimise(inputs, rules=[lower])) == 20


def test_check_takes_a_path_tables_or_inputs_with_files_of_rules(folder: Path) -> None:
    book = two_futures()
    book["Needs"][0]["Need"] = "1,000"
    assert [f.code for f in optimiser.check(book)] == ["E104"]
    assert optimiser.check(book) == optimiser.check(optimiser.load(book))
    assert [f.code for f in optimiser.check("nowhere.xlsx")] == ["E101"]
    (folder / "rules.csv").write_text(CEILING.replace("Serbia", "Serbai"), encoding="utf-8")
    assert [f.code for f in optimiser.check(two_futures(), rules=[folder / "rules.csv"])
            if f.severity is optimiser.Severity.ERROR] == ["E201"]


def test_scenarios_are_asked_for_before_the_base_is_solved(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook without scenarios, or with a faulty one, costs no solve."""
    from optimiser.api import futures

    monkeypatch.setattr(futures, "optimise", lambda *_: pytest.fail("solved too early"))
    book = two_futures()
    del book["Scenarios"]
    with pytest.raises(optimiser.UsageError, match="no scenarios"):
        optimiser.decide(book)


def test_each_name_of_the_library_stands_where_readers_of_its_types_find_it() -> None:
    """The names are loaded by one table, and read by type checkers from another."""
    tree = ast.parse(Path(optimiser.__file__).read_text(encoding="utf-8"))
    typed = [node for part in tree.body if isinstance(part, ast.If) for node in part.body
             if isinstance(node, ast.ImportFrom)]
    named = {alias.name: node.module for node in typed for alias in node.names}
    assert set(named) == set(optimiser.__all__) <= set(dir(optimiser))
    for name, module in named.items():
        assert getattr(optimiser, name) is (
            importlib.import_module(f"{module}.{name}") if name == "changes" else
            getattr(importlib.import_module(module), name))
    with pytest.raises(AttributeError, match="no attribute 'optimize'"):
        optimiser.optimize  # noqa: B018  # asking is all
