"""A person at a browser: Chromium without a window, told what to do over a pipe.

It is told in its own protocol (DevTools), so that no driver of matching version is needed. Clicks
and keys are those of a mouse and a keyboard: they go to what is there, seen and enabled.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

_PATIENCE = 20.0
_KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowRight": 39, "ArrowLeft": 37, "End": 35, "Home": 36}
# Chromium reads what it is told from its file 3, and answers on its file 4.
_START = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


def browser() -> str:
    """Return a Chromium; where there is none the test is skipped, but not on the CI machine."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium here: how the page behaves is not known"
        if os.environ.get("CI", "").casefold() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Chromium:
    """A running browser with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        heard, said = os.pipe(), os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, str(heard[0]), str(said[1]), browser(),
             "--headless=new", "--no-sandbox", "--disable-gpu",
             "--no-first-run", "--remote-debugging-pipe", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
             f"--user-data-dir={folder / 'profile'}", "about:blank"],
            pass_fds=(heard[0], said[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)})
        os.close(heard[0])
        os.close(said[1])
        self._out, self._in = os.fdopen(heard[1], "wb", 0), os.fdopen(said[0], "rb")
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self.requests: list[str] = []
        self.faults: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.tell("Browser.setDownloadBehavior", behavior="allow",
                  downloadPath=str(self.downloads))

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        self._out.close()
        self._in.close()

    def tab(self, address: str = "about:blank") -> Tab:
        """Open a tab."""
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
            tab.tell(f"{domain}.enable")
        if address != "about:blank":
            tab.go(address)
        return tab

    def tell(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command, and return its result."""
        number = next(self._numbers)
        self._answers[number] = queue.Queue()
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self._out.write(json.dumps(message).encode() + b"\0")
        answer = self._answers.pop(number, queue.Queue())
        self._answers[number] = answer
        found = answer.get(timeout=_PATIENCE)
        del self._answers[number]
        if "error" in found:
            raise LookupError(f"{method}: {found['error']['message']}")
        result: dict[str, Any] = found["result"]
        return result

    def downloaded(self, name: str) -> Path:
        """Wait for a download to be whole, and return it."""
        end = time.monotonic() + _PATIENCE
        path = self.downloads / name
        while time.monotonic() < end:
            if path.exists() and not list(self.downloads.glob("*.crdownload")):
                return path
            time.sleep(0.05)
        raise AssertionError(f"{name} was not downloaded: {list(self.downloads.iterdir())}")

    def _listen(self) -> None:
        left = b""
        while piece := os.read(self._in.fileno(), 1 << 20):
            *whole, left = (left + piece).split(b"\0")
            for text in whole:
                self._heard(json.loads(text))

    def _heard(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._answers[message["id"]].put(message)
        elif message["method"] == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        elif message["method"] == "Log.entryAdded":
            entry = message["params"]["entry"]
            if entry["level"] == "error":
                self.faults.append(f"{entry['text']} {entry.get('url', '')}")
        elif message["method"] == "Runtime.exceptionThrown":
            self.faults.append(str(message["params"]["exceptionDetails"]))


class Tab:
    """A tab that a person looks at."""

    def __init__(self, chromium: Chromium, session: str) -> None:
        self.chromium, self.session = chromium, session

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.chromium.tell(method, self.session, **parameters)

    def go(self, address: str) -> None:
        """Follow an address, until its page is there."""
        self.run("window.left = true")
        self.tell("Page.navigate", url=address)
        self.until("!window.left && document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """Return what a script gives in the page."""
        found = self.tell("Runtime.evaluate", expression=script, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"])
        return found["result"].get("value")

    def until(self, script: str, patience: float = _PATIENCE) -> None:
        """Wait until a script gives true; pages may come and go meanwhile."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                if self.run(script):
                    return
            except LookupError:  # the page that was asked is gone
                pass
            time.sleep(0.03)
        raise AssertionError(f"not within {patience} s: {script}\n{self.text()[:2000]}")

    def until_heading(self, words: str, patience: float = _PATIENCE) -> None:
        """Wait for a page whose heading begins so."""
        self.until("document.readyState === 'complete' && (document.querySelector('h1')?.innerText"
                   f" ?? '').startsWith({json.dumps(words)})", patience)

    def until_text(self, words: str) -> None:
        """Wait until words are on a whole page."""
        self.until("document.readyState === 'complete' && "
                   f"document.body.innerText.includes({json.dumps(words)})")

    def leave(self, path: str) -> None:
        """Follow a path of the same site."""
        self.go(f"{self.run('location.origin')}{path}")

    def text(self) -> str:
        """Return what is on the page."""
        found: str = self.run("document.body.innerText")
        return found

    def find(self, words: str, kinds: str) -> str:
        """Return a script that gives the first thing seen that is called so."""
        return (f"[...document.querySelectorAll({json.dumps(kinds)})].find(one => "
                f"(one.innerText ?? '').trim().startsWith({json.dumps(words)}) && "
                "one.getClientRects().length)")

    def click(self, words: str, kinds: str = "a, button, label, summary") -> None:
        """Click what is called so: a link, a button, a label, a summary."""
        self.click_at(self.find(words, kinds))

    def click_at(self, script: str) -> None:
        """Click the middle of what a script gives, as a mouse does."""
        place = self.run(
            f"(() => {{ const one = {script}; if (!one) return null; "
            "one.scrollIntoView({block: 'center'}); const box = one.getClientRects()[0]; "
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        assert place, f"not on the page: {script}\n{self.text()[:1500]}"
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1],
                      button="left", clickCount=1)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at a place, move to another, let go."""
        self.tell("Input.dispatchMouseEvent", type="mousePressed", x=start[0], y=start[1],
                  button="left", clickCount=1)
        for part in (0.3, 0.6, 1.0):
            self.tell("Input.dispatchMouseEvent", type="mouseMoved", button="left", buttons=1,
                      x=start[0] + part * (end[0] - start[0]),
                      y=start[1] + part * (end[1] - start[1]))
        self.tell("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1],
                  button="left", clickCount=1)

    def write(self, field: str, words: str) -> None:
        """Put words into the field of an id, in place of what stands there."""
        self.click_at(f"document.getElementById({json.dumps(field)})")
        self.run(f"document.getElementById({json.dumps(field)}).select()")
        self.tell("Input.insertText", text=words)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            for kind in ("keyDown", "keyUp"):
                words = {"text": "\r" if key == "Enter" else key} if kind == "keyDown" and key in (
                    "Enter", " ") else {}
                self.tell("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                          windowsVirtualKeyCode=_KEYS[key], **words)

    def choose(self, field: str, *paths: Path) -> None:
        """Choose files in a field of files."""
        found = self.tell("Runtime.evaluate",
                          expression=f"document.getElementById({json.dumps(field)})")
        self.tell("DOM.setFileInputFiles", files=[str(path) for path in paths],
                  objectId=found["result"]["objectId"])

    def drop(self, place: str, path: Path) -> None:
        """Drop a file on what a selector finds."""
        x, y = self.run(f"(() => {{ const one = document.querySelector({json.dumps(place)}); "
                        "one.scrollIntoView({block: 'center'}); "
                        "const box = one.getBoundingClientRect(); "
                        "return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.tell("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def look(self, width: int, *, dark: bool = False, still: bool = False,
             zoom: float = 1.0, high: int = 900) -> None:
        """See the page in a window so wide, in light or dark, larger, without motion."""
        self.tell("Emulation.setDeviceMetricsOverride", width=round(width / zoom), height=high,
                  deviceScaleFactor=zoom, mobile=False)
        self.tell("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}])

    def picture(self, path: Path, *, whole: bool = True) -> None:
        """Save what is seen."""
        found = self.tell("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def scripts(self, *, on: bool) -> None:
        """Let pages run scripts, or not."""
        self.tell("Emulation.setScriptExecutionDisabled", value=not on)
