"""The main job from Python: where bills come from, and `follow`, which follows each to its end in three worlds.

In: the sample, a user's own tables, a Synthea folder, or claims (X12 837, FHIR). Out: a `Result` with the
tables of docs/output-tables.md. The commands `demo`, `follow` and
`statement` call these functions and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from cleanbill.care import claims_kind
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import NO_LIMIT_CENTS, cents, usd
from cleanbill.core.process import seldom_looked_for
from cleanbill.door import main_job
from cleanbill.door.result import Files, Result, View
from cleanbill.door.tables_in import HandedOver, Scratch, Table
from cleanbill.law import as_day
from cleanbill.relief import ProgrammeSource
from cleanbill.relief.selection import checked_aim
from cleanbill.report import counts_few, is_small, notebook, sentence, statement_pdf
from cleanbill.worlds import KINDS, ClaimFiles, Sample, Synthea, Tables, statement
from cleanbill.worlds import Source as Reader

Dollars: TypeAlias = str | int | Decimal

FIRST_DAY = date(2023, 7, 1)  # the first day on which every fact of a run has a value
SEED = 1
LAST_SEED = 2**63 - 1
ROWS = (
    ("billed", "charge_cents"),
    ("written down", "contractual_cents"),
    ("plans paid", "plan_paid_cents"),
    ("other payers paid", "other_payer_cents"),
    ("asked of patients", "patient_share_cents"),
    ("left as debt", "debt_cents"),
)
EXACT = (
    "Exact numbers are in this table and in summary.json, which are not for publishing: "
    "some count 1 to 10 people. report.html withholds those."
)
COUNTS = (("people asked for money", "people_owing"), ("people in debt", "people_in_debt"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where bills come from, for `follow`. A sample has a seed of its own."""

    reader: Reader
    seed: int | None = None
    handed_over: HandedOver | None = None


def sample(people: int = 10_000, *, seed: int = SEED) -> Source:
    """Residents of Massachusetts, drawn by `seed`, with a year of care. Raises CleanbillError for fewer than one.

    Above 50,000 people a second process helps, so a script calls `follow` under `if __name__ == "__main__":`.
    """
    if people < 1:
        raise CleanbillError(f"people {people} is too few. Give at least 1.")
    return Source(Sample(people), _seed(seed))


def tables(*, people: Table, claims: Table, cover: Table | None = None) -> Source:
    """A user's own residents, claim lines and perhaps cover, which is else assigned by rule.

    Columns are those of docs/input-tables.md. Raises CleanbillError for what is not a table; `follow` says
    what is wrong with the rows.
    """
    handed = HandedOver()
    paths = handed.paths({"people": people, "claims": claims, "cover": cover})
    residents, lines = paths["people"], paths["claims"]
    if residents is None or lines is None:
        raise CleanbillError("Give both tables: tables(people=..., claims=...), and cover=... if you have it.")
    return Source(Tables(residents, lines, paths["cover"]), None, handed)


def synthea(folder: str | Path) -> Source:
    """A folder as Synthea's CSV exporter writes it."""
    return Source(Synthea(Path(folder)))


def claims(path: str | Path, *, kind: str | None = None) -> Source:
    """Claims of a file or folder; `kind` is x12 or fhir, and is found out where it is not given.

    Raises BadInput where there are no claims, or claims of both kinds.
    """
    if kind is not None and kind not in KINDS:
        raise CleanbillError(f"kind {kind} is not known. The kinds of claims are: {', '.join(KINDS)}.")
    return Source(ClaimFiles(Path(path), kind or _kind(Path(path))))


def _kind(path: Path) -> str:
    files = [path] if path.is_file() else sorted(below for below in path.rglob("*") if below.is_file())
    words = {name: kind for kind, name in KINDS.items()}
    looked = [claims_kind(file) for file in files]
    kinds = sorted({words[result] for result in looked if not isinstance(result, Finding)})
    if len(kinds) == 1:
        return kinds[0]
    if not files:
        raise BadInput([Finding(path.name, None, None, "there is no such file or folder", "Check the path.")])
    if kinds:
        problem, remedy = "holds claims of X12 and of FHIR", 'Say which are meant: kind="x12" or kind="fhir".'
        raise BadInput([Finding(path.name, None, None, problem, remedy)])
    raise BadInput([result for result in looked if isinstance(result, Finding)])


