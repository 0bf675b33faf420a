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
ALONE = FindingKind(
    "W325", "Share of what nobody else may give", "A rule lets a part of a sum be given by, or to, "
    "those who alone may give it: only giving nothing keeps it.",
    "The rule {rule} allows at most {value}{where}, where nobody else may give or get the rest: "
    "only giving nothing keeps it.",
    "Raise its Value to 100%, let another fund pay, or leave it out of what the rule matches.", _W)
SMALL_SHARE = FindingKind(
    "W326", "Small budget that holds a group", "A donor's budget is so small beside its key share "
    "that its whole group may give less than a tenth of what it has.",
    "{donor} holds {has}, and its share of {group} by the key is {share}: {group} may give {most} "
    "in all, of {value}.",
    "Leave it out of the group, raise Tolerance, or set Strength to should.", _W)
