"""A small folder of Synthea CSV files, written by hand, that tests change."""

from __future__ import annotations

from pathlib import Path

FOLDER = {
    "patients": ["Id,BIRTHDATE,GENDER,COUNTY,SSN", "p1,1950-05-01,F,Suffolk County,999-99-9999", "p2,2001-01-01,M,,"],
    "payers": ["Id,NAME", "y1,Medicare", "y2,Medicaid", "y3,Aetna", "y4,NO_INSURANCE"],
    "payer_transitions": [
        "PATIENT,PAYER,SECONDARY_PAYER,START_YEAR,END_YEAR",
        "p1,y3,,2014-05-08T01:00:00Z,2015-05-08T01:00:00Z",
        "p1,y1,y2,2015-05-08T01:00:00Z,2016-05-08T01:00:00Z",
        "p2,y4,,2014-05-08T01:00:00Z,2015-05-08T01:00:00Z",
    ],
    "encounters": ["Id,ENCOUNTERCLASS", "e1,emergency", "e2,wellness"],
    "claims": ["Id,PATIENTID,APPOINTMENTID", "c1,p1,e1", "c2,p1,e1", "c3,p2,e2", "c4,p2,e2"],
    "claims_transactions": [
        "ID,CLAIMID,CHARGEID,TYPE,AMOUNT,PAYMENTS,FROMDATE,PLACEOFSERVICE,PROCEDURECODE,UNITS",
        "t1,c1,10,CHARGE,77.49,,2015-06-01T16:17:47Z,o1,185345009,1",
        "t2,c1,9,CHARGE,0.29,,2015-06-01T16:17:47Z,o1,140,1",
        "t3,c2,1,CHARGE,1000.00,,2015-06-01T16:17:47Z,o1,665078,2",
        "t4,c3,1,CHARGE,0.00,,2015-06-01T16:17:47Z,o2,185345009,1",
        "t5,c1,11,PAYMENT,,77.49,2015-06-01T16:17:47Z,o1,185345009,1",
        "t6,c9,1,CHARGE,5.01,,2015-06-01T16:17:47Z,o2,185345009,1",
    ],
    "medications": ["ENCOUNTER,CODE", "e1,665078"],
    "organizations": ["Id,NAME", "o1,PLACE ONE", "o2,PLACE TWO"],
}


def write_folder(place: Path, *, without: str = "", **changed: list[str]) -> Path:
    """The folder at `place`, with whole files changed or left out."""
    place.mkdir(parents=True, exist_ok=True)
    for name, lines in {**FOLDER, **changed}.items():
        if name != without:
            (place / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return place


def with_row(name: str, row: int, line: str) -> dict[str, list[str]]:
    """The file `name` with data row `row` (from 1) replaced by `line`, or added."""
    lines = list(FOLDER[name])
    lines[row : row + 1] = [line]
    return {name: lines}
