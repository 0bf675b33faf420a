"""The page as a Flask application: its screens put together, and what faults look like."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from optimiser.errors import AllocateError
from optimiser.page import (
    screen_check,
    screen_compare,
    screen_futures,
    screen_help,
    screen_no_plan,
    screen_open,
    screen_plan,
    screen_what_if,
    screen_why,
    screen_working,
)
from optimiser.page.intake import REFUSED, TooLargeError
from optimiser.page.session import Session
from optimiser.page.worker import fault_of
from optimiser.words import counted, money, number, share

_SCREENS = (screen_open, screen_check, screen_working, screen_plan, screen_why, screen_what_if,
            screen_compare, screen_futures, screen_no_plan, screen_help)
_MOST_FIELDS = 50_000


def create_app(session: Session, stop: Callable[[], None]) -> Flask:
    """Return the application for a session; `stop` ends the program."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_FORM_PARTS"] = _MOST_FIELDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(money=money, number=number, share=share, arrows=_arrows)
    app.jinja_env.globals.update(session=session, counted=counted)
    for screen in _SCREENS:
        part = Blueprint(screen.__name__.rpartition(".")[2], screen.__name__)
        screen.add_to(part, session)
        app.register_blueprint(part)

    @app.before_request
    def whole() -> None:
        """Answer no form of which nothing was kept."""
        refused: Exception | None = request.environ.get(REFUSED)
        if refused is not None:
            raise refused

    @app.post("/stop")
    def stopped() -> str:
        stop()
        return render_template("stopped.html")

    app.register_error_handler(AllocateError, _sayable)
    app.register_error_handler(OSError, _sayable)
    app.register_error_handler(HTTPException, _no_such)
    app.register_error_handler(Exception, _our_fault)
    return app


def _arrows(text: str) -> Markup:
    """Return a line in which no arrow is broken between its two signs; all else is escaped."""
    return Markup('<span class="whole">-&gt;</span>').join(text.split("->"))


def _sayable(error: Exception) -> tuple[str, int]:
    """Show a fault that a person can act on, in the library's own words."""
    fault = fault_of(error)
    status = (HTTPStatus.INSUFFICIENT_STORAGE if isinstance(error, OSError) else
              HTTPStatus.REQUEST_ENTITY_TOO_LARGE if isinstance(error, TooLargeError) else
              HTTPStatus.BAD_REQUEST)
    return render_template("fault.html", fault=fault), status


def _no_such(error: Any) -> tuple[str, int] | Response:
    code = error.code or HTTPStatus.NOT_FOUND.value
    return render_template("no_such.html", words=error.name), code


def _our_fault(error: Exception) -> tuple[str, int]:
    return render_template("fault.html", fault=fault_of(error)), HTTPStatus.INTERNAL_SERVER_ERROR
