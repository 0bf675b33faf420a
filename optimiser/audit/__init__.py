"""The audit: shares nothing with model and solving but the problem and the plan."""

from optimiser.audit.recheck import audit

__all__ = ["audit"]
