"""A reform over every resident of Massachusetts, and 1,000 draws over published ranges, beside Tax-Calculator.

python -m bench.finance

Asked: a reform under half a second, 1,000 draws under two minutes on two cores. Tax-Calculator is
installed for this alone into an environment that is thrown away; where it cannot be, that part is skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import scenario
from cleanbill.financing.households.population import (
    Residents,
    before_after,
    choices_of,
    household_results,
    left_out,
    residents,
)
from cleanbill.financing.reform import Base, base, reform
from cleanbill.financing.spending import Spending, health_spending
from cleanbill.financing.taxes import Bill, load_bill
from cleanbill.financing.uncertainty import measured, monte_carlo, ranges
from cleanbill.people.population import population

BILL, YEAR, SEED, DRAWS, TIMES = "ma-194", 2026, 1, 1_000, 5
ASKED_REFORM, ASKED_DRAWS = 0.5, 120
TAXCALC = "taxcalc==6.8.0"
PATIENCE = 900  # seconds that an installation and a run may take


@dataclass(frozen=True, slots=True)
class Ready:
    """What is worked out once, before any reform."""

    bill: Bill
    spending: Spending
    everyone: Residents


def main(*, beside_taxcalc: bool) -> None:
    """Prints the figures."""
    start = time.perf_counter()
    ready = _start()
    print(f"start, {YEAR}'s people, care and today's accounts: {time.perf_counter() - start:.1f} s")
    ours = min(_seconds(lambda: one_reform(ready)) for _ in range(TIMES))
    people = len(ready.everyone.people.weight)
    print(f"one reform, {people:,} records of people: {ours:.3f} s, the least of {TIMES} ({_than(ours, ASKED_REFORM)})")
    tables = min(_seconds(lambda: _tables(ready)) for _ in range(TIMES))
    print(f"every table of households of one reform, with intervals: {tables:.2f} s")
    held = base(YEAR, ready.bill)
    taken = _seconds(lambda: monte_carlo(partial(measured, held), ranges(), DRAWS, SEED))
    print(f"{DRAWS:,} draws over {len(ranges())} ranges, one process: {taken:.2f} s ({_than(taken, ASKED_DRAWS)})")
    if beside_taxcalc:
        _beside(ours, ready.everyone)


def _start() -> Ready:
    people = population(YEAR)
    spending = health_spending(people)
    return Ready(load_bill(BILL), spending, residents(people, spending, seed=SEED))


def one_reform(ready: Ready) -> int:
    """Taxes of every resident, the budget, the scale that closes it, and every resident's account at that scale."""
    chosen = scenario({})
    held: Base = base(YEAR, ready.bill)
    found = reform(held, chosen)
    scale = (found.closing_bp or WHOLE_BP) / WHOLE_BP
    left = left_out(ready.spending, chosen)
    account = before_after(ready.everyone, ready.bill, choices_of(chosen), rate_scale=scale, left=left)
    return held.people.total(account.gain)


def _tables(ready: Ready) -> object:
    chosen = scenario({})
    return household_results(ready.everyone, ready.bill, choices_of(chosen), left=left_out(ready.spending, chosen))


def _beside(ours: float, everyone: Residents) -> None:
    """The ratio to one year of Tax-Calculator on the records that our people are made of."""
    try:
        theirs = _taxcalc()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Tax-Calculator: skipped, {TAXCALC} cannot be installed or run here ({type(error).__name__}).")
        return
    units, seconds = theirs["units"], theirs["seconds"]
    mine = len(set(everyone.people.unit.tolist()))
    print(f"Tax-Calculator 6.8.0, one year of federal taxes of {units:,} units, compiled before: {seconds:.3f} s")
    print(f"ratio: one reform of ours, of {mine:,} units, takes {ours / seconds:.2f} times that year")
    each, its = ours / mine * 1e6, seconds / units * 1e6
    print(f"a unit: {each:.1f} microseconds, Tax-Calculator's {its:.1f}; ratio {each / its:.2f}")


def _taxcalc() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-taxcalc-") as scratch:
        venv.create(scratch, with_pip=True)
        python = str(Path(scratch) / "bin" / "python")
        _run(python, "-m", "pip", "install", "--quiet", TAXCALC)
        return dict(json.loads(_run(python, str(Path(__file__).with_name("taxcalc_year.py"))).splitlines()[-1]))


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout


def _than(seconds: float, asked: float) -> str:
    return f"asked: under {asked:g} s, {'met' if seconds < asked else 'missed'}"


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(beside_taxcalc="--without-taxcalc" not in sys.argv[1:])
