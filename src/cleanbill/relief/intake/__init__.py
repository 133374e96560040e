"""Intake: a seller's file becomes a portfolio's folder, and nothing in it is lost or guessed.

`propose` says which column is which, a person corrects the mapping, `take_in`
judges every row. Diagnoses and procedures are refused at the door, identity is
sealed under the portfolio's key, and the seller gets a report without a value in it.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.intake.intake import Intake, take_in
    from cleanbill.relief.intake.mapping import LeftOut, Mapped, Mapping, load_mapping
    from cleanbill.relief.intake.proposal import Part, propose
    from cleanbill.relief.intake.tables import Accepted, Identity, read_zip_counties
else:
    __getattr__, __dir__ = lazy_door(__name__)
