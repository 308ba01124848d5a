"""Every trait of every body moved at random by up to a share: whether what comes out hangs on the exact values."""

from __future__ import annotations

import dataclasses
import hashlib

from shirehall.patch.pack import Patch


def jittered(patch: Patch, share: float, seed: int) -> Patch:
    """The patch with each trait multiplied by a number between 1 - share and 1 + share, kept from 0 to 1.

    The number is a hash of the run's seed, the body's position in the pack and the trait's name, so that one body more or less moves
    no other's draws and a body's name plays no part. A share of 0 leaves the patch as it is.
    """
    if not share:
        return patch
    bodies = tuple(
        body.model_copy(
            update={
                "traits": {
                    name: held(value * (1 + share * draw(seed, place, name)))
                    for name, value in body.traits.items()
                }
            }
        )
        for place, body in enumerate(patch.organisations)
    )
    return dataclasses.replace(patch, organisations=bodies)


def draw(seed: int, place: int, name: str) -> float:
    """A number from -1 to 1, each as likely as any other."""
    key = hashlib.blake2b(f"{seed}/jitter/{place}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(key, "big") / (2**63 - 0.5) - 1


def held(value: float) -> float:
    """A trait's value kept on its scale, to four decimals."""
    return round(min(1.0, max(0.0, value)), 4)
