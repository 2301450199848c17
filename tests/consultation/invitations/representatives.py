"""Codes for sample organisations, as an officer makes them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from consultation.invitations import service
from consultation.invitations.listed import Listed
from consultation.invitations.models import Invitation
from consultation.vault import Vault

CHAMBER, WATER = Listed("หอการค้าจังหวัดตัวอย่าง", "P"), Listed("กลุ่มผู้ใช้น้ำตัวอย่าง", "C")


def made(
    session: Session, vault: Vault, consultation_id: int, *of: Listed, until: datetime | None = None
) -> Sequence[str]:
    """Codes in plain words."""
    lot = service.make(session, vault, consultation_id, of or (CHAMBER, WATER), until, "officer:1")
    return [one.code for one in lot]


def invitations(session: Session) -> list[Invitation]:
    return list(session.exec(select(Invitation).order_by(col(Invitation.number))))
