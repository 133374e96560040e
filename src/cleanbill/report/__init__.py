"""What people read: the page and the sentence of one run, from its summary alone.

`page(summary)` is a self-contained HTML file, `sentence(summary)` one line of
plain text for the terminal. Both see totals only, never a table of persons.
"""

from cleanbill.report.page import page
from cleanbill.report.words import sentence

__all__ = ["page", "sentence"]
