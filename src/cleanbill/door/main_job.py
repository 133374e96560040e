"""The main job: follows every bill to its end, in three worlds.

people and care come in -> every claim is settled under today's plans and under
one public payer -> what is left becomes bills, and some bills become debt ->
a fund buys and abolishes what it can -> tables, a summary and a page to read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cleanbill import law
from cleanbill.engine import connect, staged
from cleanbill.fund import Fund
from cleanbill.relief import ProgrammeSource, load_programme
from cleanbill.relief.selection import Aim
from cleanbill.report import page
from cleanbill.worlds import (
    Programme,
    Progress,
    Run,
    Source,
    bill_worlds,
    guarantors,
    relieve_debts,
    rules,
    settle_worlds,
    summary,
)

TABLES = (
    "person", "cover", "provider", "claim_line", "settled_line", "bill", "account", "decision", "purchase", "posting",
)  # fmt: skip
OUTPUT = (*TABLES, *(f"{name}.parquet" for name in TABLES), "summary.json", "report.html")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run is to be done; the same terms on the same input give the same bytes.

    `price_bp` is what a dollar of debt costs; None is law/us/debt_price of the day.
    `aim` is what the fund buys most of.
    """

    today: date
    seed: int = 0
    fund_cents: int = 160_000
    programme: ProgrammeSource = "undue"
    price_bp: int | None = None
    aim: Aim = "freed"


def follow(source: Source, out: Path, terms: Terms, *, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Runs the story and writes `out`, whole or not at all. Returns the summary.

    Raises BadInput with every fault of the input, and CleanbillError. Whether
    the design's laws held is in the summary as `balanced`.
    """
    with staged(out, names=OUTPUT, reads=source.reads) as folder:
        con = connect(scratch=folder.parent)
        today, seed = terms.today, terms.seed
        intake = source.intake(con, folder, today=today, seed=seed, progress=progress)
        world_rules = rules(con, intake, today=today)
        settle_worlds(con, intake, world_rules, folder, progress=progress)
        payers = guarantors(con, intake.person, today=today, seed=seed)
        bill_worlds(con, intake, payers, folder, today=today, progress=progress)
        programme = _programme(terms)
        relieved = relieve_debts(con, folder, programme, today=today)
        progress("summary", 0, 1)
        run = Run(intake, world_rules, payers, programme, relieved, today, seed)
        run_summary = summary(con, run, folder, version=version("cleanbill"))
        (folder / "summary.json").write_text(json.dumps(run_summary, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / "report.html").write_text(page(run_summary), "utf-8")
        progress("summary", 1, 1)
        con.disconnect()
    return run_summary


def _programme(terms: Terms) -> Programme:
    price_bp = law.parameter("us/debt_price").at(terms.today) if terms.price_bp is None else terms.price_bp
    return Programme(
        load_programme(terms.programme), price_bp, Fund("fund-1", "Gifts of the chapters"), terms.fund_cents, terms.aim
    )
