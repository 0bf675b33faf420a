"""A what-if against the first solve, as ratios: `python tests/benchmarks/what_if.py [--large]`.

On the example, or on a synthetic book of about 141,000 cells (40 donors, 100 recipients, 15
activities, 4 periods). Times of one run only compare with each other: by the clock, and in
seconds of the processor, which other programs on the machine move less.
"""

from __future__ import annotations

import sys
import time

BEGAN = time.perf_counter()

from pathlib import Path  # noqa: E402 - the first solve counts what Python loads for it
from statistics import median  # noqa: E402

import optimiser  # noqa: E402
from optimiser import changes  # noqa: E402

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
ASKED: dict[str, changes.Change] = {
    "a budget changed": changes.Budget("Polish aid", 20_000_000, "2016-Q1"),
    "a rule switched off": changes.RuleSwitch("R1 Ceiling for one recipient", enabled=False),
    "a tolerance changed": changes.Tolerance("V4", 0.3),
    "a weight changed": changes.Cells((changes.Entry("Tiers", 2, "Weight", 1.5),))}
OF_LARGE: dict[str, changes.Change] = {
    "a budget changed": changes.Budget("Fund 03", 40_000_000, "2016-Q1"),
    "a rule switched off": changes.RuleSwitch("R1 Ceiling", enabled=False),
    "a weight changed": changes.Cells((changes.Entry("Recipients", 5, "Severity", 1.9),))}


def large(donors: int = 40, recipients: int = 100, activities: int = 15,
          periods: int = 4) -> dict[str, list[dict[str, object]]]:
    """Return the tables of a synthetic book, the same at every run."""
    import numpy as np

    draw = np.random.default_rng(7)
    who = [f"Recipient {n:03}" for n in range(recipients)]
    what = [f"Activity {n:02}" for n in range(activities)]
    when = [f"2016-Q{n + 1}" for n in range(periods)]
    needs: list[dict[str, object]] = [
        {"Recipient": r, "Activity": a, "Period": p, "Need": int(draw.integers(100_000, 5_000_000))}
        for r in who for a in what for p in when]
    total = sum(int(str(need["Need"])) for need in needs)
    budgets: list[dict[str, object]] = []
    for n in range(donors):
        own = [a for a in what if draw.random() < 0.6] or what[:1]
        budgets += [{"Fund": f"Fund {n:02}", "Donor": f"Donor {n:02}", "Period": p, "Budget": int(
            total * 0.7 / donors / periods * draw.uniform(0.3, 1.7)),
            "For activities": "; ".join(own)} for p in when]
    return {
        "Needs": needs, "Budgets": budgets,
        "Recipients": [{"Recipient": r, "Severity": round(float(draw.uniform(0.5, 2)), 2),
                        "Minimum coverage": 0.3} for r in who],
        "Activities": [{"Activity": a, "Priority": round(float(draw.uniform(0.5, 2)), 2)}
                       for a in what],
        "Capacity": [{"Recipient": r, "Capacity": int(total * 0.9 / recipients)} for r in who],
        "Donors": [{"Donor": f"Donor {n:02}", "Group": "G" if n < donors // 4 else ""}
                   for n in range(donors)],
        "Burden sharing": [{"Group": "G", "Key": "equal", "Tolerance": 0.6}],
        "Rules": [{"Rule": "R1 Ceiling", "Recipients": who[0], "Measure": "share of total",
                   "Relation": "at most", "Value": 0.02},
                  {"Rule": "R2", "Activities": what[0], "Measure": "amount",
                   "Relation": "at least", "Value": total * 0.02, "Strength": "should"}]}


def main(*, is_large: bool) -> None:
    """Print the seconds of the first solve, and of each what-if its share of them."""
    source = large() if is_large else EXAMPLE
    before = optimiser.optimise(source)
    first, of_processor = time.perf_counter() - BEGAN, time.process_time()
    print(f"the first solve, with what Python loads for it: {first:.2f} s, of processor "
          f"{of_processor:.2f} s, {len(before.solution.columns.allocation):,} cells")
    for words, change in (OF_LARGE if is_large else ASKED).items():
        took, worked, told = [], [], []
        for _ in range(1 if is_large else 5):
            began, before_work = time.perf_counter(), time.process_time()
            plan = optimiser.what_if(before, [change])
            took.append(time.perf_counter() - began)
            worked.append(time.process_time() - before_work)
            began = time.perf_counter()
            assert plan.solution.proof is not None
            told.append(time.perf_counter() - began)
        print(f"{words}: {median(took):.2f} s, {median(took) / first:.2f} of the first, of "
              f"processor {median(worked):.2f} s, {median(worked) / of_processor:.2f}; "
              f"to explain it {median(told):.2f} s more")


if __name__ == "__main__":
    main(is_large="--large" in sys.argv)
