"""A year of care: readers of others' claims, and the generator of our own."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.claim_tables import STATUS, ClaimHeader, OtherPayer, ServiceLine
    from cleanbill.care.claims_read import (
        Kind,
        Progress,
        Taken,
        claim_lines,
        claim_people,
        claim_plans,
        claims_kind,
        read_claims_into,
        superseded,
        take_in,
    )
    from cleanbill.care.generator import (
        CalibrationRow,
        Patients,
        blocks,
        calibrate,
        generate,
        generate_block,
        generate_blocks,
        patients,
        providers,
    )
    from cleanbill.care.intake import read_claims, read_submitted, unresolved
    from cleanbill.care.synthea import read_synthea
    from cleanbill.care.tables import BENEFITS, ClaimLine, Provider
else:
    __getattr__, __dir__ = lazy_door(__name__)
