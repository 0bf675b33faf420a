"""Every mutation that is tried, area by area."""

from __future__ import annotations

from mutations import in_file

_MODEL = ("tests/model/test_limits_by_hand.py", "tests/model/test_limit_families.py")
_RULES = ("tests/model/test_limit_families.py", "tests/model/test_rules.py",
          "tests/reference/test_corners.py")
_CORNERS = ("tests/reference/test_corners.py",)
_AUDIT = ("tests/audit", "tests/reference/test_corners.py")
_EXPLAINED = ("tests/solving/test_held_back.py", "tests/solving/test_prices.py",
              "tests/reference/test_reduced.py", "-m", "not slow")
_SCENARIOS = ("tests/scenarios/test_analysis.py", "tests/scenarios/test_analysis_stated.py")
_CHECKS = ("tests/tables/test_checks.py", "tests/tables/test_checks_of_money.py",
           "tests/tables/test_faulty_workbooks.py", "tests/tables/test_thresholds.py")

_LIMITS = (
    *in_file(
        "model/limits/budget.py", _MODEL,
        ("unspent money does not carry over", "total += budgets.exact[last]",
         "total = budgets.exact[last]"),
        ("commitments do not count against budgets", "ones(count), committed=True))",
         "ones(count), committed=False))"),
        ("a budget of a period holds in all",
         "(period != ALL, {\"fund\": fund, \"period\": period}),",
         "(period != ALL, {\"fund\": fund}),"),
    ),
    *in_file(
        "model/limits/capacity.py", _MODEL,
        ("commitments do not count against capacities",
         "limit, where, ones(len(limit)), committed=True))",
         "limit, where, ones(len(limit)), committed=False))"),
        ("a capacity of an activity is of all",
         "where[\"activity\"] = rows.activity[limit]", "pass"),
    ),
    *in_file(
        "model/limits/co_financing.py", _MODEL,
        ("own money paid to others counts as co-financing",
         "{\"donor\": own[pays], \"recipient\": which[pays]}", "{\"donor\": own[pays]}"),
        ("half of the share is enough", "tuple(part for _, part in chosen), Side.RIGHT",
         "tuple(part / 2 for _, part in chosen), Side.RIGHT"),
    ),
    *in_file(
        "model/limits/minimum_coverage.py", _MODEL,
        ("half of a floor is enough", "tuple(floor * total[r] for r, floor in chosen), (term,),",
         "tuple(floor * total[r] / 2 for r, floor in chosen), (term,),"),
    ),
    *in_file(
        "model/limits/minimum_use.py", _MODEL,
        ("commitments are no use of a fund", "ones(len(chosen)), committed=True)",
         "ones(len(chosen)), committed=False)"),
    ),
    *in_file(
        "model/limits/pins.py", _MODEL,
        ("a pin of at most is one of at least", "(Relation.AT_LEAST, problem.pins.least)",
         "(Relation.AT_LEAST, problem.pins.most)"),
        ("a pin of a period is of all", "where[\"period\"] = pin.period[rows[chosen]]", "pass"),
    ),
    *in_file(
        "model/limits/burden_sharing.py", _MODEL,
        ("a tolerance counts twice above", "lambda row: 1 + row.tolerance,",
         "lambda row: 1 + 2 * row.tolerance,"),
        ("no tolerance below", "max(Fraction(0), 1 - row.tolerance)", "Fraction(1)"),
    ),
    *in_file(
        "model/limits/experts.py", _MODEL,
        ("money uses twice the experts", "tuple(requirements.experts[row] for row in users)",
         "tuple(2 * requirements.experts[row] for row in users)"),
        ("an offer of a period is for each", "where[\"period\"] = period[period != ALL]", "pass"),
    ),
    *in_file(
        "model/limits/met_need.py", _MODEL,
        ("commitments meet no need", "Relation.EXACTLY, requirements.met, (met, given)",
         "Relation.EXACTLY, (Fraction(0),) * count, (met, given)"),
    ),
    *in_file(
        "model/limits/grants.py", _MODEL,
        ("any grant is large enough", "least = [max(problem.funds.smallest_grant[fund], unit)",
         "least = [max(Fraction(0), unit)"),
    ),
    *in_file(
        "model/limits/even_burden.py", _MODEL,
        ("equal shares whatever the key", "entries, [part for *_, part in entries]),",
         "entries, [Fraction(1, count)] * count),"),
    ),
)

