"""Settles a user's claims under several plans and writes what each would do.

Files in, read and checked by `read_files`; the tables of TABLES out, with a summary, whole or not at all
(`side_by_side`). `in_parts` adjudicates any number of lines part by part, in processes side by side. Laws 1, 2 and 4
are checked on what was written. What becomes of lines is `adjudicate`'s.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core import process as garbage
from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError, Finding
from cleanbill.core.tables import Table, ibis_schema, is_path
from cleanbill.engine import connect, or_noted, staged, write_parquet
from cleanbill.payer.adjudicate import Adjudicated, Rules, adjudicate
from cleanbill.payer.compare import compare, summary
from cleanbill.payer.coordination import Method, combined_id
from cleanbill.payer.corrections import Earlier, changed_people, corrected_since, earlier_rows_that_stand
from cleanbill.payer.edits import CodeTables, code_tables
from cleanbill.payer.files import Files, LoadedFiles, read_files, read_opening
from cleanbill.payer.plan_terms import Plan, PlanSource, PlanYears, load_plan
from cleanbill.payer.reasons import reasons
from cleanbill.payer.tables import (
    KEY,
    Adjustment,
    Balance,
    ComparedClaim,
    Correction,
    PricedLine,
    SettledLine,
    UnsettledLine,
)
from cleanbill.payer.terms_table import relative_to_medicare, terms

# Adjudicates any number of lines part by part, each of whole families, in processes side by side.
#
# In: a file of lines and one of members for each part. Out: `settled_line` and
# `unsettled_line`, a file a part. Memory does not grow with the number of parts.


WORKERS = 2
MEMORY = "1300MB"  # of a process; what is more spills to disk
LINES, MEMBERS = "part_lines", "part_members"
OUT = {"settled_line": SettledLine, "unsettled_line": UnsettledLine}
ORDER = {"settled_line": ("claim_id", "line"), "unsettled_line": UnsettledLine.__key__}  # a part is of one world
MakeRules = Callable[[Any], Rules]  # opens what lines are adjudicated by on a process's own connection


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of whole families, and their members, as Parquet files."""

    lines: Path
    members: Path


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines of one or more parts: what came in is what was settled and what was not (law 4)."""

    lines: int = 0
    settled: int = 0
    unsettled: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.lines + other.lines, self.settled + other.settled, self.unsettled + other.unsettled)


def in_parts(parts: Sequence[Part], make_rules: MakeRules, out: Path, *, workers: int = WORKERS) -> Counted:
    """Writes `out`/settled_line and unsettled_line, numbered as the parts are; the same whatever `workers` is.

    This process is one of the workers. `make_rules` goes to the others: a function of a module, or a partial of one.
    Raises BrokenLaw where a line of a part is lost.
    """
    for name in OUT:
        (out / name).mkdir(parents=True, exist_ok=True)
    others = min(workers, len(parts)) - 1  # beside this process, which works too
    with tempfile.TemporaryDirectory(dir=out, prefix=".begun-") as begun:
        work = partial(_adjudicated, parts, make_rules, out, Path(begun))
        if others < 1:
            return work()
        with ProcessPoolExecutor(others, mp_context=get_context("spawn")) as pool:
            done = [pool.submit(work) for _ in range(others)]
            own = work()
            return sum((future.result() for future in done), own)


def _next(parts: Sequence[Part], begun: Path) -> Iterator[tuple[int, Part]]:
    """The parts that no process has begun, with their numbers: who makes a part's file in the folder has it."""
    for number, part in enumerate(parts):
        try:
            (begun / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield number, part


def _adjudicated(parts: Sequence[Part], make_rules: MakeRules, out: Path, begun: Path) -> Counted:
    """What one process comes to do: planned once, the same steps taken on each part. It spills to its own folder."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".spilled-") as scratch, garbage.seldom_looked_for():
        con = connect(scratch=Path(scratch), threads=1, memory=MEMORY, hold=True)
        try:
            rules = replace(make_rules(con), explain=False)  # prices themselves are not written
            return _one_after_another(con, _next(parts, begun), rules, out)
        finally:
            con.disconnect()


def _one_after_another(con: Any, share: Iterator[tuple[int, Part]], rules: Rules, out: Path) -> Counted:
    total, done = Counted(), None
    for number, part in share:
        lines = con.read_parquet(part.lines, table_name=LINES)
        members = con.read_parquet(part.members, table_name=MEMBERS)
        if done is None:
            done = adjudicate(con, lines, members, rules)
            con.create_view("settled_line", done.settled)
            con.create_view("unsettled_line", done.unsettled)
        else:
            done.temp_tables.refresh((LINES, MEMBERS))
        total += _written(con, number, part, out)
    return total


def _written(con: Any, number: int, part: Part, out: Path) -> Counted:
    counts = {}
    for name, schema in OUT.items():
        path = out / name / f"part-{number:03d}.parquet"
        write_parquet(con, con.table(name), path, schema=schema, order=ORDER[name])
        counts[name] = int(con.read_parquet(path).count().execute())
    came = int(con.table(LINES).count().execute())
    if came != sum(counts.values()):
        raise BrokenLaw(
            f"Part {number} holds {came} lines, and {sum(counts.values())} came out. Do not use this result."
        )
    return Counted(came, counts["settled_line"], counts["unsettled_line"])


TABLES: dict[str, tuple[type[Table], tuple[str, ...]]] = {
    "settled_line": (SettledLine, KEY),
    "unsettled_line": (UnsettledLine, KEY),
    "adjustment": (Adjustment, Adjustment.__key__),
    "compared_claim": (ComparedClaim, ComparedClaim.__key__),
    "balance": (Balance, Balance.__key__),
    "priced_line": (PricedLine, PricedLine.__key__),
    "correction": (Correction, Correction.__key__),
}
OUTPUT = (*(f"{name}.parquet" for name in TABLES), "summary.json")
Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Options:
    """How to settle: `check` lines by `edits` first; `secondary` pays after each plan by `method`.

    `tables` are those to check by; None: those that ship. With an earlier result only families whose claims changed
    are settled, unless `resettle`.
    """

    check: bool = False
    secondary: PlanSource | None = None
    method: Method = "standard"
    resettle: bool = False
    tables: CodeTables | None = None

    def settled_with(self, chosen: Chosen, files: Files) -> dict[str, Any]:
        """What an earlier result must agree in; of a user's own plans, their files and SHA-256 too."""
        own = {plan.plan_id: {"file": plan.file, "sha256": plan.sha256} for plan in chosen.every if plan.own}
        return (
            {
                "plan": list(chosen.ids),
                "secondary": chosen.secondary_id,
                "cob": self.method,
                "check": self.check,
                "fees": files.fees is not None,
            }
            | ({"own_plans": own} if own else {})
            | ({} if self.tables is None else {"edits": "of one's own"})
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plans to settle under, and the one that pays after each of them."""

    plans: tuple[PlanYears, ...]
    secondary: PlanYears | None

    @property
    def every(self) -> tuple[PlanYears, ...]:
        """All of them."""
        return (*self.plans, *([self.secondary] if self.secondary else []))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of `plans`."""
        return tuple(plan.plan_id for plan in self.plans)

    @property
    def secondary_id(self) -> str | None:
        """The id of the secondary plan."""
        return self.secondary.plan_id if self.secondary else None


def _chosen(plans: Sequence[PlanSource], secondary: PlanSource | None) -> Chosen:
    """The plans, each once. BadInput with the faults of all, CleanbillError where two have one name."""
    found: list[Finding] = []
    sources = (*plans, *([] if secondary is None else [secondary]))
    read = [or_noted(found, partial(load_plan, source)) for source in sources]
    if found:
        raise BadInput(found)
    known = [plan for plan in read if plan is not None]
    ids = [plan.plan_id for plan in known]
    if len(set(ids)) != len(ids) or not plans:
        twice = "".join(f"{name} is named twice. " for name in dict.fromkeys(ids) if ids.count(name) > 1)
        raise CleanbillError(
            f"{twice}Name each plan once: --plan employer --plan single-payer, and another one as --secondary. A file "
            "is called by its name, or by the plan_id in it."
        )
    return Chosen(tuple(known[: len(plans)]), None if secondary is None else known[-1])


def side_by_side(
    files: Files,
    plans: Sequence[PlanSource],
    out: Path,
    *,
    options: Options | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Writes `out` and returns its summary; `balanced` says whether the laws held.

    Plans are named as `load_plan` takes them: names that ship, paths, mappings. The first is the one that others are
    compared with. Plans and prices are those in force on the last day of service. Raises BadInput with every fault of
    the files and plans, CleanbillError for a plan that is named twice.
    """
    options = options or Options()
    chosen = _chosen(plans, options.secondary)
    sources = (*plans, options.secondary)
    reads = [Path(source) for source in sources if isinstance(source, str | Path) and is_path(source)]
    with staged(out, names=OUTPUT, reads=[*files.all(), *reads]) as folder:
        con = connect(scratch=folder.parent)
        progress("settling", 0, len(TABLES))
        loaded, options_given = read_files(con, files), options.settled_with(chosen, files)
        _check_earlier(loaded, options_given)
        in_force = [plan.on(loaded.day) for plan in chosen.every]
        plan_terms = _terms(con, in_force, loaded)
        opening = read_opening(con, files, loaded, plan_terms)
        rules = _rules(in_force, chosen, plan_terms, loaded, options)
        lines, members, changed = _to_settle(con, loaded, options)
        done = adjudicate(con, lines, members, replace(rules, opening=opening))
        written = _Written(con, folder, progress)
        if loaded.before is not None and changed is not None:
            written.kept.update(earlier_rows_that_stand(loaded.before, changed))
            done.closing = done.closing.semi_join(changed, "family_id")
        _write(written, done, loaded.before, rules)
        report = summary(con, loaded.lines, in_force, _names(in_force, chosen.ids), written.tables)
        report["options"] = options_given
        report |= _families(con, loaded.members, changed)
        (folder / "summary.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
        con.disconnect()
    return report


def _check_earlier(loaded: LoadedFiles, given: Mapping[str, Any]) -> None:
    if loaded.before is not None and loaded.before.options != given:
        was = loaded.before.options
        other = [name for name in given if was.get(name) != given[name]]
        raise CleanbillError(
            f"The earlier result was settled otherwise ({', '.join(other)}). "
            "Give the --plan, --secondary, --cob, --check and --fees that it was made with, in the same order."
        )


def _rules(plans: Sequence[Plan], chosen: Chosen, plan_terms: ir.Table, loaded: LoadedFiles, options: Options) -> Rules:
    return Rules(
        terms=plan_terms,
        day=loaded.day,
        plan_ids=chosen.ids,
        networks=[plan.plan_id for plan in plans if plan.has_network],
        checks=(options.tables or code_tables()) if options.check else None,
        schedules=loaded.schedules,
        places=loaded.places,
        secondary=chosen.secondary_id,
        method=options.method,
    )


def _to_settle(con: Any, loaded: LoadedFiles, options: Options) -> tuple[ir.Table, ir.Table, ir.Table | None]:
    """Lines and members to settle: all, or those of families that changed, who are the third."""
    if loaded.before is None or options.resettle:
        return loaded.lines, loaded.members, None
    people = changed_people(loaded.lines, loaded.members, loaded.before)
    changed: ir.Table = con.create_table("changed_people", people, temp=True)
    return (
        loaded.lines.semi_join(changed, "person_id"),
        loaded.members.semi_join(changed, "person_id"),
        changed,
    )


def _families(con: Any, members: ir.Table, changed: ir.Table | None) -> dict[str, int]:
    """How many families were settled again, of how many, where not all were."""
    if changed is None:
        return {}
    counts = (table.family_id.nunique() for table in (changed, members))
    again, every = (int(con.to_pyarrow(count).as_py()) for count in counts)
    return {"families_settled_again": again, "families": every}


def _terms(con: Any, plans: Sequence[Plan], loaded: LoadedFiles) -> ir.Table:
    """Terms at price levels of the reference fee or, where CMS's schedules price lines, of Medicare's."""
    levels = None if loaded.schedules is None else relative_to_medicare(loaded.day)
    made: ir.Table = con.create_table("plan_terms", terms(plans, loaded.day, prices=levels, variants=True), temp=True)
    return made


def _names(plans: Sequence[Plan], plan_ids: Sequence[str]) -> dict[str, str]:
    """Id and words of each plan of the result: `plan_ids` and, after each, the one of `plans` that is not in them."""
    names = {plan.plan_id: plan.name for plan in plans if plan.plan_id in plan_ids}
    secondary = next((plan for plan in plans if plan.plan_id not in plan_ids), None)
    if secondary is None:
        return names
    return names | {
        combined_id(name, secondary.plan_id): f"{words}, then {secondary.name}" for name, words in names.items()
    }


@dataclass(frozen=True, slots=True)
class _Written:
    """Tables as they stand on disk, so that what follows reads them and does not work them out again."""

    con: Any
    folder: Path
    progress: Progress
    tables: dict[str, ir.Table] = field(default_factory=dict)
    kept: dict[str, ir.Table] = field(default_factory=dict)  # rows of an earlier result that stand

    def write(self, name: str, table: ir.Table) -> ir.Table:
        """`table` under its `name` of TABLES, with the earlier rows that stand beside it."""
        schema, order = TABLES[name]
        if name in self.kept:
            names = ibis_schema(schema).names
            table = table.select(*names).union(self.kept[name].select(*names))
        path = self.folder / f"{name}.parquet"
        write_parquet(self.con, table, path, schema=schema, order=order)
        self.tables[name] = read = self.con.read_parquet(path)
        self.progress("settling", len(self.tables), len(TABLES))
        return read


def _write(written: _Written, done: Adjudicated, before: Earlier | None, rules: Rules) -> None:
    settled = written.write("settled_line", done.settled)
    written.write("unsettled_line", done.unsettled)
    fresh = settled if "settled_line" not in written.kept else done.written(done.settled)
    why = reasons(fresh, done.sources, rules.day, decided=done.refused, no_surprises=done.no_surprises)
    written.write("adjustment", why)
    compared = compare(fresh, rules.plan_ids[0], decided=done.refused, unsettled=done.unsettled)
    written.write("compared_claim", compared)
    written.write("balance", done.closing)
    if done.priced is not None:
        written.write("priced_line", done.priced)
    if before is not None:
        written.write("correction", corrected_since(before.tables["settled_line"], settled))
