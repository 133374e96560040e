"""A year of care: readers of others' claims, and the generator of our own."""

from cleanbill.care.calibrate import CalibrationRow, calibrate
from cleanbill.care.generate import Patients, blocks, generate, generate_block, generate_blocks, in_order, patients
from cleanbill.care.providers import providers
from cleanbill.care.tables import BENEFITS, ClaimLine, Provider

__all__ = [
    "BENEFITS",
    "CalibrationRow",
    "ClaimLine",
    "Patients",
    "Provider",
    "blocks",
    "calibrate",
    "generate",
    "generate_block",
    "generate_blocks",
    "in_order",
    "patients",
    "providers",
]
