"""Functions of dates and times."""

import math
from typing import Any

from consultation.forms import moments
from consultation.forms.functions.function import Function
from consultation.forms.values import around, number, paid, read_number, text


def _today(_: Any) -> str:
    return around.get().now.date().isoformat()


def _now(_: Any) -> str:
    return moments.iso(around.get().now)


def _date(_: Any, value: Any) -> str:
    if isinstance(value, float):
        return moments.date_of(value) if math.isfinite(value) else ""
    found = moments.moment(text(value), around.get().zone)
    if found is not None:
        return found.date().isoformat()
    return _date(_, read) if math.isfinite(read := read_number(text(value))) else ""


def _date_time(_: Any, value: Any) -> str:
    zone = around.get().zone
    if isinstance(value, float):
        return moments.moment_of(value, zone)
    found = moments.moment(text(value), zone)
    if found is not None:
        return moments.iso(found)
    return _date_time(_, read) if math.isfinite(read := read_number(text(value))) else ""


def _decimal_time(_: Any, value: Any) -> float:
    found = moments.of_time(text(value))
    return math.nan if found is None else found


def _format_date(_: Any, value: Any, pattern: Any) -> str:
    here = around.get()
    if isinstance(value, float):
        value = moments.moment_of(value, here.zone)
    at = moments.moment(text(value), here.zone)
    return moments.formatted(at, paid(pattern), here.language) if at is not None else ""


def _decimal_date_time(_: Any, value: Any) -> float:
    """Days since 1970 by the world's clock: at local midnight in Bangkok, seven hours less than a whole day."""
    at = moments.moment(text(value), around.get().zone) if not isinstance(value, float) else None
    return number(value) if at is None else at.timestamp() / moments.DAY


MOMENTS = {
    "today": Function("", 0, 0, "s", _today, steady=False),
    "now": Function("", 0, 0, "s", _now, steady=False),
    "date": Function("x", 1, 1, "s", _date),
    "date-time": Function("x", 1, 1, "s", _date_time),
    "decimal-date-time": Function("x", 1, 1, "d", _decimal_date_time),
    "decimal-time": Function("s", 1, 1, "d", _decimal_time),
    "format-date": Function("xs", 2, 2, "s", _format_date, steady=False),
    "format-date-time": Function("xs", 2, 2, "s", _format_date, steady=False),
}
