"""Findings that were decided on and signed, as everybody may read them."""

from dataclasses import dataclass

from sqlmodel import Session

from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentView
from consultation.findings import deciding, spread
from consultation.findings.models import Finding
from consultation.findings.service import listed
from consultation.findings.values import DispositionView, FindingLink
from consultation.responses.small import all_hidden


@dataclass(frozen=True)
class Followed:
    """A finding whose disposition a head has signed. people: None where they are too few to be told."""

    finding: FindingLink
    people: int | None
    made: DispositionView
    promises: tuple[CommitmentView, ...]


def followed(session: Session, consultation_id: int) -> list[Followed]:
    """The findings of a consultation that were decided on and signed, by number."""
    found = []
    for link in listed(session, consultation_id):
        made = deciding.standing(session, link.id)
        if made is None:
            continue
        people, _, _ = spread.counted(session, session.get_one(Finding, link.id))
        promises = tuple(commitments.of_finding(session, link.id))
        found.append(Followed(link, None if all_hidden([people]) else people, made, promises))
    return found
