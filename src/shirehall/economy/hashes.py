"""Hashes of whole numbers, the same everywhere: what chance is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FIRST = 0x243F6A8885A308D3
"""What a hash begins from."""


def hashed(*parts: int) -> int:
    """A 64-bit number from whole numbers, the same everywhere."""
    z = FIRST
    for part in parts:
        z ^= part & 0xFFFFFFFFFFFFFFFF
        z = (z + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        z ^= z >> 31
    return z


def hashed_on(z: npt.NDArray[np.uint64] | int, part: Any) -> npt.NDArray[np.uint64]:
    """Hashes taken on by one more part, as `hashed` takes them, for all numbers of an array at once."""
    z = np.asarray((np.uint64(z) if isinstance(z, int) else z) ^ part, np.uint64) + np.uint64(
        0x9E3779B97F4A7C15
    )
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), np.uint64)


def hashed_each(seed: int, stream: int, number: int) -> npt.NDArray[np.uint64]:
    """`hashed(seed, stream, i)` for each i below a number."""
    return hashed_on(hashed(seed, stream), np.arange(number, dtype=np.uint64))
