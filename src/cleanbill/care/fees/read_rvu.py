"""Reads CMS's PPRRVU: relative value units, status and indicators of every code. Descriptors are left out."""

from __future__ import annotations

from typing import Any

from cleanbill.care.fees.faults import Faults
from cleanbill.care.fees.period import Period, of_factors, period
from cleanbill.care.fees.text_file import TextFile

# The last line of the header; the lines above it say the rest of each name.
HEADER_LINE = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,"
    "SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
)
HEADER = HEADER_LINE.split(",")
MOST_RVU = 5_000  # with GPCIs below 4, keeps a price's product below 2^53, where engines divide exactly
FACTOR_PLACE = 24
NUMBERS = {  # column of ours -> place in the file, and what CMS calls it
    "work_e2": (5, "WORK RVU"),
    "pe_e2": (6, "NON-FAC PE RVU"),
    "facility_pe_e2": (8, "FACILITY PE RVU"),
    "mp_e2": (10, "MP RVU"),
    "cap_pe_e2": (28, "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
    "cap_facility_pe_e2": (29, "FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
    "cap_mp_e2": (30, "MP USED FOR OPPS PAYMENT AMOUNT"),
}
SHARES = {"pre_op_bp": (15, "PRE OP"), "intra_op_bp": (16, "INTRA OP"), "post_op_bp": (17, "POST OP")}
WORDS = {
    "pctc": 13,
    "global_days": 14,
    "multiple": 18,
    "bilateral": 19,
    "assistant": 20,
    "co_surgeon": 21,
    "endo_base": 23,
}


def is_rvu(head: str) -> bool:
    """Whether the first lines are of PPRRVU."""
    return "HCPCS,MOD,DESCRIPTION" in head


def read_rvu(file: TextFile, told: Period | None, faults: Faults) -> list[dict[str, Any]]:
    """Rows of table Rvu."""
    records = file.records()
    top = next(place for place, record in enumerate(records) if record[:2] == HEADER[:2])
    if records[top] != HEADER:
        faults.add(None, None, "its columns are not those of PPRRVU", "Load the file as CMS publishes it.")
        return []
    rows, factors = [], []
    for number, record in enumerate((r for r in records[top + 1 :] if any(r)), start=1):
        if len(record) != len(HEADER):
            faults.add(number, None, f"has not {len(HEADER)} fields", "Download the file again: it is cut or changed.")
            continue
        rows.append(_row(record, number, faults))
        factors.append(faults.scaled(record[FACTOR_PLACE], 4, number, "CONV FACTOR"))
    faults.unique([(row["code"], row["component"]) for row in rows], "HCPCS")
    days = period(file, told, faults, of_factors(factors, faults))
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def _row(record: list[str], number: int, faults: Faults) -> dict[str, Any]:
    return {
        "code": faults.matching(record[0], "[A-Z0-9]{5}", "a code of five letters and digits", number, "HCPCS"),
        "component": faults.matching(record[1], "|26|TC|53", "26, TC, 53 or empty", number, "MOD"),
        "status": faults.matching(record[3], "[A-Z]", "one letter", number, "STATUS CODE"),
        **{
            name: faults.scaled(record[place], 2, number, says, at_most=MOST_RVU)
            for name, (place, says) in NUMBERS.items()
        },
        **{name: faults.scaled(record[place], 4, number, says, at_most=1) for name, (place, says) in SHARES.items()},
        **{name: record[place].strip() for name, place in WORDS.items()},
    }
