"""The time of an event as far as it can be believed: the platform's, unless it is impossible beside our own receipt.

Order within a conversation and "was it in time" go by the platform's time. A stamp from next year would come after
everything said until then, and one from 1970 would be in time for ever; neither can be true of what was just received.
"""

from datetime import datetime, timedelta

# Two clocks differ a little; within this the platform's order is better than ours.
LARGEST_SKEW = timedelta(minutes=2)
# Telegram delivers for 24 hours (Bot API, "Getting updates"); LINE does not say how long it delivers again.
LONGEST_DELIVERY = timedelta(days=7)


def believed(happened: datetime, received: datetime) -> datetime:
    """When it happened: the platform's time, or that of receipt when the platform's is not possible."""
    return happened if received - LONGEST_DELIVERY <= happened <= received + LARGEST_SKEW else received
