"""LINE webhook events as the platform writes them (Messaging API reference, webhook event objects)."""

import random
from typing import Any

Json = dict[str, Any]
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WITH_REPLY_TOKEN = frozenset(
    {
        "message",
        "messageEdited",
        "follow",
        "join",
        "memberJoined",
        "postback",
        "videoPlayComplete",
        "beacon",
        "accountLink",
    }
)


def ulid(now: float, source: random.Random) -> str:
    """Return a ULID: 48 bits of milliseconds and 80 random bits in Crockford's base 32."""
    number = (int(now * 1000) << 80) | source.getrandbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def event(
    kind: str, source: Json | None, *, now: float, id: str, reply_token: str | None, mode: str = "active", **fields: Any
) -> Json:
    """Return one webhook event. now: epoch seconds of the happening; fields: what the kind adds."""
    common: Json = {
        "type": kind,
        **fields,
        "webhookEventId": id,
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(now * 1000),
        "mode": mode,
    }
    if source is not None:
        common["source"] = source
    if reply_token is not None:
        common["replyToken"] = reply_token
    return common


def redelivered(given: Json) -> Json:
    """Return the same event as a redelivery carries it: nothing but the mark differs."""
    return {**given, "deliveryContext": {**given.get("deliveryContext", {}), "isRedelivery": True}}


def source_of(user_id: str, group_id: str | None) -> Json:
    """Return where an event comes from: a private chat or a group."""
    return (
        {"type": "group", "groupId": group_id, "userId": user_id} if group_id else {"type": "user", "userId": user_id}
    )


def text_message(message_id: str, text: str, quote_token: str) -> Json:
    """Return the message object of a typed text."""
    return {"type": "text", "id": message_id, "quoteToken": quote_token, "text": text}


def given_message(kind: str, message_id: str, quote_token: str, fields: Json) -> Json:
    """Return the message object of a sticker, picture, place and so on; `fields` override the samples."""
    provider = {"contentProvider": {"type": "line"}}
    samples: dict[str, Json] = {
        "sticker": {
            "quoteToken": quote_token,
            "packageId": "446",
            "stickerId": "1988",
            "stickerResourceType": "STATIC",
        },
        "image": {"quoteToken": quote_token, **provider},
        "video": {"quoteToken": quote_token, "duration": 4000, **provider},
        "audio": {"duration": 4000, **provider},
        "file": {"fileName": "file.pdf", "fileSize": 2138},
        "location": {"title": "", "address": "", "latitude": 18.7883, "longitude": 98.9853},
    }
    return {"type": kind, "id": message_id, **samples.get(kind, {}), **fields}
