"""What funders' rules say: each small problem has the answer that was worked out by hand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import optimiser

ROOT = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_policy_page", ROOT / "inputs" / "build_policy_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_policy_page"] = module
    spec.loader.exec_module(module)
    return module


BUILDER = _load()


@pytest.mark.parametrize("policy", BUILDER.POLICIES, ids=lambda policy: policy.title)
def test_a_policy_gives_the_answer_by_hand_and_binds(policy: object) -> None:
    assert BUILDER.outcome(policy) == policy.answer  # type: ignore[attr-defined]
    plan = optimiser.optimise(optimiser.load(dict(policy.tables)))  # type: ignore[attr-defined]
    bound = plan.limits[plan.limits["Status"] == "Binding"]
    stated = {"Rule", "Recipient key"} & set(plan.limits["Kind"]) or {"Budget"}
    assert stated & set(bound["Kind"])


def test_the_page_is_what_a_run_gives_today() -> None:
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == BUILDER.page()
