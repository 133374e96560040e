"""What people read: the page and the sentence of one run, from its summary alone.

`page(summary)` is a self-contained HTML file, `sentence(summary)` one line of
plain text for the terminal; both see totals only, never a table of persons.
`is_small(count)` tells a count of people that the public may not see.
`statement_pdf(statement)` is one person's bills on paper, for that person.
"""

from cleanbill.report.page import page
from cleanbill.report.small_cells import is_small
from cleanbill.report.statement import statement_pdf
from cleanbill.report.words import sentence

__all__ = ["is_small", "page", "sentence", "statement_pdf"]
