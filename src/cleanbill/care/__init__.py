"""A year of care: readers of others' claims, and the generator of our own."""

from cleanbill.care.calibrate import CalibrationRow, calibrate
from cleanbill.care.generate import Patients, blocks, generate, generate_block, generate_blocks, in_order, patients
from cleanbill.care.intake import cross_check_claims, read_claims
from cleanbill.care.offered import read_offered, unresolved
from cleanbill.care.providers import providers
from cleanbill.care.synthea import SyntheaIntake, read_synthea
from cleanbill.care.tables import BENEFITS, ClaimLine, OfferedLine, Provider

__all__ = [
    "BENEFITS",
    "CalibrationRow",
    "ClaimLine",
    "OfferedLine",
    "Patients",
    "Provider",
    "SyntheaIntake",
    "blocks",
    "calibrate",
    "cross_check_claims",
    "generate",
    "generate_block",
    "generate_blocks",
    "in_order",
    "patients",
    "providers",
    "read_claims",
    "read_offered",
    "read_synthea",
    "unresolved",
]
