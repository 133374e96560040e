"""A year of care: readers of others' claims, and the generator of our own."""

from cleanbill.care.generate import blocks, generate, generate_block, generate_blocks, patients
from cleanbill.care.providers import providers
from cleanbill.care.tables import BENEFITS, ClaimLine, Provider

__all__ = [
    "BENEFITS",
    "ClaimLine",
    "Provider",
    "blocks",
    "generate",
    "generate_block",
    "generate_blocks",
    "patients",
    "providers",
]
