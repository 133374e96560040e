"""Reads FHIR R4 Claim and ExplanationOfBenefit: a resource, a Bundle, or NDJSON bulk files.

File in; rows of the same claim tables as X12 out (care/claim_tables.py), and
what an ExplanationOfBenefit says was adjudicated. Nothing raises on bad
content: each claim ends accepted, pended or rejected, each other resource is
counted and set aside, and each fault is a finding with its line or entry.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.fhir.read import read_fhir
else:
    __getattr__, __dir__ = lazy_door(__name__)
