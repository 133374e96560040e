"""A year of care: readers of others' claims, and the generator of our own."""

from cleanbill.care.tables import BENEFITS, ClaimLine, Provider

__all__ = ["BENEFITS", "ClaimLine", "Provider"]