def follow(
    source: Source,
    *,
    today: date | str | None = None,
    seed: int | None = None,
    fund: Dollars = 1_600,
    price: Dollars | None = None,
    programme: ProgrammeSource = "undue",
    aim: str = "freed",
    out: str | Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Result:
    """Follows every bill of `source` to its end under today's plans, with a fund that buys debt, and single payer.

    `today` is the day the run is of, by default the end of last year; `fund` is dollars, `price` cents for a
    dollar of debt, by default law/us/debt_price; `aim` is what it buys most of: face, people, freed, harm or
    poorest. Without `out` the tables stand in a folder that goes with the
    result; with it they are written there, whole or not at all. The same input and terms give the same bytes.
    Raises BadInput with every fault of the input, CleanbillError for terms that cannot be.

    >>> run = follow(sample(60, seed=1), today="2025-12-31", fund=500)
    >>> run.summary["people"], run.balanced
    (60, True)
    >>> run.table("person").num_rows
    60
    """
    if not isinstance(source, Source):
        raise CleanbillError(
            f"source is a {type(source).__name__}. Give one of sample(), tables(), synthea() and claims()."
        )
    price_bp = None if price is None else price_in_bp(price)
    terms = main_job.Terms(
        _day(today), _chosen_seed(source, seed), _fund_cents(fund), programme, price_bp, checked_aim(aim)
    )
    scratch = Scratch() if out is None else None
    folder = Path(out) if scratch is None else scratch.path / "result"  # type: ignore[arg-type]
    report_progress = progress or (lambda *_: None)
    with seldom_looked_for():
        if source.handed_over is None:
            summary = main_job.follow(source.reader, folder, terms, progress=report_progress)
        else:
            with source.handed_over.in_own_names():
                summary = main_job.follow(source.reader, folder, terms, progress=report_progress)
    names = tuple(name for name in main_job.TABLES if any(folder.glob(f"{name}*")))
    files = Files(folder, names, "account", main_job.OUTPUT, scratch=scratch)
    return Result("follow", sentence(summary), summary, worlds_view(summary), _findings(summary), files, notebook)


def _chosen_seed(source: Source, seed: int | None) -> int:
    if seed is not None and source.seed is not None and seed != source.seed:
        raise CleanbillError(f"seed {seed} is not that of the sample, {source.seed}. Give it to sample() alone.")
    return _seed(next(value for value in (seed, source.seed, SEED) if value is not None))


def _fund_cents(fund: Dollars) -> int:
    given = cents(_dollars(fund))
    if given < 0:
        raise CleanbillError(f"fund {fund} is below zero. Give the dollars there are to spend.")
    if given > NO_LIMIT_CENTS:
        raise CleanbillError(f"fund {fund} is more than there is. Give at most {usd(NO_LIMIT_CENTS)}.")
    return given


def price_in_bp(price: Dollars) -> int:
    """Cents on the dollar, "0.85", as basis points: one cent is 100. CleanbillError for what is not a price."""
    price_bp = cents(_dollars(price))
    if not 0 < price_bp <= 100 * 100:
        raise CleanbillError(f"price {price} is not a price. Give cents on the dollar, above 0 and at most 100.")
    return price_bp


def _dollars(amount: Dollars) -> str:
    return str(amount)


def _seed(seed: int) -> int:
    if not 0 <= seed <= LAST_SEED:
        raise CleanbillError(f"seed {seed} cannot be used. Give a whole number from 0 to {LAST_SEED}.")
    return seed


def _day(today: date | str | None) -> date:
    if today is None:
        return date(datetime.now(UTC).year - 1, 12, 31)  # the last year whose care is all known
    day = as_day(today, "today")
    if day < FIRST_DAY:
        raise CleanbillError(f"today {today} is too early: facts and law reach back to {FIRST_DAY}.")
    return day


def worlds_view(summary: Mapping[str, Any]) -> View:
    """The three worlds side by side, exact; where a count is small it is not for publishing."""
    worlds = summary["worlds"]
    money = [(name, *(usd(worlds[world][key]) for world in worlds))
             for name, key in ROWS if any(worlds[world][key] for world in worlds)]  # fmt: skip
    counts = [(name, *(f"{worlds[world][key]:,}" for world in worlds)) for name, key in COUNTS]
    relief = [
        (name, *(usd(worlds[world][key]) if world == "relief" else "" for world in worlds))
        for name, key in (("abolished", "abolished_cents"), ("for", "spent_cents"))
    ]
    title = f"{summary['people']:,} people, {summary['claims']:,} claims of {summary['lines']:,} lines"
    note = EXACT if _has_small_counts(summary) else ""
    return View(title, ("", *worlds), (*money, *counts, *relief), note)


def _has_small_counts(summary: Mapping[str, Any]) -> bool:
    """True where a count of people in the view or of the choice is one that the public may not see."""
    worlds = summary["worlds"].values()
    return counts_few(summary["choice"]) or any(
        map(is_small, [summary["people"], *(world[key] for _, key in COUNTS for world in worlds)])
    )


def _findings(summary: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the input lacks and how that was bridged, and each law that did not hold."""
    source = summary["source"]
    gaps = [
        Finding(source["kind"], None, None, f"lacks {gap['lacks']}", f"{gap['bridged']}.", gap["rows"])
        for gap in source["gaps"]
    ]
    broken = [f"law {law['law']} did not hold" for law in summary["laws"] if not law["held"]]
    return (*gaps, *(Finding("summary.json", None, None, law, "Do not use this result.") for law in broken))


@dataclass(frozen=True, slots=True)
class PersonStatement:
    """What one person was billed, is asked for today and why: `summary`, and how to put it on paper."""

    person_id: str
    summary: Mapping[str, Any]

    def write(self, out: Path) -> tuple[Path, Path]:
        """Writes statement-ID.pdf and .json into folder `out`."""
        name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in self.person_id)
        page, values = out / f"statement-{name}.pdf", out / f"statement-{name}.json"
        out.mkdir(parents=True, exist_ok=True)
        page.write_bytes(statement_pdf(self.summary))
        values.write_text(json.dumps(self.summary, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return page, values


def person_statement(folder: Path, person: str) -> PersonStatement:
    """The statement of one person of a run's folder. Raises CleanbillError where it is not one, or has no such person.

    It is for that person alone: it names their claims.
    """
    path = folder / "summary.json"
    if not path.is_file():
        raise CleanbillError(f"{folder} is not the folder of a run: it has no summary.json. Make one: cleanbill demo")
    return PersonStatement(person, statement(folder, person, json.loads(path.read_text("utf-8"))))
