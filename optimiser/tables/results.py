"""What is read back from an output workbook, beside its copy of the inputs."""

from __future__ import annotations

from optimiser.tables.columns import Column, Kind, Sheet

PREFIX = "Inputs "
"""What stands before an input table's name in the name of its sheet in the output."""

NEAR_ITEM = "Not claimed to be the only plan"
FORMAT_ITEM, FORMAT = "Format of this workbook", "2"
"""What the log records of how outputs are laid out: raised by one whenever what is read back of
them (their log, their reasons, how they tell an edit) goes by another name."""
PROGRAM_ITEM = "Version of funding-allocation-optimiser"

_PAID = "Period in which it is paid."
ALLOCATION = Sheet(
    "Allocation",
    "What an output workbook allocates, as it stands in the file.",
    (
        Column("Fund", Kind.NAME, "Fund that pays.", required=True, names=("fund",)),
        Column("Recipient", Kind.NAME, "Who receives.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "What for.", required=True, names=("activity",)),
        Column("Period", Kind.PERIOD, _PAID, blank="no periods"),
        Column("Amount", Kind.MONEY, "What is allocated.", required=True,
               unit="single base currency"),
    ),
    (),
)
DEPLOYMENTS = Sheet(
    "Deployments",
    "Whom an output workbook sends, as it stands in the file.",
    (
        Column("Donor", Kind.NAME, "Who sends.", required=True, names=("donor",)),
        Column("Expertise", Kind.NAME, "Kind of expert.", required=True, names=("expertise",)),
        Column("Recipient", Kind.NAME, "Where to.", required=True, names=("recipient",)),
        Column("Period", Kind.PERIOD, "When.", blank="no periods"),
        Column("Expert-months", Kind.NUMBER, "How many.", required=True, unit="expert-months"),
    ),
    (),
)
LOG = Sheet(
    "Log",
    "What an output workbook records of its run.",
    (
        Column("Item", Kind.TEXT, "What is recorded.", required=True),
        Column("Value", Kind.TEXT, "Its value.", blank="nothing"),
    ),
    (),
)
RESULTS: tuple[Sheet, ...] = (ALLOCATION, DEPLOYMENTS, LOG)
