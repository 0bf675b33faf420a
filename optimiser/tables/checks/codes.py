"""Codes that others issue: ISO 3166, ISO 4217, DAC purposes; they go into exports as they are."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.codes.countries import country_of, country_of_code
from optimiser.codes.currencies import currencies, currency_named
from optimiser.codes.purposes import is_purpose
from optimiser.names import name_key
from optimiser.suggestions import nearest
from optimiser.tables.catalogue import names as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding, Place
from optimiser.tables.schema import SHEETS


def check_codes(facts: Facts) -> Iterator[Finding]:
    """Find codes that their list does not have, and ISO codes of another country."""
    yield from _countries(facts, "Recipients", "Recipient")
    yield from _countries(facts, "Donors", "Donor")
    yield from _purposes(facts)
    yield from _currencies(facts)


def is_currency(code: str) -> bool:
    """Tell whether a blank cell or a code of ISO 4217 stands for a currency."""
    return not code or name_key(code).upper() in currencies()


def _countries(facts: Facts, name: str, heading: str) -> Iterator[Finding]:
    table = facts.table(name)
    for row, (element, code) in enumerate(zip(table.text(heading).tolist(),
                                              table.text("ISO code").tolist(), strict=True)):
        if not code:
            continue
        stated, meant = country_of_code(code), country_of(element)
        place = table.place(row, "ISO code")
        if stated is None:
            near = meant or country_of(code)
            yield kinds.NO_COUNTRY_CODE.at(place, code, near=did_you_mean(
                (near.code,) if near else ()))
        elif meant is not None and meant != stated:
            yield kinds.OTHER_COUNTRY_CODE.at(place, code, country=stated.name, name=element,
                                              code=meant.code)


def _purposes(facts: Facts) -> Iterator[Finding]:
    table = facts.table("Activities")
    for row, code in enumerate(table.text("DAC code").tolist()):
        if code and not is_purpose(code):
            yield kinds.NO_PURPOSE.at(table.place(row, "DAC code"), code)


def _currencies(facts: Facts) -> Iterator[Finding]:
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        if "Currency" in table.values:
            codes = table.text("Currency").tolist()
            unknown = {code for code in set(codes) if not is_currency(code)}
            for row, code in enumerate(codes if unknown else ()):
                if code in unknown:
                    yield _no_currency(table.place(row, "Currency"), code)
    settings = facts.table("Settings")
    for row, (name, value) in enumerate(zip(settings.text("Setting"), settings.text("Value"),
                                            strict=True)):
        if name_key(str(name)) == "base currency" and not is_currency(str(value)):
            yield _no_currency(settings.place(row, "Value"), str(value))


def _no_currency(place: Place, code: str) -> Finding:
    named = currency_named(code)
    of_name = {name: known for known, name in currencies().items()}
    near = (named,) if named else tuple(
        of_name.get(one, one) for one in nearest(code, [*currencies(), *of_name], 1))
    return kinds.NO_CURRENCY.at(place, code, near=did_you_mean(near))
