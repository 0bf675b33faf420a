"""Which version of a project is installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

_ENDING = ".dist-info"


def versions_of(projects: Iterable[str]) -> dict[str, str]:
    """Return the version of each project, by its name; raise PackageNotFoundError for none.

    The folder that an installer leaves beside a project has both in its name. What stands in
    it says the same, in the form of an e-mail: the parser of those takes ten times as long to
    load as the names of all folders to read.
    """
    installed: dict[str, str] = {}
    for place in sys.path:
        for folder in Path(place).glob(f"*{_ENDING}"):
            project, _, version = folder.name.removesuffix(_ENDING).rpartition("-")
            installed.setdefault(_key(project), version)
    return {project: installed.get(_key(project)) or _read(project) for project in projects}


def _key(project: str) -> str:
    """Return a project's name as all spellings of it have it."""
    return re.sub(r"[-_.]+", "_", project).casefold()


def _read(project: str) -> str:
    from importlib.metadata import version

    return version(project)
