"""The page of a study of a bill: one self-contained HTML file, from the study's plain values and nothing else."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.report.finance.page import finance_page
else:
    __getattr__, __dir__ = lazy_door(__name__)
