"""Reports of a relief programme to a donor, a county and the public, with no person in them and no few people.

`report(programme, kind, of)` is the whole report as plain values, small groups hidden already;
`relief_page` shows it as one HTML file and `tables_of` as a CSV a table. Neither sees more than it.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.report.relief.facts import KINDS, report
    from cleanbill.report.relief.page import relief_page
    from cleanbill.report.relief.sheets import TABLES, Line, Programme, Round, headline, tables_of
else:
    __getattr__, __dir__ = lazy_door(__name__)
