"""What a misspelt name may have meant: one measure and one cut-off for the whole program."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from optimiser.codes.countries import country_of
from optimiser.names import name_key

CUT_OFF = 70.0
"""Least likeness, from 0 to 100, of a name and what it may have meant."""
_SHORT_WORD, _LONG_WORD = 4, 5
_SAME_COUNTRY = 101.0
_LATIN = str.maketrans(dict(
    zip("абвгдежзијклмнопрстуфхцчшѕћыэіґ", "abvgdezzijklmnoprstufhccszcyeig", strict=True))
    | {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz", "ѓ": "gj", "ќ": "kj", "й": "j", "щ": "st",
       "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "ё": "e", "є": "je", "ї": "i",
       "đ": "dj", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe"})
"""Letters of the region as they are written in Latin ones without accents."""
_FIGURE = re.compile(r"\d+")


def nearest(name: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the candidates that a misspelt name may have meant, the nearest first.

    Accents, case and the order of words count for nothing; another name of the same country
    is nearest of all.

    >>> nearest("Sebria", ["Albania", "Serbia", "Siberia"])
    ('Serbia', 'Siberia')
    >>> nearest("FYROM", ["Serbia", "North Macedonia"])
    ('North Macedonia',)
    """
    names = list(dict.fromkeys(candidates))
    wanted, keys = _bare(name), [_bare(candidate) for candidate in names]
    if not wanted or not names:
        return ()
    score = _alike(wanted, keys, most) if any(
        _could_be_alike(wanted, key) for key in keys) else {}
    if country := country_of(name):
        score |= {at: _SAME_COUNTRY for at, candidate in enumerate(names)
                  if country_of(candidate) == country}
    best = sorted(score, key=lambda at: (-score[at], at))[:most]
    return tuple(names[at] for at in best)


def _could_be_alike(key: str, other: str) -> bool:
    """Tell whether two keys share enough letters, in whatever order, to reach the cut-off.

    Most headings and sheets that are none of ours fail here, and the library that measures
    likeness need not be loaded for them.
    """
    shared = (Counter(key) & Counter(other)).total()
    return 200 * shared >= CUT_OFF * (len(key) + len(other))


def _alike(wanted: str, keys: Sequence[str], most: int) -> dict[int, float]:
    """Return the likeness of the keys nearest to one, by their place, as they stand or sorted."""
    from rapidfuzz import fuzz, process

    score: dict[int, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _, likeness, at in process.extract(wanted, keys, scorer=scorer, limit=most,
                                               score_cutoff=CUT_OFF):
            score[at] = max(score.get(at, 0.0), likeness)
    return score


def slips(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of names, by place, of which one is the other with a slip of the hand.

    A slip is one letter left out, added, changed or swapped with its neighbour in a word of
    five letters or more, or an accent. Figures never are: Phase 1 and Phase 2 are two phases.
    Two countries never are either: Niger and Nigeria.
    """
    bare = [_bare(name) for name in names]
    where: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(bare):
        for short in {key, _letters(key), *_shortened(key)}:
            where[short].append(at)
    pairs = {(first, second) for places in where.values() for n, first in enumerate(places)
             for second in places[n + 1:]}
    for first, second in sorted(pairs):
        if _is_slip(bare[first], bare[second]) and not _two_countries(names[first], names[second]):
            yield first, second


def _shortened(key: str) -> Iterator[str]:
    """Yield a name with one letter less, of each word in which a slip would count.

    Of no others: 5,000 funds named by figures would share what is left by the hundred.
    """
    words = key.split(" ")
    for at, word in enumerate(words):
        if len(word) >= _LONG_WORD and word.isalpha():
            for cut in range(len(word)):
                yield " ".join([*words[:at], word[:cut] + word[cut + 1:], *words[at + 1:]])


def _is_slip(one: str, other: str) -> bool:
    if _letters(one) == _letters(other) and _FIGURE.findall(one) == _FIGURE.findall(other):
        return True
    from rapidfuzz.distance import OSA

    words, others = one.split(), other.split()
    if len(words) != len(others):
        return False
    changed = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and all(
        len(word) >= _SHORT_WORD and word.isalpha() for word in changed[0]
    ) and max(map(len, changed[0])) >= _LONG_WORD and OSA.distance(*changed[0]) == 1


def _letters(key: str) -> str:
    """Return a name's letters and digits alone: V-4 is V4."""
    return "".join(filter(str.isalnum, key)) or key


def _two_countries(one: str, other: str) -> bool:
    first, second = country_of(one), country_of(other)
    return first is not None and second is not None and first != second


def _bare(name: str) -> str:
    """Return a name's key without accents, in Latin letters: Шабац, Šabac and Sabac are alike."""
    key = name_key(name)
    if key.isascii():
        return key
    return "".join(c for c in unicodedata.normalize("NFKD", key.translate(_LATIN))
                   if not unicodedata.combining(c))
