"""`allocate scenarios INPUT --samples N`: what uncertain needs do to a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimiser.commands.console import progress
from optimiser.commands.places import default_target, make_folder, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.commands.process import INTERRUPTED, take_time
from optimiser.errors import NotProvedError
from optimiser.frozen import frozen
from optimiser.screen.findings import result_json

if TYPE_CHECKING:
    from optimiser.scenarios.draws import Sample
    from optimiser.scenarios.uncertainty import Sampling
    from optimiser.tables.table import Inputs



@frozen
class Asked:
    """What is to be drawn, where it is solved, and where it is written."""

    source: Path
    rules: tuple[Path, ...]
    samples: int
    seed: int
    workers: int | None
    scheduler: str | None
    resume: bool
    output: Path | None
    force: bool

    @property
    def target(self) -> Path:
        """Where the samples are written."""
        return self.output or default_target(self.source, "-uncertainty.xlsx")


def draw(asked: Asked, *, as_json: bool, quiet: bool) -> int:
    """Solve the samples and write them; what is done stays, whatever stops the rest."""
    import optimiser
    from optimiser.scenarios.uncertainty_report import uncertainty_json, write_uncertainty
    from optimiser.screen.futures import uncertainty_text

    settle([asked.target], [asked.source, *asked.rules], force=asked.force)
    inputs = optimiser.load(asked.source, asked.rules)
    drawing = optimiser.sampling(inputs, seed=asked.seed)
    done = _resumed(asked, drawing, inputs) if asked.resume else []
    stopped = _solve(asked, drawing, done)
    if not done:
        raise stopped or NotProvedError("No sample was solved.", "Try again.")
    found = drawing.result(done, asked.samples)
    make_folder(asked.target)
    write_uncertainty(found, inputs, asked.target, force=asked.force)
    code = 0 if stopped is None else getattr(stopped, "exit_code", INTERRUPTED)
    if as_json:
        say_json(result_json("sampled" if stopped is None else "stopped", code, ())
                 | uncertainty_json(found) | {"output": str(asked.target)})
    elif not quiet:
        say(uncertainty_text(found))
        say(f"Written to {asked.target}; the sheet Samples has every sample.")
    if stopped is not None:
        complain(f"{str(stopped) or 'Interrupted.'} {len(done):,} of {asked.samples:,} samples "
                 f"are in {asked.target}; --resume goes on with them.")
    return code


def _resumed(asked: Asked, drawing: Sampling, inputs: Inputs) -> list[Sample]:
    from optimiser.scenarios.uncertainty_report import read_samples

    found = read_samples(asked.target, drawing.result([], asked.samples), inputs)
    return [one for one in found if one.number < asked.samples]


def _solve(asked: Asked, drawing: Sampling, done: list[Sample]) -> BaseException | None:
    """Add what is missing to the samples done; return what stopped it, if anything did."""
    known = {one.number for one in done}
    missing = [number for number in range(asked.samples) if number not in known]
    try:
        with progress(len(missing), "Samples") as bar:
            for piece in drawing.pieces(missing, asked.workers, asked.scheduler):
                done += piece
                bar.update(len(piece))
    except (KeyboardInterrupt, NotProvedError) as fault:
        take_time()
        return fault
    return None
