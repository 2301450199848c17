"""What a change means for what has been approved or announced: an approval is of what was seen, and of nothing else."""

from sqlmodel import Session

from consultation import audit
from consultation.consult.models import Consultation
from consultation.errors import refused


def before_change(session: Session, row: Consultation, actor: str, what: str) -> None:
    """Called before a consultation's form, window, title or rules change, with the row held.

    An approved one is a draft again, in the same transaction. Raises Refused for an announced one: people have been
    told, so the announcement is taken back first. what: its name, for the audit record.
    """
    if row.state == "announced":
        raise refused("announced_fixed")
    if row.state != "approved":
        return
    before = {"state": row.state, "approved_by": row.approved_by}
    row.state, row.approved_at, row.approved_by = "draft", None, None
    session.add(row)
    after = {"state": "draft", "changed": what}
    audit.record(session, actor, "consultation.back", f"consultation:{row.id}", before=before, after=after)
