"""Exported IATI activities: a proposal, in the order of elements that the schema demands."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import optimiser
from optimiser.handover.iati import dates_of, reference
from optimiser.plan.settled import Settled
from optimiser.plan.types import Proved

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
ORDER = ("iati-identifier", "reporting-org", "title", "description", "participating-org",
         "activity-status", "activity-date", "recipient-country", "recipient-region", "sector",
         "budget")
SCHEMA = os.environ.get("IATI_SCHEMA", "")
"""The official iati-activities-schema.xsd of version 2.03, with the files that it includes."""


@pytest.fixture(scope="module")
def plan() -> optimiser.Plan:
    return optimiser.optimise(EXAMPLE)


def test_budgets_add_up_to_the_plan_and_nothing_is_a_transaction(plan: optimiser.Plan,
                                                                 tmp_path: Path) -> None:
    optimiser.export(plan, "iati", tmp_path / "a.xml")
    root = ET.parse(tmp_path / "a.xml").getroot()
    assert root.get("version") == "2.03"
    assert sum(float(v.text or "") for v in root.iter("value")) == pytest.approx(
        plan.allocation["Amount"].sum(), rel=1e-12)
    assert not list(root.iter("transaction"))
    assert {budget.get("status") for budget in root.iter("budget")} == {"1"}
    identifiers = [one.text for one in root.iter("iati-identifier")]
    assert len(set(identifiers)) == len(identifiers)
    cells = plan.allocation[["Fund", "Recipient", "Activity"]].drop_duplicates()
    assert len(identifiers) == len(cells)
    for activity in root:
        reporter = activity.find("reporting-org")
        assert reporter is not None
        assert (activity.findtext("iati-identifier") or "").startswith(f"{reporter.get('ref')}-")
        places = [ORDER.index(child.tag) for child in activity]
        assert places == sorted(places)
        assert {*ORDER[:7], "sector", "budget"} <= {child.tag for child in activity}


def test_the_same_plan_gives_the_same_file(plan: optimiser.Plan, tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        optimiser.export(plan, "iati", tmp_path / name)
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


def test_what_a_search_left_open_is_said_in_every_activity(plan: optimiser.Plan,
                                                           tmp_path: Path) -> None:
    """Of the plan at hand and of its workbook; of a plan proved the best nothing is said."""
    stages = tuple(replace(one, status=Proved.BEST_FOUND) for one in plan.solution.stages)
    found = replace(plan, settled=Settled(replace(plan.solution, stages=stages)))
    optimiser.write(found, tmp_path / "found.xlsx")
    for number, (source, is_open) in enumerate(
            ((found, True), (tmp_path / "found.xlsx", True), (plan, False))):
        target = tmp_path / f"{number}.xml"
        optimiser.export(source, "iati", target)
        for activity in ET.parse(target).getroot():
            said = [one.findtext("narrative") or "" for one in activity.findall("description")
                    if one.get("type") == "4"]
            assert ["Another choice may be as good" in words for words in said] == [True] * is_open
            assert activity.find("description[@type='1']") is not None


def test_a_body_without_a_code_is_a_region_in_words(tmp_path: Path) -> None:
    plan = optimiser.optimise({
        "Settings": [{"Setting": "Rounding", "Value": 0.01}],
        "Needs": [{"Recipient": "Prague <Process>", "Activity": "A & B", "Period": "2016-Q1",
                   "Need": 10.01}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 50}]})
    optimiser.export(plan, "iati", tmp_path / "a.xml")
    root = ET.parse(tmp_path / "a.xml").getroot()
    region = root.find(".//recipient-region")
    assert region is not None
    assert region.findtext("narrative") == "Prague <Process>"
    assert region.get("vocabulary") == "99"
    assert root.find(".//recipient-country") is None
    assert [v.text for v in root.iter("value")] == ["10.01"]


def test_a_plan_without_periods_is_refused(tmp_path: Path) -> None:
    plan = optimiser.optimise({"Needs": [{"Recipient": "S", "Activity": "A", "Need": 10}],
                               "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 5}]})
    with pytest.raises(optimiser.UsageError, match="no periods"):
        optimiser.export(plan, "iati", tmp_path / "a.xml")


@pytest.mark.parametrize(("period", "dates"), [
    ("2016", ("2016-01-01", "2016-12-31")), ("2016-Q4", ("2016-10-01", "2016-12-31")),
    ("2015-02", ("2015-02-01", "2015-02-28"))])
def test_periods_become_dates(period: str, dates: tuple[str, str]) -> None:
    assert dates_of(period) == dates


def test_organisations_stay_apart_whatever_their_names() -> None:
    names = ["Фонд", "Банк", "a b", "a-b", "x" * 300, "x" * 301]
    assert len({reference(name) for name in names}) == len(names)


@pytest.mark.skipif(not SCHEMA or shutil.which("xmllint") is None,
                    reason="IATI_SCHEMA does not name the official schema, or no xmllint")
def test_the_official_schema_accepts_it(plan: optimiser.Plan, tmp_path: Path) -> None:
    optimiser.export(plan, "iati", tmp_path / "a.xml")
    done = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, str(tmp_path / "a.xml")],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
