"""Write docs/rules/NAME.md for every worked file of rules: question, file, sentences, effect.

Run from the project's folder: `python inputs/build_rule_pages.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import optimiser
from optimiser.problem.types import Problem
from optimiser.words import counted, money, number, share

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "inputs" / "western_balkans_2016.xlsx"
FILES = ROOT / "inputs" / "rules"
PAGES = ROOT / "docs" / "rules"
QUESTIONS = {
    "no_single_donor": (
        "No single donor above 60% of a recipient",
        "Can every partner of the Western Balkans receive from several donors, so that none of "
        "them stands or falls with one? What would that cost?"),
    "protection_floor": (
        "A protection floor for vulnerable groups",
        "Shelter, food and health are covered well over the half-year. Are they covered in every "
        "quarter, and what has to move so that they are?"),
    "three_sectors": (
        "At most three sectors a donor and country",
        "The EU's Code of Conduct on Division of Labour (2007) asks every donor to be active in "
        "at most three sectors of a country. What would that cost? A pillar stands for a sector, "
        "and who gives new money counts."),
    "five_donors": (
        "At most five donors in a sector of a country",
        "The same Code of Conduct asks for three to five donors in each sector of a country. What "
        "would at most five cost? A pillar stands for a sector, and who gives new money counts. Paid "
        "in proportion, up to seven donors share a sector of a partner; in few payments, as the "
        "plan without the rule, no more than four. With the rule it is chosen first who takes "
        "part, as near to proportional as may be, and up to five do."),
    "two_for_one": (
        "At most two for one",
        "The EU could match what others give to each partner of the Western Balkans, the partner "
        "itself among them: at most two euros for one. What would that leave undone?"),
    "one_for_four": (
        "One euro for the border to four for reception",
        "Reception takes most of the money. What would it cost to give at least one euro for "
        "border management to four for humanitarian reception?"),
    "second_quarter": (
        "No recipient is left without money later",
        "Money goes where it is needed first. What if every recipient were to get in the second "
        "quarter at least 80% of what it gets in the first?"),
    "protection_marker": (
        "Three fifths of all support is protection",
        "A marker of the activities says what part of each euro counts as protection: all of it, "
        "40%, or nothing. What would it cost if 60% of all support had to count?"),
    "per_head": (
        "At least EUR 0.70 a head",
        "Bosnia and Herzegovina gets least for each of its people. What does it cost to give every "
        "partner of the Western Balkans at least EUR 0.70 a head?"),
    "hold_harmless": (
        "Nobody loses more than a tenth of the plan before",
        "The route moves to the Adriatic, and a new plan is made. What does it cost to leave every "
        "partner of the Western Balkans at least 90% of what the plan before gave?"),
    "stricter_burden_sharing": (
        "A stricter burden sharing",
        "The workbook wishes that the Visegrad countries pay a tenth of what each partner "
        "receives. Can it be 15%, and a must?"),
}
LATER = {"hold_harmless": "Adriatic branch opens"}
"""Files that are about a plan after the first one, and the scenario that it is made in."""
_MOST = 8


@cache
def with_rules(path: Path) -> optimiser.Plan:
    """Return the example's plan with one worked file."""
    return optimiser.optimise(EXAMPLE, rules=[path])


def page(name: str, first: optimiser.Plan) -> str:
    """Return the page of one worked file."""
    title, question = QUESTIONS[name]
    path = FILES / f"{name}.toml"
    command = f"allocate {EXAMPLE.relative_to(ROOT)} --rules inputs/rules/{path.name}"
    if name in LATER:
        with TemporaryDirectory() as folder:
            earlier = Path(folder) / f"{EXAMPLE.stem}-allocation.xlsx"
            optimiser.write(first, earlier)
            before, after = (optimiser.optimise(
                EXAMPLE, rules=rules, scenario=LATER[name], earlier=earlier)
                for rules in ([], [path]))
        command = (f'allocate {EXAMPLE.relative_to(ROOT)}\n{command} '
                   f'--scenario "{LATER[name]}" --earlier outputs/{earlier.name} '
                   f'-o outputs/{name}.xlsx')
    else:
        before, after = first, with_rules(path)
    stated = {str(rule["Rule"]) for rule in _rules(after) if str(rule["Source"]).startswith(
        path.name)}
    mine = [rule for rule in _rules(after) if str(rule["Rule"]) in stated]
    lines = [
        f"# {title}", "",
        question, "",
        "```", command, "```",
        "", f"The file, which stands beside it as [{name}.csv](../../inputs/rules/{name}.csv) too:",
        "", "```toml", path.read_text(encoding="utf-8").rstrip(), "```", "",
        "Said back in words, with how it stands in the plan:", "",
        *_said(mine), "",
        "What it does to the example:", "", *_effect(before, after), "",
        "The largest moves:", "", *_moves(before, after), ""]
    return "\n".join(lines)


