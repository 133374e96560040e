"""Lever: what drugs and devices cost when one buyer bargains for all."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.financing.budget.cells import Cells, bp, scaled


@dataclass(frozen=True, slots=True)
class DrugPrice:
    """Changes in basis points; a cut is negative."""

    drugs_bp: int = 0
    devices_bp: int = 0


def drug_price(cells: Cells, lever: DrugPrice) -> Cells:
    """The cells with drugs, and equipment, eye and ear goods, at their new prices."""
    change = {"drugs": lever.drugs_bp, "durables": lever.devices_bp, "vision": lever.devices_bp}
    return scaled(cells, lambda service, _: 1 + bp(change.get(service, 0)))
