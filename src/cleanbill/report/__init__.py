"""What people read: the page and the sentence of one run, from its summary alone.

`page(summary)` is a self-contained HTML file, `sentence(summary)` one line of
plain text for the terminal, `notebook(summary)` a piece of HTML for one; they
see totals only, never a table of persons.
`is_small(count)` tells a count of people that the public may not see.
`choice_words(choice)` says what a fund aimed at and how near the best it came, `counts_few(choice)` whether that
counts people whom the public may not count.
`statement_pdf(statement)` is one person's bills on paper, for that person.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.report.choice import choice_words, counts_few
    from cleanbill.report.html_page import notebook, page
    from cleanbill.report.privacy import is_small, sentence, short_usd
    from cleanbill.report.statement import statement_pdf
else:
    __getattr__, __dir__ = lazy_door(__name__)
