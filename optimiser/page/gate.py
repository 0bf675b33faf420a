"""The gate before the page: who may ask, looked at before the page sees a request.

The page is for one person at one machine. Other sites in the same browser, names that lead to
this machine by a trick (DNS rebinding), and other users of the machine are turned away here.
It stands outside of Flask, whose own check of hosts comes after its first hooks.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from optimiser.page.neighbours import is_of_another_user

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]

ENTRY = "/enter"
_METHODS = {"GET", "HEAD", "POST"}
_OWN_SITE = {"same-origin", "none"}
HEADERS = (
    ("Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # With no-referrer a browser would send `Origin: null` with the page's own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


class Gate:
    """Lets through what the user's own browser asks, and adds the safe headers to each answer.

    `port` is set once the server has one; `landing` is the screen that the address opens.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.port = 0
        self.landing = "/"
        self._token: str | None = None
        self._pass = secrets.token_urlsafe(32)

    @property
    def host(self) -> str:
        """The only name under which the page answers."""
        return f"127.0.0.1:{self.port}"

    @property
    def cookie(self) -> str:
        """Cookies are shared by all ports of a host: the port tells this page's from others."""
        return f"allocate-{self.port}"

    def address(self) -> str:
        """Return a new address that opens the page once; older ones are void."""
        self._token = secrets.token_urlsafe(32)
        return f"http://{self.host}{ENTRY}?token={self._token}"

    def knows(self, environ: Environ) -> bool:
        """Whether a request is handed on to the page."""
        return self._refusal(environ) is None and self._is_known(environ)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request, or hand it on."""
        refusal = self._refusal(environ)
        if refusal is not None:
            return _refused(start, *refusal)
        known = self._is_known(environ)
        if environ.get("PATH_INFO") == ENTRY:
            return self._enter(environ, start, known=known)
        if not known:
            return _refused(start, HTTPStatus.FORBIDDEN, _HOW_TO_ENTER)

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            ours = {name.casefold() for name, _ in HEADERS}
            kept = [one for one in headers if one[0].casefold() not in ours]
            return start(status, [*kept, *HEADERS], *rest)

        return self.app(environ, started)

    def _refusal(self, environ: Environ) -> tuple[HTTPStatus, str] | None:
        """Return why a request is turned away whatever it knows, None where it is not."""
        if environ.get("HTTP_HOST", "") != self.host:
            return HTTPStatus.MISDIRECTED_REQUEST, "This is not its address."
        if is_of_another_user(environ.get("REMOTE_PORT", ""), self.port):
            return HTTPStatus.FORBIDDEN, "Another user of this machine asked."
        if environ["REQUEST_METHOD"] not in _METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED, "Only GET, HEAD and POST."
        if self._is_from_elsewhere(environ):
            return HTTPStatus.FORBIDDEN, "Another site asked for this."
        return None

    def _is_from_elsewhere(self, environ: Environ) -> bool:
        """Whether a browser says that another site made it ask, or does not say who did."""
        site, origin = environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN")
        if site is not None and site not in _OWN_SITE:
            return True
        if origin is not None:
            return bool(origin != f"http://{self.host}")
        return bool(environ["REQUEST_METHOD"] == "POST" and site != "same-origin")

    def _is_known(self, environ: Environ) -> bool:
        pairs = (part.strip().partition("=") for part in
                 environ.get("HTTP_COOKIE", "").split(";"))
        return any(name == self.cookie and _same(value, self._pass) for name, _, value in pairs)

    def _enter(self, environ: Environ, start: Start, *, known: bool) -> Iterable[bytes]:
        """Exchange the one-time token of the address for the cookie of this page."""
        given = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
        fits = self._token is not None and _same(given, self._token)
        if environ["REQUEST_METHOD"] != "GET" or not (fits or known):
            return _refused(start, HTTPStatus.FORBIDDEN, _HOW_TO_ENTER)
        if fits:
            self._token = None
        start(_line(HTTPStatus.SEE_OTHER), [
            ("Location", self.landing), ("Content-Length", "0"), *HEADERS,
            ("Set-Cookie", f"{self.cookie}={self._pass}; Path=/; HttpOnly; SameSite=Strict")])
        return [b""]


_HOW_TO_ENTER = ("This address was used before, or is not the page's. Go back to the tab that is "
                 "open, or start allocate serve again: it opens a new address.")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"


def _refused(start: Start, status: HTTPStatus, words: str) -> Iterable[bytes]:
    body = f"{words}\n".encode()
    start(_line(status), [("Content-Type", "text/plain; charset=utf-8"),
                          ("Content-Length", str(len(body))), *HEADERS])
    return [body]
