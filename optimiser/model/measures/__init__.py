"""What rules can limit: the registry of measures."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.model.measures.amount import AMOUNT
from optimiser.model.measures.amount_per import AMOUNT_PER
from optimiser.model.measures.counts import COUNTS
from optimiser.model.measures.coverage import COVERAGE
from optimiser.model.measures.experts import EXPERTS
from optimiser.model.measures.grants import GRANTS
from optimiser.model.measures.measure import Measure
from optimiser.model.measures.share_of_budget import SHARE_OF_BUDGET
from optimiser.model.measures.share_of_earlier import SHARE_OF_EARLIER
from optimiser.model.measures.shares import SHARES
from optimiser.vocabulary import MeasureName

MEASURES: Mapping[MeasureName, Measure] = {
    measure.name: measure
    for measure in (AMOUNT, AMOUNT_PER, COVERAGE, *SHARES, SHARE_OF_BUDGET, SHARE_OF_EARLIER,
                    EXPERTS, GRANTS, *COUNTS)
}
