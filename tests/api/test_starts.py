"""What a plan starts from: an earlier plan's inputs, tables of the Service, rates of a day."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import optimiser
from optimiser.tables.schema import SHEETS

if TYPE_CHECKING:
    from running import Command

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("starts") / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    return path


def amounts(plan: optimiser.Plan) -> dict[tuple[str, ...], float]:
    names = ["Fund", "Recipient", "Activity", "Period"]
    return {tuple(row[name] for name in names): row["Amount"]
            for row in plan.allocation.to_dict("records")}


def test_an_output_is_an_input_too(output: Path) -> None:
    """Its copy of the inputs is read; what it says of the plan is not, and brings no finding."""
    inputs = optimiser.load(output)
    assert optimiser.check(inputs) == ()
    read = optimiser.load(EXAMPLE)
    assert set(inputs.tables) == set(read.tables)
    assert amounts(optimiser.optimise(inputs)) == amounts(optimiser.optimise(read))


def test_a_fault_in_an_output_is_found_on_the_sheet_of_its_inputs(
        output: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(output)
    sheet = book["Inputs Needs"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Need")
    sheet.cell(5, column).value = "1,000"
    book.save(tmp_path / "edited.xlsx")
    places = [str(f.place) for f in optimiser.check(tmp_path / "edited.xlsx") if f.code == "E104"]
    assert places == [f"edited.xlsx!Inputs Needs!{sheet.cell(5, column).coordinate}"]


def test_the_inputs_of_a_plan_are_a_workbook_again(output: Path, tmp_path: Path) -> None:
    """Every table and figure comes back, whatever their number formats."""
    optimiser.new(tmp_path / "again.xlsx", source=output)
    again, first = optimiser.load(tmp_path / "again.xlsx"), optimiser.load(EXAMPLE)
    assert optimiser.check(again) == ()
    for sheet in SHEETS:
        one, other = again.table(sheet.name), first.table(sheet.name)
        assert len(one) == len(other)
        for column in sheet.columns:
            if column.heading in other.values:
                assert one.text(column.heading).tolist() == other.text(column.heading).tolist() or (
                    str(one.number(column.heading)) == str(other.number(column.heading)))
    assert amounts(optimiser.optimise(again)) == amounts(optimiser.optimise(first))


def test_the_inputs_of_an_input_workbook_are_a_workbook_again(tmp_path: Path) -> None:
    book = {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 5}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 5}],
            "Scenarios": [{"Scenario": "S", "Table": "Needs", "Change": "multiply by",
                           "Value": "120%"}]}
    with_scenario = optimiser.write(optimiser.optimise(book), tmp_path / "plan.xlsx")
    assert with_scenario is None
    optimiser.new(tmp_path / "again.xlsx", source=tmp_path / "plan.xlsx")
    again = optimiser.load(tmp_path / "again.xlsx").table("Scenarios")
    assert again.number("Value").tolist() == [1.2]


def test_faulty_inputs_make_no_new_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "Needs.csv").write_text("Recipient,Activity,Need\nA,x,much\n", encoding="utf-8")
    with pytest.raises(optimiser.InputError, match="much"):
        optimiser.new(tmp_path / "new.xlsx", source=folder)
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize("given", [
    {"example": True, "source": "x"}, {"source": "x", "fts": ["y"]}, {"fts": ["a", "b", "c"]}])
def test_a_workbook_is_filled_from_one_thing(given: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(optimiser.UsageError, match="one thing"):
        optimiser.new(tmp_path / "new.xlsx", **given)


HISTORY = """Date,USD,JPY,CZK,HUF,PLN,TRY,
2016-04-01,1.1432,128.07,27.030,312.0,4.24,N/A,
2016-03-31,1.1385,127.90,27.051,314.12,4.2576,3.2118,
2016-03-30,1.1324,127.42,27.057,314.16,4.2624,3.2181,
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(HISTORY, encoding="utf-8")
    return path