_MEASURES = (
    *in_file(
        "model/measures/share_of_budget.py", _RULES,
        ("a share of a budget is all of it", "return case.value * sum(counted, Fraction(0))",
         "return sum(counted, Fraction(0))"),
    ),
    *in_file(
        "model/measures/share_of_budget.py", ("tests/model/test_share_of_budget.py",),
        ("a share of a budget is of all periods", "if fund in funds and (case.periods is None",
         "if fund in funds and (True"),
    ),
    *in_file(
        "model/measures/share_of_earlier.py", ("tests/plan/test_earlier.py",
                                               "tests/model/test_rules.py"),
        ("a share of an earlier plan is of all of it", "chosen &= np.isin(getattr",
         "chosen |= np.isin(getattr"),
    ),
    *in_file(
        "model/limits/budget.py", ("tests/model/test_carry_over.py",),
        ("what may be carried has no ceiling", "starts[behind] = _Left(most *",
         "starts.pop(behind, None), _Left(most *"),
        ("what is carried never lapses", "if lapse != ALL:", "if lapse == -9:"),
    ),
    *in_file(
        "audit/statements.py", ("tests/model/test_carry_over.py",),
        ("the audit knows no ceiling of what is carried",
         "return None if share is None else share * budgets.exact[row]", "return None"),
    ),
    *in_file(
        "problem/key_shares.py", ("tests/model/test_key_shares.py",
                                  "tests/model/test_published_keys.py"),
        ("a capped term is not capped", "min(one, term.cap * most)", "one"),
    ),
    *in_file(
        "tables/elements.py", ("tests/model/test_several_classes.py",),
        ("only the first class of a cell counts", "for part in text.split(\";\") if part.strip()]",
         "for part in text.split(\";\")[:1] if part.strip()]"),
    ),
    *in_file(
        "model/measures/coverage.py", _RULES,
        ("a share of needs is all of them", "return [one.value * total for one, total",
         "return [total for one, total"),
    ),
    *in_file(
        "model/measures/shares.py", _RULES,
        ("the wrong selections are lifted", "if name != kept}", "if name == kept}"),
    ),
    *in_file(
        "model/measures/experts.py", _RULES,
        ("an expert-month a unit of money",
         "tuple(requirements.experts[at] for at in rows.tolist())",
         "tuple(requirements.experts[at] ** 0 for at in rows.tolist())"),
    ),
    *in_file(
        "model/measures/selection.py", _RULES,
        ("commitments do not count in rules",
         "return Term(of, limit, where, entries, side, committed=of is Of.ALLOCATION)",
         "return Term(of, limit, where, entries, side, committed=False)"),
        ("commitments do not count in rules on one element",
         "tuple(coefficients), side,\n                    committed=of is Of.ALLOCATION)",
         "tuple(coefficients), side,\n                    committed=False)"),
        ("donors named do not choose funds", "axes[\"donor\"] = sorted(rule.donors)", "pass"),
        ("recipients named choose no need", "((\"recipient\", rule.recipients), (\"activity\",",
         "((\"recipient\", None), (\"activity\","),
    ),
)

_ROUNDING = (*in_file(
    "solving/finding/whole_rows.py", ("tests/solving/test_rounding_by_hand.py", *_CORNERS),
    ("what may not be exceeded is, by a unit", "None if high is None else floor(high)",
     "None if high is None else ceil(high)"),
    ("what is asked for is missed by a unit", "return None if low is None else ceil(low), None",
     "return None if low is None else floor(low), None"),
), *in_file(
    "solving/finding/whole_program.py", ("tests/solving/test_whole_program.py",),
    ("one of several plans as near is taken", "_is_the_only_one(program, outcome) and (", "("),
    ("a vertex in parts of units is rounded",
     "np.abs(outcome.x - np.round(outcome.x)).max(initial=0.0) < _WHOLE", "True"),
    ("what a solver lets slip is a plan", "        if not laid.slips(units):\n            return",
     "        if True:\n            return"),
    ("every search is ruled out",
     "return laid.is_empty or _relaxed(laid.program(), search).status is SolveStatus.INFEASIBLE",
     "return True"),
), *in_file(
    "solving/engines/defined.py", ("tests/solving/test_newton.py",),
    ("what an equation holds beside is forgotten", "moved = sum_by(", "moved = 0 * sum_by("),
    ("a row that is no equation defines a column", "(alone & is_equal)[row]", "alone[row]"),
))

