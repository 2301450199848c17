"""Questionnaires of consultations as files: brought in, taken out, kept as a template. Units of work."""

from sqlmodel import Session

from consultation.consult.models import Consultation
from consultation.errors import not_found, refused, state_name
from consultation.forms import files, office
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.office import NewTemplate
from consultation.forms.templates import TemplateInfo
from consultation.forms.templates.filling import blanked, filled
from consultation.forms.xlsform import Package, Packed, pack
from consultation.places.schemes import Cluster
from consultation.places.schemes import cluster as find_cluster
from consultation.plans import service as plans
from consultation.plans.service import PlanView


def bring_in(session: Session, consultation_id: int, package: Package, actor: str, edited: int | None = None) -> Form:
    """Make a questionnaire the next revision of a consultation, its blanks filled in, and keep its files.

    Raises Refused when another revision has been saved since `edited`, or the consultation is closed.
    """
    row = _row(session, consultation_id)
    form = filled(package.form, _cluster(row), _plan(session, row))
    forms.save(session, consultation_id, form, actor, edited=edited)
    files.keep(session, _subject(row), package.files, actor, shown=row.state != "draft")
    return forms.current(session, consultation_id)


def replace(session: Session, consultation_id: int, package: Package, actor: str, edited: int | None = None) -> Form:
    """`bring_in` for a page: only a draft's questions are replaced as a whole. Raises Refused."""
    row = _row(session, consultation_id)
    if row.state != "draft":
        raise refused("wrong_state", state=state_name(row.state))
    return bring_in(session, consultation_id, package, actor, edited)


def take_out(session: Session, consultation_id: int) -> Packed:
    """The newest questionnaire of a consultation as a file, with its tables and media. Raises NotFound."""
    row = _row(session, consultation_id)
    return pack(forms.current(session, consultation_id), files.of(session, _subject(row)))


def keep_as_template(session: Session, consultation_id: int, new: NewTemplate, actor: str) -> TemplateInfo:
    """Keep the newest questionnaire of a consultation as a template: its places become blanks. Raises Refused."""
    row = _row(session, consultation_id)
    form = blanked(forms.current(session, consultation_id), _cluster(row), _plan(session, row))
    new = new.model_copy(update={"kind": row.kind})
    return office.save(session, new, form, actor, files.of(session, _subject(row)))


def template_file(session: Session, key: str) -> Packed:
    """A template as a file, its blanks open. Raises Refused for an unknown key."""
    return pack(office.find(session, key), office.files(session, key))


def copy_files(session: Session, key: str, consultation_id: int, actor: str) -> None:
    """Give a consultation the files of the template that it was made of."""
    files.keep(session, f"consultation:{consultation_id}", office.files(session, key), actor)


def _row(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    return row


def _subject(row: Consultation) -> str:
    return f"consultation:{row.id}"


def _cluster(row: Consultation) -> Cluster:
    return find_cluster(row.scheme, row.cluster)


def _plan(session: Session, row: Consultation) -> PlanView | None:
    return plans.view(session, row.plan_id) if row.plan_id is not None else None
