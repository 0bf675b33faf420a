"""What a command prints: results to stdout, messages to stderr; `--json` exactly one object.

Nothing else prints, and help needs nothing else: this module loads no more than that takes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

import click

from optimiser.errors import OutputError
from optimiser.words import visible


def say(text: str) -> None:
    """Print a result; raise OutputError where there is no room for it."""
    try:
        _print(visible(text), sys.stdout)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise OutputError(f"The result could not be printed: {why}.",
                          "Make room, or print it elsewhere.") from fault


def complain(text: str) -> None:
    """Print a message, if there is one; where nobody can hear it, go on."""
    if text:
        with contextlib.suppress(OSError, ValueError):
            _print(visible(text), sys.stderr)


def say_json(content: dict[str, Any]) -> None:
    """Print the one JSON object of a run."""
    say(json.dumps(content, ensure_ascii=True, indent=2))


def _print(text: str, stream: Any) -> None:
    """Print a text; who stops reading has read enough, and that is no fault."""
    if stream is None:
        return
    # What a console's encoding cannot show is replaced, rather than a reason to fail.
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        click.echo(text.encode(encoding, "replace").decode(encoding), file=stream)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: Any) -> None:
    """Let what is still to be printed go nowhere: the pipe has ended."""
    with contextlib.suppress(OSError, ValueError):
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, stream.fileno())
        os.close(sink)
