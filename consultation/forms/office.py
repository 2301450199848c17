"""An office's own templates beside those that ship: kept, offered, used, deleted; each act is in the audit record."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult.life import KINDS
from consultation.errors import refused
from consultation.forms import files as form_files
from consultation.forms.form import Form
from consultation.forms.models import OfficeTemplate
from consultation.forms.templates import KEYS, TemplateInfo, info_of, template, templates
from consultation.forms.templates.filling import filled
from consultation.forms.xlsform import normal
from consultation.places.schemes import Cluster
from consultation.plans.service import PlanView

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class NewTemplate(BaseModel):
    """A template to be kept. kind: of the consultations it makes; key: "office-1", "office-2" … when left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    kind: str = "survey"
    key: str = ""


def subject(key: str) -> str:
    """What the audit record and the files call a template."""
    return f"template:{key}"


def save(
    session: Session, new: NewTemplate, form: Form, actor: str, files: Mapping[str, bytes] | None = None
) -> TemplateInfo:
    """Keep a form as a template, with the files it shows. Raises Refused for a name or key that is there already."""
    name, key = new.name.strip(), new.key or _free_key(session)
    if not name:
        raise refused("template_name")
    if new.kind not in KINDS:
        raise refused("kind_unknown", kind=new.kind, known=", ".join(KINDS))
    if not _KEY.fullmatch(key):
        raise refused("template_key", key=key)
    if key in KEYS:
        raise refused("template_ours", key=key)
    same = (col(OfficeTemplate.name) == name) | (col(OfficeTemplate.key) == key)
    if session.exec(select(OfficeTemplate.id).where(same)).first() is not None:
        raise refused("template_exists", name=name)
    said = {"prachakhom_name": name, "prachakhom_about": new.about.strip(), "prachakhom_kind": new.kind}
    kept = normal(form.model_copy(update={"settings": form.settings | said, "revision": 0}))
    definition = kept.model_dump(mode="json", exclude={"about"})
    session.add(OfficeTemplate(key=key, name=name, definition=definition, created_at=clock.now(), created_by=actor))
    form_files.keep(session, subject(key), files or {}, actor)
    session.flush()
    audit.record(session, actor, "template.save", subject(key), after={"name": name})
    return info_of(key, kept, own=True)


def delete(session: Session, key: str, actor: str) -> None:
    """Delete a template of the office; consultations made of it keep their questions. Raises Refused."""
    if key in KEYS:
        raise refused("template_ours", key=key)
    row = _row(session, key)
    audit.record(session, actor, "template.delete", subject(key), before={"name": row.name})
    session.delete(row)
    form_files.drop(session, subject(key))
    session.flush()


def offered(session: Session) -> dict[str, TemplateInfo]:
    """All templates by key: those that ship, then the office's own, oldest first."""
    own = session.exec(select(OfficeTemplate).order_by(col(OfficeTemplate.id))).all()
    return templates() | {row.key: info_of(row.key, Form.model_validate(row.definition), own=True) for row in own}


def find(session: Session, key: str) -> Form:
    """A template with its blanks open. Raises Refused for an unknown key."""
    return template(key) if key in KEYS else Form.model_validate(_row(session, key).definition)


def files(session: Session, key: str) -> dict[str, bytes]:
    """The pictures, sounds and films of a template by name; none for one that ships."""
    if key in KEYS:
        return {}
    return form_files.of(session, subject(key))


def fill(session: Session, key: str, cluster: Cluster, plan: PlanView | None = None) -> Form:
    """The form of a template for a cluster and its plan. Raises Refused for an unknown key or a missing plan."""
    return filled(find(session, key), cluster, plan)


def _row(session: Session, key: str) -> OfficeTemplate:
    row = session.exec(select(OfficeTemplate).where(OfficeTemplate.key == key)).first()
    if row is None:
        known = [*KEYS, *session.exec(select(OfficeTemplate.key).order_by(col(OfficeTemplate.id)))]
        raise refused("template_unknown", key=key, known=", ".join(known))
    return row


def _free_key(session: Session) -> str:
    taken = set(session.exec(select(OfficeTemplate.key)))
    return next(key for n in range(1, len(taken) + 2) if (key := f"office-{n}") not in taken)
