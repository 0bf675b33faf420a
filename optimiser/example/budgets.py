"""The budgets of the example, and where each figure comes from."""

from __future__ import annotations

from optimiser.example.facts import FACTS
from optimiser.example.names import (
    ASYLUM_PILLAR,
    BORDERS,
    CZECH_ADDITIONAL,
    CZECH_PROGRAMME,
    ECHO,
    EMERGENCY_CROATIA,
    EMERGENCY_SLOVENIA,
    EU,
    HUMANITARIAN,
    HUNGARIAN,
    INFORMATION,
    IPA_BORDERS,
    IPA_MACEDONIA,
    IPA_SERBIA,
    MACEDONIAN,
    PARTNERS,
    POLISH,
    Q1,
    Q2,
    REGIONAL,
    SERBIAN,
    SLOVAK,
    TRAFFICKERS,
    TRUST_REGION,
    TRUST_SERBIA,
    VISEGRAD_FUND,
    VISEGRAD_GRANTS,
    amount,
)
from optimiser.example.needs import REGISTRATION, Row


def _budget(fund: str, donor: str, budget: int, source: str, currency: str = "EUR",
            **more: object) -> Row:
    named = {heading.replace("_", " ").capitalize(): value for heading, value in more.items()}
    return {"Fund": fund, "Donor": donor, "Budget": budget, "Currency": currency,
            "Source": source, **named}


_SERBIA, _MACEDONIA = {"for_recipients": "Serbia"}, {"for_recipients": "North Macedonia"}
_PARTNERS_AND_PROCESSES = {"for_recipients": f"{PARTNERS}; Regional processes"}


def budgets() -> list[Row]:
    """Return the rows of Budgets, each in its own currency."""
    return [*_budgets_of_the_union(), *_budgets_of_states(), *_budgets_of_recipients()]


def _budgets_of_the_union() -> list[Row]:
    return [
        _budget(TRUST_REGION, EU, 4_000_000, period=Q1, carry_over="yes", for_recipients=PARTNERS,
                source="assumption [A6]: EUR 10 million of the Fund's EUR 645 million [F1], less "
                       "in Q1, as its mandate was only just widened to the region"),
        _budget(TRUST_REGION, EU, 6_000_000, period=Q2, carry_over="yes", for_recipients=PARTNERS,
                source="assumption [A6]: the rest of the EUR 10 million"),
        _budget(TRUST_SERBIA, EU, amount("F2") + amount("F3"), **_SERBIA,
                for_activities=f"{ASYLUM_PILLAR}; {HUMANITARIAN}", minimum_use=0.75,
                source=f"{FACTS['F2'].shown} grant to the Ministry of Labour [F2] and "
                       f"{FACTS['F3'].shown} with IOM [F3]; minimum use: assumption, the action "
                       "runs on into the second half"),
        _budget(IPA_SERBIA, EU, amount("F5"), **_SERBIA,
                source=f"{FACTS['F5'].shown} [F5] of the special measure of {FACTS['F4'].shown} "
                       "[F4]; F5 is from memory"),
        _budget(IPA_MACEDONIA, EU, amount("F6"), **_MACEDONIA,
                source=f"{FACTS['F6'].shown} [F6] of the special measure of {FACTS['F4'].shown} "
                       "[F4]; F6 is from memory"),
        _budget(IPA_BORDERS, EU, amount("F7"), **_MACEDONIA,
                for_activities=f"{BORDERS}; {REGISTRATION}; {INFORMATION}",
                source=f"{FACTS['F7'].shown} for border and migration management and the costs of "
                       "guest officers [F7]"),
        _budget(ECHO, EU, amount("F8"), for_recipients="Serbia; North Macedonia",
                for_activities=HUMANITARIAN,
                source=f"{FACTS['F8'].shown}: additional decision for the two countries [F8]"),
        _budget(EMERGENCY_CROATIA, EU, amount("F9"), for_recipients="Croatia",
                source=f"{FACTS['F9'].shown}: police at the border, accommodation [F9]"),
        _budget(EMERGENCY_SLOVENIA, EU, amount("F10"), for_recipients="Slovenia",
                source=f"{FACTS['F10'].shown}: police at the border, reception [F10]"),
    ]


def _budgets_of_states() -> list[Row]:
    """Return the budgets of the Visegrad countries and of their fund."""
    return [
        _budget(CZECH_PROGRAMME, "Czechia", amount("F11") - amount("F12") // 2, currency="CZK",
                for_recipients="not Croatia; not Slovenia",
                source=f"{FACTS['F11'].shown} [F11] less half of the first release of "
                       f"{FACTS['F12'].shown} to Greece and North Macedonia [F12]; that half went "
                       "to Greece: assumption"),
        _budget(CZECH_ADDITIONAL, "Czechia", amount("F13"), currency="CZK", minimum_use=0.5,
                source=f"{FACTS['F13'].shown} planned for 2016 [F13]; that all of it can serve the "
                       "route, and the minimum use: assumption"),
        _budget(HUNGARIAN, "Hungary", 1_200_000_000, currency="HUF",
                for_activities=f"{BORDERS}; {TRAFFICKERS}; {INFORMATION}; {REGIONAL}",
                source="assumption [A5]: EUR 3.9 million, for the activities that the country "
                       "stressed"),
        _budget(POLISH, "Poland", 16_000_000, currency="PLN", period=Q1, carry_over="yes",
                **_PARTNERS_AND_PROCESSES,
                source="assumption [A5]: EUR 9.6 million in all, four tenths at once"),
        _budget(POLISH, "Poland", 26_000_000, currency="PLN", period=Q2, carry_over="yes",
                **_PARTNERS_AND_PROCESSES,
                source="assumption [A5]: the rest of the EUR 9.6 million"),
        _budget(SLOVAK, "Slovakia", 2_500_000, **_PARTNERS_AND_PROCESSES,
                source="assumption [A5]: for partners outside the Union and the two processes"),
        _budget(VISEGRAD_GRANTS, VISEGRAD_FUND, 400_000,
                for_activities=f"{INFORMATION}; {TRAFFICKERS}; {REGIONAL}",
                source=f"assumption: a twentieth of {FACTS['F14'].shown} a year [F14]; the Fund "
                       "pays for exchanges, not for equipment"),
    ]


def _budgets_of_recipients() -> list[Row]:
    """Return what the two countries give themselves."""
    return [
        _budget(SERBIAN, "Serbia", 3_600_000, **_SERBIA,
                source="assumption [A7]: about a tenth of what the EU gives, for the places that "
                       "the government committed [N5]"),
        _budget(MACEDONIAN, "North Macedonia", 1_600_000, **_MACEDONIA,
                source="assumption [A7]: about a tenth of the two special measures of the EU"),
    ]
