"""Everything by which somebody is inside as an account ends at once: what a thief may hold, the owner makes anew."""

from sqlmodel import Session

from admin.accounts import sessions, tokens


def shut_out(session: Session, account_id: int, actor: str, but: str = "") -> int:
    """End the tokens of an account and its sessions, except that of the cookie `but`; how many sessions that were."""
    tokens.end_all(session, account_id, actor)
    return sessions.end_others(session, account_id, actor, but)
