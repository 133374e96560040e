"""Lots drawn for each person: who leaves bills unpaid, and who applies for help.

A lot is a keyed hash of the person and the seed, so it is the same on every
engine, in every batch and row order. All bills of a guarantor share a lot:
who cannot pay a small bill does not pay a larger one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import pyarrow as pa

MILLION = 1_000_000


def lots(person_ids: Iterable[str], *, seed: int) -> pa.Table:
    """person_id, `pays_ppm` and `applies_ppm` in 0..999,999, and `patient_hash`.

    `patient_hash` is a 16-digit pseudonym: it keeps a person's accounts together. Who knows the seed and
    the ids can undo it, so it does not protect a file that leaves the house.
    """
    key = seed.to_bytes(16, "big", signed=True)
    ids = list(person_ids)
    digests = [blake2b(person.encode(), key=key, digest_size=24).digest() for person in ids]
    words = np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 3)
    return pa.table(
        {
            "person_id": pa.array(ids, pa.string()),
            "pays_ppm": pa.array((words[:, 0] % MILLION).astype(np.int64)),
            "applies_ppm": pa.array((words[:, 1] % MILLION).astype(np.int64)),
            "patient_hash": pa.array([digest[16:].hex() for digest in digests], pa.string()),
        }
    )
