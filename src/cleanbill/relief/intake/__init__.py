"""Intake: a seller's file becomes a portfolio's folder, and nothing in it is lost or guessed.

`propose` says which column is which, a person corrects the mapping, `take_in`
judges every row. Diagnoses and procedures are refused at the door, identity is
sealed under the portfolio's key, and the seller gets a report without a value in it.
"""

from cleanbill.relief.intake.mapping import LeftOut, Mapped, Mapping, load_mapping
from cleanbill.relief.intake.propose import propose
from cleanbill.relief.intake.quality import Part, Problem
from cleanbill.relief.intake.take_in import Intake, take_in

__all__ = ["Intake", "LeftOut", "Mapped", "Mapping", "Part", "Problem", "load_mapping", "propose", "take_in"]
