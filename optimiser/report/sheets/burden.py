"""`Burden sharing`: what each donor of a group gives, against its key share."""

from __future__ import annotations

from fractions import Fraction

from optimiser.plan.types import Status
from optimiser.problem.arrays import sum_by
from optimiser.report.draft import Draft
from optimiser.report.layout import (
    NOISE,
    NUMBER,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    in_money,
    literal,
)
from optimiser.report.sheet import Sheet
from optimiser.vocabulary import LimitKind

BURDEN = (
    Heading("Group", "Group of donors.", width=14),
    Heading("Donor", "Donor of the group.", width=22),
    Heading("Key share", "The donor's share of the key, in the group.", Look.SHARE, 12),
    in_money("Contribution", "What it gives, commitments included, and the experts that it sends "
             "where the key values them.", 18),
    Heading("Actual share", "Its share of what the group gives.", Look.SHARE, 12),
    in_money("Lowest", "Least contribution that the tolerance allows.", 18),
    in_money("Highest", "Most contribution that the tolerance allows.", 18),
    Heading("Status", "Kept or Broken, by the figures shown. Over by rounding: no plan in whole "
            "units of Rounding keeps it together with the other limits.", width=16),
    Heading("Strength", "must, or should: a wish, which may be missed at a penalty.", width=10),
    Heading("Tolerance", "How far a contribution may be off its key share.", Look.SHARE, 12),
    Heading("Over by rounding", "By how much no plan in whole units could keep a bound; 0 as a "
            "rule.", Look.NUMBER, 12, unit="{currency}", result=True),
    in_money("Group in all", "What the donors of the group give together.", 18, helper=True),
    Heading("Donor no.", "Number of the donor.", Look.CODE, 9, helper=True),
    Heading("Share no.", "Number of the row of Burden sharing in the inputs.", Look.CODE, 9,
            helper=True),
)


def _count(draft: Draft) -> int:
    """Return the number of rows: the donors of all groups with a key."""
    return sum(len(row.donors) for row in draft.problem.burden_shares)


def _burden_sharing(draft: Draft) -> Page:
    """Return one row a donor of a group with a key."""
    problem, area, donors = draft.problem, draft.area("Burden sharing"), draft.area("Donors")
    money = draft.committed_by("donor") + draft.allocated_by("donor")
    sent = sum_by(draft.plan.columns.deployment.along["donor"], draft.months,
                  len(problem.donors.names))
    rows: list[list[Cell]] = []
    for number, share in enumerate(problem.burden_shares, start=1):
        given = money + float(share.month) * sent
        total = float(sum(given[donor] for donor in share.donors))
        low, high = max(1 - share.tolerance, Fraction(0)), 1 + share.tolerance
        for donor, key in zip(share.donors, share.shares, strict=True):
            row = len(rows)
            own = {h: area.own(h, row) for h in (
                "Key share", "Contribution", "Lowest", "Highest", "Tolerance", "Over by rounding",
                "Group in all", "Donor no.", "Share no.")}
            whole = own["Group in all"]
            lowest, highest = float(low * key) * total, float(high * key) * total
            over = over_of(draft, number - 1, donor)
            noise = max(1e-6, NOISE * total)
            past = max(lowest - float(given[donor]), float(given[donor]) - highest)
            status = ("Broken" if past > over + noise else
                      Status.OVER_BY_ROUNDING.value if past > noise else "Kept")
            beyond = (f"MAX({own['Lowest']}-{own['Contribution']},"
                      f"{own['Contribution']}-{own['Highest']})")
            rows.append([
                problem.groups[share.group], problem.donors.names[donor], float(key),
                Formula("=" + "+".join(
                    f"SUMIFS({donors.range(part)},{donors.range(NUMBER)},{own['Donor no.']})"
                    for part in ("Committed", "Allocated")) + _experts(
                        draft, share.month, own["Donor no."]), float(given[donor])),
                Formula(f"=IF({whole}=0,0,{own['Contribution']}/{whole})",
                        float(given[donor]) / total if total else 0),
                Formula(f"=MAX(0,1-{own['Tolerance']})*{own['Key share']}*{whole}", lowest),
                Formula(f"=(1+{own['Tolerance']})*{own['Key share']}*{whole}", highest),
                Formula(f'=IF({beyond}>{own["Over by rounding"]}+{literal(noise)},"Broken",'
                        f'IF({beyond}>{literal(noise)},"{Status.OVER_BY_ROUNDING}","Kept"))',
                        status),
                "must" if share.penalty is None else "should",
                float(share.tolerance), over,
                Formula(f"=SUMIFS({area.column('Contribution')},{area.column('Share no.')},"
                        f"{own['Share no.']})", total),
                donor + 1, number,
            ])
    return Page("Burden sharing", BURDEN, rows)


def _experts(draft: Draft, month: Fraction, donor: str) -> str:
    """Write what the experts that a donor sends count for, nothing where they do not."""
    if not month or not draft.has("Deployments"):
        return ""
    area = draft.area("Deployments")
    return (f"+{literal(float(month))}*SUMIFS({area.range('Expert-months')},"
            f"{area.range('Donor no.')},{donor})")


def over_of(draft: Draft, number: int, donor: int) -> float:
    """Return by how much a donor's bounds under a key are over by rounding, in base currency."""
    return max((
        float(result.over[at])
        for block, result in zip(draft.plan.families, draft.plan.standings, strict=True)
        if block.kind is LimitKind.BURDEN_SHARING
        for at, of in enumerate(block.of) if of == (number, donor)), default=0.0)


BURDEN_SHEET = Sheet(
    name="Burden sharing", total="Contribution",
    holds="A row a donor of a group with a key: its share, and what it "
    "gives.", when="Where a group has a key.", columns=BURDEN, build=_burden_sharing, rows=_count,
    is_there=lambda draft: _count(draft) > 0)
