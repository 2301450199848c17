"""What quotas have to say when a consultation is to be moved on: they warn and never stop it."""

from sqlmodel import Session

from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.quotas import service
from consultation.wording import wording

ENDING = ("closed", "analysed")


def concerns(session: Session, row: Consultation, to: str) -> list[Concern]:
    """That targets are not reached, at the close."""
    if to not in ENDING:
        return []
    lines, _ = service.standing(session, row.id or 0)
    short = [one for one in lines if one.gap]
    if not short:
        return []
    says, missing = wording("consultation.quotas")["concern"], sum(one.gap for one in short)
    what = says["what"].format(short=len(short), all=len(lines), missing=missing)
    return [Concern(key="quota_gap", what=what, mend=says["mend"], page="quotas", stops=False)]
