"""Debts seen before: never pay twice for one debt."""
