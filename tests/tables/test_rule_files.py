"""Rules from files: the same rule in any form is the same limit; what is wrong has its place."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_books import rows, small_book

import optimiser
from optimiser.problem.build import build_problem
from optimiser.tables.findings import Severity
from optimiser.tables.limit_sheets import DIMENSIONS, MEASURES

HEADINGS = ("Rule", "Enabled", "Donors", "Funds", "Recipients", "Activities", "Measure",
            "Relation", "Value", "For each", "Strength", "Penalty", "Reason", "Valid until")
Cells = dict[str, object]


def write_csv(path: Path, rules: list[Cells]) -> Path:
    path = path.with_suffix(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows([["" if rule.get(h) is None else rule[h] for h in HEADINGS]
                          for rule in rules])
    return path


def write_xlsx(path: Path, rules: list[Cells]) -> Path:
    path = path.with_suffix(".xlsx")
    book = openpyxl.Workbook()
    book.active.title = "Rules"
    book.active.append(HEADINGS)
    for rule in rules:
        book.active.append([rule.get(heading) for heading in HEADINGS])
    book.save(path)
    return path


def write_ods(path: Path, rules: list[Cells]) -> Path:
    path = path.with_suffix(".ods")
    frame = pd.DataFrame([[rule.get(h) for h in HEADINGS] for rule in rules],
                         columns=list(HEADINGS), dtype=object)
    frame.to_excel(path, sheet_name="Rules", index=False, engine="odf")
    return path


def toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def write_toml(path: Path, rules: list[Cells]) -> Path:
    path = path.with_suffix(".toml")
    lines = []
    for rule in rules:
        lines.append("[[rule]]")
        lines += [f"{key.lower().replace(' ', '_')} = {toml_value(value)}"
                  for key, value in rule.items() if value is not None]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


WRITERS = (write_csv, write_xlsx, write_ods, write_toml)


def toml(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, book: dict[str, list[Cells]] | None = None) -> list[str]:
    inputs = optimiser.load(book or small_book(), [path])
    return [str(finding) for finding in optimiser.check(inputs)]


names = st.sampled_from(["", "Serbia", "not Albania", "Serbia; Albania", "  serbia "])


@st.composite
def random_rule(draw: st.DrawFn, name: str) -> Cells:
    measure = draw(st.sampled_from(MEASURES))
    is_share = measure == "coverage" or measure.startswith("share")
    value = draw(st.sampled_from([0.25, "30%", 1, 0] if is_share else [3, 12.5, "17", 0]))
    return {
        "Rule": name,
        "Enabled": draw(st.sampled_from([None, True, False, "yes", "no"])),
        "Donors": draw(st.sampled_from([None, "Czechia", "Poland; Czechia"])),
        "Recipients": draw(names) or None,
        "Measure": measure,
        "Relation": draw(st.sampled_from(["at most", "at least", "exactly", "<=", ">=", "="])),
        "Value": value,
        "For each": "; ".join(draw(st.sets(st.sampled_from(DIMENSIONS[:4])))) or None,
        "Strength": draw(st.sampled_from([None, "must", "should"])),
        "Penalty": draw(st.sampled_from([None, 2, 0.5])),
        "Valid until": draw(st.sampled_from([None, dt.date(2031, 12, 31)])),
    }


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).flatmap(
    lambda ids: st.tuples(*(random_rule(f"R{n}") for n in ids))))
def test_the_same_rule_in_any_form_is_the_same_limit(tmp_path: Path,
                                                     drawn: tuple[Cells, ...]) -> None:
    rules = list(drawn)
    in_sheet = optimiser.load(small_book(Rules=[
        {heading: rule.get(heading) for heading in HEADINGS} for rule in rules]))
    in_files = [optimiser.load(small_book(), [write(tmp_path / "r", rules)]) for write in WRITERS]
    codes = [sorted(f.code for f in optimiser.check(i)) for i in (in_sheet, *in_files)]
    assert codes[1:] == codes[:1] * len(WRITERS)
    if all(f.severity is Severity.WARNING for f in optimiser.check(in_sheet)):
        stated = [[(r.name, r.enabled, r.funds, r.donors, r.recipients, r.measure, r.relation,
                    r.value, r.for_each, r.penalty) for r in build_problem(i).rules]
                  for i in (in_sheet, *in_files)]
        assert stated[1:] == stated[:1] * len(WRITERS)


def test_later_files_replace_rules_of_the_same_name_in_their_place(tmp_path: Path) -> None:
    book = small_book(Rules=rows("Rule|Measure|Relation|Value|Recipients",
                                 ("One", "share of total", "at most", 0.5, "Serbia"),
                                 ("Two", "amount", "at most", 70, "Albania")))
    first = write_csv(tmp_path / "first", [{"Rule": " ONE ", "Measure": "coverage",
                                            "Relation": "at least", "Value": "10%"},
                                           {"Rule": "Three", "Measure": "amount",
                                            "Relation": "at most", "Value": 5}])
    second = toml(tmp_path, '[[rule]]\nrule = "three"\nenabled = false\nmeasure = "amount"\n'
                            'relation = "at most"\nvalue = 9\n')
    inputs = optimiser.load(book, [first, second])
    assert [(r.name, r.measure, float(r.value), r.enabled) for r in build_problem(inputs).rules] == [
        ("ONE", "coverage", 0.1, True), ("Two", "amount", 70.0, True),
        ("three", "amount", 9.0, False)]
    assert [(f.file, f.rules, len(f.sha256)) for f in inputs.rule_files] == [
        ("first.csv", 2, 64), ("rules.toml", 1, 64)]
    limits = optimiser.optimise(inputs).limits
    assert limits[limits["Kind"] == "Rule"]["Source"].tolist() == ["first.csv!I2", "Rules!D3"]


@pytest.mark.parametrize(("text", "code", "line", "says"), [
    ('[[rule]]\nrule = "a"\nrule = "b"\n', "E142", 3, "overwrite"),
    ('[[rule]]\nrule = a\n', "E142", 2, "Invalid"),
    ('[[rule]]\nrule = "a"\nmeasure = "amount"\nrelation = "at most"\nvalue = [1, 2]\n',
     "E144", 5, "a list"),
    ('[[rule]]\nrule = "a"\nmeasure = "amount"\nrelation = "at most"\nvalue = {x = 1}\n',
     "E144", 5, "a table"),
    ('[[rule]]\nrule = "a"\nmeasure = "amount"\nrelation = "at most"\nvalue = true\n',
     "E121", 5, "TRUE"),
    ('[[rule]]\nrule = "a"\nmeasure = "amount"\nrelation = "at most"\n', "E115", 1, "Value"),
    ('[[rule]]\nrule = "a"\nmesure = "amount"\nrelation = "at most"\nvalue = 1\n',
     "E143", 3, "Did you mean measure?"),
    ('[[rules]]\nrule = "a"\n', "E143", 1, "Did you mean [[rule]]?"),
    ('[rule]\nrule = "a"\n', "E144", 1, "two brackets"),
    ('[[rule]]\nrule = "a"\nmeasure = "amount"\nrelation = "at most"\nvalue = 1\n\n'
     '[[rule]]\nrule = "A "\nmeasure = "amount"\nrelation = "at most"\nvalue = 2\n',
     "E128", 8, "line 2"),
    ('[[rule]]\nrule = "a"\nmeasure = "coverage"\nrelation = "at most"\nvalue = 30\n',
     "E315", 5, "30% or 0.3"),
    ('[[rule]]\nrule = "a"\nmeasure = "coverage"\nrelation = "at most"\nvalue = "20 to 30%"\n',
     "E118", 5, "not a number"),
    ('[[rule]]\nrule = "a"\nrecipients = ["Serbia", "Albanya"]\nmeasure = "coverage"\n'
     'relation = "at most"\nvalue = 0.3\n', "E201", 3, "Did you mean Albania?"),
    ('[[rule]]\nrule = "a"\nrecipients = ["Serbia", "not Serbia"]\nmeasure = "coverage"\n'
     'relation = "at most"\nvalue = 0.3\n', "E203", 3, "matches no"),
    ("", "E133", None, "no row"),
])
def test_what_is_wrong_in_a_toml_file_is_said_with_its_line(
        tmp_path: Path, text: str, code: str, line: int | None, says: str) -> None:
    place = "rules.toml" if line is None else f"rules.toml!line {line}:"
    [finding] = [f for f in found(toml(tmp_path, text)) if f.startswith(code)]
    assert finding.startswith(f"{code} {place}")
    assert says in finding


GOOD = {"Rule": "a", "Recipients": "Serbia", "Measure": "coverage", "Relation": "at most",
        "Value": "30%"}


@pytest.mark.parametrize(("cells", "expected"), [
    ({"Recipients": "Serbia "}, ("a", "coverage", 0.3, "at most", True)),
    ({"Recipients": "Sebria"}, "E201 r.csv!E2"),
    ({"Measure": "covarage"}, "E124 r.csv!G2"),
    ({"Relation": ">="}, ("a", "coverage", 0.3, "at least", True)),
    ({"Relation": "=<"}, "E124 r.csv!H2"),
    ({"Enabled": ""}, ("a", "coverage", 0.3, "at most", True)),
    ({"Enabled": "FALSE"}, ("a", "coverage", 0.3, "at most", False)),
    ({"Enabled": "flase"}, "E125 r.csv!B2"),
    ({"Value": "0.3"}, ("a", "coverage", 0.3, "at most", True)),
    ({"Value": "30"}, "E315 r.csv!I2"),
    ({"Value": "1e-3"}, ("a", "coverage", 0.001, "at most", True)),
    ({"Value": "0.2 <= x <= 0.3"}, "E118 r.csv!I2"),
    ({"Value": "120%"}, "E315 r.csv!I2"),
    ({"Value": ""}, "E115 r.csv!I2"),
])
def test_a_slip_is_read_as_meant_or_is_a_finding(tmp_path: Path, cells: Cells,
                                                 expected: str | tuple[object, ...]) -> None:
    path = write_csv(tmp_path / "r", [GOOD | cells])
    inputs = optimiser.load(small_book(), [path])
    errors = [str(f) for f in optimiser.check(inputs) if f.severity is Severity.ERROR]
    if isinstance(expected, str):
        assert [error[:len(expected)] for error in errors] == [expected]
    else:
        assert not errors
        [rule] = build_problem(inputs).rules
        assert (rule.name, rule.measure, float(rule.value), rule.relation, rule.enabled) == expected


def test_columns_are_found_by_name_and_unknown_ones_are_said(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Value,Relation,Note,Measure,Recipient,Rule\n"
                    "30%,at most,mine,coverage,Serbia,a\n", encoding="utf-8")
    inputs = optimiser.load(small_book(), [path])
    [rule] = build_problem(inputs).rules
    assert (rule.measure, rule.relation, float(rule.value)) == ("coverage", "at most", 0.3)
    assert [str(f)[:13] for f in optimiser.check(inputs)] == ["W102 r.csv: I", "W101 r.csv!E1"]


@pytest.mark.parametrize(("name", "content", "starts"), [
    ("r.txt", b"rule", "E140 r.txt"),
    ("r.csv", b"Rule,Measure\nx,\xff\n", "E110 r.csv"),
    ("r.toml", b"# \xff", "E110 r.toml"),
    ("r.csv", b"Rule,Measure,Relation\na,amount,at most\n", "E112 r.csv!1:1"),
    ("r.xlsx", b"not a workbook", "E102 r.xlsx"),
])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str, content: bytes,
                                                 starts: str) -> None:
    (tmp_path / name).write_bytes(content)
    [finding] = found(tmp_path / name)
    assert finding.startswith(starts)


def test_a_missing_file_and_a_workbook_without_the_sheet_are_findings(tmp_path: Path) -> None:
    [missing] = found(tmp_path / "none.toml")
    assert missing.startswith("E101")
    book = openpyxl.Workbook()
    book.active.title = "Ideas"
    book.create_sheet("More")
    book.save(tmp_path / "r.xlsx")
    [without] = found(tmp_path / "r.xlsx")
    assert without.startswith("E141 r.xlsx")
    assert "Ideas, More" in without


def test_the_only_sheet_of_a_workbook_may_have_any_name(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "r", [GOOD])
    book = openpyxl.load_workbook(path)
    book["Rules"].title = "Sheet1"
    book.save(path)
    [rule] = build_problem(optimiser.load(small_book(), [path])).rules
    assert rule.name == "a"


@pytest.mark.parametrize(("name", "content"), [
    ("off.toml", '[[rule]]\nrule = "r1"\nenabled = false\n'),
    ("off.csv", "Rule,Enabled,Measure,Relation,Value\nR1,no,,,\n")])
def test_a_file_may_switch_a_rule_off_and_say_no_more_of_it(
        tmp_path: Path, name: str, content: str) -> None:
    """What it asks for stays known; a rule that nothing knows is still incomplete."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    book = small_book(Rules=rows("Rule|Recipients|Measure|Relation|Value",
                                 ("R1", "Serbia", "amount", "at most", 50),
                                 ("R2", "Albania", "amount", "at most", 60)))
    inputs = optimiser.load(book, rules=[tmp_path / name])
    assert optimiser.check(inputs) == ()
    table = inputs.table("Rules")
    assert table.text("Rule").tolist() == ["R1", "R2"]
    assert (table.number("Enabled") == 0).tolist() == [True, False]
    assert table.number("Value").tolist() == [50, 60]
    needs = optimiser.optimise(inputs).needs
    assert needs.groupby("Recipient")["Allocated"].sum().to_dict() == {"Serbia": 100, "Albania": 60}
    unknown = optimiser.load(small_book(), rules=[tmp_path / name])
    assert [f.code for f in optimiser.check(unknown)] == ["E115"] * 3
