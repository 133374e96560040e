"""What an act refuses the records refuse too, called past it: a plan that was changed, a file that was corrected."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleanbill import records
from cleanbill.acts import portfolios, purchases
from cleanbill.acts.office import Office, open_office
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Chosen, Store
from cleanbill.relief.round.bid import Planned, read_planned
from tests.acts.drive import PROGRAMME, TODAY, by, looked_at, offered_by_acts

PLAN = Path("plan")


@pytest.fixture(scope="module")
def bid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio that is offered, planned and bid for."""
    at = tmp_path_factory.mktemp("bid") / "here"
    with pytest.MonkeyPatch.context() as patch:
        offered_by_acts(at, patch)
        with open_office(PROGRAMME) as office:
            purchases.bid_for_plan(office, by("ann"), "p1", PLAN)
    return at


@pytest.fixture
def office(bid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    shutil.copytree(bid, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    with open_office(PROGRAMME) as opened:
        yield opened


def declined(office: Office) -> tuple[Planned, tuple[Chosen, ...]]:
    """The bid is declined, so that it may be made again; the plan, and the accounts that it named."""
    purchases.decline_proposal(office, by("bob"), "p1", "bid")
    accounts = tuple(
        Chosen(**{name: getattr(one, name) for name in Chosen.__dataclass_fields__ if hasattr(one, name)})
        for one in office.store.accounts("p1")
    )
    return read_planned(PLAN, office.keys.hashing_key()), accounts


def corrected(office: Office, by_whom: records.By | None) -> None:
    text = Path("sale.csv").read_text("utf-8")
    Path("corrected.csv").write_text(text.replace("300.00", "290.00"), "utf-8")
    sale = portfolios.SaleFile(Path("corrected.csv"), "p2", "Mercy", replaces="p1")
    portfolios.take_in_file(office.folder, sale, TODAY, mapping=Path("mapping.yaml"), by=by_whom)


def test_a_plan_that_was_changed_or_is_of_other_accounts_is_not_bid_for(office: Office) -> None:
    planned, accounts = declined(office)
    before = office.store.acts()
    for wrong, why in (
        (accounts[1:], "are not those of"),
        ((replace(accounts[0], price_cents=1), *accounts[1:]), "are not those of"),
    ):
        with pytest.raises(CleanbillError, match=why):
            office.store.propose_bid(by("ann"), "p1", wrong, planned)
    for forged in (
        replace(planned, price_bp=1),
        replace(planned, override_screens=("A1",)),
        replace(planned, terms={}),
    ):
        with pytest.raises(CleanbillError, match="was changed after it was planned"):
            office.store.propose_bid(by("ann"), "p1", accounts, forged)
    text = planned.plan.read_text("utf-8")
    planned.plan.write_text(text.rsplit("\n", 2)[0] + "\n", "utf-8")
    with pytest.raises(CleanbillError, match="was changed after it was planned"):
        office.store.propose_bid(by("ann"), "p1", accounts[:-1], planned)
    assert office.store.acts() == before
    planned.plan.write_text(text, "utf-8")
    office.store.propose_bid(by("ann"), "p1", accounts, planned)
    assert planned.sha256 in office.store.acts()[-1].details


def test_the_same_bid_by_another_plan_is_no_repeat(office: Office) -> None:
    planned, accounts = declined(office)
    office.store.propose_bid(by("ann"), "p1", accounts, planned)
    office.store.propose_bid(by("ann"), "p1", accounts, planned)
    with pytest.raises(CleanbillError, match="was done already, with other values"):
        office.store.propose_bid(by("ann"), "p1", accounts, replace(planned, sha256="ab" * 32))


def test_a_file_that_was_offered_is_corrected_on_record(office: Office) -> None:
    with pytest.raises(CleanbillError, match="name who acts with --as"):
        corrected(office, None)
    assert not (office.folder / "portfolios" / "p2").exists()
    corrected(office, by("ann"))
    gone = "p2 corrects p1, which is no longer on offer"
    with pytest.raises(CleanbillError, match=gone):
        office.store.approve_bid(by("bob"), "p1", looked_at())
    with pytest.raises(CleanbillError, match=gone):
        purchases.approve_proposal(office, by("bob"), "p1", "bid", looked_at())
    assert office.store.purchase("p1").state == "analysed"


def test_a_correction_that_was_not_recorded_is_with_the_offer_of_the_new_file(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process was broken off once the file was in, before its correction was on record."""

    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "correct_portfolio", broken_off)
        with pytest.raises(KeyboardInterrupt):
            corrected(office, by("ann"))
    assert office.store.corrections() == {}
    with pytest.raises(CleanbillError, match=r"p2 corrects p1, which is no longer on offer\. Name p2"):
        purchases.approve_proposal(office, by("bob"), "p1", "bid", looked_at())
    for purchase in ("p2", "p3"):
        portfolios.offer_portfolio(office, by("ann"), purchase, "p2")
    assert office.store.corrections() == {"p1": "p2"}
    assert [one.act for one in office.store.acts()][-3:] == ["correct a portfolio", "offer", "offer"]
