"""One self-contained HTML page of a run, from its summary and nothing else.

In: the mapping that `summary.json` holds (schema cleanbill.summary/1). Out: the
page as text. It loads nothing: no script, font, image or style from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleanbill.core.money import usd
from cleanbill.report.charts import LABEL_X
from cleanbill.report.fund import fund
from cleanbill.report.money import income, money
from cleanbill.report.payer import cover, payer
from cleanbill.report.privacy import people, sentence, short_usd
from cleanbill.report.sources import assumptions, check


def page(summary: Mapping[str, Any]) -> str:
    """The page; the same summary gives the same bytes.

    A part whose key the summary does not have is left out. Raises CleanbillError,
    naming the key, where one is missing that every part needs.
    """
    check(summary)
    listed = assumptions(summary)
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            summary=summary,
            sentence=sentence(summary),
            money=money(summary),
            income=income(summary),
            fund=fund(summary),
            payer=payer(summary),
            cover=cover(summary),
            laws=summary.get("laws") or (),
            gaps=(summary.get("source") or {}).get("gaps") or (),
            facts=[assumption for assumption in listed if assumption.is_fact],
            guesses=[assumption for assumption in listed if not assumption.is_fact],
        )
    )


def notebook(summary: Mapping[str, Any]) -> str:
    """What a notebook shows of a run: the sentence, the pictures of the three worlds and their table.

    A piece of HTML with a style of its own, which holds totals only; what the page withholds is withheld here too.
    """
    check(summary)
    template = _templates().get_template("notebook.html.j2")
    return template.render(summary=summary, sentence=sentence(summary), money=money(summary))


@cache
def _templates() -> Environment:
    loader = PackageLoader("cleanbill.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(short=short_usd, usd=usd)
    environment.globals.update(people=people, label_x=LABEL_X)
    return environment
