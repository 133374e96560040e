"""The generator of a year of care: events drawn to published figures, as claims of lines with codes and providers."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.generator.calibration import CalibrationRow, calibrate
    from cleanbill.care.generator.expectation import (
        AGE_GROUPS,
        AGE_STARTS,
        CELLS,
        COVER_CLASSES,
        FEE_BASES,
        PLAN_CLASSES,
        SEXES,
        Floats,
        Ints,
        cell_numbers,
        data_file,
        expected,
        fee_basis,
        figure,
        published,
    )
    from cleanbill.care.generator.practices import places, providers, read_sites
    from cleanbill.care.generator.year import Patients, blocks, generate, generate_block, generate_blocks, patients
else:
    __getattr__, __dir__ = lazy_door(__name__)
