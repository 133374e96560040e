"""How fast X12 is read: python -m bench.x12_read [SEGMENTS], by default 200,000.

Makes an 837 and an 835, and prints segments a second of processor time (the
best of three) of ours beside pyx12, oxedi and a bare loop of `str.split` on
the same file. They do different things, and each row says what: pyx12 checks
against the guides' own maps, the bare loop keeps nothing.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import oxedi
from pyx12.params import params
from pyx12.x12file import X12Reader
from pyx12.x12n_document import x12n_document
from tests.care import x12_text

from cleanbill.care.claims_read import read_claims_into
from cleanbill.core.x12 import segments
from cleanbill.payer.x835 import check

SEGMENTS, TIMES = 200_000, 3
CHARGES = ("100", "20.5", "7", "8", "9.99")
ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260101*1200*^*00501*000000001*0*T*:~"
REMITTANCE = """BPR*I*212.5*C*CHK************20260105~TRN*1*T1*1999999999~DTM*405*20260104~
N1*PR*PAYER*XV*12345~N3*1 STREET~N4*BOSTON*MA*02108~PER*BL*DESK*TE*6175550100~N1*PE*PAYEE*XX*1234567893~LX*1~
CLP*A*1*200*100*70*12*K1*11*1~NM1*QC*1*DOE*JANE****MI*M1~DTM*232*20260101~
SVC*HC:A0425:QN*150.5*95.5**2~DTM*472*20260101~CAS*PR*1*30**2*20**3*5~AMT*B6*150.5~
SVC*NU:0450*49.50*4.5*~CAS*PR*3*15~CAS*CO*97*30~
CLP*B*1*150*112.5*15*12*K2*11*1~NM1*QC*1*ROE*JOHN****MI*M2~DTM*232*20260102~
SVC*HC:G0463*150*112.5**1~DTM*472*20260102~CAS*PR*2*15~CAS*CO*45*22.5~AMT*B6*127.5~
""".replace("\n", "")


def main(size: int) -> None:
    """Prints the two tables."""
    logging.disable(logging.ERROR)  # pyx12 logs what it finds
    with tempfile.TemporaryDirectory(prefix="cleanbill-bench-") as folder:
        for name, text, works in (("837", claims(size), _of_claims), ("835", remittances(size), _of_remittances)):
            path = Path(folder) / f"many.{name}"
            path.write_text(text)
            count = text.count("~")
            print(f"{name}, {count:,} segments{'segments/s':>48}   cleanbill is")
            _race(count, works(path, Path(folder) / "out"))
            print()


def claims(size: int) -> str:
    """An 837P of about `size` segments, a claim of five lines to a transaction."""
    body = [*x12_text.subscriber(), *x12_text.claim("C1", CHARGES)]
    each = len(x12_text.transaction(body))
    return x12_text.interchange([x12_text.transaction(body, n) for n in range(1, max(size // each, 1) + 1)])


def remittances(size: int) -> str:
    """An 835 of about `size` segments, two claims to a transaction."""
    each = REMITTANCE.count("~") + 2
    number = max(size // each, 1)
    sets = "".join(f"ST*835*{n:04d}~{REMITTANCE}SE*{each}*{n:04d}~" for n in range(1, number + 1))
    return f"{ISA}GS*HP*PAYER*PAYEE*20260101*1200*1*X*005010X221A1~{sets}GE*{number}*1~IEA*1*000000001~"


Works = dict[str, Callable[[], Any]]


def _of_claims(path: Path, out: Path) -> tuple[Works, Works]:
    def tables() -> None:
        shutil.rmtree(out, ignore_errors=True)
        taken = read_claims_into([path], out)
        assert taken.files[0]["claims"] == taken.files[0]["accepted"]

    return {"claim tables, checked, as Parquet": tables}, _by_others(path)


def _of_remittances(path: Path, _: Path) -> tuple[Works, Works]:
    def balanced() -> None:
        assert check(path).balances

    def by_oxedi() -> None:
        assert not oxedi.parse(path.read_bytes()).diagnostics

    others = {"oxedi (Rust): tables and diagnostics": by_oxedi} | _by_others(path)
    return {"read and balanced": balanced, "segments alone": lambda: _spent(segments(path))}, others


def _by_others(path: Path) -> Works:
    return {
        "pyx12: validated by the guide's map": lambda: x12n_document(params(), str(path), None, None, None),
        "pyx12: segments alone": lambda: _spent(X12Reader(str(path))),
        "a bare loop of str.split": lambda: _spent(part.split("*") for part in path.read_text().split("~")),
    }


def _race(count: int, works: tuple[Works, Works]) -> None:
    ours, theirs = ({name: count / _seconds(work) for name, work in each.items()} for each in works)
    for name, rate in ours.items():
        print(f"  {'cleanbill: ' + name:<48}{rate:>13,.0f}")
    first = next(iter(ours.values()))
    for name, rate in theirs.items():
        print(f"  {name:<48}{rate:>13,.0f}   {first / rate:.2f} times as fast")


def _spent(items: Any) -> None:
    for _ in items:
        pass


def _seconds(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(TIMES):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "").replace("_", "")) if sys.argv[1:] else SEGMENTS)
