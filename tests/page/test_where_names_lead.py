"""A name that has a reason behind it leads there, wherever it stands: tables, pictures, lists."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from screens import ask_everything
from served import EVERYTHING, Client, workbook

from optimiser.page.server import Page

SHOWN = ("/plan/1", "/plan/2", "/plan/1/why", "/plan/1/why?recipient=Serbia", "/plan/1/why?fund=Aid",
         "/plan/1/why?rule=R1+Ceiling", "/compare", "/futures")
NAMES = {"recipient": ("Serbia", "Croatia", "Slovenia"), "activity": ("Asylum", "Police"),
         "fund": ("Trust Fund", "Aid", "Grants"), "donor": ("EU", "Czechia", "Poland")}
ELSEWHERE = {"option", "h1", "title"}
"""Where a name is a choice, or what the screen is about."""


class Names(HTMLParser):
    """Finds texts that are a name, and whether each stands in a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "rect", "line", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() in sum(NAMES.values(), ()) and not ELSEWHERE & set(self.open):
            self.found.append((data.strip(), "a" in self.open))


@pytest.fixture(scope="module")
def asked(page: Page) -> Client:
    client = Client(page).enter()
    ask_everything(client)
    return client


@pytest.mark.parametrize("path", SHOWN)
def test_every_name_in_a_table_or_a_picture_is_a_link(asked: Client, path: str) -> None:
    names = Names()
    names.feed(asked.ask(path).text)
    assert path.endswith("Ceiling") or len(names.found) >= 3
    assert [name for name, is_linked in names.found if not is_linked] == []


def test_every_kind_of_name_stands_in_the_pictures_and_tables_of_a_plan(asked: Client) -> None:
    text = asked.ask("/plan/1").text
    picture = text.split('<div class="flow">')[1].split("<figcaption>")[0]
    for kind, names in NAMES.items():
        for name in names:
            address = f'href="/plan/1/why?{urlencode({kind: name})}"'
            assert address in text
            assert kind == "fund" or address in picture
    assert 'href="/plan/1/why?recipient=Serbia&amp;activity=Police">Serbia, Police' in text
    assert 'href="/plan/1/why?rule=R1+Ceiling">R1 Ceiling: of all support' in text


def test_every_name_leads_to_a_screen_that_says_why(asked: Client) -> None:
    led = {unescape(address) for path in SHOWN
           for address in re.findall(r'href="(/plan/\d/why\?[^"]+)"', asked.ask(path).text)}
    assert len(led) > 40
    for address in sorted(led):
        answer = asked.ask(address)
        assert answer.status == 200, address
        assert "<h1>Why: " in answer.text


def test_what_a_plan_has_nothing_to_say_of_leads_nowhere(client: Client) -> None:
    """A recipient without a need, a donor without a fund, a rule that applies to nothing."""
    book = {**EVERYTHING, "Donors": [*EVERYTHING["Donors"], ["Hungary", "", ""]],
            "Recipients": [*EVERYTHING["Recipients"], ["Albania", ""]],
            "Rules": [*EVERYTHING["Rules"],
                      ["R3 Nothing", "Albania", "amount", "at most", 5, "must"]]}
    client.upload(workbook(**book))
    client.post("/solve")
    text = client.done().text
    assert "Albania" in text
    assert "R3 Nothing" in text
    for address in re.findall(r'href="(/plan/1/why\?[^"]+)"', text):
        assert client.ask(unescape(address)).status == 200, address
