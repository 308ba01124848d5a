"""The county between two months: who waits, who lies in a bed, what is owed; as bytes and back."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shirehall.economy.kernel import PATIENT
from shirehall.errors import RecordError

_MAGIC = b"SHCOUNTY2\n"
_KINDS = {
    "P": PATIENT, "due": np.dtype("u4"), "behind": np.dtype("u4"), "unit": np.dtype("i8"), "cap": np.dtype("i8"),
    "first": np.dtype("u4"), "last": np.dtype("u4"), "queued": np.dtype("i8"), "acc": np.dtype("i8"),
    "th": np.dtype("f8"), "live": np.dtype("i8"), "ss": np.dtype("u8"), "pending": np.dtype("i8"), "free": np.dtype("u4"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """The whole county at the end of a month; `month` 0 is the opening.

    `system` holds the arrays of the engine, `t` its time in milliseconds since the warm-up began; `cash` and `balance`
    are pence by body, `ledgers` pence by name (top slices held, and the like); `owners` maps sites to bodies; `terms` is
    the JSON of the terms last lived under; `memory` holds what the next month must know of the last ones by name (`need:`
    care of long-term conditions, `wait:` waits that patients choose by, `staff:` posts filled, `year:` a contract's year so far,
    `list:` the size of each list and `joined:` how many join it in a month).
    """

    seed: int
    month: int
    t: int
    system: Mapping[str, Any]
    cash: Mapping[str, int]
    balance: Mapping[str, int]
    ledgers: Mapping[str, int]
    owners: Mapping[str, str]
    terms: str = "[]"
    pack: str = ""
    memory: Mapping[str, float] = field(default_factory=dict)
    _cache: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def _raw(self) -> bytes:
        head = {
            "seed": self.seed, "month": self.month, "t": self.t, "cash": dict(sorted(self.cash.items())),
            "balance": dict(sorted(self.balance.items())), "ledgers": dict(sorted(self.ledgers.items())),
            "owners": dict(sorted(self.owners.items())), "terms": self.terms, "pack": self.pack,
            "memory": dict(sorted(self.memory.items())),
            "arrays": {name: len(self.system[name]) for name in _KINDS},
        }  # fmt: skip
        parts = [_MAGIC, json.dumps(head, sort_keys=True, separators=(",", ":")).encode(), b"\n"]
        parts += [np.ascontiguousarray(self.system[name], kind).tobytes() for name, kind in _KINDS.items()]
        return b"".join(parts)

    def to_bytes(self) -> bytes:
        """The state as compressed bytes; equal states give equal bytes."""
        return zlib.compress(self._raw(), 1)

    @staticmethod
    def from_bytes(data: bytes) -> State:
        """The inverse of `to_bytes`. Raises RecordError when the bytes are cut short or not a county's state."""
        try:
            raw = zlib.decompress(data)
        except zlib.error as fault:
            raise RecordError(
                "these bytes are not a county's state.", mend="work the state out again."
            ) from fault
        if not raw.startswith(_MAGIC):
            raise RecordError("these bytes are not a county's state.", mend="work the state out again.")
        end = raw.index(b"\n", len(_MAGIC))
        head = json.loads(raw[len(_MAGIC) : end])
        at, system = end + 1, {}
        for name, kind in _KINDS.items():
            size = head["arrays"][name] * kind.itemsize
            if at + size > len(raw):
                raise RecordError("a county's state is cut short.", mend="work the state out again.")
            system[name] = np.frombuffer(raw[at : at + size], kind).copy()
            at += size
        return State(
            head["seed"], head["month"], head["t"], system, head["cash"], head["balance"], head["ledgers"],
            head["owners"], head["terms"], head["pack"], head["memory"],
        )  # fmt: skip

    @property
    def digest(self) -> str:
        """SHA-256 of the state's bytes before compression."""
        if "digest" not in self._cache:
            self._cache["digest"] = hashlib.sha256(self._raw()).hexdigest()
        return self._cache["digest"]
