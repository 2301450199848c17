"""The engine of PostgreSQL, with a limit to every wait: a connection that is cut in silence must not stop a loop.

Without limits a statement on such a connection waits until the kernel gives up, which takes a quarter of an hour. Here
connecting, the look whether a pooled connection still lives, and each statement end in time; a connection that did not
answer is thrown away without being asked to close, because it would not answer that either.
"""

import asyncio
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util.concurrency import await_

from consultation.waits import Limits

POOL = 10
# A stalled process must not hold a conversation's row for ever: PostgreSQL ends its transaction after this.
IDLE_IN_TRANSACTION = "30s"
# One message there and one back. SQLAlchemy's own ping begins a transaction, asks and ends it: three.
_SIGN_OF_LIFE = "SELECT 1"


def engine(url: str, limits: Limits) -> AsyncEngine:
    """The engine of an address that begins with `postgresql+asyncpg://`."""
    made = create_async_engine(
        url,
        pool_size=POOL,
        max_overflow=POOL,
        pool_use_lifo=True,  # few connections do most of it, and have its statements prepared
        hide_parameters=True,  # an error must not quote what a citizen said
        connect_args={
            "timeout": limits.answer,
            "command_timeout": limits.statement,
            "server_settings": {"idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION},
        },
    )

    @event.listens_for(made.sync_engine, "checkout")
    def lives(connection: Any, _record: Any, _proxy: Any) -> None:
        """Ask a connection for a sign of life; one that gives none says that the others are as old, and as dead."""
        cut = asyncio.get_running_loop().call_later(limits.answer, connection.driver_connection.terminate)
        try:
            await_(connection.driver_connection.execute(_SIGN_OF_LIFE))
        except Exception as error:
            raise InvalidatePoolError("the connection gave no sign of life") from error
        finally:
            cut.cancel()

    @event.listens_for(made.sync_engine, "handle_error")
    def silent(context: ExceptionContext) -> None:
        """Throw a connection away whose statement took too long: nobody knows what it would say next."""
        if isinstance(context.original_exception, TimeoutError) and context.connection is not None:
            context.is_disconnect = True
            driver = context.connection.connection.driver_connection
            if driver is not None:
                driver.terminate()

    return made
