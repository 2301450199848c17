"""Group commit for SQLite: units of work that wait together share one transaction, each in its own savepoint.

One thread writes. A unit that fails rolls back its savepoint and spoils nobody else; all units of a group are told
their result only after the shared commit is on disk.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

T = TypeVar("T")
Unit = tuple[Callable[[Session], Any], "Future[Any]"]

# Measured: beyond this the commit is no longer the larger part of the time (docs/decisions/0002-database.md).
LARGEST_GROUP = 64


class GroupCommit:
    """A writer thread fed by a queue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="write", daemon=True)
        self._thread.start()

    def submit(self, f: Callable[[Session], T]) -> "Future[T]":
        """Queue a unit of work; the future has its value once it is committed. Raises RuntimeError after close."""
        if self._closed:
            raise RuntimeError("the database is closed")
        future: Future[T] = Future()
        self._queue.put((f, future))
        return future

    def close(self) -> None:
        """Commit what is queued, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = self._gather(first)
            self._commit([unit for unit in group if unit[1].set_running_or_notify_cancel()])
            if last:
                return

    def _gather(self, first: Unit) -> tuple[list[Unit], bool]:
        group = [first]
        while len(group) < LARGEST_GROUP:
            try:
                unit = self._queue.get_nowait()
            except queue.Empty:
                return group, False
            if unit is None:
                return group, True
            group.append(unit)
        return group, False

    def _commit(self, group: list[Unit]) -> None:
        values: list[tuple[Future[Any], Any]] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for f, future in group:
                    try:
                        values.append((future, self._savepoint(connection, f)))
                    except Exception as error:
                        future.set_exception(error)
        except BaseException as error:  # the commit itself failed: nothing of this group is stored
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        for future, value in values:
            future.set_result(value)

    @staticmethod
    def _savepoint(connection: Connection, f: Callable[[Session], T]) -> T:
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            value = f(session)
            session.commit()
            return value
