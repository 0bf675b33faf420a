"""How figures and names are put into sentences, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

ALL_DIGITS = Context(prec=400)
"""Arithmetic that holds the largest figure of a cell, 1.8 x 10^308, to the last of its digits."""


def number(value: Fraction | float, decimals: int | None = None) -> str:
    """Return a number with thousands separators and no needless decimals.

    >>> number(Fraction(1234567)), number(Fraction(5, 2)), number(Fraction(1, 3)), number(1e300)
    ('1,234,567', '2.50', '0.33', '1.00e+300')
    """
    exact = Fraction(value)
    if abs(exact) >= _ENDLESS:  # nobody counts the noughts, and a float knows 16 digits
        return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.2e}"
    if decimals is None:
        decimals = 0 if exact.denominator == 1 else 2
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):,.{decimals}f}"


_ENDLESS = 10**18
_SMALL = 1_000
"""Below so much cents are part of what an amount says, whatever the plan is rounded to."""


def money(value: Fraction | float, currency: str, *, of: Fraction | Decimal | None = None) -> str:
    """Return an amount with its currency, with cents where it has any.

    Given what plans are rounded to (`of`), a large amount has cents only where that has.

    >>> money(1200000, "EUR"), money(Fraction("1234.56"), "EUR")
    ('EUR 1,200,000', 'EUR 1,234.56')
    >>> money(Fraction("1234.56"), "EUR", of=Fraction(100)), money(2.5, "EUR", of=Fraction(100))
    ('EUR 1,235', 'EUR 2.50')
    """
    is_whole = (of is not None and Fraction(of).denominator == 1
                and not -_SMALL < value < _SMALL)
    return f"{currency} {number(value, 0 if is_whole else None)}"


def share(value: Fraction | float, *, tenths_shown: bool = False) -> str:
    """Return a share as a percentage to a tenth; less than all never reads as 100%.

    With `tenths_shown` a tenth stands there always, as in a column of shares.

    >>> share(0.45), share(0.999734), share(Fraction(2, 3)), share(0.45, tenths_shown=True)
    ('45%', 'over 99.9%', '66.7%', '45.0%')
    >>> share(0.7905), share(0.6874999999999996), share(0.9999)
    ('79.1%', '68.8%', '99.99%')
    >>> share(1e300)[:2]
    '10'
    """
    # A solver's 0.6874999999999996 is 68.75%, which the sheets show as 68.8%.
    tenths = Decimal(str(round(float(value), _DIGITS))) * 1000
    near = tenths.quantize(Decimal(1), ROUND_HALF_UP, ALL_DIGITS)  # as the sheets show it
    shown = near
    if float(value) < 1 and near >= 1000:
        if tenths_shown or tenths != tenths.quantize(_TENTH):
            return NEARLY_ALL  # a plain 99.9% would read as if a thousandth were lost
        shown = tenths  # somebody's own 99.99%
    return f"{shown / 10:.1f}%" if tenths_shown else f"{(shown / 10).normalize():f}%"


def multiple(value: Fraction | float) -> str:
    """Return how often another sum is meant, as what stands before it.

    >>> multiple(2), multiple(Fraction(5, 2)), multiple(Fraction(1, 4)), multiple(1)
    ('2 times', '2.50 times', '25% of', '100% of')
    """
    return f"{number(value)} times" if value > 1 else f"{share(value)} of"


def points(value: float) -> str:
    """Return what met need counts, each unit of money times its weight: never as money.

    >>> points(1_234.5), points(465_029_871.0), points(1_239_852), points(1.0), points(0.001)
    ('1,234 points', '465.0 million points', '1,239,852 points', '1 point', 'less than 0.01 points')
    """
    if abs(value) >= _MANY:
        return f"{value / _MILLION:,.1f} million points"
    shown = round(value, 0 if float(abs(value)) >= _SMALL else 2)
    if not shown and value:
        return "less than 0.01 points"
    return f"{number(shown)} {'point' if shown == 1 else 'points'}"


def point_words(currency: str) -> str:
    """Say what a point is, where a screen speaks of points.

    >>> point_words("EUR")
    "A point is EUR 1 of need met, times that need's weight (severity x priority x weight x tier)."
    """
    return (f"A point is {currency} 1 of need met, times that need's weight "
            "(severity x priority x weight x tier).")


NEARLY_ALL = "over 99.9%"
"""What a share shows that would round to all and is not."""
_DIGITS, _TENTH = 12, Decimal("0.1")
_MILLION, _MANY, _SMALL = 1e6, 1e7, 100


def listing(names: Iterable[str], last: str = "and") -> str:
    """Return names as a phrase: `Czechia, Hungary and Poland`."""
    shown = list(names)
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def counted(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun; `many` where the plural takes more than an s.

    >>> counted(1, "row"), counted(12_000, "row"), counted(2, "activity", "activities")
    ('1 row', '12,000 rows', '2 activities')
    """
    return f"{count:,} {noun if count == 1 else many or f'{noun}s'}"


def in_period(period: int, periods: Sequence[str]) -> str:
    """Return ` in 2016-Q1`, or nothing where there are no periods or all are meant."""
    return f" in {periods[period]}" if period >= 0 and periods[period] else ""


_CONTROLS = ("\0-\x08\x0b-\x1f\x7f-\x9f"  # also what begins a command to a terminal
             "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff")
_INVISIBLE = ("\u00ad\u034f\u0600-\u0605\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
              "\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
              "\ufff0-\ufffb\U000e0000-\U000e0fff")
_CONTROL = re.compile(f"[{_CONTROLS}]")
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}]")
_SPACING = re.compile("[\t\n]")


def visible(text: str, *, one_line: bool = False) -> str:
    r"""Return a text with a sign for each character that a person would not see.

    Such characters move a terminal's cursor, turn the direction of writing, or tell apart two
    names that look the same. With `one_line` the ends of lines are signs too.

    >>> visible("Ser\x1b[2Jbia\u200b"), visible("a\nb", one_line=True)
    ('Ser<U+001B>[2Jbia<U+200B>', 'a<U+000A>b')
    """
    shown = _UNSEEN.sub(_sign, text)
    return _SPACING.sub(_sign, shown) if one_line else shown


def _sign(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def without_controls(text: str) -> str:
    """Return a text without what XML may not hold and what turns the direction of writing."""
    return _CONTROL.sub("", text)