def rates(inputs: optimiser.Inputs) -> dict[str, float]:
    table = inputs.table("Exchange rates")
    return dict(zip(table.text("Currency"), table.number("Per unit of base"), strict=True))


def book(**tables: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    return {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 270.51, "Currency": "CZK"}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 11.385, "Currency": "USD"}]} | {
                name.replace("_", " "): table for name, table in tables.items()}


@pytest.mark.parametrize(("day", "czk", "stated"), [
    ("2016-03-31", 27.051, "2016-03-31"), ("2016-03-30", 27.057, "2016-03-30"),
    ("2016-04-03", 27.030, "2016-04-01")])
def test_rates_are_those_of_the_day_or_of_the_last_day_before_it(
        history: Path, day: str, czk: float, stated: str) -> None:
    """3 April 2016 was a Sunday."""
    funds = [{"Fund": "F", "Donor": "D", "Budget": 9, "Currency": "USD"}]
    inputs = optimiser.with_rates(book(Budgets=funds), history, day)
    assert optimiser.check(inputs) == ()
    assert rates(inputs)["CZK"] == czk
    assert set(inputs.table("Exchange rates").text("Date")) == {stated}


def test_money_is_counted_at_the_rates_of_the_day(history: Path) -> None:
    """270.51 koruna at 27.051 are EUR 10, 11.385 dollars at 1.1385 as much."""
    plan = optimiser.optimise(optimiser.with_rates(book(), history, "2016-03-31"))
    assert plan.allocation["Amount"].tolist() == [10]


def test_rates_of_another_base_currency_are_crossed(history: Path) -> None:
    """27.051 koruna and 1.1385 dollars are one euro: 23.7602... koruna a dollar."""
    inputs = optimiser.with_rates(book(Settings=[{"Setting": "Base currency", "Value": "USD"}]),
                                  history, "2016-03-31")
    assert rates(inputs)["CZK"] == pytest.approx(27.051 / 1.1385)
    assert set(rates(inputs)) == {"CZK"}


def test_a_currency_that_the_bank_lacks_keeps_the_rate_of_the_workbook(history: Path) -> None:
    inputs = optimiser.with_rates(book(Exchange_rates=[
        {"Currency": "RSD", "Per unit of base": 123}, {"Currency": "czk", "Per unit of base": 9},
        {"Currency": "TRY", "Per unit of base": 3}]), history, "2016-04-01")
    assert rates(inputs) == {"RSD": 123, "TRY": 3, "USD": 1.1432, "CZK": 27.03}


@pytest.mark.parametrize(("text", "day", "says"), [
    (HISTORY, "2016-04-20", "no rates of 2016-04-20"), (HISTORY, "2016-03-29", "no rates of"),
    ("Currency,Rate\nCZK,27\n", "2016-03-31", "eurofxref-hist.csv"), ("", "2016-03-31", "Date"),
    (HISTORY, "31 March", "2016-03-31")])
def test_rates_that_cannot_be_used_are_a_wrong_use(
        history: Path, text: str, day: str, says: str) -> None:
    history.write_text(text, encoding="utf-8")
    with pytest.raises(optimiser.UsageError, match=says):
        optimiser.with_rates(book(), history, day)


def test_rates_as_the_bank_packs_them_are_to_be_unpacked_first(history: Path) -> None:
    with zipfile.ZipFile(history.with_suffix(".zip"), "w") as archive:
        archive.write(history, "eurofxref-hist.csv")
    with pytest.raises(optimiser.UsageError, match="unpack it first"):
        optimiser.with_rates(book(), history.with_suffix(".zip"), "2016-03-31")


def test_the_command_takes_the_rates_of_a_day(
        allocate: Command, folder: Path, history: Path) -> None:
    run = allocate("check", EXAMPLE, "--rates", history, "--on", "2016-03-31")
    assert run.exit_code == 0
    assert "Exchange rates: 4 rows" in run.stdout
    assert allocate(EXAMPLE, "--rates", history, "-o", folder / "o.xlsx").exit_code == 2
    run = allocate(EXAMPLE, "--rates", history, "--on", "2016-03-31", "-o", folder / "o.xlsx")
    assert run.exit_code == 0
    shown = openpyxl.load_workbook(folder / "o.xlsx")["Inputs Exchange rates"]
    assert "European Central Bank, eurofxref-hist.csv" in {
        cell.value for row in shown.iter_rows() for cell in row}


