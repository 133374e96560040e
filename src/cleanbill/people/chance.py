"""Seeded chance: one counter-based stream for each purpose, the same on every machine.

The i-th number of a stream depends on the seed, the purpose and i alone, so
asking for more numbers leaves the first ones as they were.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """A Philox generator for this seed and purpose."""
    return np.random.Generator(np.random.Philox(key=[seed % 2**64, crc32(purpose.encode())]))


def even(seed: int, purpose: str, n: int) -> Floats:
    """`n` draws from 0 up to, without, 1."""
    return stream(seed, purpose).random(n)
