"""What pyproject.toml cannot say: docs/ goes into the wheel, for the page shows it as its help."""

from pathlib import Path
from shutil import copy2

from setuptools import setup
from setuptools.command.build_py import build_py


class WithDocs(build_py):
    """Copies the documentation beside the page; in place, the page finds it where it is."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "optimiser" / "page" / "help"
            target.mkdir(parents=True, exist_ok=True)
            for page in Path(__file__).parent.glob("docs/*.md"):
                copy2(page, target)


setup(cmdclass={"build_py": WithDocs})
