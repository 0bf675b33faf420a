"""The report: the output workbook and the same tables as DataFrames."""
