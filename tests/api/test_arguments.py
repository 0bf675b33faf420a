"""What the library's functions are given is checked before any work begins."""

from __future__ import annotations

import inspect
import re
from math import nan
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pytest
from api_books import two_futures

import optimiser
from optimiser import changes
from optimiser.api import arguments

INPUTS = Path("inputs.xlsx")
LOADED = optimiser.load(two_futures())
TABLE = pd.DataFrame({"Recipient": ["Serbia"]})
A_LIST = "rules takes a list of files, and was given 'r.csv'. Write rules=['r.csv']."
A_PATH = "It takes a path."
YES_OR_NO = "cannot be 'no'. It takes True or False."
A_PLAN = "It takes what optimise returned, or the plan of what decide returned."
INPUTS_OR_SOURCE = "It takes a path, a dictionary of tables by sheet, or what load returned."
WRONG: tuple[tuple[str, str, object, str], ...] = (
    ("load", "source", TABLE, f"source cannot be a DataFrame. {INPUTS_OR_SOURCE}"),
    ("load", "rules", "r.csv", A_LIST),
    ("load", "rules", [{"Rule": "R1"}], f"rules cannot be a dict. {A_PATH}"),
    ("load", "rules", 3, "rules cannot be 3. It takes a list of files."),
    ("check", "source", None, f"source cannot be None. {INPUTS_OR_SOURCE}"),
    ("check", "rules", "r.csv", A_LIST),
    ("optimise", "inputs", TABLE, "source cannot be a DataFrame."),
    ("optimise", "rules", "r.csv", A_LIST),
    ("optimise", "solver", "gurobbi", "There is no solver gurobbi here. Choose one of: highs"),
    ("optimise", "solver", None, "solver cannot be None."),
    ("optimise", "split", "anyy", 'split cannot be "anyy". Did you mean "any"? It takes '),
    ("optimise", "split", "evenly", 'split cannot be "evenly". It takes '),
    ("optimise", "split", True, "split cannot be True."),
    ("optimise", "time_limit", nan, "time_limit cannot be nan. It takes a number of seconds"),
    ("decide", "time_limit", nan, "time_limit cannot be nan."),
    ("decide", "gap", 1, "gap cannot be 1. It takes a share from 0 to below 1"),
    ("sample", "time_limit", -1, "time_limit cannot be -1."),
    ("frontier", "time_limit", "60", "time_limit cannot be '60'."),
    ("over_budget", "time_limit", -1, "time_limit cannot be -1."),
    ("optimise", "time_limit", -1, "time_limit cannot be -1."),
    ("optimise", "time_limit", "60", "time_limit cannot be '60'."),
    ("optimise", "earlier", LOADED, f"earlier cannot be a Inputs. {A_PATH}"),
    ("optimise", "relax", "no", f"relax {YES_OR_NO}"),
    ("optimise", "scenario", 1, "scenario cannot be 1. It takes a name."),
    ("optimise", "lowest_coverage", 1.4, "lowest_coverage cannot be 1.4. It takes a share"),
    ("optimise", "lowest_coverage", nan, "lowest_coverage cannot be nan."),
    ("optimise", "ranges", "no", f"ranges {YES_OR_NO}"),
    ("optimise", "gap", 1, "gap cannot be 1. It takes a share from 0 to below 1"),
    ("optimise", "best_found", "no", f"best_found {YES_OR_NO}"),
    ("optimise", "progress", "loud", "progress cannot be 'loud'. It takes a function"),
    ("decide", "progress", 7, "progress cannot be 7. It takes a function"),
    ("frontier", "progress", 7, "progress cannot be 7. It takes a function"),
    ("over_budget", "progress", 7, "progress cannot be 7. It takes a function"),
    ("decide", "source", 7, "source cannot be 7."),
    ("decide", "rules", "r.csv", A_LIST),
    ("decide", "aim", "least_regret", 'aim cannot be "least_regret". Did you mean "least-regret"?'),
    ("decide", "reserve", 1, "reserve cannot be 1. It takes a share from 0 to below 1."),
    ("decide", "scheduler", 8786, "scheduler cannot be 8786."),
    ("sampling", "source", 7, "source cannot be 7."),
    ("sampling", "rules", "r.csv", A_LIST),
    ("sampling", "seed", -1, "seed cannot be -1. It takes a whole number of at least 0."),
    ("sample", "source", 7, "source cannot be 7."),
    ("sample", "rules", "r.csv", A_LIST),
    ("sample", "samples", 0, "samples cannot be 0. It takes a whole number of at least 1."),
    ("sample", "samples", 1.5, "samples cannot be 1.5."),
    ("sample", "samples", True, "samples cannot be True."),
    ("sample", "seed", nan, "seed cannot be nan."),
    ("sample", "workers", 0, "workers cannot be 0."),
    ("sample", "scheduler", 8786, "scheduler cannot be 8786."),
    ("frontier", "source", 7, "source cannot be 7."),
    ("frontier", "rules", "r.csv", A_LIST),
    ("frontier", "points", 1, "points cannot be 1. It takes a whole number of at least 2."),
    ("over_budget", "source", 7, "source cannot be 7."),
    ("over_budget", "rules", "r.csv", A_LIST),
    ("over_budget", "points", 1, "points cannot be 1. It takes a whole number of at least 2."),
    ("over_budget", "fund", 7, "fund cannot be 7."),
    ("costs", "plan", LOADED, f"plan cannot be a Inputs. {A_PLAN}"),
    ("weights", "plan", LOADED, f"plan cannot be a Inputs. {A_PLAN}"),
    ("with_costs", "plan", "plan.xlsx", f"plan cannot be 'plan.xlsx'. {A_PLAN}"),
    ("with_costs", "found", 3, "found cannot be 3. It takes what costs returned."),
    ("write", "plan", "plan.xlsx", "plan cannot be 'plan.xlsx'."),
    ("write", "path", None, f"path cannot be None. {A_PATH}"),
    ("write", "force", "no", f"force {YES_OR_NO}"),
    ("write_html", "plan", "plan.xlsx", "plan cannot be 'plan.xlsx'."),
    ("write_html", "path", None, "path cannot be None."),
    ("write_html", "force", "no", f"force {YES_OR_NO}"),
    ("new", "path", None, "path cannot be None."),
    ("new", "example", "no", f"example {YES_OR_NO}"),
    ("new", "force", "no", f"force {YES_OR_NO}"),
    ("new", "source", 5, "source cannot be 5."),
    ("new", "fts", "requirements.csv", "fts takes a list of files"),
    ("with_rates", "source", 5, "source cannot be 5."),
    ("with_rates", "path", 5, "path cannot be 5."),
    ("with_rates", "day", "today", "day cannot be 'today'."),
    ("export", "source", LOADED, "source cannot be a Inputs."),
    ("export", "form", "iatti", 'form cannot be "iatti". Did you mean "iati"?'),
    ("export", "target", None, "target cannot be None."),
    ("export", "force", "no", f"force {YES_OR_NO}"),
    ("verify", "path", None, "path cannot be None."),
    ("why", "path", 7, "path cannot be 7."),
    *(("why", name, 7, f"{name} cannot be 7. It takes a name.")
      for name in ("recipient", "activity", "period", "fund", "donor", "rule")),
    ("pages", "path", None, "path cannot be None."),
    ("pages", "folder", None, "folder cannot be None."),
    ("pages", "force", "no", f"force {YES_OR_NO}"),
    ("compare", "first", None, "first cannot be None."),
    ("compare", "second", None, "second cannot be None."),
    ("compare", "names", "AB", "names cannot be 'AB'. It takes a pair of names."),
    ("what_if", "source", TABLE, "source cannot be a DataFrame."),
    ("what_if", "changes", 7, "changes cannot be 7. It takes a list of changes"),
    ("what_if", "changes", changes.RuleSwitch("R1", enabled=False), "changes takes a list"),
    ("what_if", "progress", 7, "progress cannot be 7. It takes a function"),
    ("write_changed", "source", 7, f"source cannot be 7. {A_PATH}"),
    ("write_changed", "changes", ["R1 off"], "changes cannot be a list."),
    ("write_changed", "target", None, f"target cannot be None. {A_PATH}"),
    ("write_changed", "force", "no", f"force {YES_OR_NO}"),
)
FUNCTIONS = {name: getattr(optimiser, name) for name in optimiser.__all__
             if inspect.isfunction(getattr(optimiser, name))}


