"""Countries by name and by code, so that two names of one country are known as such."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from optimiser.codes.rows import read_rows
from optimiser.names import name_key


class Country(NamedTuple):
    """A country of ISO 3166-1, the European Union (EU) or Kosovo (XK).

    `three_letters` is "" where the standard has none.
    """

    code: str
    three_letters: str
    name: str


_FORMAL = re.compile(r"^(?:the )?(?:republic of )?(?:the )?")


def country_of(name: str) -> Country | None:
    """Return the country of a name, in English or a language of the region, None for none.

    >>> country_of("Kosovo (UNSC 1244)").code, country_of("FYROM").name
    ('XK', 'North Macedonia')
    >>> country_of("The Republic of Albania").code
    'AL'
    """
    key = name_key(name)
    return _by_name().get(key) or _by_name().get(_FORMAL.sub("", key)) or (
        country_of_code(name) if name.isupper() else None)


def country_of_code(code: str) -> Country | None:
    """Return the country of a code of two or three letters, in whatever case.

    >>> country_of_code("srb").name
    'Serbia'
    """
    return _by_code().get(code.strip().upper())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Country]:
    return {key: country for country, keys in _table() for key in keys}


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Country]:
    return {code: country for country, _ in _table()
            for code in (country.code, country.three_letters) if code}


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[Country, tuple[str, ...]], ...]:
    """Return each country with the keys of all its names."""
    return tuple(
        (Country(row["code"], row["three_letters"], row["name"]), tuple(row["keys"].split("|")))
        for row in read_rows("countries.csv"))
