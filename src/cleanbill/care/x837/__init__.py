"""Reads X12 837 claims, professional (X222) and institutional (X223), version 5010.

File in; rows of `claim_header`, `service_line` and their side tables out
(care/claim_tables.py). Nothing raises on bad content: each CLM segment ends
accepted, pended or rejected with a reason, and each fault is a finding with
its segment number.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.x837.claim import read_x12
else:
    __getattr__, __dir__ = lazy_door(__name__)
