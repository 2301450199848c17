"""The inbox's statements, once for each database: the same questions in the words that each answers fastest."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Fresh:
    """An event that is not stored yet, and what its row holds. conversation None: nobody's, to be worked by nobody."""

    event_id: str
    conversation: int | None
    occurred_at: datetime
    raw: bytes


@dataclass(frozen=True)
class Dialect:
    """A database's statements. many: how a list is given.

    known: which of many events of a channel's account are stored. conversations: key and id of many. make: those
    conversations that are missing. put: events received at a time, of a channel's account; gives back the ids of those
    that nobody stored meanwhile. take_out: one event. moment: how a time is given. lives: requests of an account are
    taken at a moment; returns: the same after a time in which they were not.
    """

    many: Callable[[Sequence[str]], Any]
    known: str
    conversations: str
    make: str
    put: Callable[[str, str, Sequence[Fresh], datetime], Statement]
    take_out: str
    moment: Callable[[datetime], Any]
    lives: str
    returns: str


def _state(row: Fresh) -> str:
    return "ignored" if row.conversation is None else "new"


def _naive(moment: datetime) -> str:
    """As SQLAlchemy writes times into SQLite: in UTC, without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _put_sqlite(channel: str, account: str, rows: Sequence[Fresh], now: datetime) -> Statement:
    values: list[Any] = []
    for row in rows:
        happened, came = _naive(row.occurred_at), _naive(now)
        values += [channel, account, row.event_id, row.conversation, happened, came, row.raw, _state(row)]
    blanks = ", ".join([_PUT_BLANKS] * len(rows))
    return _PUT_SQLITE.format(blanks), tuple(values)


_PUT_BLANKS = "(?, ?, ?, ?, ?, ?, ?, ?, 0, '')"
_PUT_SQLITE = """
    INSERT INTO inbox_event
        (channel, account, event_id, conversation_id, occurred_at, received_at, raw, state, attempts, why)
    VALUES {} ON CONFLICT DO NOTHING RETURNING id
"""

_LIVES = """
    INSERT INTO alive (channel, account, at) VALUES ({})
    ON CONFLICT (channel, account) DO UPDATE SET at = excluded.at
"""
_RETURNS = """
    INSERT INTO alive (channel, account, at) VALUES ({})
    ON CONFLICT (channel, account) DO UPDATE
    SET lost_from = COALESCE(alive.lost_from, alive.at), lost_to = excluded.at, at = excluded.at
"""

SQLITE = Dialect(
    many=json.dumps,
    known="""
        SELECT event_id FROM inbox_event
        WHERE channel = ? AND account = ? AND event_id IN (SELECT value FROM json_each(?))
    """,
    conversations="""
        SELECT key, id FROM conversation
        WHERE channel = ? AND account = ? AND key IN (SELECT value FROM json_each(?))
    """,
    # WHERE true: without it SQLite reads ON CONFLICT as part of a join.
    make="""
        INSERT INTO conversation (channel, account, key)
        SELECT ?, ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING
    """,
    put=_put_sqlite,
    take_out="DELETE FROM inbox_event WHERE id = ?",
    moment=_naive,
    lives=_LIVES.format("?, ?, ?"),
    returns=_RETURNS.format("?, ?, ?"),
)


def _put_postgres(channel: str, account: str, rows: Sequence[Fresh], now: datetime) -> Statement:
    columns = (
        [row.event_id for row in rows],
        [row.conversation for row in rows],
        [row.occurred_at for row in rows],
        [row.raw for row in rows],
        [_state(row) for row in rows],
    )
    return _PUT_POSTGRES, (channel, account, now, *columns)


_PUT_POSTGRES = """
    INSERT INTO inbox_event
        (channel, account, event_id, conversation_id, occurred_at, received_at, raw, state, attempts, why)
    SELECT $1, $2, event_id, conversation_id, occurred_at, $3, raw, state, 0, ''
    FROM unnest($4::text[], $5::bigint[], $6::timestamptz[], $7::bytea[], $8::text[])
        AS event(event_id, conversation_id, occurred_at, raw, state)
    ON CONFLICT DO NOTHING RETURNING id
"""

POSTGRES = Dialect(
    many=list,
    known="SELECT event_id FROM inbox_event WHERE channel = $1 AND account = $2 AND event_id = ANY($3::text[])",
    conversations="SELECT key, id FROM conversation WHERE channel = $1 AND account = $2 AND key = ANY($3::text[])",
    make="""
        INSERT INTO conversation (channel, account, key)
        SELECT $1, $2, key FROM unnest($3::text[]) AS missing(key) ON CONFLICT DO NOTHING
    """,
    put=_put_postgres,
    take_out="DELETE FROM inbox_event WHERE id = $1",
    moment=lambda moment: moment,
    lives=_LIVES.format("$1, $2, $3"),
    returns=_RETURNS.format("$1, $2, $3"),
)
