"""A reform over years: incomes and care grow, a reserve is kept, and a recession may come."""

from cleanbill.financing.paths.path import YearOfPath, path

__all__ = ["YearOfPath", "path"]