@pytest.fixture(scope="module")
def plan() -> optimiser.Plan:
    return optimiser.optimise(two_futures())


def no_work(*_: object, **__: object) -> NoReturn:
    pytest.fail("work began before the arguments were checked")


@pytest.mark.parametrize(("function", "parameter", "given", "said"), WRONG,
                         ids=[f"{name}-{parameter}-{given if isinstance(given, str) else number}"
                              for number, (name, parameter, given, _) in enumerate(WRONG)])
def test_a_wrong_argument_is_named_before_anything_is_read_or_written(
        function: str, parameter: str, given: object, said: str, plan: optimiser.Plan,
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "read_inputs", no_work)
    sound: dict[str, Any] = {
        "source": INPUTS, "inputs": INPUTS, "plan": plan, "path": INPUTS, "folder": "pages",
        "form": "lp", "target": "model.lp", "first": INPUTS, "second": INPUTS, "changes": [],
        "day": "2016-03-31"}
    needed = {name for name, one in inspect.signature(FUNCTIONS[function]).parameters.items()
              if one.default is one.empty}
    with pytest.raises(optimiser.UsageError, match=re.escape(said)) as fault:
        FUNCTIONS[function](**{name: sound[name] for name in needed} | {parameter: given})
    assert fault.value.exit_code == 2
    assert fault.value.remedy
    assert not list(folder.iterdir())


def test_every_argument_of_every_public_function_is_checked() -> None:
    taken = {(name, parameter) for name, function in FUNCTIONS.items()
             for parameter in inspect.signature(function).parameters}
    assert taken == {(function, parameter) for function, parameter, _, _ in WRONG}


def test_a_choice_is_taken_however_it_is_spelt() -> None:
    assert arguments.one_of("split", " Proportional", ("proportional", "any")) == "proportional"


def test_numbers_of_numpy_and_endless_time_are_taken() -> None:
    assert arguments.whole_number("samples", np.int64(5), 1) == 5
    assert arguments.seconds_of("time_limit", np.float64(2.5)) == 2.5
    assert arguments.seconds_of("time_limit", float("inf")) is None
    assert arguments.share_of("reserve", 0) == 0.0
