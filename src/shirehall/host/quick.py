"""A quick start: what the session folded is kept beside the record, and what is taken on trust at the start is checked meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from shirehall.errors import RecordError
from shirehall.play.catalogue import Catalogue
from shirehall.play.record.cache import Cache
from shirehall.play.record.store import Store
from shirehall.play.record.tables import TableStore
from shirehall.play.session import Session
from shirehall.play.snapshots import Snapshots, Verifier


class QuickStart:
    """The cache of one record, and the check of what was taken from it. `tell` hears of a fault; `source` reads the record anew."""

    def __init__(
        self,
        store: TableStore,
        catalogue: Catalogue,
        cache: Cache,
        source: Callable[[], Store],
        tell: Callable[[RecordError], None],
    ) -> None:
        self._catalogue = catalogue
        self._cache = cache
        self._source = source
        self._tell = tell
        self._snapshots = Snapshots(store, catalogue, cache)
        self._verifier: Verifier | None = None

    def session(self) -> Session:
        """The session of the record; the whole chain is read again in the background."""
        session = self._snapshots.session()
        self._verifier = Verifier(
            self._source, self._catalogue, len(session.events), session.world, self._wrong
        )
        self._verifier.start()
        return session

    def step(self, session: Session) -> bool:
        """Keep one small piece, when the writer has nothing else to do; whether there was one."""
        return self._snapshots.step(session)

    def close(self) -> None:
        """Leave off checking, and finish what is being written."""
        if self._verifier is not None:
            self._verifier.stop()
        self._cache.close()

    def _wrong(self, fault: RecordError) -> None:
        """What was kept does not fit the record: it is thrown away, and whoever keeps the day is told."""
        self._cache.clear()
        self._tell(fault)
