"""A page that is served, and a client that may say whatever it likes."""

from __future__ import annotations

import http.client
import io
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import openpyxl

from optimiser.page.server import Page

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    """What a browser sends, unless it is told otherwise; a header of "" is left out."""

    page: Page
    cookie: str = ""
    base: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None,
            **headers: str) -> Answer:
        given = {"Host": self.page.gate.host, "Cookie": self.cookie,
                 "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            given["Origin"] = f"http://{self.page.gate.host}"
        given |= self.base | {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.page.gate.port, timeout=60)
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value:
                line.putheader(name, value)
        if body is not None or method == "POST":
            line.putheader("Content-Length", str(len(body or b"")))
        line.endheaders(body)
        found = line.getresponse()
        answer = Answer(found.status, {k.casefold(): v for k, v in found.getheaders()},
                        found.read())
        line.close()
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        return self.ask(path, "POST", urlencode(fields).encode(),
                        Content_Type="application/x-www-form-urlencoded")

    def enter(self) -> Client:
        address = self.page.gate.address()
        answer = self.ask(address.split(self.page.gate.host)[1], Sec_Fetch_Site="none")
        assert answer.status == 303, answer.text
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        return self

    def upload(self, content: bytes, name: str = "book.xlsx", path: str = "/open",
               **fields: str) -> Answer:
        mark = b"----between-fields"
        parts = [b'--' + mark + b'\r\nContent-Disposition: form-data; name="workbook"; filename="'
                 + name.replace('"', "%22").encode() + b'"\r\n\r\n' + content + b"\r\n"]
        parts += [b'--' + mark + b'\r\nContent-Disposition: form-data; name="' + key.encode()
                  + b'"\r\n\r\n' + value.encode() + b"\r\n" for key, value in fields.items()]
        return self.ask(path, "POST", b"".join(parts) + b"--" + mark + b"--\r\n",
                        Content_Type=f"multipart/form-data; boundary={mark.decode()}")

    def upload_as(self, field: str, file: Path, path: str) -> Answer:
        """Send a file in a field of that name."""
        mark = b"----between-fields"
        part = (f'Content-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n\r\n')
        return self.ask(path, "POST", b"--" + mark + b"\r\n" + part.encode() + file.read_bytes()
                        + b"\r\n--" + mark + b"--\r\n",
                        Content_Type=f"multipart/form-data; boundary={mark.decode()}")

    def done(self, patience: float = 60.0) -> Answer:
        """Wait until nothing is on the desk, and return where the page leads then."""
        end = time.monotonic() + patience
        while self.page.desk.running is not None:
            assert time.monotonic() < end
            time.sleep(0.02)
        answer = self.ask("/working")
        while answer.status == 303:
            answer = self.ask(answer.headers["location"].split("#")[0])
        return answer


def workbook(**sheets: list[list[object]]) -> bytes:
    """Return a workbook with sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                # A text that looks like a formula is one to openpyxl.
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


SMALL = {"Needs": [["Recipient", "Activity", "Need"], ["Serbia", "Asylum", 100],
                   ["Croatia", "Asylum", 50]],
         "Budgets": [["Fund", "Donor", "Budget"], ["Regional", "EU", 60]]}
EVERYTHING = {
    "Needs": [["Recipient", "Activity", "Period", "Need", "Uncertainty"],
              *([one, what, when, need, 0.2] for when in ("2016-Q1", "2016-Q2")
                for one, need in (("Serbia", 100), ("Croatia", 60), ("Slovenia", 40))
                for what in ("Asylum", "Police"))],
    "Budgets": [["Fund", "Donor", "Period", "Budget", "Carry over"],
                ["Trust Fund", "EU", "2016-Q1", 90, "yes"],
                ["Trust Fund", "EU", "2016-Q2", 50, "yes"], ["Aid", "Czechia", "", 60, ""],
                ["Grants", "Poland", "", 50, ""]],
    "Donors": [["Donor", "Group", "GNI"], ["EU", "", ""], ["Czechia", "V4", 2],
               ["Poland", "V4", 3]],
    "Recipients": [["Recipient", "Minimum coverage"], ["Serbia", 0.3], ["Croatia", 0.2],
                   ["Slovenia", ""]],
    "Burden_sharing": [["Group", "Key", "Tolerance"], ["V4", "GNI", 0.5]],
    "Rules": [["Rule", "Recipients", "Measure", "Relation", "Value", "Strength"],
              ["R1 Ceiling", "Serbia", "share of total", "at most", 0.6, "must"],
              ["R2 Police", "", "amount", "at least", 30, "should"]],
    "Objectives": [["Order", "Objective"], [1, "soft rules"], [2, "meet needs"],
                   [3, "raise lowest coverage"]],
    "Scenarios": [["Scenario", "Probability", "Table", "Recipient", "Change", "Value"],
                  ["Route shifts", 0.4, "Needs", "Croatia", "multiply by", 2],
                  ["Fund late", 0.6, "Budgets", "", "multiply by", 0.8]],
}
"""A small book that uses everything that a screen shows."""
NO_PLAN = {**SMALL, "Capacity": [["Recipient", "Capacity"], ["Serbia", 40]],
           "Rules": [["Rule", "Recipients", "Measure", "Relation", "Value"],
                     ["R7 Serbia first", "Serbia", "amount", "at least", 55]]}
"""55 for Serbia, which can take 40: the rule falls by 15 or the capacity rises by 15."""