REQUIREMENTS = """countryCode,id,name,code,startDate,endDate,year,clusterCode,cluster,requirements,funding
#country+code,#id,#name,#code,#date+start,#date+end,#date+year,#sector+code,#sector,#value,#value
SRB,1,Response: Serbia,RSRB16,2016-01-01,2016-12-31,2016,4,Health,2000000,500000
SRB,1,Response: Serbia,RSRB16,2016-01-01,2016-12-31,2016,5,"Camp Coordination, Management",7000000,4000000
MKD,2,Response: fYR,RMKD16,2016-01-01,2016-12-31,2016,4,Health,3000000,
SRB,1,Response: Serbia,RSRB16,2016-01-01,2016-12-31,2016,,Not specified,,100000
"""
FLOWS = """budgetYear,amountUSD,srcOrganization,destGlobalClusters,destLocations,boundary,status,originalAmount,originalCurrency
#date+year,#value,#org,#sector,#country,#direction,#status,#value,#currency
2016,1138500,European Commission,"Camp Coordination, Management",SRB,incoming,commitment,1000000,EUR
2016,227700,European Commission,"Camp Coordination, Management",SRB,incoming,paid,200000,EUR
2016,200000,"Germany, Government of",Health,MKD,incoming,paid,,
2016,200000,"Germany, Government of","Health,Protection",MKD,incoming,paid,,
2016,200000,"Germany, Government of",Health,"SRB,MKD",incoming,paid,,
2015,200000,"Germany, Government of",Health,SRB,incoming,paid,,
2016,300000,"Norway, Government of",Health,SRB,incoming,pledge,,
2016,300000,UNHCR,Health,SRB,internal,paid,,
2016,,Caritas,Health,SRB,incoming,paid,,
"""


@pytest.fixture
def tables(folder: Path) -> tuple[Path, Path]:
    (folder / "requirements.csv").write_text(REQUIREMENTS, encoding="utf-8")
    (folder / "flows.csv").write_text(FLOWS, encoding="utf-8-sig")
    return folder / "requirements.csv", folder / "flows.csv"


def rows_of(path: Path, sheet: str, *headings: str) -> list[tuple[object, ...]]:
    table = optimiser.load(path).table(sheet)
    return list(zip(*((table.number(heading) if heading in ("Need", "Budget", "Amount")
                       else table.text(heading)).tolist() for heading in headings), strict=True))


def test_requirements_and_flows_of_the_service_become_needs_and_commitments(
        allocate: Command, folder: Path, tables: tuple[Path, Path]) -> None:
    run = allocate("new", folder / "new.xlsx", "--from-fts", *tables)
    assert run.exit_code == 0
    path = folder / "new.xlsx"
    assert optimiser.check(path) == ()
    assert rows_of(path, "Needs", "Recipient", "Activity", "Period", "Need") == [
        ("Serbia", "Health", "2016", 2e6), ("Serbia", "Camp Coordination, Management", "2016", 7e6),
        ("North Macedonia", "Health", "2016", 3e6)]
    assert rows_of(path, "Commitments", "Fund", "Recipient", "Amount", "Currency", "Status") == [
        ("European Commission", "Serbia", 1e6, "EUR", "commitment"),
        ("European Commission", "Serbia", 2e5, "EUR", "paid"),
        ("Germany, Government of", "North Macedonia", 2e5, "USD", "paid")]
    assert rows_of(path, "Donors", "Donor", "ISO code") == [
        ("European Commission", ""), ("Germany, Government of", "DE")]
    assert all("OCHA" in source and "requirements.csv" in source and "16" in source
               for source, in rows_of(path, "Needs", "Source"))
    assert optimiser.optimise(path).allocation["Amount"].sum() < 3


