"""Build one folder that installs the page without internet or administrator rights.

    python tools/offline_folder.py TARGET --platform windows

TARGET then holds the program and every package it needs as wheels, the list of them with their
SHA-256, and two files to double-click: Install, which makes a folder `program` beside itself, and
Allocate, which opens the page. The machine needs Python of the version that the folder is for.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELS, LOCK, PROGRAM = "wheels", "packages.txt", "program"


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of machine: the tags of its wheels, what only it needs, its two files.

    `more` are packages that others need on that system alone: pip reads such conditions for the
    machine that it runs on, not for the one that it downloads for.
    """

    tags: tuple[str, ...]
    more: tuple[str, ...]
    install: str
    start: str


_LINUX = ("manylinux2014_x86_64", *(f"manylinux_2_{n}_x86_64" for n in (
    17, 24, 26, 27, 28, 31, 34)))
MACHINES = {
    "windows": Machine(("win_amd64",), ("colorama", "tzdata"), "Install.cmd", "Allocate.cmd"),
    "macos": Machine(("macosx_11_0_arm64", "macosx_12_0_arm64", "macosx_13_0_arm64",
                      "macosx_14_0_arm64"), (), "Install.command", "Allocate.command"),
    "linux": Machine(_LINUX, (), "install.sh", "allocate.sh"),
}
_CMD_INSTALL = """@echo off
rem Makes the folder {program} beside this file; nothing outside of it is changed.
cd /d "%~dp0"
py -{python} -c "" 2>nul
if errorlevel 1 (
  echo Python {python} is not there. Install it from python.org, for yourself alone, and try again.
  pause
  exit /b 1
)
py -{python} -m venv {program} || goto failed
{program}\\Scripts\\python -m pip install -q --no-index --find-links {wheels} --require-hashes ^
  -r {lock} || goto failed
echo Done. Open Allocate.cmd.
pause
exit /b 0
:failed
echo It was not installed; what stands above says why.
pause
exit /b 1
"""
_CMD_START = """@echo off
rem Opens the page; drop a workbook on this file to open the page with it.
if not exist "%~dp0{program}\\Scripts\\python.exe" call "%~dp0Install.cmd"
"%~dp0{program}\\Scripts\\python" -m optimiser serve %1
if errorlevel 1 pause
"""
_SH_INSTALL = """#!/bin/sh
# Makes the folder {program} beside this file; nothing outside of it is changed.
cd "$(dirname "$0")" || exit 1
if ! command -v python{python} >/dev/null; then
  echo "Python {python} is not there. Install it, and try again."
  exit 1
fi
python{python} -m venv {program} &&
  {program}/bin/python -m pip install -q --no-index --find-links {wheels} --require-hashes \\
    -r {lock} || {{ echo "It was not installed; what stands above says why."; exit 1; }}
echo "Done. Open {start}."
"""
_SH_START = """#!/bin/sh
# Opens the page, with a workbook if one is given.
here="$(cd "$(dirname "$0")" && pwd)"
[ -x "$here/{program}/bin/python" ] || "$here/{install}" || exit 1
exec "$here/{program}/bin/python" -m optimiser serve "$@"
"""
_READ_ME = """allocate, for {name} with Python {python}

1. Open {install} once. It needs no internet and no administrator: it makes the folder
   {program} here, from the packages in {wheels}, each checked by its SHA-256 in {lock}.
2. Open {start}. The page opens in your browser, and only this machine can see it.

To remove it, delete this folder.
"""


def build(target: Path, name: str, python: str) -> None:
    """Build the folder; raise CalledProcessError where a package cannot be had."""
    machine = MACHINES[name]
    wheels = target / WHEELS
    wheels.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        # A copy, for what a build leaves beside the sources is no business of theirs.
        source = Path(folder) / "source"
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(
            ".git", ".venv", "build", "*.egg-info", "outputs", "tests"))
        _pip("wheel", "--no-deps", "-w", str(wheels), str(source))
    own = next(wheels.glob("*.whl"))
    tags = [part for tag in machine.tags for part in ("--platform", tag)]
    _pip("download", "--only-binary", ":all:", "--implementation", "cp", "--python-version",
         python, *tags, "-d", str(wheels), f"{own}[serve]", *machine.more)
    write_files(target, name, python)


def write_files(target: Path, name: str, python: str) -> None:
    """Write the list of wheels and the files to double-click beside a folder of wheels."""
    machine = MACHINES[name]
    (target / LOCK).write_text(locked(target / WHEELS), encoding="utf-8")
    words = {"python": python, "program": PROGRAM, "wheels": WHEELS, "lock": LOCK,
             "install": machine.install, "start": machine.start, "name": name}
    texts = (_CMD_INSTALL, _CMD_START) if name == "windows" else (_SH_INSTALL, _SH_START)
    for file, text in zip((machine.install, machine.start), texts, strict=True):
        path = target / file
        ends = "\r\n" if name == "windows" else "\n"
        path.write_text(text.format(**words), encoding="ascii", newline=ends)
        path.chmod(0o755)
    (target / "READ ME.txt").write_text(_READ_ME.format(**words), encoding="ascii")


def locked(wheels: Path) -> str:
    """Return the list of wheels that pip checks: name, version, SHA-256."""
    lines = []
    for path in sorted(wheels.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{name.replace('_', '-')}=={version} --hash=sha256:{digest}\n")
    return "".join(lines)


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments],
                   check=True)


def main() -> None:
    """Build what the command line asks for."""
    here = {"Windows": "windows", "Darwin": "macos"}.get(platform.system(), "linux")
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("target", type=Path, help="the folder to build; it must not exist")
    words.add_argument("--platform", choices=MACHINES, default=here)
    words.add_argument("--python", default=".".join(platform.python_version_tuple()[:2]),
                       metavar="VERSION", help="the version that the machine has, such as 3.12")
    asked = words.parse_args()
    if asked.target.exists():
        words.error(f"{asked.target} exists already")
    build(asked.target, asked.platform, asked.python)


if __name__ == "__main__":
    main()
