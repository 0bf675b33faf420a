"""Keys that acts of the Union published, computed by the program's own keys."""

from __future__ import annotations

from fractions import Fraction

import pytest

import optimiser
from optimiser.problem.key_shares import held_between, key_shares
from optimiser.tables.keys import parse_key

RELOCATION: dict[str, tuple[float, float, float, float, int]] = {
    "Austria": (8506.9, 329.3, 2092, 5.6, 3640), "Belgium": (11204.0, 400.6, 2339, 8.5, 4564),
    "Bulgaria": (7245.7, 42.8, 590, 11.4, 1600), "Croatia": (4246.8, 43.1, 179, 17.3, 1064),
    "Cyprus": (858.0, 17.5, 2180, 16.1, 274), "Czechia": (10512.4, 154.9, 78, 6.1, 2978),
    "Estonia": (1315.8, 19.5, 64, 7.4, 373), "Finland": (5451.3, 204.0, 740, 8.7, 2398),
    "France": (65835.6, 2132.4, 924, 10.3, 24031), "Germany": (80767.5, 2903.8, 1259, 5.0, 31443),
    "Latvia": (2001.5, 24.1, 116, 10.8, 526), "Lithuania": (2943.5, 36.3, 167, 10.7, 780),
    "Luxembourg": (549.7, 48.9, 2720, 6.0, 440), "Malta": (425.4, 7.9, 3690, 5.9, 133),
    "Netherlands": (16829.3, 662.8, 980, 7.4, 7214), "Poland": (38017.9, 413.1, 250, 9.0, 9287),
    "Portugal": (10427.3, 173.0, 32, 14.1, 3074), "Romania": (19947.3, 149.9, 82, 6.8, 4646),
    "Slovakia": (5415.9, 75.2, 94, 13.2, 1502), "Slovenia": (2061.1, 37.3, 150, 9.7, 631),
    "Spain": (46512.2, 1058.5, 81, 24.5, 14931), "Sweden": (9644.9, 430.3, 5070, 7.9, 4469)}
"""Population of 1 January 2014 in thousands, GDP of 2014 in EUR billion, yearly asylum applications
of 2010 to 2014 for a million people, unemployment of 2014 in per cent: Eurostat (demo_pjan,
nama_10_gdp, migr_asyappctza, une_rt_a), from memory and not read again, so that later revisions
and the Commission's own rounding differ by some per cent. Last, the persons to be relocated of
120,000 as the Commission published them on 9 September 2015 with COM(2015) 450 and 451."""
KEY = ("Population 40%; GDP 40%; inverse Applications 10% capped at 30%; "
       "inverse Unemployment 10% capped at 30%")
_COLUMNS = ("population", "gdp", "applications", "unemployment")
_OFF = 0.025


def relocated(key: str) -> dict[str, float]:
    """Return what each state's share of all that were published comes to."""
    figures = {name: [Fraction(repr(row[at])) for row in RELOCATION.values()]
               for at, name in enumerate(_COLUMNS)}
    shares = key_shares(parse_key(key, _COLUMNS), lambda name: figures[name.casefold()])
    whole = sum(row[-1] for row in RELOCATION.values())
    return {name: float(share * whole) for name, share in zip(RELOCATION, shares, strict=True)}


def test_the_key_of_com_2015_450_gives_the_published_numbers() -> None:
    got = relocated(KEY)
    for name, row in RELOCATION.items():
        assert got[name] == pytest.approx(row[-1], rel=_OFF), name
    off = sorted(abs(got[name] / row[-1] - 1) for name, row in RELOCATION.items())
    assert off[len(off) // 2] < 0.006


def test_no_other_key_gives_them() -> None:
    """Without its caps, or without its inverse terms, the key is off by far more for somebody."""
    for other in (KEY.replace(" capped at 30%", ""), "Population; GDP",
                  KEY.replace("30%", "15%"), KEY.replace("inverse ", "")):
        got = relocated(other)
        assert max(abs(got[name] / row[-1] - 1) for name, row in RELOCATION.items()) > 2 * _OFF


TRANSITION: dict[str, tuple[int, float]] = {
    "Belgium": (166, 0.95), "Bulgaria": (1178, 6.73), "Czechia": (1493, 8.53),
    "Denmark": (81, 0.46), "Germany": (2254, 12.88), "Estonia": (322, 1.84),
    "Ireland": (77, 0.44), "Greece": (755, 4.31), "Spain": (790, 4.52), "France": (937, 5.35),
    "Croatia": (169, 0.97), "Italy": (937, 5.35), "Cyprus": (92, 0.53), "Latvia": (174, 1.00),
    "Lithuania": (249, 1.42), "Luxembourg": (8, 0.05), "Hungary": (237, 1.36),
    "Malta": (21, 0.12), "Netherlands": (567, 3.24), "Austria": (124, 0.71),
    "Poland": (3500, 20.00), "Portugal": (204, 1.16), "Romania": (1947, 11.12),
    "Slovenia": (235, 1.34), "Slovakia": (418, 2.39), "Finland": (424, 2.42),
    "Sweden": (142, 0.81)}
"""EUR million of 17,500 and per cent of the total, Annex I of Regulation (EU) 2021/1056."""
WHOLE, CEILING = 17_500, Fraction(1, 5)


@pytest.mark.parametrize("poland", [20.0, 25.0, 40.0])
def test_the_ceiling_of_the_just_transition_fund_leaves_the_others_their_proportions(
        poland: float) -> None:
    """Whatever Poland's emissions and miners would give it, its ceiling gives what is published.

    The figures behind the shares (Annex I's method) are not published with the act; its shares
    are. Those of the other 26 are in proportion, so that the surplus above the ceiling of 20% has
    to come out as their published shares and amounts.
    """
    raw = {name: Fraction(repr(poland if name == "Poland" else share))
           for name, (_, share) in TRANSITION.items()}
    whole = sum(raw.values())
    held = held_between([one / whole for one in raw.values()], Fraction(0), CEILING)
    for (name, (amount, share)), got in zip(TRANSITION.items(), held, strict=True):
        assert float(got) * 100 == pytest.approx(share, abs=0.006), name
        assert float(got) * WHOLE == pytest.approx(amount, abs=1.6), name


def test_a_workbook_with_that_key_pays_out_the_published_amounts() -> None:
    tables = {
        "Needs": [{"Recipient": name, "Activity": "transition", "Need": WHOLE}
                  for name in TRANSITION],
        "Budgets": [{"Fund": "JTF", "Donor": "EU", "Budget": WHOLE}],
        "Recipients": [{"Recipient": name, "Share": 30.0 if name == "Poland" else share}
                       for name, (_, share) in TRANSITION.items()],
        "Recipient keys": [{"Region": "all", "Key": "Share", "Highest share": "20%"}],
        "Settings": [{"Setting": "Amounts in", "Value": "millions"}]}
    plan = optimiser.optimise(optimiser.load(tables))
    for row in plan.recipients.itertuples():
        assert row.Allocated / 1e6 == pytest.approx(TRANSITION[row.Recipient][0], abs=1.6)
