"""Selectors as people write them: names parted by commas, `all`, `-`, `all but ...`."""

from __future__ import annotations

import re
from collections.abc import Callable

from optimiser.names import name_key, tidy

_PARTED = re.compile(
    r"\s*[,/|+&\n\\•；、،]\s*|\s+(?:and|or|und|a|i|és|vagy|oraz|lub|nebo|alebo|ili|ali|in|"
    r"dhe|ose|и|или|й|та|et|y|e|și|ve|plus)\s+", re.IGNORECASE)
_MARKS = (" and ", " & ", ", ", "/", " ")
_ALL = re.compile(
    r"(?:all|any|every|each|alle?|v[sš]e(?:chn[aoiy]\w*|ch)?|v[sš]ichni|v[sš]etk[aoiy]|v[sš]etci|"
    r"wszystkie|wszyscy|wszystko|(?:az )?összes|mind(?:en|egyik)?|sv[aei]|vsi|вс[иі]|всички|всі|"
    r"св[иеа]|сите|t[eë] gjith[aëe]|gjith[aëe]|tous|toutes|toți|toate|tümü|hepsi|"
    r"everyone|everything|everywhere)\b(?P<what>.*)", re.IGNORECASE)
_CLASSES = frozenset({
    "", "countries", "recipients", "states", "regions", "activities", "sectors", "pillars",
    "donors", "funds", "groups", "periods", "years", "quarters", "months", "of them", "eligible",
    "beneficiaries", "partners", "needs", "země", "kraje", "országok", "länder", "pays",
    "aktivity", "sektory", "krajiny", "státy", "štáty", "działania", "państwa", "ágazatok",
    "tevékenységek", "zemlje", "države", "aktivnosti", "sektori", "земље", "државе", "земји",
    "активности", "сектори", "страни", "vendet", "shtetet", "aktivitetet", "sektorët", "donorët",
    "donatori", "donátoři", "donori", "donatorzy", "donorok", "донатори", "primaoci", "korisnici",
    "примаоци", "корисници", "příjemci", "príjemcovia", "odbiorcy", "kedvezményezettek",
    "përfituesit", "country", "recipient", "activity", "donor", "fund", "one",
    "eligible countries", "eligible recipients", "partner countries", "the countries"})
_NOTHING = frozenset({"-", "--", "---", "—", "–", "n/a", "n.a.", "na", "n.a", "none", "nil", "*",
                      "/", ".", "..", "...", "?", "null", "not applicable", "unrestricted",
                      "no earmark", "no restriction", "unearmarked", "tbd", "tbc", "0"})
_BUT = re.compile(
    r"(?:(?:all|any|every|everyone|everything|v[sš]e\w*|v[sš]ichni|wszys\w+|sv[aei]|св[аеи]|сите|"
    r"всички|t[eë] gjith\w|összes|minden)\b.*?(?:\b|,\s*))?"
    r"(?:(?:except(?:\s+for)?|excluding|excl\.?|but(?:\s+not)?|other\s+than|without|not|kromě|"
    r"okrem|mimo|bez|vyjma|oprócz|poza|kivéve|osim|razen|осим|освен|крім|без|përveç|pa|außer|"
    r"ausser|sauf|cu excepția)\s+|(?:non-|!|<>|≠|¬)\s*)(?P<names>.+)", re.IGNORECASE)

_DITTO = re.compile(
    r"[-\s]*(?:[\"„”“″〃]+|''|,,|-\s*(?:\|\||//|ii|ll)\s*-)[-\s]*|ditto|idem|id\.|dtto\.?|detto|dto\.|"
    r"isto|исто|j\.?\s?w\.|jak wyżej|viz výše|same(?: as above)?|as above|[\^↑]", re.IGNORECASE)
"""How people say that a cell holds what the one above holds."""


def is_ditto(text: str) -> bool:
    """Tell whether a text stands for what is above it.

    >>> is_ditto('-"-'), is_ditto("ditto"), is_ditto("Idema")
    (True, True, False)
    """
    return _DITTO.fullmatch(name_key(text)) is not None


def means_all(text: str) -> bool:
    """Tell whether a text stands for all, or for nothing stated.

    >>> means_all("All countries"), means_all("n/a"), means_all("Albania")
    (True, True, False)
    """
    if is_mark_for_nothing(text):
        return True
    found = _ALL.fullmatch(tidy(text))
    return found is not None and name_key(found["what"]) in _CLASSES


def is_mark_for_nothing(text: str) -> bool:
    """Tell whether a text says that nothing is stated: a dash, n/a, none."""
    return text.strip() in _NOTHING or name_key(text) in _NOTHING


def left_out(text: str) -> str:
    """Return the names that a text leaves out of all, "" where it leaves out none.

    >>> left_out("all except Serbia"), left_out("Serbia")
    ('Serbia', '')
    """
    found = _BUT.fullmatch(tidy(text))
    return found["names"].strip(" ()") if found else ""


def parted(text: str, is_name: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the names in a text that parts them by other marks than `;`, () where it holds none.

    The marks are commas, slashes, `and` and line breaks, which reading has made blanks; at
    least one part must be a name, the others may be misspelt.
    """
    parts = [part for part in _PARTED.split(text) if part.strip()]
    if len(parts) > 1 and any(is_name(part) for part in parts):
        return tuple(tidy(part) for part in _joined(parts, is_name))
    return _side_by_side(text.split(), is_name)


def _joined(parts: list[str], is_name: Callable[[str], bool]) -> list[str]:
    """Put together again what a mark inside a name has parted: Bosnia and Herzegovina."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        longer = ((end, mark.join(parts[at:end])) for end in range(len(parts), at + 1, -1)
                  for mark in _MARKS)
        at, name = next(((end, name) for end, name in longer if is_name(name)),
                        (at + 1, parts[at]))
        found.append(name)
    return found


def _side_by_side(words: list[str], is_name: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the names that words make up one after the other, () where some are over."""
    found: list[str] = []
    at = 0
    while at < len(words):
        end = next((end for end in range(len(words), at, -1)
                    if is_name(" ".join(words[at:end]))), 0)
        if not end:
            return ()
        found.append(" ".join(words[at:end]))
        at = end
    return tuple(found) if len(found) > 1 else ()
