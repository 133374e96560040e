"""Reads CMS's files of the physician fee schedule: PPRRVU, GPCI, anaesthesia factors, counties and ZIP codes.

Text in, rows of the tables of `tables` out; faults are findings. Descriptions of codes are left out.
"""

from __future__ import annotations

import re
from typing import Any

from cleanbill.care.fees.period import FileFaults, Period, TextFile, of_factors, period, whole_year

MOST_GPCI = 3  # whole part; no index has been above 2
REST = "*"  # every county of the state that is not named
ZIP_LINE = re.compile(r"[A-Z]{2}\d{10}.{2}[ A-Z].{2}.*\d{5}\s*$")
ZIP_WIDTH = 80  # state 1-2, ZIP 3-7, carrier 8-12, locality 13-14, plus-four flag 21, year and quarter 76-80


def is_gpci(head: str) -> bool:
    """Whether the first lines are of the GPCI file."""
    return "PW GPCI" in head


def is_anesthesia_factor(head: str) -> bool:
    """Whether the first lines are of the anaesthesia conversion factors."""
    return "Anes CF" in head


def is_county(head: str) -> bool:
    """Whether the first lines are of the counties of localities."""
    return "COUNTIES INCLUDED IN" in head


def is_zip(head: str) -> bool:
    """Whether the first line is one of ZIP5."""
    return bool(ZIP_LINE.match(head.split("\n", 1)[0]))


def read_gpci(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table Gpci."""
    rows = []
    for number, record in enumerate(_of_localities(file, 7, faults), start=1):
        row = _place(record[0], record[2], number, faults) | {"name": record[3].rstrip("*")}
        for name, place in (("work_e3", 4), ("pe_e3", 5), ("mp_e3", 6)):
            row[name] = faults.scaled(record[place], 3, number, f"{name[:-3].upper()} GPCI", at_most=MOST_GPCI)
        rows.append(row)
    return _dated(rows, file, stated, faults)


def read_anesthesia_factor(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table AnesthesiaFactor."""
    rows = [
        _place(record[0], record[1], number, faults)
        | {"factor_cents": faults.scaled(record[3], 2, number, "National Anes CF")}
        for number, record in enumerate(_of_localities(file, 4, faults), start=1)
    ]
    return _dated(rows, file, stated, faults)


def read_county(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table CountyLocality. "ALL COUNTIES", with or without exceptions, is `*`: named counties come first."""
    rows, state = [], ""
    for number, record in enumerate(_of_localities(file, 5, faults), start=1):
        state = record[2] or state
        place = _place(record[0], record[1], number, faults)
        rows += [place | {"state": state, "county": county} for county in _counties(record[4])]
    days = period(file, stated, faults)
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def read_zip(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table ZipLocality, from fixed columns."""
    rows, years = [], set()
    for number, line in enumerate(file.text.splitlines(), start=1):
        if len(line.rstrip()) != ZIP_WIDTH or not ZIP_LINE.match(line):
            faults.add(
                number, None, f"is not a line of {ZIP_WIDTH} columns", "Download the file again: it is cut or changed."
            )
            continue
        row = _place(line[7:12], line[12:14], number, faults)
        rows.append(row | {"zip": line[2:7], "state": line[:2], "plus_four": line[20] == "1"})
        years.add(int(line[75:79]))
    faults.unique([(row["zip"],) for row in rows], "ZIP CODE")
    own = whole_year(years.pop()) if len(years) == 1 else None
    days = period(file, stated, faults, own)
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def _of_localities(file: TextFile, width: int, faults: FileFaults) -> list[list[str]]:
    """Records that begin with a contractor's number; a fault where one stops short."""
    records = [record for record in file.records() if record and re.fullmatch(r"\d+", record[0])]
    if not records:
        faults.add(None, None, "it has no row of a locality", "Download the file again: it is cut or changed.")
    whole = []
    for number, record in enumerate(records, start=1):
        if len(record) < width or not record[width - 1]:
            faults.add(number, None, f"has not {width} fields", "Download the file again: it is cut or changed.")
        else:
            whole.append(record)
    return whole


def _place(carrier: str, locality: str, number: int, faults: FileFaults) -> dict[str, Any]:
    """Contractor and locality, with the leading zeros that spreadsheets drop."""
    return {
        "carrier": faults.matching(carrier.strip().zfill(5), r"\d{5}", "a contractor of five digits", number, "MAC"),
        "locality": faults.matching(locality.strip().zfill(2), r"\w\w", "two characters", number, "Locality"),
    }


def _counties(words: str) -> list[str]:
    """Counties as the file lists them: "MIDDLESEX, NORFOLK AND SUFFOLK"."""
    if words.upper().startswith("ALL "):
        return [REST]
    named = (name.strip().removesuffix(" CNTY") for name in re.split(r",|/| AND ", words.upper()))
    return [name for name in named if name]


def _dated(
    rows: list[dict[str, Any]], file: TextFile, stated: Period | None, faults: FileFaults
) -> list[dict[str, Any]]:
    faults.unique([(row["carrier"], row["locality"]) for row in rows], "Locality")
    days = period(file, stated, faults)
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


# Reads CMS's PPRRVU: relative value units, status and indicators of every code. Descriptors are left out.


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


def read_rvu(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
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
    days = period(file, stated, faults, of_factors(factors, faults))
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def _row(record: list[str], number: int, faults: FileFaults) -> dict[str, Any]:
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
