"""Make the shipped workbooks anew: `python inputs/build_examples.py`."""

from __future__ import annotations

from pathlib import Path

from optimiser.example.contents import IN_WHOLE, LEAST, WESTERN_BALKANS
from optimiser.example.in_whole import NAME
from optimiser.template.workbook import write_inputs

HERE = Path(__file__).parent


def main(folder: Path = HERE) -> None:
    """Write the example workbooks into a folder, by default beside this file."""
    write_inputs(str(folder / "western_balkans_2016.xlsx"), WESTERN_BALKANS)
    write_inputs(str(folder / NAME), IN_WHOLE)
    write_inputs(str(folder / "minimal.xlsx"), LEAST)


if __name__ == "__main__":
    main()
