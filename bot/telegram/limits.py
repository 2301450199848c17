"""Telegram's limits. Each constant names the place in core.telegram.org/bots that states it."""

MAX_TEXT = 4_096  # UTF-16 units after entities are parsed; api#sendmessage, text
MAX_DATA = 64  # bytes; api#inlinekeyboardbutton, callback_data
MAX_KEYS = 100  # buttons of an inline keyboard; the Bot API server answers "reply markup is too long" above
MAX_ROW = 8  # buttons in a row that clients show; telegram.constants.InlineKeyboardMarkupLimit

# Ours: what a telephone of ordinary width shows of a label before it is cut, in graphemes.
COMFORTABLE_LABEL = 30
NUMBERED_FROM = 4  # choices: fewer are taken in at a glance
SHORT_LABEL = 14  # two in a row
FIGURES_ACROSS = 6  # 0 to 10 in two rows
SHORT_CONTROL = 10  # three in a row

FILE_TOO_BIG = "file is too big"  # api#getfile: 20 MB; how the Bot API server says so
FILE_UNAVAILABLE = "temporarily unavailable"  # the Bot API server: "wrong file_id or the file is …"

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name; api#setwebhook, secret_token
POLL_SECONDS = 25  # api#getupdates, timeout (at most 50)
POLL_BATCH = 100  # api#getupdates, limit
UPDATES_WANTED = ("message", "edited_message", "callback_query", "my_chat_member")  # api#getupdates, allowed_updates

# core.telegram.org/bots/faq, "My bot is hitting limits": about 30 messages a second over all chats, one a second in a
# chat with short bursts, 20 a minute in a group. Rate and burst together stay within each in any second or minute.
MESSAGES_A_SECOND, MESSAGES_AT_ONCE = 25, 5
KEPT_FOR_REPLIES = 2  # of the five: what reminders and broadcasts leave
CHAT_A_SECOND, CHAT_AT_ONCE = 1, 3
GROUP_A_SECOND, GROUP_AT_ONCE = 15 / 60, 5
