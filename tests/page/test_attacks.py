"""The page is for one person at one machine: whoever else asks is turned away."""

from __future__ import annotations

import os
import socket
import threading
import time
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from served import EXAMPLE, SMALL, Client, workbook

from optimiser.page.app import create_app
from optimiser.page.room import safe_name
from optimiser.page.server import Page

SCREENS = ("/", "/check", "/working", "/state", "/plan", "/what-if", "/compare", "/futures",
           "/no-plan", "/help", "/page.css", "/page.js", "/new/inputs.xlsx", "/nothing")
POSTS = ("/open", "/example", "/solve", "/cancel", "/plan/1/what-if", "/compare/file",
         "/futures/samples", "/no-plan/1", "/stop")
HOSTILE = ('<script>document.title="owned"</script>', '"><img src=x onerror=alert(1)>',
           "' onmouseover='alert(1)", "</style><style>*{display:none}", "</svg><script>1</script>",
           "{{ 7 * 7 }}", "javascript:alert(1)", "a&b;c", "=HYPERLINK(1)")


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "",
                                  "evil.example:{port}", "127.0.0.1:{port}.evil.example",
                                  "[::1]:{port}", "127.0.0.1:{port}@evil.example"])
def test_another_name_of_the_machine_is_refused_on_every_screen(client: Client, host: str) -> None:
    """DNS rebinding: a site's own name is made to lead here."""
    name = host.format(port=client.page.gate.port)
    for path in SCREENS:
        answer = client.ask(path, Host=name)
        assert answer.status in (400, 421), path
        assert b"<html" not in answer.body


def test_the_host_is_looked_at_before_anything_of_flask_runs(page: Page) -> None:
    seen = []
    app = create_app(page.session, lambda: None)
    app.before_request(lambda: seen.append("hook"))
    inner, page.gate.app = page.gate.app, app.wsgi_app
    try:
        client = Client(page).enter()
        assert client.ask("/", Host="evil.example").status == 421
        assert not seen
        assert client.ask("/").status == 200
        assert seen == ["hook"]
    finally:
        page.gate.app = inner


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_another_site_makes_the_browser_ask_is_refused(client: Client, site: str) -> None:
    for path in SCREENS:
        assert client.ask(path, Sec_Fetch_Site=site).status == 403, path
    for path in POSTS:
        assert client.ask(path, "POST", Sec_Fetch_Site=site).status == 403, path


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:{port}",
                                    "https://127.0.0.1:{port}", "http://127.0.0.1"])
def test_a_form_of_another_origin_is_refused(client: Client, origin: str) -> None:
    given = origin.format(port=client.page.gate.port)
    for path in POSTS:
        assert client.ask(path, "POST", Origin=given).status == 403, path
    assert client.ask("/", Origin=given).status == 403


def test_a_form_that_does_not_say_where_it_comes_from_is_refused(client: Client) -> None:
    for path in POSTS:
        assert client.ask(path, "POST", Origin="", Sec_Fetch_Site="").status == 403, path
    assert not client.page.stopped.is_set()


@pytest.mark.parametrize("cookie", ["", "allocate-1=x", "{name}=", "{name}=x", "{name}x={value}",
                                    "session={value}"])
def test_without_the_cookie_nothing_is_shown(client: Client, cookie: str) -> None:
    """A second user of the machine reaches the port, and gets no further."""
    name, value = client.cookie.split("=")
    stranger = Client(client.page, cookie.format(name=name, value=value))
    for path in SCREENS:
        assert stranger.ask(path).status == 403, path
    for path in POSTS:
        assert stranger.ask(path, "POST").status == 403, path


def test_the_address_opens_the_page_once(page: Page) -> None:
    address = page.gate.address().split(page.gate.host)[1]
    assert Client(page).ask(address[:-1], Sec_Fetch_Site="none").status == 403
    assert Client(page).ask("/enter?token=", Sec_Fetch_Site="none").status == 403
    assert Client(page).ask(address, Sec_Fetch_Site="cross-site").status == 403
    assert Client(page).ask(address, "POST").status == 403
    first = Client(page).ask(address, Sec_Fetch_Site="none")
    assert first.status == 303
    assert first.headers["location"] == "/"
    assert Client(page).ask(address, Sec_Fetch_Site="none").status == 403
    own = first.headers["set-cookie"]
    # The same address in the browser that used it, as Back gives it, leads to the page.
    assert Client(page, own.split(";")[0]).ask(address, Sec_Fetch_Site="none").status == 303
    older = page.gate.address().split(page.gate.host)[1]
    page.gate.address()
    assert Client(page).ask(older, Sec_Fetch_Site="none").status == 403


def test_a_workbook_that_was_named_is_what_the_address_opens(page: Page) -> None:
    page.gate.landing = "/check"
    address = page.gate.address().split(page.gate.host)[1]
    assert Client(page).ask(address, Sec_Fetch_Site="none").headers["location"] == "/check"
    page.gate.landing = "/"


