"""Names that several tables of the example share, and figures by the code of their fact."""

from __future__ import annotations

from optimiser.example.facts import FACTS

Q1, Q2 = "2016-Q1", "2016-Q2"
EU = "European Union"
VISEGRAD_FUND = "International Visegrad Fund"

BORDERS = "Border management"
ASYLUM_PILLAR = "Asylum and registration"
INFORMATION = "Exchange of information"
TRAFFICKERS = "Fight against traffickers"
HUMANITARIAN = "Humanitarian reception"
REGIONAL = "Regional processes (Prague, Budapest)"
PARTNERS = "Western Balkans"

TRUST_REGION = "EU Trust Fund (Madad), regional window"
TRUST_SERBIA = "EU Trust Fund (Madad), action for Serbia"
IPA_SERBIA = "EU pre-accession (IPA II), Serbia"
IPA_MACEDONIA = "EU pre-accession (IPA II), North Macedonia"
IPA_BORDERS = "EU pre-accession (IPA II), border programme"
ECHO = "EU humanitarian aid (ECHO)"
EMERGENCY_CROATIA = "EU emergency assistance, Croatia"
EMERGENCY_SLOVENIA = "EU emergency assistance, Slovenia"
CZECH_PROGRAMME = "Czech migration programme"
CZECH_ADDITIONAL = "Czech additional assistance"
HUNGARIAN = "Hungarian bilateral support"
POLISH = "Polish aid"
SLOVAK = "Slovak aid"
VISEGRAD_GRANTS = "Visegrad Fund, Western Balkans window"
SERBIAN = "Serbian state budget"
MACEDONIAN = "North Macedonian state budget"


def amount(code: str) -> int:
    """Return the figure of a fact in whole units of its currency."""
    return int(FACTS[code].figure)
