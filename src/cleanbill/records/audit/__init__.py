"""The chain of acts, and its proof: plain Python and its own sqlite3, no Django.

Each act holds the hash of the one before, so that one changed byte breaks the chain there.
`python -m cleanbill.records.audit FILE` verifies a store or an export.
"""

from cleanbill.records.audit.chain import START, Head, Link, canonical, linked
from cleanbill.records.audit.verify import Verdict, verify

__all__ = ["START", "Head", "Link", "Verdict", "canonical", "linked", "verify"]
