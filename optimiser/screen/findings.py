"""Findings as text, and what every JSON answer has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from optimiser.tables.findings import Finding
from optimiser.words import visible

_MOST_PER_CODE = 20


def findings_text(findings: Sequence[Finding]) -> str:
    """Return findings a line each, at most 20 of one code."""
    lines, seen = [], Counter[str]()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= _MOST_PER_CODE:
            lines.append(visible(str(finding), one_line=True))
    lines += [f"{code}: {count - _MOST_PER_CODE} more of these; --json lists all."
              for code, count in seen.items() if count > _MOST_PER_CODE]
    return "\n".join(lines)


def result_json(status: str, code: int, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what every JSON answer has."""
    return {
        "status": status,
        "exit_code": code,
        "output": None,
        "findings": [{
            "code": finding.code,
            "severity": finding.severity.value,
            "file": finding.place.file,
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "value": finding.value,
            "message": finding.message,
            "remedy": finding.remedy,
        } for finding in findings],
    }
