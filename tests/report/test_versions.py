"""Which version of a project ran is what its installer says, however it was installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from optimiser.report.versions import versions_of


def test_versions_are_those_that_the_installer_says() -> None:
    projects = ["funding-allocation-optimiser", "highspy", "python-calamine", "XlsxWriter", "pytest"]
    assert versions_of(projects) == {project: version(project) for project in projects}


def test_the_first_place_that_has_a_project_counts(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, folder in (("first", "Some.Project-2.0.dist-info"),
                          ("second", "some_project-1.0.dist-info")):
        (tmp_path / place / folder).mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path / place)
    assert versions_of(["some-project"]) == {"some-project": "1.0"}


def test_a_folder_without_a_version_in_its_name_is_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "old_project.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: old-project\nVersion: 3.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert versions_of(["old-project"]) == {"old-project": "3.1"}


def test_a_project_that_is_not_installed_has_no_version() -> None:
    with pytest.raises(PackageNotFoundError):
        versions_of(["no-such-project"])
