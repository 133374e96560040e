"""A made-up hospital's file for the drive of docs/relief.md: 400 accounts of 200 people, as a seller writes them."""

from __future__ import annotations

import csv
import io

FIRST = (
    "Adaeze", "Bartholomew", "Calliope", "Desmond", "Eulalia", "Fitzgerald", "Guinevere", "Horatio", "Isadora",
    "Jericho", "Keziah", "Leopold", "Marguerite", "Nathaniel", "Octavia", "Percival", "Quintana", "Rutherford",
    "Seraphina", "Thelonius",
)  # fmt: skip
LAST = (
    "Abernathy", "Blackwood", "Castellanos", "Dragomir", "Eisenhauer", "Fairweather", "Gutenberg", "Hollingsworth",
    "Ivanovich", "Jurgensen",
)  # fmt: skip
HEAD = (
    "Acct No", "Patient Account Number", "Guarantor First Name", "Guarantor Last Name", "DOB", "SSN", "Street", "City",
    "ST", "Zip", "Preferred Language", "Facility", "Original Balance", "Balance", "Date of Service", "Family Size",
    "Est Income", "Deceased", "Disputed", "Dx Code",
)  # fmt: skip
PEOPLE = 200


def sale() -> str:
    """Faces of 50 to 1,250 dollars, two accounts a person; every fourth earns too much; faults as files have them."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(HEAD)
    for number in range(2 * PEOPLE):
        lines.writerow(_row(number))
    return written.getvalue()


def _row(number: int) -> list[str]:
    person = number // 2
    face = f"{50 + 3 * number}.00"
    return [
        f"A{number:04d}", f"{700_000 + number}", FIRST[person % 20], LAST[person // 20],
        f"{1 + person % 12:02d}/{1 + person % 28:02d}/{1940 + person % 60}",
        f"{219 + person:03d}-{10 + person % 80}-{1000 + person}",
        f"{100 + person} Elm Street", "Columbia", "MO", "65201", "Spanish" if person % 10 == 1 else "English",
        "Mercy Hospital", face, "0.00" if number == 7 else face, f"03/{1 + number % 28:02d}/2025", "3",
        "250000" if person % 4 == 0 else "20000", "Y" if person == 9 else "N", "Y" if number == 30 else "N", "J45.909",
    ]  # fmt: skip
