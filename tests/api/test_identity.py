"""What the library returns can be compared and kept in sets: no array asks for its one truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from api_books import two_futures

import optimiser

RESULTS: dict[str, Callable[[], object]] = {
    "inputs": lambda: optimiser.load(two_futures()),
    "table": lambda: optimiser.load(two_futures()).table("Needs"),
    "plan": lambda: optimiser.optimise(two_futures()),
    "problem": lambda: optimiser.optimise(two_futures()).solution.problem,
    "decision": lambda: optimiser.decide(two_futures()),
    "analysis": lambda: optimiser.decide(two_futures()).analysis,
    "candidate": lambda: optimiser.decide(two_futures()).analysis.chosen,
    "sampling": lambda: optimiser.sampling(two_futures()),
    "uncertainty": lambda: optimiser.sample(two_futures(), samples=2, workers=1),
    "frontier": lambda: optimiser.frontier(two_futures(), points=2),
    "comparison": lambda: optimiser.compare(written(), written()),
}


def written() -> Path:
    path = Path("plan.xlsx")
    optimiser.write(optimiser.optimise(two_futures()), path)
    return path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS.keys())
def test_a_result_is_itself_and_may_stand_in_a_set(make: Callable[[], object]) -> None:
    one, other = make(), make()
    assert one == one  # noqa: PLR0124  that it answers at all is what is tested
    assert isinstance(one == other, bool)
    assert one in {one}
    assert len({one, other}) == (1 if one == other else 2)


def test_inputs_of_the_same_content_have_the_same_digest() -> None:
    one, other = optimiser.load(two_futures()), optimiser.load(two_futures())
    assert one != other
    assert one.sha256 == other.sha256
