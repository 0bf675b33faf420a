"""Uncertain needs: draws against rebuilt problems, the same result whoever solves them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.cli import commands
from optimiser.errors import NotProvedError
from optimiser.scenarios.draws import Sample
from optimiser.scenarios.uncertainty import Sampling

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
Book = dict[str, list[dict[str, Any]]]
ONE_NEED: Book = {
    "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 1000, "Uncertainty": 0.5}],
    "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 1000}],
    "Recipients": [{"Recipient": "Serbia", "Minimum coverage": 0.9}],
}


def samples_of(source: object, count: int, seed: int = 1) -> tuple[Sampling, list[Sample]]:
    drawing = optimiser.sampling(source if isinstance(source, Path) else optimiser.load(source),
                                 seed=seed)
    return drawing, [one for piece in drawing.pieces(range(count), 1) for one in piece]


def test_one_need_hand_solved() -> None:
    """The plan gives 1,000; of a need of N it meets min(1,000, N), and the minimum is 0.9 N."""
    drawing, samples = samples_of(ONE_NEED, 200)
    needs = np.array([one.need for one in samples])
    assert needs.min() > 500
    assert needs.max() < 1500
    assert abs(needs.mean() - 1000) < 60
    for one in samples:
        assert one.met == pytest.approx(min(1000.0, one.need))
        assert one.coverage == pytest.approx([min(1000.0, one.need) / one.need])
        assert one.met_anew == pytest.approx(one.met)
    found = drawing.result(samples, 200)
    (spread,) = found.spreads
    assert spread.missed == pytest.approx((needs > 1000 / 0.9).mean())
    assert spread.missed_anew == spread.missed > 0.2
    assert found.matters == (("Serbia / Asylum", pytest.approx(found.matters[0][1])),)
    assert found.matters[0][1] > 0.7


def drawn_book(book: Book, drawing: Sampling, number: int) -> Book:
    """Return the inputs with the needs of a draw; money uses as many experts as it did."""
    draws = drawing.draws
    drawn = draws.drawn(number)
    of_all = (np.bincount(draws.requirement, drawn) / np.bincount(draws.requirement, draws.need))
    needs = []
    for row, factor, of_tiers in zip(book["Needs"], (drawn / draws.need).tolist(),
                                     of_all[draws.requirement].tolist(), strict=True):
        changed = {**row, "Need": float(row["Need"]) * factor}
        if row.get("Expert-months"):
            changed["Expert-months"] = float(row["Expert-months"]) * of_tiers
        needs.append(changed)
    return {name: rows for name, rows in book.items() if name != "Objectives"} | {"Needs": needs}


def uncertain(seed: int) -> Book | None:
    """Return a random problem with uncertain needs, without grants."""
    book: Book = {name: [dict(row) for row in rows] for name, rows in random_book(seed).items()}
    if any(row.get("Smallest grant") for row in book["Budgets"]) or any(
            row.get("Measure") == "grants" for row in book.get("Rules", [])):
        return None
    chance = random.Random(seed)
    for row in book["Needs"]:
        row["Uncertainty"] = chance.choice((0.0, 0.1, 0.4))
        row["Need"] = float(Fraction(str(row["Need"])))
    return book if any(row["Uncertainty"] and row["Need"] for row in book["Needs"]) else None


def compare_with_rebuilt(seed: int) -> int:
    """Solve draws of a random problem anew from changed inputs; return how many agreed."""
    book = uncertain(seed)
    if book is None or any(not row["Need"] for row in book["Needs"]):
        return 0
    try:
        drawing, samples = samples_of(book, 4, seed)
    except (optimiser.NoPlanError, optimiser.UsageError):
        return 0
    agreed = 0
    for one in samples:
        changed = drawn_book(book, drawing, one.number)
        try:
            plan = optimiser.optimise(optimiser.load(changed), split="any")
        except (optimiser.NoPlanError, optimiser.InputError):
            continue
        best = next(stage.value for stage in plan.stages if stage.objective == "meet needs")
        assert one.is_kept
        assert one.weighted_anew == pytest.approx(best, rel=1e-6, abs=1e-3), one.number
        agreed += 1
    return agreed


def test_a_draw_solved_on_the_built_model_is_the_problem_built_anew() -> None:
    """The most need met in a draw equals that of inputs in which the needs are written."""
    tried = seeds(7, 30)
    assert sum(map(compare_with_rebuilt, tried)) > len(tried)


def test_the_result_is_the_same_on_any_number_of_workers() -> None:
    """Each draw starts as if nothing had been solved before it."""
    drawing = optimiser.sampling(EXAMPLE, seed=3)
    numbers = range(90)
    results = [drawing.result([one for piece in drawing.pieces(numbers, workers)
                               for one in piece], 90) for workers in (1, 2, 3)]
    assert results[0].samples == results[1].samples == results[2].samples
    backwards = [one for piece in drawing.pieces(numbers[::-1], 1) for one in piece]
    assert drawing.result(backwards, 90).samples == results[0].samples


def run(*line: str) -> Result:
    return CliRunner().invoke(commands, ["scenarios", str(EXAMPLE), *line], prog_name="allocate")


def test_samples_are_written_and_told(tmp_path: Path) -> None:
    result = run("--samples", "40", "--seed", "5", "-o", str(tmp_path / "u.xlsx"), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["samples"] == 40
    sheets = pd.read_excel(tmp_path / "u.xlsx", sheet_name=None, engine="calamine")
    assert list(sheets) == ["Uncertainty", "What matters", "Samples", "Log"]
    assert len(sheets["Samples"]) == 40
    low = {row["recipient"]: row["planned"][0] for row in found["recipients"]}
    assert sheets["Uncertainty"].set_index("Recipient")["Low"].to_dict() == pytest.approx(low)
    text = run("--samples", "40", "--seed", "5", "-o", str(tmp_path / "u.xlsx")).output
    assert "nine of ten times" in text
    assert max(map(len, text.splitlines()[:-1])) <= 100


class _Stops:
    """Solves some pieces, then is interrupted as a user, or a cluster, would."""

    def __init__(self, fault: BaseException) -> None:
        self.fault, self.solve = fault, Sampling.pieces

    def __call__(self, drawing: Sampling, numbers: Sequence[int],
                 *_: object) -> Iterator[list[Sample]]:
        for at, piece in enumerate(self.solve(drawing, numbers, 1)):
            if at == 2:
                raise self.fault
            yield piece


@pytest.mark.parametrize(("fault", "code"), [
    (KeyboardInterrupt(), 130), (NotProvedError("The Dask scheduler went away.", "Again."), 5)])
def test_what_is_solved_is_kept_and_gone_on_with(
        fault: BaseException, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted and resumed, the samples are those of a run that was left alone."""
    target = str(tmp_path / "u.xlsx")
    with monkeypatch.context() as patch:
        stops = _Stops(fault)
        patch.setattr(Sampling, "pieces", lambda *given: stops(*given))  # noqa: PLW0108 - as a method
        result = run("--samples", "100", "--seed", "2", "-o", target)
    assert result.exit_code == code
    assert f"40 of 100 samples are in {target}; --resume goes on with them." in result.output
    assert len(pd.read_excel(target, sheet_name="Samples", engine="calamine")) == 40
    assert run("--samples", "100", "--seed", "2", "-o", target, "--resume").exit_code == 0
    resumed = pd.read_excel(target, sheet_name="Samples", engine="calamine")
    assert run("--samples", "100", "--seed", "2", "-o", target).exit_code == 0
    pd.testing.assert_frame_equal(
        resumed, pd.read_excel(target, sheet_name="Samples", engine="calamine"), rtol=1e-12)


@pytest.mark.parametrize(("line", "says"), [
    (("--workers", "2"), "Add --samples N."),
    (("--samples", "10", "--scheduler", "tcp://127.0.0.1:1"), "No Dask scheduler answers"),
])
def test_a_wrong_use_is_told_how_to_mend_it(
        line: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimiser.scenarios.workers._SECONDS_TO_CONNECT", 0.5)
    result = run(*line)
    assert result.exit_code == 2
    assert says in result.output


def test_samples_of_another_seed_are_not_gone_on_with(tmp_path: Path) -> None:
    target = str(tmp_path / "u.xlsx")
    assert run("--samples", "20", "--seed", "2", "-o", target).exit_code == 0
    result = run("--samples", "40", "--seed", "3", "-o", target, "--resume")
    assert result.exit_code == 2
    assert "its seed is 2" in result.output


def test_inputs_without_uncertainty_are_told_which_column_to_fill() -> None:
    with pytest.raises(optimiser.UsageError) as fault:
        optimiser.sample(optimiser.load({**ONE_NEED, "Needs": [
            {"Recipient": "Serbia", "Activity": "Asylum", "Need": 1000}]}), samples=5)
    assert "column Uncertainty" in str(fault.value.remedy)
