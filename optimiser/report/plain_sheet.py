"""A worksheet that takes formulas as they stand, which is several times as fast."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class PlainSheet(Worksheet):  # type: ignore[misc, unused-ignore]  # the package ships no types
    """A worksheet for formulas that name no function younger than Excel 2007.

    XlsxWriter looks through each formula for 29 younger functions, one pattern at a time:
    two thirds of the time of writing 200,000 formulas. Where a release of it names the step
    otherwise, this class changes nothing.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")