def test_what_of_the_services_tables_has_no_place_is_counted_with_its_reason(
        allocate: Command, folder: Path, tables: tuple[Path, Path]) -> None:
    run = allocate("new", folder / "new.xlsx", "--from-fts", *tables)
    for line in ("1 row left out: a cluster without a requirement.",
                 "2 rows left out: a flow to several or no countries or clusters.",
                 "1 row left out: a flow to a country, cluster or year without a requirement.",
                 "1 row left out: a flow that is no firm commitment (pledge).",
                 "1 row left out: a flow within or out of the appeal.",
                 "1 row left out: a flow without an amount."):
        assert line in run.stdout
        assert line in {cell.value for row in openpyxl.load_workbook(
            folder / "new.xlsx")["About"].iter_rows() for cell in row}


def test_without_flows_the_funding_reported_is_what_is_committed(
        allocate: Command, folder: Path, tables: tuple[Path, Path]) -> None:
    assert allocate("new", folder / "new.xlsx", "--from-fts", tables[0]).exit_code == 0
    assert optimiser.check(folder / "new.xlsx") == ()
    assert rows_of(folder / "new.xlsx", "Commitments", "Recipient", "Amount") == [
        ("Serbia", 5e5), ("Serbia", 4e6)]
    assert rows_of(folder / "new.xlsx", "Budgets", "Donor", "Budget") == [
        ("All donors together", 4.5e6)]


@pytest.mark.parametrize(("at", "text", "says"), [
    (0, "country,cluster\nSRB,Health\n", "countryCode, requirements"),
    (0, REQUIREMENTS.replace("2000000", "0").replace("7000000", "").replace("3000000", ""),
     "no requirement"),
    (0, REQUIREMENTS.replace("3000000", "about 3 m"), '"about 3 m" in the column requirements'),
    (0, REQUIREMENTS.replace("3000000", '"300,000"'), '"300,000" in the column requirements'),
    (0, REQUIREMENTS.replace("500000", "50%"), '"50%" in the column funding of requirements.csv'),
    (1, FLOWS.replace("227700", "USD 5"), '"USD 5" in the column amountUSD of flows.csv'),
    (1, "date,amountUSD\n2016,5\n", "srcOrganization"), (1, "", "srcOrganization")])
def test_a_table_that_the_service_does_not_publish_is_a_wrong_use(
        allocate: Command, folder: Path, tables: tuple[Path, Path], at: int, text: str,
        says: str) -> None:
    tables[at].write_text(text, encoding="utf-8")
    run = allocate("new", folder / "new.xlsx", "--from-fts", *tables)
    assert run.exit_code == 2
    assert says in run.printed
    assert not (folder / "new.xlsx").exists()


def test_amounts_of_the_service_may_be_grouped_as_a_spreadsheet_saves_them(
        allocate: Command, folder: Path, tables: tuple[Path, Path]) -> None:
    """Taken for no number they were left out, as if the cluster asked for nothing."""
    tables[0].write_text(REQUIREMENTS.replace("2000000", '"2,000,000.50"').replace(
        "3000000", "3 000 000"), encoding="utf-8")
    assert allocate("new", folder / "new.xlsx", "--from-fts", *tables).exit_code == 0
    assert [need for need, in rows_of(folder / "new.xlsx", "Needs", "Need")] == [2_000_000.5, 7e6, 3e6]


def test_flows_alone_are_a_wrong_use(allocate: Command, folder: Path) -> None:
    run = allocate("new", folder / "new.xlsx", "flows.csv")
    assert (run.exit_code, "--from-fts" in run.printed) == (2, True)


def test_the_command_makes_a_workbook_from_an_output(
        allocate: Command, folder: Path, output: Path) -> None:
    run = allocate("new", folder / "new.xlsx", "--from", output)
    assert run.exit_code == 0
    assert "the inputs of plan.xlsx" in run.stdout