def test_the_cookie_is_named_by_port_and_stays_with_this_page(page: Page) -> None:
    address = page.gate.address().split(page.gate.host)[1]
    words = Client(page).ask(address, Sec_Fetch_Site="none").headers["set-cookie"].split("; ")
    assert words[0].startswith(f"allocate-{page.gate.port}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(words)
    assert len(words[0]) > 40


def test_every_answer_forbids_what_the_page_does_not_need(client: Client) -> None:
    strangers = [client.ask("/", Host="evil.example"), Client(client.page).ask("/"),
                 Client(client.page).ask("/enter?token=x")]
    for answer in (*map(client.ask, SCREENS), *strangers):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert client.ask("/", method).status == 405


def test_only_this_machine_can_connect(page: Page) -> None:
    listening = {one.getsockname()[0] for one in page.sockets}
    assert listening == {"127.0.0.1"}


def test_a_zip_bomb_is_a_finding(client: Client, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"\0" * (64 * 2**20))
    began = time.monotonic()
    assert client.upload(bomb.read_bytes()).status == 303
    assert time.monotonic() - began < 5
    text = client.ask("/check").text
    assert "1 error" in text
    assert "Find the best plan" not in text


def test_what_is_no_workbook_is_said_and_nothing_breaks(client: Client) -> None:
    for name, content in (("a.xlsx", b""), ("b.xlsx", b"PK\x03\x04rest"), ("c.xlsx", b"%PDF-1.7"),
                          ("d.ods", os.urandom(2000))):
        assert client.upload(content, name).status == 303
        assert "1 error" in client.ask("/check").text, name
        assert client.ask("/check/marked.xlsx").status == 400
    assert client.upload(b"x", "run.exe").status == 400
    assert client.ask("/open", "POST", b"rubbish",
                      Content_Type="multipart/form-data; boundary=x").status == 400


@pytest.mark.parametrize("name", ["../../../tmp/owned.xlsx", "..\\..\\owned.xlsx",
                                  "/etc/owned.xlsx", "C:\\owned.xlsx", "a/../../owned.xlsx"])
def test_a_path_in_a_file_name_leads_nowhere(client: Client, name: str) -> None:
    assert client.upload(workbook(**SMALL), name).status == 303
    book = client.page.session.book
    assert book is not None
    assert book.path.resolve().is_relative_to(client.page.session.folder.resolve())
    assert book.name.endswith("owned.xlsx")
    assert not set(book.name) & set("/\\:")


@pytest.mark.parametrize(("name", "safe"), [
    ("", "inputs.xlsx"), ("...", "inputs.xlsx"), (".hidden.xlsx", "hidden.xlsx"),
    ("nul.xlsx", "_nul.xlsx"), ("a\r\nSet-Cookie: x.xlsx", "aSet-Cookie x.xlsx"),
    ("\u202excod.xlsx", "xcod.xlsx"), ('<b>".xlsx', "b.xlsx"), (f"{'x' * 300}.xlsx",
                                                                f"{'x' * 100}.xlsx"),
    ("Žádost č. 1.xlsx", "Žádost č. 1.xlsx"), ("\ud800.xlsx", "inputs.xlsx")])
def test_names_of_files_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_addresses_that_climb_lead_nowhere(client: Client) -> None:
    for path in ("/../pyproject.toml", "/..%2f..%2fetc/passwd", "/help/..%2f..%2fapp",
                 "/help/../gate.py", "/page.py", "/gate.css", "/new/..%2fplan", "/new/app.py",
                 "/plan/1/download/..%2f..%2fplan", "/plan/-1", "/plan/99", "/plan/1e9",
                 "/futures/etc/workbook", "/templates/base.html", "/plan/1/why?recipient=x"):
        assert client.ask(path).status in (400, 404), path


def test_hostile_names_stay_text_on_every_screen(client: Client) -> None:
    book = {"Needs": [["Recipient", "Activity", "Need"],
                      *([name, name, 100] for name in HOSTILE)],
            "Budgets": [["Fund", "Donor", "Budget"], *([name, name, 50] for name in HOSTILE)],
            "Donors": [["Donor", "Group", "GNI"], *([name, HOSTILE[0], 1] for name in HOSTILE)],
            "Burden_sharing": [["Group", "Key", "Tolerance"], [HOSTILE[0], "GNI", 1]],
            "Rules": [["Rule", "Recipients", "Measure", "Relation", "Value"],
                      *([f"{n} {name}", "", "amount", "at most", 400]
                        for n, name in enumerate(HOSTILE))],
            "Settings": [["Setting", "Value"], ["Title", HOSTILE[0]]]}
    client.upload(workbook(**book), f"{HOSTILE[0]}.xlsx")
    assert client.post("/solve", name=HOSTILE[0]).status == 303
    plan = client.done().text
    client.post("/plan/1/what-if", name=HOSTILE[1], **{"budgets-budget-0": HOSTILE[0]})
    client.post("/plan/1/what-if", name=HOSTILE[1], **{"budgets-budget-0": "70"})
    client.done()
    assert set(client.page.session.versions) == {1, 2}
    texts = [plan, *(client.ask(path).text for path in (
        "/", "/check", "/plan/2", "/plan/1/why", "/plan/2/what-if", "/compare", "/futures"))]
    texts.append(client.post("/plan/1/what-if", **{"budgets-budget-0": HOSTILE[0]}).text)
    for text in texts:
        assert harmless(text)
        assert "49" not in text.split("<title>")[1].split("</title>")[0]
    assert sum("owned&#34;" in text or "owned&quot;" in text for text in texts) >= 6
    download = client.ask("/plan/1/download/plan")
    assert download.status == 200
    assert "\r" not in download.headers["content-disposition"]


def harmless(text: str) -> bool:
    """Tell whether no hostile name stands in a page as anything but text."""
    return (not any("<" in name and name in text for name in HOSTILE) and " style=" not in text
            and "<script>" not in text and text.count("<script") == 1)


def test_hostile_names_stay_text_where_there_is_no_plan_and_where_futures_are_told(
        client: Client) -> None:
    needs = [["Recipient", "Activity", "Need"], *([name, "Asylum", 100] for name in HOSTILE)]
    budgets = [["Fund", "Donor", "Budget"], ["Aid", "EU", 300]]
    client.upload(workbook(Needs=needs, Budgets=budgets, Rules=[
        ["Rule", "Recipients", "Measure", "Relation", "Value"],
        *([f"{n} {name}", "", "amount", "at least", 301]
          for n, name in enumerate(HOSTILE[:3]))]))
    client.post("/solve", name=HOSTILE[2])
    told = [client.done().text]
    assert "Take this way out" in told[0]
    client.upload(workbook(Needs=needs, Budgets=budgets, Scenarios=[
        ["Scenario", "Probability", "Table", "Change", "Value"],
        [HOSTILE[0], 0.5, "Needs", "multiply by", 2], [HOSTILE[3], 0.5, "Needs", "multiply by", 3]]))
    client.post("/solve", name=HOSTILE[0])
    told.append(client.done().text)
    for kind, fields in (("samples", {"samples": "5", "seed": "0"}), ("frontier", {"points": "3"}),
                         ("scenarios", {"aim": "expected", "reserve": "0"}),
                         ("budgets", {"points": "3", "fund": ""})):
        client.post(f"/futures/{kind}", **fields)
        told.append(client.done().text)
    told += [client.ask(f"/plan/1/why?{urlencode({'recipient': name})}").text for name in HOSTILE]
    assert HOSTILE[5] in told[-4]
    assert all(harmless(text) for text in told)
    assert sum("owned&#34;" in text or "owned&quot;" in text for text in told) >= 4


def test_ten_requests_at_once_are_all_answered(client: Client) -> None:
    client.upload(EXAMPLE.read_bytes(), EXAMPLE.name)
    client.post("/solve")
    client.done()
    paths = ["/plan/1", "/plan/1/why", "/plan/1/download/plan", "/plan/1/download/inputs",
             "/plan/1/what-if", "/compare", "/futures", "/check", "/plan/1/download/report",
             "/plan/1"]
    found: dict[int, int] = {}

    def ask(number: int) -> None:
        found[number] = client.ask(paths[number]).status

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(paths))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(10), 200)


