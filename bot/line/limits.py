"""LINE's limits. Each constant names the page of developers.line.biz (Messaging API) that states it."""

from datetime import timedelta

MAX_TEXT = 5_000  # UTF-16 units; reference, "Text message"; docs, "Character counting in a text"
MAX_RECIPIENTS = 500  # user ids in one request; reference, "Send multicast message"
MULTICASTS_PER_SECOND = 200.0  # reference, "Rate limits"
MAX_MESSAGES = 5  # objects in one request; reference, "Send reply message" and "Send push message"
MAX_QUICK_REPLIES = 13  # items; reference, "Quick reply"
MAX_LABEL = 20  # graphemes; reference, "Action objects", label of a quick reply
MAX_DATA = 300  # UTF-16 units; reference, "Postback action", data
MAX_DISPLAY_TEXT = 300  # graphemes; reference, "Postback action", displayText
MAX_FLEX_LABEL = 40  # graphemes; reference, "Action objects", label of a Flex button
MAX_BUBBLE_BYTES = 30 * 1024  # of JSON; reference, "Flex Message", "Bubble"
MAX_CAROUSEL_BYTES = 50 * 1024  # of JSON; reference, "Flex Message", "Carousel"
MAX_BUBBLES = 12  # reference, "Flex Message", "Carousel"

# Ours.
ALT_TEXT = 400  # UTF-16 units of the 1,500 (reference, "Flex Message", altText): notifications show less
MAX_ROWS = 20  # in a bubble
MAX_ROW_TEXT = 100  # graphemes of a choice in a row; what is longer stands in the text above
MAX_ROW_BYTES = 900  # of it as JSON
MAX_DISPLAY_BYTES = 1_800  # of displayText as JSON: 300 Thai letters with quotes
MAX_HEAD_BYTES = 4 * 1024  # of the question above the rows as JSON: 680 Thai letters
MAX_FOOT_BYTES = 10 * 1024  # of the controls below the rows

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
