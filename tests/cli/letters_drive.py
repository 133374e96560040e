"""A drive for tests of letters: a seller's file of five people, from intake to debts abolished, by the commands."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleanbill.acts.office import open_office
from cleanbill.cli.main import main
from cleanbill.people.identity.normalise import fresh
from cleanbill.relief.letters import new_code
from tests.records.drive import waiting

# name, last, born, ssn, street, mrn, language, more; each with one account but the first, who has two
PEOPLE = (
    ("Quillonia", "Featherbottomley", "1980-02-13", "219-09-9999", "17 Zephyrwood Lane", "MRN-1", "English", {}),
    ("Zebulonius", "Marmadukeson", "1975-11-30", "457-55-5462", "92 Quagmire Terrace", "MRN-2", "Spanish", {}),
    ("Ottoline", "Wigglesworthy", "1961-07-04", "078-05-1120", "5 Brambleshire Court", "MRN-3", "", {}),
    ("Thaddeusine", "Gloriosum", "1950-01-09", "123-45-6789", "3 Hollowmere Way", "MRN-4", "", {"cease": "Y"}),
    ("Xanthippe", "Undercroftish", "1990-09-19", "321-54-9876", "44 Kestrelgate", "MRN-5", "", {"acp": "Y"}),
)
HEAD = (
    "account_id", "account", "first_name", "last_name", "dob", "ssn", "address", "city", "state", "zip", "mrn",
    "language", "cease", "acp", "creditor", "original balance", "interest and fees", "current_balance",
    "date_of_service", "judgment", "credit reported",
    "income",
)  # fmt: skip
SENDER = """name: Relief Fund of the Chapters
return_address: [PO Box 1, "Columbia, MO 65201"]
page: relief.example/check
phone: 1-800-555-0100
charity: true
writer: ann
words: {en: From your neighbors., es: De sus vecinos.}
"""
FUNDS = 'funds: [{id: drive, dollars: "100.00"}]\n'
GIFTS = "Receipt ID,Date,Amount,Fee,Donor Email,Recipient\nAB1,2026-11-01,100.00,0.00,ann@example.org,North\n"
PERSON = {number: fresh("person", f"p1/{number}") for number in range(1, 6)}  # whose first account is in that row
IN_TURN = sorted((1, 2, 3), key=lambda number: PERSON[number])  # codes are drawn person by person
TURN = {number: IN_TURN.index(number) for number in IN_TURN}
AT = ("--at", "2026-11-24T12:00:00+00:00")


def rows() -> list[dict[str, str]]:
    told = []
    for number, (first, last, born, ssn, street, mrn, language, more) in enumerate(PEOPLE, 1):
        told.append(
            dict.fromkeys(HEAD, "")
            | {"account_id": f"A{number}", "account": f"00A{number}", "first_name": first, "last_name": last,
               "dob": born, "ssn": ssn, "address": street, "city": "Boston", "state": "MA", "zip": "02118", "mrn": mrn,
               "language": language, "creditor": "Mercy", "current_balance": f"{number}00.00",
               "original balance": f"{number}00.00", "interest and fees": "0.00",
               "date_of_service": "2024-03-01", "judgment": "Y" if number == 2 else "N", "credit reported": "Y",
               "income": "900"}
            | more
        )  # fmt: skip
    newer = {"account_id": "A9", "account": "00A9", "address": "18 Zephyrwood Lane", "date_of_service": "2025-03-01"}
    return [*told, told[0] | newer | {"original balance": "50.00", "current_balance": "50.00"}]


def drawn_codes() -> list[str]:
    """The codes that random.Random(7) draws: those of the people of rows 1, 2 and 3, and three more."""
    chance = random.Random(7)
    drawn = [new_code(chance.randrange) for _ in range(6)]
    return [*(drawn[TURN[number]] for number in (1, 2, 3)), *drawn[3:]]


def run(arguments: Sequence[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def relief(*arguments: str, code: int = 0) -> None:
    when = AT if "--at" not in arguments and takes_a_moment(arguments) else ()
    if arguments[0] == "approve" and arguments[2] == "bid" and "--sha256" not in arguments:
        when = (*when, "--sha256", looked_at(arguments[1]))
    assert run(["relief", *arguments, *when]) == code, arguments


def looked_at(purchase: str) -> str:
    """The hash of a bid's schedule, as who looks at it takes it."""
    return hashlib.sha256(Path(f"programme/{purchase}-bid.csv").read_bytes()).hexdigest()


