"""Which command reads and which writes each table, and under what file name; for docs/.

Where the package itself holds the list of a command's files, it is taken from
there. tests/house/test_docs.py says when a table is in neither list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cleanbill.bills import Bill
from cleanbill.care import Provider
from cleanbill.care.claims_read import FILES as CLAIMS_READ
from cleanbill.care.fees.tables import TABLES as FEES
from cleanbill.care.generator.practices import SITE_OPTIONAL
from cleanbill.care.intake import CLAIM_OPTIONAL, SUBMITTED_OPTIONAL
from cleanbill.care.tables import ClaimLine
from cleanbill.core.tables import Table
from cleanbill.debt import Account
from cleanbill.payer.batch import TABLES as SETTLED
from cleanbill.payer.files import OPTIONAL as MEMBER_OPTIONAL
from cleanbill.payer.payment_run.payable import FILE as PAYABLE
from cleanbill.payer.payment_run.payable import PAYEE_OPTIONAL, RECEIPT_OPTIONAL, SERVICE_OPTIONAL
from cleanbill.payer.payment_run.registry import TABLES as PAID
from cleanbill.payer.payment_run.tables import Payable
from cleanbill.payer.tables import SettledLine
from cleanbill.people.enrolment.files import EVENT_OPTIONAL, LIFE_OPTIONAL
from cleanbill.people.identity import Match
from cleanbill.people.intake import PERSON_OPTIONAL
from cleanbill.people.tables import Cover, Person
from cleanbill.proof import Answer
from cleanbill.relief import Decision, PostingRow, Purchase
from cleanbill.relief.holdout import Holdout
from cleanbill.relief.income import ExpectedError
from cleanbill.relief.intake.tables import Accepted, Identity, Quarantined, Rejected
from cleanbill.relief.people import KnownPerson
from cleanbill.relief.person_keys import OPTIONAL as PERSON_OF_OPTIONAL
from cleanbill.relief.screens import Clearance, Screen
from cleanbill.relief.seen import Debt, Seen
from cleanbill.relief.value import Value

FOLLOW = "cleanbill follow"
FOLLOWED: Mapping[str, type[Table]] = {
    "person.parquet": Person,
    "cover.parquet": Cover,
    "provider.parquet": Provider,
    "claim_line/*.parquet": ClaimLine,
    "settled_line/world=*/*.parquet": SettledLine,
    "bill/world=*/*.parquet": Bill,
    "account.parquet": Account,
    "decision.parquet": Decision,
    "purchase.parquet": Purchase,
    "posting.parquet": PostingRow,
}
WRITES: Mapping[tuple[str, ...], Mapping[str, type[Table]]] = {
    ("cleanbill demo", FOLLOW): FOLLOWED,
    ("cleanbill settle",): {f"{name}.parquet": table for name, (table, _) in SETTLED.items()},
    ("cleanbill pay claims",): {PAYABLE: Payable},
    ("cleanbill pay run", "cleanbill pay refund"): {f"{name}.parquet": table for name, table in PAID.items()},
    ("cleanbill claims read",): {f"{name}.parquet": table for table, name in CLAIMS_READ.items()},
    ("cleanbill fees load",): {f"{kind}-YYYY-MM-DD.parquet": table for kind, table in FEES.items()},
    ("cleanbill relief intake",): {
        "accepted.parquet": Accepted,
        "quarantined.parquet": Quarantined,
        "rejected.parquet": Rejected,
        "identity.parquet": Identity,
        "debts.parquet": Debt,
    },
    ("cleanbill relief plan",): {"decision.parquet": Decision, "screen.csv": Screen, "seen.csv": Seen},
    ("cleanbill relief people",): {"registry/people.parquet": KnownPerson, "registry/matches.parquet": Match},
    ("cleanbill relief value",): {"screen.csv": Screen, "clearance.parquet": Clearance, "value.parquet": Value},
    ("cleanbill relief hold-out",): {"FILE": Holdout},
    ("cleanbill relief income",): {"expected_error.parquet": ExpectedError},
    ("cleanbill proof make",): {"answer.parquet": Answer},
    ("cleanbill proof answer",): {"FILE": Answer},
}
"""Commands -> file -> its table. A star stands for a world, or for one of several files of one table."""


HANDED_ON = ("Record", "Belongs")
"""Tables that go from one part of the program to another, and never into a file."""


@dataclass(frozen=True, slots=True)
class Read:
    """The commands that read a table, with the option or argument, and columns a file need not have."""

    by: tuple[str, ...]
    may_lack: Collection[str] = ()


READS: Mapping[str, Read] = {
    "Person": Read((f"{FOLLOW} --people", "cleanbill settle --people"), PERSON_OPTIONAL),
    "Cover": Read((f"{FOLLOW} --cover",), ("rule",)),
    "ClaimLine": Read((f"{FOLLOW} --claims",), CLAIM_OPTIONAL),
    "SubmittedLine": Read(("cleanbill settle --claims",), SUBMITTED_OPTIONAL),
    "Member": Read(("cleanbill settle --members",), MEMBER_OPTIONAL),
    "Site": Read(("cleanbill settle --sites",), SITE_OPTIONAL),
    "Balance": Read(("cleanbill settle --opening",), ("person_id",)),
    "Receipt": Read(("cleanbill pay claims --receipts",), RECEIPT_OPTIONAL),
    "Payable": Read(("cleanbill pay claims --earlier", "cleanbill pay run --payable")),
    "PayeeName": Read(("cleanbill pay remit --payees",), PAYEE_OPTIONAL),
    "BilledService": Read(("cleanbill pay remit --claims",), SERVICE_OPTIONAL),
    "PlaceIncome": Read(("cleanbill relief plan --places", "cleanbill relief income --places")),
    "Life": Read(("cleanbill people check --people",), LIFE_OPTIONAL),
    "GivenCover": Read(("cleanbill people check --cover",)),
    "Event": Read(("cleanbill people check --events",), EVENT_OPTIONAL),
    "Holdout": Read(("cleanbill relief plan --without", "cleanbill relief hold-out --known")),
    "PersonOf": Read(("cleanbill relief report --people",), PERSON_OF_OPTIONAL),
}
"""Table's class -> who reads it."""


def stem(file: str) -> str:
    """The table's name in a file's: "rvu" of "rvu-YYYY-MM-DD.parquet"."""
    return file.split("/", maxsplit=1)[0].removesuffix(".parquet").removesuffix("-YYYY-MM-DD")
