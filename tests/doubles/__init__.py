"""Stateful LINE and Telegram servers that keep the platforms' rules and judge what they are sent; see README.md."""

from tests.doubles.citizen import Button, Citizen, NoSuchButton, NothingHeard, Shown
from tests.doubles.clock import Clock
from tests.doubles.line import LineDouble
from tests.doubles.line_delivery import sign
from tests.doubles.line_rates import LINE_RATES
from tests.doubles.records import Call, Delivery, Sent, Violation
from tests.doubles.rough import CALM, LINE_ACCIDENTS, TELEGRAM_ACCIDENTS, Accident, Rough
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram_rates import TELEGRAM_RATES, Rates

__all__ = [
    "CALM",
    "LINE_ACCIDENTS",
    "LINE_RATES",
    "TELEGRAM_ACCIDENTS",
    "TELEGRAM_RATES",
    "Accident",
    "Button",
    "Call",
    "Citizen",
    "Clock",
    "Delivery",
    "LineDouble",
    "NoSuchButton",
    "NothingHeard",
    "Rates",
    "Rough",
    "Sent",
    "Shown",
    "TelegramDouble",
    "Violation",
    "sign",
]
