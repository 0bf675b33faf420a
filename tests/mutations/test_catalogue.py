"""The mutations are of the program as it stands."""

from __future__ import annotations

import pytest

from mutations import Mutation
from mutations.catalogue import MUTATIONS
from mutations.runner import ROOT


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_mutation_finds_its_line_and_its_tests(mutation: Mutation) -> None:
    """One that does not is stale: it would prove nothing, and nobody would know before a long run."""
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.text) == 1
    assert mutation.changed != mutation.text
    paths = [word for word in mutation.tests if word.startswith("tests")]
    assert [path for path in paths if not (ROOT / path).exists()] == []
