"""The life of a broadcast, as a table of what may be done when. Pure."""

from consultation.errors import refused, state_name

STATES = ("draft", "previewed", "scheduled", "sending", "paused", "done", "cancelled")
OVER = ("done", "cancelled")
RUNNING = ("scheduled", "sending")  # the loop has something to do

# act: the states it may be done in, and the state after it. `begin` and `finish` are the loop's, the rest officers'.
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "edit": (("draft", "previewed"), "draft"),
    "preview": (("draft", "previewed"), "previewed"),
    "schedule": (("previewed",), "scheduled"),
    "take_back": (("scheduled",), "draft"),
    "begin": (("scheduled",), "sending"),
    "pause": (("sending",), "paused"),
    "resume": (("paused",), "sending"),
    "finish": (("sending",), "done"),
    "cancel": (("draft", "previewed", "scheduled", "sending", "paused"), "cancelled"),
}


def after(act: str, state: str) -> str:
    """The state after an act. Raises Refused when the act may not be done in this state."""
    allowed, then = ACTS[act]
    if state not in allowed:
        raise refused("broadcast_state", state=state_name(state, "broadcast_state_name"))
    return then


def may(state: str) -> tuple[str, ...]:
    """What can be done in a state, in the order of the table."""
    return tuple(act for act, (allowed, _) in ACTS.items() if state in allowed)