def takes_a_moment(arguments: Sequence[str]) -> bool:
    return arguments[0] not in {"intake", "people", "plan", "status", "audit", "due", "certificate", "report"}


def files(at: Path) -> None:
    """What a programme has before it begins."""
    with (at / "sale.csv").open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, HEAD)
        written.writeheader()
        written.writerows(rows())
    (at / "sender.yaml").write_text(SENDER, "utf-8")
    (at / "funds.yaml").write_text(FUNDS, "utf-8")
    (at / "gifts.csv").write_text(GIFTS, "utf-8")


BEFORE = (
    ("staff", "ann", "--role", "staff", "--role", "prepare", "--role", "books", "--as", "ann"),
    ("staff", "bob", "--role", "approve", "--as", "ann"),
    ("agree", "baa-1", "--holder", "Mercy", "--kind", "BAA", "--since", "2026-11-01", "--as", "ann"),
    (
        "agree",
        "psa-1",
        "--holder",
        "Mercy",
        "--kind",
        "PSA",
        "--since",
        "2026-11-01",
        "--keep-days",
        "2190",
        "--recall-days",
        "30",
        "--as",
        "ann",
    ),
    ("people",),
    ("offer", "p1", "--portfolio", "p1", "--as", "ann"),
    ("plan", "--portfolio", "p1", "--funds", "funds.yaml", "--today", "2026-11-24", "--out", "plan"),
    ("bid", "p1", "--plan", "plan", "--as", "ann"),
    ("approve", "p1", "bid", "--as", "bob"),
    ("own", "p1", "--agreement", "psa-1", "--file", "sale.csv", "--as", "ann"),
    ("abolish", "p1", "--as", "ann"),
    ("approve", "p1", "abolition", "--as", "bob"),
)


def taken_in() -> None:
    relief("intake", "sale.csv", "--portfolio", "p1", "--holder", "Mercy", "--propose", "mapping.yaml")
    relief("intake", "sale.csv", "--portfolio", "p1", "--holder", "Mercy", "--mapping", "mapping.yaml", "--today",
           "2026-11-24")  # fmt: skip


def given() -> None:
    """The gifts are in, and two people have bound the fund."""
    assert run(["fund", "import", "gifts.csv", "--from", "actblue", "--fund", "drive", "--as", "ann", *AT]) == 0
    bound()


def bound(fund: str = "drive") -> None:
    """The funds of funds.yaml are bound."""
    assert run(["fund", "bind", "funds.yaml", "--as", "ann", *AT]) == 0
    with open_office(Path("programme")) as office:
        version = waiting(office.store, fund)
    assert run(["fund", "bind", "--approve", fund, "--version", str(version), "--as", "bob", *AT]) == 0


@contextmanager
def within(at: Path) -> Iterator[None]:
    """The folder `at` is the one to be in, for the block, and no setting of the shell's names another programme."""
    with pytest.MonkeyPatch.context() as patch:
        enter(at, patch)
        yield


def enter(at: Path, patch: pytest.MonkeyPatch) -> None:
    """The folder `at` is the one to be in until `patch` is undone."""
    patch.chdir(at)
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        patch.delenv(name, raising=False)


def copied(programme: Path, to: Path, patch: pytest.MonkeyPatch) -> Path:
    """A copy of a folder with a programme, below `to`: it is the one to be in until `patch` is undone."""
    at = to / "here"
    shutil.copytree(programme, at)
    enter(at, patch)
    return at


def offered() -> None:
    """In this folder: the gifts are in, the fund is bound, and the seller's file is on offer."""
    files(Path())
    taken_in()
    for step in BEFORE[:2]:
        relief(*step)
    given()
    for step in BEFORE[2:6]:
        relief(*step)


def abolished() -> None:
    """In this folder: all that was bought is abolished."""
    offered()
    for step in BEFORE[6:]:
        relief(*step)
