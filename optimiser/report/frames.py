"""Sheets of the output as pandas DataFrames, for library use."""

from __future__ import annotations

import pandas as pd

from optimiser.plan.types import Solution
from optimiser.report.draft import Draft
from optimiser.report.layout import Page
from optimiser.report.sheets import allocation, burden
from optimiser.report.workbook import pages
from optimiser.tables.table import Inputs

_EMPTY = {"Deployments": allocation.DEPLOYMENTS, "Burden sharing": burden.BURDEN}


def frame(plan: Solution, inputs: Inputs, sheet: str) -> pd.DataFrame:
    """Return a sheet without its helper columns; raise KeyError for an unknown one."""
    found = {page.name: page for page in pages(Draft(plan, inputs))}
    page = found.get(sheet) or Page(sheet, _EMPTY[sheet], [])
    return pd.DataFrame({heading.name: page.values(heading.name)
                         for heading in page.headings if not heading.helper})
