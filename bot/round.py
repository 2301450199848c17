"""A test event on its way round: made and signed by us, posted to our own public address, and looked for in the inbox.

It proves name, certificate, proxy, path and secret together: the proxy must pass the body on byte for byte, and what is
forged must be refused at the same place. The event is of a kind that no talk hears, and is marked ignored.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.calling import Reply
from bot.findings import Finding, found
from bot.line.receive import signature
from bot.premises import Premises
from bot.telegram import limits
from consultation import clock
from consultation.accounts import Account

HEARD_SECONDS = 15.0
LOOK_SECONDS = 0.2
SIGNATURE_HEADER = "x-line-signature"
# What a proxy that reads and writes JSON anew would change: spaces, an escaped letter, a letter that is not escaped.
_FRAGILE = '{"note" : "\\u0e01 \u0e02" , "n":1.0}'


@dataclass(frozen=True)
class Letter:
    """A test event: the inbox knows it by id."""

    id: str
    body: bytes


def line_letter() -> Letter:
    """An event as LINE's console made it for "Verify": under a reply token that is never replied to."""
    id, now = f"doctor-{secrets.token_hex(12)}", int(clock.now().timestamp() * 1000)
    event = {
        "type": "prachakhomDoctor",
        "mode": "active",
        "timestamp": now,
        "webhookEventId": id,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "0" * 32,
        "source": {"type": "user", "userId": "U" + "0" * 32},
    }
    body = f'{{"destination" : "U{"0" * 32}", "events":[{_with_fragile(event)}]}}'
    return Letter(id, body.encode())


def telegram_letter() -> Letter:
    """An update of no kind that there is; its number is below zero, where none of Telegram's can be."""
    number = -time.time_ns()
    return Letter(str(number), _with_fragile({"update_id": number}).encode())


async def line_round(premises: Premises, account: Account) -> list[Finding]:
    """The round of a LINE account: signed with its secret, and once with a secret of nobody."""
    letter, forged = line_letter(), line_letter()
    real = {SIGNATURE_HEADER: signature(account.secret.get_secret_value(), letter.body)}
    false = {SIGNATURE_HEADER: signature(secrets.token_hex(16), forged.body)}
    return await _round(premises, account, (letter, real), (forged, false))


async def telegram_round(premises: Premises, account: Account) -> list[Finding]:
    """The round of a Telegram bot: under its secret token, and once under a token of nobody."""
    real = {limits.SECRET_HEADER: account.secret.get_secret_value()}
    false = {limits.SECRET_HEADER: secrets.token_hex(16)}
    return await _round(premises, account, (telegram_letter(), real), (telegram_letter(), false))


async def _round(
    premises: Premises, account: Account, real: tuple[Letter, dict[str, str]], forged: tuple[Letter, dict[str, str]]
) -> list[Finding]:
    answer = await _posted(premises, account, *real)
    if answer.status != 200:
        return [_refusal(answer, premises.address(account))]
    refused = await _posted(premises, account, *forged)
    if refused.status == 200:
        return [found("wrong", "round_forged", address=premises.address(account))]
    return [await _heard(premises, account, real[0].id)]


async def _posted(premises: Premises, account: Account, letter: Letter, headers: dict[str, str]) -> Reply:
    return await premises.caller.call(
        "own webhook", "POST", premises.address(account), headers={"Content-Type": "application/json", **headers},
        data=letter.body,
    )  # fmt: skip


def _refusal(answer: Reply, address: str) -> Finding:
    keys = {
        403: "round_refused",
        404: "round_no_path",
        405: "round_no_path",
        413: "round_too_large",
        503: "round_not_stored",
    }
    if 300 <= answer.status <= 399:
        return found("wrong", "round_redirect", address=address, status=answer.status)
    return found("wrong", keys.get(answer.status, "round_odd_status"), address=address, status=answer.status)


async def _heard(premises: Premises, account: Account, id: str) -> Finding:
    """Wait until the event is in the inbox and worked on."""
    state: str | None = None
    until = time.monotonic() + HEARD_SECONDS
    while time.monotonic() < until:
        state = await premises.state_of(account.channel, account.name, id)
        if state not in (None, "new"):
            break
        await asyncio.sleep(LOOK_SECONDS)
    if state == "ignored":
        return found("fine", "round_fine", address=premises.address(account))
    if state == "new":
        return found("warning", "round_waits", seconds=round(HEARD_SECONDS))
    if state is None:
        return found("wrong", "round_other_inbox", address=premises.address(account))
    return found("warning", "round_odd_state", state=state)


def _with_fragile(event: dict[str, object]) -> str:
    return f'{json.dumps(event)[:-1]} , "doctor":{_FRAGILE}}}'


__all__: Sequence[str] = ("Letter", "line_letter", "line_round", "telegram_letter", "telegram_round")
