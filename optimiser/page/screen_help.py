"""Help: pages made from the documentation."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from optimiser.page.help_pages import PAGES, help_page
from optimiser.page.session import Session


def add_to(part: Blueprint, session: Session) -> None:  # noqa: ARG001 - screens share one signature
    """Add the screen."""
    @part.get("/help")
    @part.get("/help/<name>")
    def helped(name: str = "page") -> str:
        if name not in PAGES:
            raise NotFound
        return render_template("help.html", pages=PAGES, name=name,
                               body=Markup(help_page(name)))  # noqa: S704 - our own docs/
