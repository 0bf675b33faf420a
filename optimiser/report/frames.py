"""Sheets of the output as pandas DataFrames, for library use."""

from __future__ import annotations

import pandas as pd

from optimiser.report.draft import Draft
from optimiser.report.layout import Page
from optimiser.report.registry import sheet_named, sheets_in


def frame(draft: Draft, name: str) -> pd.DataFrame:
    """Return a sheet without its helper columns, without rows where the output has none.

    Raises KeyError for an unknown sheet, and for Summary, which is no table.
    """
    sheet = sheet_named(name)
    if not sheet.columns:
        raise KeyError(name)
    page = sheet.build(draft) if sheet in sheets_in(draft) else Page(name, sheet.columns, [])
    return pd.DataFrame({heading.name: page.values(heading.name)
                         for heading in page.headings if not heading.helper})
