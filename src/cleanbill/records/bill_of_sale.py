"""The bill of sale: one page that assigns the accounts of the schedule, named by hashes, to be abolished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records.schedule import rows, schedule_sha256
from cleanbill.records.steps.found import found
from cleanbill.records.store import Store


@dataclass(frozen=True, slots=True)
class BillOfSale:
    """What is sold, by whom, to whom, for how much; amounts in cents, of the whole purchase as it was sold."""

    purchase_id: str
    portfolio_id: str
    agreement_id: str
    seller: str
    buyer: str
    on: date
    accounts: int
    face_cents: int
    price_cents: int
    sale_file_sha256: str
    schedule_sha256: str

    def text(self) -> str:
        """The page as plain text, ready to be printed and signed."""
        return "\n".join(
            (
                "BILL OF SALE",
                "",
                f"Purchase {self.purchase_id}, portfolio {self.portfolio_id}, {self.on.isoformat()}",
                "",
                f"Under agreement {self.agreement_id}, {self.seller} (the seller)",
                f"assigns to {self.buyer} (the buyer) all its rights, title and interest",
                "in the accounts that the schedule names, and in no others.",
                "",
                f"Accounts   {self.accounts:,}",
                f"Face       {usd(self.face_cents)}",
                f"Price      {usd(self.price_cents)}",
                f"Sale file  SHA-256 {self.sale_file_sha256}",
                f"Schedule   SHA-256 {self.schedule_sha256}",
                "",
                "The buyer buys these accounts only to abolish them. It shall not collect them, nor sell or assign",
                "them to anyone.",
                "",
                "Seller ______________________________    Date ____________",
                "",
                "Buyer  ______________________________    Date ____________",
                "",
            )
        )


def bill_of_sale(store: Store, purchase_id: str, buyer: str) -> BillOfSale:
    """The bill of sale of a purchase that is owned, or was: the same whatever was recalled or abolished since."""
    row = found(store, purchase_id)
    if row.owned_on is None:
        raise CleanbillError(f"Purchase {purchase_id} is {row.state}: a bill of sale is of what was bought.")
    if schedule_sha256(rows(store.alias, purchase_id)) != row.schedule_sha256:
        raise CleanbillError("The accounts are not those of the schedule that was bought. Verify the store.")
    return BillOfSale(
        purchase_id=purchase_id,
        portfolio_id=row.portfolio_id,
        agreement_id=row.agreement_id,
        seller=row.portfolio.holder,
        buyer=buyer,
        on=row.owned_on,
        accounts=row.accounts,
        face_cents=row.face_cents,
        price_cents=row.price_cents,
        sale_file_sha256=row.portfolio.sale_file_sha256,
        schedule_sha256=row.schedule_sha256,
    )
