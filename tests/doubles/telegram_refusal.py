"""How Telegram says no: ok false, a code, a description, and parameters when there are any."""

from tests.doubles.records import Answer, Fault, Refused

WORDS = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def refusal_answer(refused: Refused) -> Answer:
    """Write a refusal as the Bot API does."""
    body = {"ok": False, "error_code": refused.status, "description": refused.message, **refused.extra}
    return Answer(body, refused.status)


def injected(fault: Fault) -> Refused:
    """Return the refusal that an injected failure stands for; 429 always tells how long to wait."""
    status = fault.status or 500
    if status == 429:
        wait = fault.retry_after if fault.retry_after is not None else 1
        words = fault.message or f"Too Many Requests: retry after {wait}"
        return Refused(status, words, parameters={"retry_after": wait})
    return Refused(status, fault.message or WORDS.get(status, "Bad Request: injected failure"))
