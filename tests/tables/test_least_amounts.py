"""What a cell of Least amount means: money, or a share, written or shown as a percentage."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import optimiser
from optimiser.problem.build import build_problem


def _book(path: Path, least: object, number_format: str = "General", **need: object) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Needs"
    row = {"Recipient": "Serbia", "Activity": "aid", "Need": 400, "Least amount": least, **need}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    sheet.cell(2, 4).number_format = number_format
    budgets = book.create_sheet("Budgets")
    budgets.append(["Fund", "Donor", "Budget"])
    budgets.append(["F", "EU", 400])
    rates = book.create_sheet("Exchange rates")
    rates.append(["Currency", "Per unit of base"])
    rates.append(["CZK", 25])
    book.save(path)
    return path


@pytest.mark.parametrize(("least", "number_format", "means"), [
    (300, "General", 300), ("300", "General", 300), ("75%", "General", 300),
    (0.75, "0%", 300), (1, "0.0%", 400), (1, "General", None)])
def test_a_share_is_what_is_written_or_shown_as_a_percentage(
        least: object, number_format: str, means: int | None, tmp_path: Path) -> None:
    inputs = optimiser.load(_book(tmp_path / "in.xlsx", least, number_format))
    findings = [finding.code for finding in optimiser.check(inputs)]
    if means is None:
        assert findings == ["E340"]
    else:
        assert findings == []
        assert build_problem(inputs).requirements.least == (means,)


def test_an_amount_is_in_the_currency_of_the_need(tmp_path: Path) -> None:
    inputs = optimiser.load(_book(tmp_path / "in.xlsx", 5_000, Need=10_000, Currency="CZK"))
    assert build_problem(inputs).requirements.least == (200,)


@pytest.mark.parametrize("least", ["75%", 0.75])
def test_the_copy_in_an_output_means_the_same(least: object, tmp_path: Path) -> None:
    """Read again as an input, and written to a new workbook of inputs."""
    path = _book(tmp_path / "in.xlsx", least, "0%" if isinstance(least, float) else "General")
    plan = optimiser.optimise(optimiser.load(path))
    optimiser.write(plan, tmp_path / "out.xlsx")
    again = optimiser.load(tmp_path / "out.xlsx")
    assert [str(finding) for finding in optimiser.check(again)] == []
    assert build_problem(again).requirements.least == (300,)


def test_a_share_on_a_tier_of_nothing_is_of_all_tiers_together() -> None:
    """The second tier asks for nothing; half of both is 100, and there are 30."""
    with pytest.raises(optimiser.InputError) as raised:
        optimiser.optimise({
            "Needs": [{"Recipient": "Serbia", "Activity": "u", "Tier": "1", "Need": 200},
                      {"Recipient": "Serbia", "Activity": "u", "Tier": "2", "Need": 0,
                       "Least amount": "50%"}],
            "Tiers": [{"Tier": "1", "Weight": 1}, {"Tier": "2", "Weight": 1}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 30}],
            "Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At least": 40}]})
    [found] = [str(one) for one in raised.value.findings if "Least" in str(one) or "%" in str(one)]
    assert "Write 15% at most" in found
