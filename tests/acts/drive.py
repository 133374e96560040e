"""The whole drive by the acts, in Python, and the same by the commands: each step of the one beside that of the other.

In both, chance is drawn from one seed, so that keys, codes and names of files are the same.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleanbill.acts import abolish, destroy, funds, letters, mail, office, plan, portfolios, purchases, reports
from cleanbill.acts.office import Office
from cleanbill.records import Agreement, By
from tests.cli.letters_drive import AT, bound, files, relief, run
from tests.records.drive import waiting

TODAY, SINCE = date(2026, 11, 24), date(2026, 11, 1)
PROGRAMME = Path("programme")
RETURNS = "letter,date,why,address,city,state,zip\n1,2026-11-24,moved,7 New St,Boston,MA,02119\n"


def by(user: str) -> By:
    return By(user, datetime(2026, 11, 24, 12, tzinfo=UTC))


@dataclass(frozen=True)
class Step:
    """An act in Python, and the same as a command."""

    act: Callable[[Office], object]
    command: tuple[str, ...]


def agreement(name: str, kind: str, recall_days: int = 0, keep_days: int | None = None) -> Agreement:
    return Agreement(
        name, kind, "Mercy", SINCE, permitted_use="abolition", recall_window_days=recall_days, keep_days=keep_days
    )


def looked_at() -> str:
    return office.file_sha256(PROGRAMME / "p1-bid.csv")


def approve(kind: str) -> Step:
    return Step(
        lambda o: purchases.approve_proposal(o, by("bob"), "p1", kind, looked_at() if kind == "bid" else ""),
        ("approve", "p1", kind, "--as", "bob"),
    )


TAKEN_IN = portfolios.SaleFile(Path("sale.csv"), "p1", "Mercy")
SINCE_TYPED = ("--since", "2026-11-01", "--as", "ann")
PLAN = Step(
    lambda o: plan.write_plan(o.folder, plan.PlanOf(("p1",)), TODAY, Path("plan")),
    ("plan", "--portfolio", "p1", "--today", "2026-11-24", "--out", "plan"),
)
OFFERED = (
    Step(
        lambda o: office.record_agreement(o, by("ann"), agreement("baa-1", "BAA")),
        ("agree", "baa-1", "--holder", "Mercy", "--kind", "BAA", *SINCE_TYPED),
    ),
    Step(
        lambda o: office.record_agreement(o, by("ann"), agreement("psa-1", "PSA", 30, 2190)),
        ("agree", "psa-1", "--holder", "Mercy", "--kind", "PSA", "--keep-days", "2190", "--recall-days", "30",
         *SINCE_TYPED),
    ),
    Step(lambda o: portfolios.find_people(o.folder), ("people",)),
    Step(
        lambda o: portfolios.offer_portfolio(o, by("ann"), "p1", "p1"),
        ("offer", "p1", "--portfolio", "p1", "--as", "ann"),
    ),
    PLAN,
)  # fmt: skip
BID = Step(
    lambda o: purchases.bid_for_plan(o, by("ann"), "p1", Path("plan")), ("bid", "p1", "--plan", "plan", "--as", "ann")
)
BOUGHT = (
    BID,
    approve("bid"),
    Step(
        lambda o: purchases.buy(o, by("ann"), "p1", agreement_id="psa-1", sale_file=Path("sale.csv")),
        ("own", "p1", "--agreement", "psa-1", "--file", "sale.csv", "--as", "ann"),
    ),
    Step(lambda o: abolish.propose_abolition(o, by("ann"), "p1"), ("abolish", "p1", "--as", "ann")),
    approve("abolition"),
    Step(
        lambda o: abolish.write_deletions(o, by("ann"), "p1", Path("deletions.txt"), on=TODAY),
        ("bureau", "p1", "--out", "deletions.txt", "--today", "2026-11-24", "--as", "ann"),
    ),
)
WRITTEN_TO = (
    Step(
        lambda o: letters.make_letters(o, by("ann"), "p1", Path("sender.yaml")),
        ("letters", "p1", "--sender", "sender.yaml", "--as", "ann"),
    ),
    approve("mailing"),
    Step(
        lambda o: letters.print_letters(o, by("ann"), "p1", Path("printed")),
        ("print", "p1", "--to", "printed", "--as", "ann"),
    ),
    Step(lambda o: mail.record_mailing(o, by("ann"), "p1"), ("mailed", "p1", "--as", "ann")),
    Step(
        lambda o: mail.record_returned_file(o, by("ann"), "p1", Path("returns.csv")),
        ("returned", "p1", "--file", "returns.csv", "--as", "ann"),
    ),
    Step(
        lambda o: mail.record_returned_letter(o, by("ann"), "p1", 2, why="deceased"),
        ("returned", "p1", "--letter", "2", "--why", "deceased", "--as", "ann"),
    ),
    Step(
        lambda o: letters.make_letters(o, by("ann"), "p1", Path("sender.yaml"), again=True),
        ("letters", "p1", "--sender", "sender.yaml", "--again", "--as", "ann"),
    ),
    approve("remailing"),
    Step(
        lambda o: mail.record_mailing(o, by("ann"), "p1", again=True), ("mailed", "p1", "--again", "--as", "ann")
    ),
)  # fmt: skip
ENDED = (
    Step(
        lambda o: abolish.file_satisfaction(o, by("ann"), "p1", 2), ("satisfaction", "p1", "--line", "2", "--as", "ann")
    ),
    Step(
        lambda o: abolish.recall_account(o, by("ann"), "p1", 1, reason="paid"),
        ("recall", "p1", "--line", "1", "--reason", "paid", "--as", "ann"),
    ),
    Step(lambda o: purchases.close_purchase(o, by("ann"), "p1"), ("close", "p1", "--as", "ann")),
    Step(
        lambda o: reports.write_report(o, reports.audience("donor", fund="drive"), TODAY, Path("report")),
        ("report", "--kind", "donor", "--fund", "drive", "--today", "2026-11-24", "--out", "report"),
    ),
)
DESTROYED = (
    Step(lambda o: destroy.ask_destruction(o, by("ann"), "p1"), ("destroy", "p1", "--as", "ann")),
    Step(lambda o: destroy.approve_destruction(o, by("bob"), "p1"), ("destroy", "p1", "--approve", "--as", "bob")),
)


def drawn_alike(patch: pytest.MonkeyPatch) -> None:
    """From here on keys, codes and names of files are drawn from one seed."""
    chance = random.Random(7)
    patch.setattr(secrets, "token_bytes", chance.randbytes)
    patch.setattr(secrets, "token_hex", lambda size: chance.randbytes(size).hex())
    patch.setattr(secrets, "randbelow", chance.randrange)


def begun_by_acts() -> None:
    """Taken in, staffed, given and bound."""
    portfolios.propose_mapping(Path("sale.csv"), Path("mapping.yaml"))
    portfolios.take_in_file(PROGRAMME, TAKEN_IN, TODAY, mapping=Path("mapping.yaml"))
    with office.open_office(PROGRAMME, begin=True) as o:
        office.set_roles(o, by("ann"), "ann", ("staff", "prepare", "books"))
        office.set_roles(o, by("ann"), "bob", ("approve",))
        funds.import_gifts(o, by("ann"), Path("gifts.csv"), platform="actblue", fund_id="drive")
        funds.propose_terms(o, by("ann"), Path("funds.yaml"))
        funds.approve_terms(o, by("bob"), "drive", waiting(o.store, "drive"))


def begun_by_commands() -> None:
    relief("intake", "sale.csv", "--portfolio", "p1", "--holder", "Mercy", "--propose", "mapping.yaml")
    relief("intake", "sale.csv", "--portfolio", "p1", "--holder", "Mercy", "--mapping", "mapping.yaml", "--today",
           "2026-11-24")  # fmt: skip
    relief("staff", "ann", "--role", "staff", "--role", "prepare", "--role", "books", "--as", "ann")
    relief("staff", "bob", "--role", "approve", "--as", "ann")
    assert run(["fund", "import", "gifts.csv", "--from", "actblue", "--fund", "drive", "--as", "ann", *AT]) == 0
    bound()


def begin(at: Path, patch: pytest.MonkeyPatch) -> None:
    """An empty folder with the files that a drive begins with, which is the one to be in."""
    at.mkdir(parents=True, exist_ok=True)
    patch.chdir(at)
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        patch.delenv(name, raising=False)
    files(at)
    (at / "returns.csv").write_text(RETURNS, "utf-8")


def offered_by_acts(at: Path, patch: pytest.MonkeyPatch) -> None:
    """A portfolio that is offered and planned."""
    begin(at, patch)
    begun_by_acts()
    with office.open_office(PROGRAMME) as o:
        for step in OFFERED:
            step.act(o)
