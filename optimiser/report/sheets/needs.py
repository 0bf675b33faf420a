"""`Needs`: what each need asks for, has, gets and still lacks, and why."""

from __future__ import annotations

from optimiser.plan.held_words import held_words
from optimiser.report.draft import Draft, fills
from optimiser.report.layout import (
    NUMBER,
    Area,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    in_money,
    numbered,
)
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.inputs import codes, in_base, name_of

_CODES = ("recipient", "activity", "period", "tier")
NEEDS = (
    Heading("Recipient", "Who is in need.", width=24),
    Heading("Activity", "What for.", width=28),
    Heading("Period", "When.", width=10),
    Heading("Tier", "Urgency class; tiers fill in falling order of their weight.", width=14),
    in_money("Need", "Requirement in single units of the base currency.", 16),
    in_money("Committed", "Met by obligations that exist already.", 16),
    in_money("Allocated", "Met by this plan.", 16),
    in_money("Unmet", "Need less committed less allocated, never below 0.", 16),
    Heading("Coverage", "Committed and allocated over need; blank where the need is 0.",
            Look.SHARE, 12),
    Heading("Held back by", "The limits that keep more money out of a need not fully met; "
            "those with a shadow price first. Found by the solver.", Look.WORDS, 60,
            result=True),
    Heading("Weight", "Severity x priority x weight x tier weight: what a unit of money counts "
            "for in `meet needs`.", Look.NUMBER, 10, helper=True),
    *(Heading(f"{name.capitalize()} no.", f"Number of the {name}.", Look.CODE, 10, helper=True)
      for name in _CODES),
    numbered("Number of the need: its row in the inputs as read."),
    Heading("Filled as no.", "Which of its tiers money fills first, by their weight.", Look.CODE,
            10, helper=True),
    in_money("Need before it", "What the tiers that fill before it ask for.", 16, helper=True),
    Heading("Committed to all tiers", "Commitments to the recipient, activity and period.",
            Look.MONEY, 16, helper=True),
    Heading("Allocated to all tiers", "Allocations to the recipient, activity and period.",
            Look.MONEY, 16, helper=True),
)


def _needs(draft: Draft) -> Page:
    """Return the sheet of needs: one row a row of the inputs."""
    problem, area = draft.problem, draft.area("Needs")
    names = [[problem.names_of(name)[element] for element in along] for name, along in (
        ("recipient", problem.needs.recipient), ("activity", problem.needs.activity),
        ("period", problem.needs.period), ("tier", problem.needs.tier))]
    numbers = [codes(along) for along in (problem.needs.recipient, problem.needs.activity,
                                          problem.needs.period, problem.needs.tier)]
    rank = {row: at for fill in fills(draft.plan) for at, row in enumerate(fill.rows)}
    last = {fill.rows[-1] for fill in fills(draft.plan)}
    has, gets = _totals(draft)
    rows: list[list[Cell]] = []
    for row in range(len(problem.needs.amount)):
        rows.append([  # noqa: PERF401 - one row a statement reads better than a nest
            *(column[row] for column in names),
            _need(draft, row),
            *_shares(draft, row, is_first=not rank[row], is_last=row in last),
            Formula(f"=MAX(0,{area.own('Need', row)}-{area.own('Committed', row)}"
                    f"-{area.own('Allocated', row)})", float(draft.need_rows["Unmet"][row])),
            coverage(area, row, float(draft.need_rows["Need"][row]),
                     float(draft.need_rows["Committed"][row]
                           + draft.need_rows["Allocated"][row])),
            held_words(draft.plan, row),
            float(problem.needs.weight[row]),
            *(column[row] for column in numbers),
            row + 1,
            rank[row] + 1,
            _before(draft, row) if rank[row] else 0,
            has[row],
            gets[row],
        ])
    return Page("Needs", NEEDS, rows)


