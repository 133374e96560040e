"""Reports of a relief programme to a donor, a county and the public, with no person in them and no few people.

`report(programme, kind, of)` is the whole report as plain values, small groups hidden already;
`relief_page` shows it as one HTML file and `tables_of` as a CSV a table. Neither sees more than it.
"""

from cleanbill.report.relief.facts import KINDS, SCHEMA, report
from cleanbill.report.relief.line import Line, Programme, Round
from cleanbill.report.relief.page import relief_page
from cleanbill.report.relief.tables import TABLES, tables_of
from cleanbill.report.relief.words import headline

__all__ = ["KINDS", "SCHEMA", "TABLES", "Line", "Programme", "Round", "headline", "relief_page", "report", "tables_of"]
