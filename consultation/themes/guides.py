"""What can guide a grouping: nothing, the matters of a provincial plan (T01–T13), or the plan's development issues."""

from sqlmodel import Session

from consultation.consult.models import Consultation
from consultation.plans import service as plans
from consultation.themes.wording import refused
from nlp.taxonomy import Taxonomy, from_rows, provincial

KINDS = ("", "matters", "plan")


def check(session: Session, consultation_id: int, guide: str) -> None:
    """Raise Refused for a guide that there is not, and for a plan's issues without a plan that has some."""
    if guide not in KINDS:
        raise refused("guide_unknown", guide=guide[:40])
    if guide == "plan" and taxonomy(session, consultation_id, guide) is None:
        raise refused("guide_without_plan")


def taxonomy(session: Session, consultation_id: int, guide: str) -> Taxonomy | None:
    """The categories of a guide; None for no guide."""
    if guide == "matters":
        return provincial()
    consultation = session.get_one(Consultation, consultation_id)
    if guide != "plan" or consultation.plan_id is None:
        return None
    issues = plans.view(session, consultation.plan_id).issues
    rows = [{"key": str(issue.number), "label": issue.title, "examples": issue.goal} for issue in issues]
    return from_rows(rows) if rows else None


def names(session: Session, consultation_id: int, guide: str) -> dict[str, str]:
    """What the categories of a guide are called, by key."""
    found = taxonomy(session, consultation_id, guide)
    return {category.key: category.label for category in found.categories} if found else {}
