"""A page for the tests of a module, and a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Chromium
from served import Client

from optimiser.page.server import Page, serving


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with serving() as found:
        yield found


@pytest.fixture
def client(page: Page) -> Client:
    """Return a client that has entered, at a page on which nothing was opened."""
    page.desk.cancel()
    page.session.reset()
    return Client(page).enter()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("chromium")) as found:
        yield found
