"""Codes that others issue: countries (ISO 3166), currencies (ISO 4217), purposes (OECD DAC)."""
