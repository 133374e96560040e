"""The page of a study of a bill: one self-contained HTML file, from the study's plain values and nothing else."""

from cleanbill.report.finance.page import finance_page

__all__ = ["finance_page"]