def _said(rules: list[dict[str, object]]) -> list[str]:
    """Say the limits that bind or are broken, and how many do not."""
    tight = [rule for rule in rules if rule["Status"] != "Not binding"]
    loose = len(rules) - len(tight)
    lines = [f"- {rule['In words']} *{_STANDS.get(rule['Status'], rule['Status'])}.*" for rule in tight or rules[:1]]
    if loose and tight:
        lines.append(f"- and the same for {counted(loose, 'more combination')}: room left.")
    return lines


def _rules(plan: optimiser.Plan) -> list[dict[str, object]]:
    limits = plan.limits[plan.limits["Kind"] == "Rule"]
    return [{**row, "Rule": str(row["Name"]).split(" (")[0]} for row in limits.to_dict("records")]


def _effect(before: optimiser.Plan, after: optimiser.Plan) -> list[str]:
    currency = before.solution.problem.currency
    rows = ["| | without | with | change |", "|---|---|---|---|"]
    for label, said, (one, other) in (
            ("allocated", lambda value: money(round(value), currency),
             [float(p.allocation["Amount"].sum()) for p in (before, after)]),
            ("points", lambda value: number(round(value)), [_points(p) for p in (before, after)])):
        rows.append(f"| {label} | {said(one)} | {said(other)} | {_percent(other - one, one)} |")
    for one, other in zip(before.recipients.to_dict("records"),
                          after.recipients.to_dict("records"), strict=True):
        if abs(one["Coverage"] - other["Coverage"]) >= _NOTHING:
            rows.append(f"| coverage of {one['Recipient']} | "
                        f"{share(one['Coverage'], tenths_shown=True)} "
                        f"| {share(other['Coverage'], tenths_shown=True)} | "
                        f"{(other['Coverage'] - one['Coverage']) * 100:+.1f} percentage points |")
    if len(rows) == _HEAD:
        rows.append("| coverage of every recipient | | | less than 0.1 percentage points |")
    return rows


_STANDS = {"Binding": "Full", "Not binding": "Room left"}
_NOTHING = 0.001
_HEAD = 4


def _points(plan: optimiser.Plan) -> float:
    proof = plan.proof
    return float(proof.value) if proof else 0.0


def _percent(change: float, whole: float) -> str:
    part = change / whole
    return "none" if abs(part) < _NOTHING / 10 else f"{part * 100:+.1f}%"


def _moves(before: optimiser.Plan, after: optimiser.Plan) -> list[str]:
    """Name the largest changes between donors, recipients and periods."""
    problem: Problem = before.solution.problem
    keys = ["Donor", "Recipient", "Period"]
    sums = [plan.allocation.groupby(keys)["Amount"].sum() for plan in (before, after)]
    change = sums[1].sub(sums[0], fill_value=0.0)
    largest = sorted(change.items(), key=lambda item: (-abs(item[1]), item[0]))[:_MOST]
    return [f"- {donor} to {recipient} in {period}: {'+' if moved > 0 else '-'}"
            f"{money(abs(round(float(moved))), problem.currency)}"
            for (donor, recipient, period), moved in largest if moved]


def main() -> None:
    """Write every page."""
    PAGES.mkdir(exist_ok=True)
    before = optimiser.optimise(EXAMPLE)
    for name in QUESTIONS:
        (PAGES / f"{name}.md").write_text(page(name, before), encoding="utf-8")


if __name__ == "__main__":
    main()