_AUDITED = (
    *in_file(
        "audit/recheck.py", _AUDIT,
        ("it never raises", "    if faults:\n", "    if faults and False:\n"),
        ("it finds no limit broken",
         "*_broken(books, stated.values(), _said_to_be_over(plan))]",
         "*_broken(books, (), _said_to_be_over(plan))]"),
        ("a value may be twice its bound", "proof.value > proof.bound:",
         "proof.value > 2 * proof.bound:"),
        ("needs may be passed",
         "if given > 0 and given + min(need, committed.get(key, Fraction(0))) > need:",
         "if given > 2 * need:"),
        ("earmarks do not count", "if units < 0 or (units and key not in payable):",
         "if units < 0:"),
        ("anybody may send experts", "if parts < 0 or (parts and key not in allowed):",
         "if parts < 0:"),
        ("one unit more than was said is no fault",
         "if over != said.get(statement.key, _NOTHING):",
         "if over > said.get(statement.key, _NOTHING) + 1:"),
        ("what is missed is not looked at", "over, words = -over, \"missed\"",
         "over, words = Fraction(0), \"missed\""),
        ("pairs are not asked for", "    require_pairs(plan, stated)\n", ""),
    ),
    *in_file(
        "audit/pairing.py", _AUDIT,
        ("another bound is no fault", "elif stated[key].bound != bound:",
         "elif stated[key].bound != bound and False:"),
        ("a limit without a statement is no fault", "if key not in stated:\n",
         "if key not in stated:\n                continue\n"),
        ("a statement without a limit is no fault", "for key in stated.keys() - seen:",
         "for key in stated.keys() - stated.keys():"),
    ),
    *in_file(
        "audit/statements.py", _AUDIT,
        ("capacities are not stated", "    LimitKind.CAPACITY: _capacities,\n", ""),
        ("co-financing counts money paid to others",
         "{\"donor\": own, \"recipient\": to_it}", "{\"donor\": own}"),
    ),
    *in_file(
        "audit/books.py", _AUDIT,
        ("commitments are not given",
         "self._given[key] = self.allocated.total(chosen) + self.committed.total(chosen)",
         "self._given[key] = self.allocated.total(chosen)"),
    ),
    *in_file(
        "audit/payable.py", _AUDIT,
        ("any earmark is for all", "    if members is None:\n        return np.ones(",
         "    if True:\n        return np.ones("),
        ("a running budget pays before it begins", "np.asarray(when >= first)",
         "np.asarray(when <= first)"),
    ),
    *in_file(
        "audit/bound.py", _AUDIT,
        ("the bound is the value", "return Proof(points, bound, 0,", "return Proof(points, points, 0,"),
        ("what needs are worth is left out", "bound = _of_needs(problem, worth, parts)",
         "bound = Fraction(0)"),
        ("what money is worth above its price is left out",
         "bound += _left_over_money(problem, closed, cells)", "bound += 0"),
        ("a price of the wrong sign counts", "whole = max(whole, 0)", "whole = abs(whole)"),
        ("commitments leave all of a limit",
         "room -= part.coefficient * books.committed.total(part.chosen)", "pass"),
        ("broken wishes are free", "bound / parts.of_one + dearest * allowed",
         "bound / parts.of_one"),
        ("what rounding took is left out",
         "return room + (max(over, Fraction(0)) if price > 0 else min(over, Fraction(0)))",
         "return room"),
    ),
)

_PRICES = (
    *in_file(
        "solving/explaining/prices.py", _EXPLAINED,
        ("prices that prove have the wrong sign", "* -unit / program.row_scale",
         "* unit / program.row_scale"),
        ("prices of less are those of more", "price_of_less=prices.less[own]",
         "price_of_less=prices.more[own]"),
        ("ranges up are those down", "increase=prices.increase[own]",
         "increase=prices.decrease[own]"),
    ),
    *in_file(
        "solving/explaining/held_back.py", _EXPLAINED,
        ("needs that lack much are met", "if unmet[row] > float(program.problem.rounding):",
         "if unmet[row] > 100 * float(program.problem.rounding):"),
    ),
    *in_file(
        "solving/explaining/ways.py", _EXPLAINED,
        ("the way with most limits is told", "kept: Ints = left[own ==",
         "kept: Ints = left[own !="),
        ("no limit is ever full", "full = ~self.tied[row] & self.full[row]",
         "full = ~self.tied[row] & False"),
        ("smallest grants hold nothing back", "if too_small.any():", "if False:"),
    ),
)

