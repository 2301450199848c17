"""LINE's limits. Each constant names the page of developers.line.biz (Messaging API) that states it."""

from datetime import timedelta

MAX_TEXT = 5_000  # UTF-16 units; reference, "Text message"; docs, "Character counting in a text"
MAX_MESSAGES = 5  # objects in one request; reference, "Send reply message" and "Send push message"
MAX_QUICK_REPLIES = 13  # items; reference, "Quick reply"
MAX_LABEL = 20  # graphemes; reference, "Action objects", label of a quick reply
MAX_DATA = 300  # characters; reference, "Postback action", data
MAX_DISPLAY_TEXT = 300  # characters; reference, "Postback action", displayText

REPLY_LIFE = timedelta(seconds=60)  # from receipt of the webhook; reference, "Send reply message", reply token
REPLY_LIFE_REDELIVERED = timedelta(minutes=20)  # age of the event; docs, "Receive messages", redelivered webhooks
REPLY_MARGIN = timedelta(seconds=5)  # ours: the way to LINE takes time too
REPLY_CANNOT_USE = frozenset({"0" * 32, "f" * 32})  # dummy events of older consoles' "Verify" button

INVALID_REPLY_TOKEN = "Invalid reply token"  # noqa: S105 - the message of error 400; reference, "Send reply message"
MONTHLY_LIMIT = "You have reached your monthly limit."  # message of error 429; reference, "Error responses"

# Reference, "Get content": 202 while a video or a voice is being prepared, 404 and 410 when it has been deleted.
CONTENT_GONE = frozenset({400, 404, 410})

RETRY_KEY_HEADER = "X-Line-Retry-Key"  # push, multicast, narrowcast, broadcast only; docs, "Retry a failed API request"
REQUEST_ID_HEADER = "x-line-request-id"  # reference, "Response headers"
ACCEPTED_ID_HEADER = "x-line-accepted-request-id"  # of error 409; docs, "Retry a failed API request"

RATE_LIMIT = "The API rate limit has been exceeded"  # message of error 429; docs, "Handle HTTP status code 429 errors"
REQUESTS_A_SECOND = 2_000  # for an endpoint of a channel (reply, push); reference, "Rate limits"
# Ours, below it: a reply whose token has died is pushed, and what was let go a moment ago may still be on its way.
SAFE_REQUESTS = 1_600
REQUESTS_AT_ONCE = 200