def coverage(area: Area, row: int, need: float, met: float) -> Formula:
    """Return committed and allocated over need as a live formula, blank without a need."""
    own = {name: area.own(name, row) for name in ("Need", "Committed", "Allocated")}
    return Formula(f'=IF({own["Need"]}=0,"",({own["Committed"]}+{own["Allocated"]})'
                   f'/{own["Need"]})', met / need if need else "")


def _need(draft: Draft, row: int) -> Formula:
    source = draft.area(name_of("Needs")).find(
        in_base(draft.currency, "Needs"), NUMBER, draft.area("Needs").own(NUMBER, row))
    return Formula(f"={source}", float(draft.need_rows["Need"][row]))


def _before(draft: Draft, row: int) -> Formula:
    """Add up what the tiers of the same need ask for that fill before a row."""
    area = draft.area("Needs")
    same = ",".join(f"{area.column(heading)},{area.own(heading, row)}"
                    for heading in ("Recipient no.", "Activity no.", "Period no."))
    return Formula(f"=SUMIFS({area.column('Need')},{same},{area.column('Filled as no.')},"
                   f'"<"&{area.own("Filled as no.", row)})', float(draft.need_rows["Before"][row]))


def _shares(draft: Draft, row: int, *, is_first: bool, is_last: bool) -> tuple[Cell, Cell]:
    """Give a tier what is left after those that fill before it; the last takes the rest.

    What they take follows from what they ask for alone, so that no row looks at another row.
    """
    area = draft.area("Needs")
    need, before, committed = (area.own(heading, row) for heading in (
        "Need", "Need before it", "Committed"))
    has, gets = area.own("Committed to all tiers", row), area.own("Allocated to all tiers", row)
    left = has if is_first else f"{has}-{before}"
    open_before = f"{before}-MIN({has},{before})"
    left_new = gets if is_first else f"{gets}-({open_before})"
    cells = []
    for heading, rest, room in (("Committed", left, need), ("Allocated", left_new,
                                                            f"{need}-{committed}")):
        text = rest if is_last else f"MIN({rest},{room})"
        whole = f"={rest}" if is_first and is_last else f"=MAX(0,{text})"
        cells.append(Formula(whole, float(draft.need_rows[heading][row])))
    return cells[0], cells[1]


def _totals(draft: Draft) -> tuple[list[Cell], list[Cell]]:
    """Return what each row's requirement has and gets, added up from the two sheets."""
    area = draft.area("Needs")
    has: list[Cell] = []
    gets: list[Cell] = []
    committed = [float(c) for c in draft.problem.requirements.committed]
    given = [0.0] * len(committed)
    for cell in draft.cells.tolist():
        given[draft.plan.columns.requirement[cell]] += float(draft.amounts[cell])
    for row, requirement in enumerate(draft.problem.needs.requirement.tolist()):
        criteria = {name: area.own(f"{name.capitalize()} no.", row)
                    for name in ("recipient", "activity", "period")}
        has.append(sum_of(draft, "committed", criteria, committed[requirement]))
        gets.append(sum_of(draft, "allocated", criteria, given[requirement]))
    return has, gets


def sum_of(draft: Draft, what: str, criteria: dict[str, str], value: float) -> Cell:
    """Return a live sum of allocations or commitments by the numbers of elements."""
    sheet, heading = ("Allocation", "Amount") if what == "allocated" else (
        name_of("Commitments"), in_base(draft.currency, "Commitments"))
    if not draft.has(sheet):
        return 0
    area = draft.area(sheet)
    tests = ",".join(f"{area.range(f'{name.capitalize()} no.')},{code}"
                     for name, code in criteria.items())
    return Formula(f"=SUMIFS({area.range(heading)},{tests})", value)


NEEDS_SHEET = Sheet(
    name="Needs", total="Allocated", columns=NEEDS,
    holds="Every need: what it has, gets and lacks, and why.", build=_needs,
    rows=lambda draft: len(draft.problem.needs.amount))
