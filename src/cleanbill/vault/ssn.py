"""Social Security numbers come in, keyed hashes and last fours go out; the number itself is never kept.

HMAC-SHA-256 under the workspace's hashing key: equal numbers have equal hashes
across sellers and rounds, and without the key a hash cannot be tried out against
the thousand million numbers there are.
"""

from __future__ import annotations

import hmac

import pyarrow as pa
import pyarrow.compute as pc

DIGITS = 9
KEPT = 4


def _nine(numbers: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """The nine digits, without dashes and blanks; null where there are not nine, or none was ever given out.

    Never given out: area 000, 666 and 900 to 999, group 00, serial 0000 (20 CFR 422.103; SSA, randomization of 2011).
    """
    plain = pc.replace_substring_regex(numbers.cast(pa.string()), "[^0-9]", "")
    real = pc.match_substring_regex(plain, "^[0-8][0-9]{8}$")
    for never in ("^000", "^666", "^...00", "0000$"):
        real = pc.and_(real, pc.invert(pc.match_substring_regex(plain, never)))
    return pc.if_else(real, plain, pa.scalar(None, pa.string()))


def hashed_ssns(numbers: pa.Array | pa.ChunkedArray, key: bytes) -> pa.Array:
    """The keyed hash of each number, 64 hex digits; null where it is no number that a person can have."""
    encoded = pc.dictionary_encode(_nine(numbers))
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    hashes = [hmac.digest(key, number.encode(), "sha256").hex() for number in encoded.dictionary.to_pylist()]
    return pa.array(hashes, pa.string()).take(encoded.indices)


def last_fours(numbers: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The last four digits, of whole numbers and of a file that holds four digits alone; else null."""
    plain = pc.replace_substring_regex(numbers.cast(pa.string()), "[^0-9]", "")
    size = pc.utf8_length(plain)
    whole = pc.or_(pc.equal(size, DIGITS), pc.equal(size, KEPT))
    kept = pc.if_else(whole, pc.utf8_slice_codeunits(plain, -KEPT), pa.scalar(None, pa.string()))
    return kept.combine_chunks() if isinstance(kept, pa.ChunkedArray) else kept
