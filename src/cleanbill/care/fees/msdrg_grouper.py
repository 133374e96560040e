"""Groups cases with the package msdrg (extra `drg`), in processes: its threads are slower than one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from cleanbill.care.fees.grouper import Case, Group
from cleanbill.core.errors import CleanbillError

SEX = {"M": 0, "F": 1}
UNKNOWN_SEX = 2
UNGROUPABLE = (998, 999)
WORTH_A_PROCESS = 50_000  # cases; a new process takes some 3 s to start, one groups 13,000 cases a second


class MsdrgGrouper:
    """A `Grouper` by the package msdrg. Raises CleanbillError where it is not installed."""

    def __init__(self, processes: int = 1) -> None:
        _package()
        self.processes = processes

    def group(self, cases: Sequence[Case]) -> list[Group]:
        """The group of each case, in their order, shared among the processes."""
        parts = min(self.processes, len(cases) // WORTH_A_PROCESS + 1)
        if parts == 1:
            return group_in_order(cases)
        share = -(-len(cases) // parts)
        pieces = [cases[start : start + share] for start in range(0, len(cases), share)]
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
            return [group for piece in pool.map(group_in_order, pieces) for group in piece]


def group_in_order(cases: Sequence[Case]) -> list[Group]:
    """The group of each case, in this process."""
    msdrg = _package()
    with msdrg.MsdrgGrouper() as grouper:
        return [_group(grouper.group(_claim(msdrg, case))) for case in cases]


def _claim(msdrg: Any, case: Case) -> Any:
    principal, *others = case.diagnoses
    return msdrg.create_claim(
        version=case.version,
        age=case.age,
        sex=SEX.get(case.sex, UNKNOWN_SEX),
        discharge_status=case.discharge_status,
        pdx=principal,
        sdx=others,
        procedures=list(case.procedures),
    )


def _group(result: Any) -> Group:
    drg = result["final_drg"]
    if drg is None or drg in UNGROUPABLE:
        return Group(None, None, f"cannot be grouped: {result['return_code'].lower().replace('_', ' ')}")
    return Group(f"{drg:03d}", int(result["final_mdc"]), None)


def _package() -> Any:
    try:
        import msdrg  # noqa: PLC0415 (optional engine)
    except ImportError as missing:
        raise CleanbillError("msdrg is not installed. Install it with: pip install 'cleanbill[drg]'") from missing
    return msdrg
