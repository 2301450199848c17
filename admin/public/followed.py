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
class Decided:
    """A finding whose disposition a head has signed, with what was promised for it."""

    finding: FindingLink
    made: DispositionView
    promises: tuple[CommitmentView, ...]


@dataclass(frozen=True)
class Followed(Decided):
    """With how many people stand behind it. people: None where they are too few to be told."""

    people: int | None


def decided(session: Session, consultation_id: int) -> list[Decided]:
    """The findings of a consultation that were decided on and signed, by number."""
    found = []
    for link in listed(session, consultation_id):
        made = deciding.standing(session, link.id)
        if made is not None:
            found.append(Decided(link, made, tuple(commitments.of_finding(session, link.id))))
    return found


def followed(session: Session, consultation_id: int) -> list[Followed]:
    """The same with their people, for which every finding's evidence is read."""
    found = []
    for each in decided(session, consultation_id):
        people, _, _ = spread.counted(session, session.get_one(Finding, each.finding.id))
        told = None if all_hidden([people]) else people
        found.append(Followed(each.finding, each.made, each.promises, told))
    return found
