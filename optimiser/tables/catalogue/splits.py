"""Findings about rules that can be kept only by giving nothing."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

SHARES = FindingKind(
    "W323", "Shares that do not add up", "Rules share one sum out, and their shares can add up "
    "to 100% in no way: they can be kept only by giving nothing.",
    "The shares of the rules {rules} add up to {value}, {why}: only giving nothing keeps them.",
    "Make them add up to 100%{how}.", _W)
BARRED = FindingKind(
    "W324", "Rule that bars money", "A rule asks for a share of what is given from where no fund "
    "may pay: nothing can be given.",
    "The rule {value} asks for a share{where} where no fund that it matches may pay: only giving "
    "nothing keeps it.", "Widen what it matches or an earmark, or switch it off.", _W)