def test_ten_solves_asked_at_once_are_one(client: Client) -> None:
    client.upload(EXAMPLE.read_bytes(), EXAMPLE.name)
    led: list[str] = []

    def solve() -> None:
        led.append(client.post("/solve").headers["location"])

    threads = [threading.Thread(target=solve) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.done()
    assert sorted(led) == ["/working", *["/working?busy=1"] * 9]
    assert len(client.page.session.versions) == 1


def test_a_client_that_hangs_up_in_the_middle_disturbs_nobody(client: Client) -> None:
    for said in (b"GET / HT", f"POST /open HTTP/1.1\r\nHost: {client.page.gate.host}\r\n"
                 f"Cookie: {client.cookie}\r\nContent-Length: 1000000\r\n\r\nhalf".encode(),
                 b"\r\n\r\n\r\n", b"\x16\x03\x01\x02"):
        with socket.create_connection(("127.0.0.1", client.page.gate.port)) as line:
            line.sendall(said)
    with socket.create_connection(("127.0.0.1", client.page.gate.port)) as line:
        line.sendall(f"GET /help/findings HTTP/1.1\r\nHost: {client.page.gate.host}\r\n"
                     f"Cookie: {client.cookie}\r\n\r\n".encode())
        line.recv(10)
    assert client.ask("/").status == 200
