"""Channels: LINE, Telegram, web chat and the terminal carry one and the same conversation.

The only room that imports `telegram` or `linebot`. What a channel receives becomes `message.Event`; what the
conversation says leaves through `sender`. No business rule lives here.
"""