_FUTURES = (
    *in_file(
        "scenarios/analysis.py", _SCENARIOS,
        ("the common part is the most", "sum(min(plan[key] for plan in plans)",
         "sum(max(plan[key] for plan in plans)"),
        ("knowing costs", "float(best @ chances) - average", "average - float(best @ chances)"),
        ("regrets are gains", "values, best - values,", "values, values - best,"),
    ),
    *in_file(
        "scenarios/work.py", _SCENARIOS,
        ("later periods are decided now", "last = base.periods.index(until) if",
         "last = len(base.periods) - 1 if"),
    ),
    *in_file(
        "solving/engines/many_bounds.py", ("tests/solving/test_many_bounds.py",),
        ("a plan beyond its limits is believed", "np.where(is_kept & is_proved",
         "np.where(is_proved"),
        ("prices are believed beyond where they hold", "np.where(is_kept & is_proved",
         "np.where(is_kept"),
    ),
    *in_file(
        "scenarios/extensive.py", ("tests/scenarios/test_analysis.py",
                                   "tests/scenarios/test_analysis_stated.py",
                                   "tests/reference/test_reduced.py", "-k",
                                   "scenario or plan or agrees or brute or regret"),
        ("scenarios give beyond a need", "            _need_rows(block, scale)]\n",
         "            *([_need_rows(block, scale)] if is_base else [])]\n"),
        ("wishes must hold", "wished = np.isfinite(limits.penalties())",
         "wished = np.zeros(len(limits), dtype=bool)"),
        ("scenarios give more than is planned", "most = 0.0 if base else np.inf",
         "most = np.inf"),
    ),
    *in_file(
        "scenarios/apply.py", ("tests/scenarios/test_analysis.py",),
        ("what is added is multiplied", "figures[chosen] += value", "figures[chosen] *= value"),
        ("figures may fall below nothing", "np.maximum(figures, 0.0)", "figures"),
    ),
    *in_file(
        "scenarios/uncertainty.py", ("tests/scenarios/test_uncertainty.py",),
        ("a minimum just kept is missed", "(coverage < minimum - _MISSED)",
         "(coverage < minimum + 0.05)"),
    ),
)

_CHECKED = (
    *in_file(
        "tables/checks/amounts.py", _CHECKS,
        ("a hundred times off is odd", "_ODD, _ENOUGH = 1_000, 4", "_ODD, _ENOUGH = 100, 4"),
        ("three figures are enough to compare", "_ODD, _ENOUGH = 1_000, 4",
         "_ODD, _ENOUGH = 1_000, 3"),
    ),
    *in_file(
        "tables/checks/commitments.py", _CHECKS,
        ("commitments may be twice the budget",
         "have is not None and limit is not None and have > limit:",
         "have is not None and limit is not None and have > 2 * limit:"),
    ),
    *in_file(
        "tables/checks/pins.py", _CHECKS,
        ("at least may be twice at most", "low > high * (1 + CLOSE)", "low > high * 2"),
    ),
    *in_file(
        "tables/checks/facts.py", (*_CHECKS, "tests/tables/test_checks_as_a_whole.py"),
        ("sums may be a thousandth apart", "CLOSE = 1e-9", "CLOSE = 1e-3"),
    ),
    *in_file(
        "tables/checks/rules.py", _CHECKS,
        ("shares may be above 100%", "_SHARE_LIMIT = 1.0", "_SHARE_LIMIT = 2.0"),
    ),
    *in_file(
        "tables/checks/sharing.py", _CHECKS,
        ("a tolerance of all is none", "[row] >= 1:", "[row] > 1:"),
    ),
    *in_file(
        "tables/checks/floors.py", _CHECKS,
        ("what commitments meet is asked for again", "float(floors[row]) * need - met",
         "float(floors[row]) * need"),
    ),
)

_DOORS = (
    *in_file(
        "errors.py", ("tests/commands/test_exit_codes.py",),
        ("a stop is no plan", "exit_code = 5", "exit_code = 4"),
        ("a failed audit is a fault", "exit_code = 7", "exit_code = 1"),
    ),
    *in_file(
        "commands/process.py", ("tests/commands/test_exit_codes.py",),
        ("an interruption is a fault", "INTERRUPTED = 130", "INTERRUPTED = 1"),
    ),
    *in_file(
        "cli.py", ("tests/commands/test_exit_codes.py", "tests/commands/test_run.py"),
        ("faults are no faults", "code = end.code if isinstance(end.code, int) else",
         "code = 0 if isinstance(end.code, int) else"),
    ),
    *in_file(
        "api/arguments.py", ("tests/api",),
        ("any time will do", "if not found >= 0:", "if found < 0:"),
        ("rules of loaded inputs are dropped", "    if not files:\n        return inputs\n",
         "    if not files or isinstance(source, Inputs):\n        return inputs\n"),
    ),
    *in_file(
        "solving/engines/highs/loaded.py", ("tests/solving/test_time_limit.py",),
        ("a time limit is an optimum",
         "                    SolveStatus.STOPPED),\n}",
         "                    SolveStatus.STOPPED),\n    END.kTimeLimit: SolveStatus.OPTIMAL,\n}"),
    ),
)

MUTATIONS = (*_LIMITS, *_MEASURES, *_ROUNDING, *_AUDITED, *_PRICES, *_FUTURES, *_CHECKED, *_DOORS)
