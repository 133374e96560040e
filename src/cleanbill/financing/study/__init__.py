"""A study of one bill in one year, written as a folder: summary, page, and a CSV of each table."""

from cleanbill.financing.study.study import Asked, study

__all__ = ["Asked", "study"]
