"""The folder for machines without internet: what pip checks, and what people double-click."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def offline() -> ModuleType:
    spec = importlib.util.spec_from_file_location("offline_folder",
                                                  ROOT / "tools" / "offline_folder.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a wheel of a package that does nothing but be there."""
    wheels = tmp_path / "an offline folder" / "wheels"
    wheels.mkdir(parents=True)
    info = "small_thing-1.2.dist-info"
    with zipfile.ZipFile(wheels / "small_thing-1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small_thing.py", "HERE = True\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: small-thing\n"
                                           "Version: 1.2\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
                                        "Tag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return wheels.parent


@pytest.mark.parametrize("name", ["windows", "macos", "linux"])
def test_every_folder_has_a_list_of_hashes_and_two_files_to_open(
        offline: ModuleType, folder: Path, name: str) -> None:
    offline.write_files(folder, name, "3.12")
    wheel = (folder / "wheels" / "small_thing-1.2-py3-none-any.whl").read_bytes()
    assert (folder / "packages.txt").read_text() == (
        f"small-thing==1.2 --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n")
    machine = offline.MACHINES[name]
    install, start = ((folder / one).read_bytes() for one in (machine.install, machine.start))
    assert b"--no-index" in install
    assert b"--require-hashes" in install
    assert b"-m optimiser serve" in start
    for text in (install, start):
        assert b"{" not in text.replace(b"{ echo", b"")
        assert text.count(b"\r\n") == (text.count(b"\n") if name == "windows" else 0)
    note = (folder / "READ ME.txt").read_text()
    assert machine.install in note
    assert machine.start in note


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a shell")
def test_on_this_machine_it_installs_what_the_list_names_and_nothing_that_was_changed(
        offline: ModuleType, folder: Path) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    offline.write_files(folder, "linux", python)
    wheel = folder / "wheels" / "small_thing-1.2-py3-none-any.whl"
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"changed")
    done = subprocess.run([folder / "install.sh"], capture_output=True, text=True, check=False)
    if "is not there" in done.stdout:
        pytest.skip(f"python{python} goes by another name here")
    assert done.returncode == 1
    assert "It was not installed" in done.stdout
    wheel.write_bytes(whole)
    done = subprocess.run([folder / "install.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Done. Open allocate.sh." in done.stdout
    subprocess.run([folder / "program" / "bin" / "python", "-c",
                    "import small_thing; assert small_thing.HERE"], check=True)
