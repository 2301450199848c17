"""Units of work on requests: taken in from a chat or typed in, taken on, answered or refused, each act on record."""

from datetime import date

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.errors import not_found, refused
from consultation.law import due
from consultation.outbox import service as outbox
from consultation.people.models import Contact
from consultation.privacy.requests.models import KINDS, OPEN, ORIGINS, RightsRequest
from consultation.privacy.requests.values import LIMIT, Asked, Private, RequestView
from consultation.privacy.requests.wording import said
from consultation.responses.models import LATE_NOTE, Answer, Response
from consultation.talk.model import Outgoing
from consultation.vault import Vault

LONGEST = 2000  # characters of one message, and of an answer: both fit into one message of every channel
LONGEST_NAME = 200
CITIZEN = "citizen"
MESSAGE = "request_answer"


def from_chat(session: Session, contact: Contact, kind: str, *, about: int | None = None) -> RequestView:
    """Take in what somebody asks in a chat; the one of this kind and matter that still waits, where there is one.

    about: the consultation that it is about, where they left a note after its close.
    """
    of = RightsRequest
    same = (of.contact_id == contact.id, of.kind == kind, of.consultation_id == about, col(of.state).in_(OPEN))
    row = session.exec(select(of).where(*same)).first()
    if row is None:
        row = _row(kind, "chat", due.today(), CITIZEN)
        row.contact_id, row.channel, row.proof = contact.id, contact.channel, "chat"
        row.consultation_id = about
        session.add(row)
        session.flush()
        after = {"kind": kind, "origin": "chat", "due_on": row.due_on.isoformat()}
        audit.record(session, CITIZEN, "request.ask", f"request:{row.id}", after=after)
    return _view(session, row)


def say_more(session: Session, vault: Vault, id: int, words: str, mark: str) -> None:
    """Keep what somebody typed to their request. mark: of the message, by which it can be changed and taken back."""
    row = _find(session, id)
    before = _private(vault, row)
    row.sealed = _seal(vault, before.model_copy(update={"parts": (*before.parts, (mark, words))}))
    session.add(row)
    session.flush()


def change(session: Session, vault: Vault, contact: Contact, mark: str, words: str) -> None:
    """A message was changed, or taken back ("" for words): what it said to a request is what it says now."""
    theirs = (RightsRequest.contact_id == contact.id, col(RightsRequest.sealed).is_not(None))
    for row in session.exec(select(RightsRequest).where(*theirs)).all():
        before = _private(vault, row)
        parts = tuple((of, words if of == mark else said) for of, said in before.parts if words or of != mark)
        if mark and parts != before.parts:
            after = before.model_copy(update={"parts": parts})
            row.sealed = _seal(vault, after) if after != Private() else None
            session.add(row)


def take_in(session: Session, vault: Vault, asked: Asked, actor: str) -> RequestView:
    """Keep a request that came by letter, telephone, at the counter or by mail. Raises Refused with what is missing."""
    _check(asked)
    row = _row(asked.kind, asked.origin, asked.received_on, actor)
    name, proof = " ".join(asked.name.split()), " ".join(asked.proof.split())
    row.sealed = _seal(vault, Private(name=name, reach=asked.reach.strip(), said=asked.said.strip(), proof=proof))
    session.add(row)
    session.flush()
    after = {"kind": row.kind, "origin": row.origin, "due_on": row.due_on.isoformat()}
    audit.record(session, actor, "request.ask", f"request:{row.id}", after=after)
    return _view(session, row)


def begin(session: Session, id: int, version: int, actor: str) -> None:
    """Take a request on. Raises Refused."""
    row = _open(session, id, version)
    before = _told(row)
    row.state, row.handler = "working", actor
    _keep(session, row, "request.begin", before, actor)


def answer(session: Session, vault: Vault, id: int, version: int, text: str, way: str, actor: str) -> RequestView:
    """Answer a request: what was done. way: "chat" sends the text back by its chat, else how the office sent it."""
    return _close(session, vault, id, version, text, way, actor, state="done", section="")


def refuse(
    session: Session, vault: Vault, id: int, version: int, text: str, section: str, way: str, actor: str
) -> RequestView:
    """Refuse a request with the reason, and the section of the law that allows it (ม.๓๐ วรรคสอง)."""
    if not section.strip():
        raise refused("request_section")
    section = " ".join(section.split())[:100]
    return _close(session, vault, id, version, text, way, actor, state="refused", section=section)


def one(session: Session, id: int) -> RequestView:
    """A request. Raises NotFound."""
    return _view(session, _find(session, id))


def private(session: Session, vault: Vault, id: int) -> Private:
    """Who asks and what, and what they were told, of one request; empty when it was destroyed. Raises NotFound.

    A note that was left after the close stands with the answers, where its author can change it: it is read there.
    """
    row = _find(session, id)
    found = _private(vault, row)
    said = [found.said, *(said for _, said in found.parts), *_note(session, row)]
    return found.model_copy(update={
        "said": "\n".join(filter(None, said)), "answer": found.answer or row.answer,
        "proof": found.proof or ("" if row.proof == "chat" else row.proof),
    })  # fmt: skip


def listing(session: Session, state: str = "", kind: str = "") -> list[RequestView]:
    """Requests, what is to be answered first and by its day, then the rest, the newest first. state: "open" for those
    that wait."""
    query = select(RightsRequest)
    if state:
        query = query.where(col(RightsRequest.state).in_(OPEN if state == "open" else (state,)))
    if kind:
        query = query.where(RightsRequest.kind == kind)
    views = [_view(session, row) for row in session.exec(query)]
    waiting = sorted((view for view in views if view.open), key=lambda view: (view.due_on, view.id))
    return [*waiting, *sorted((view for view in views if not view.open), key=lambda view: -view.id)]


def open_of(session: Session, person_id: int) -> list[RequestView]:
    """What a person asked in any chat of theirs and is still to be answered, by its day."""
    theirs = select(Contact.id).where(Contact.person_id == person_id)
    query = select(RightsRequest).where(col(RightsRequest.contact_id).in_(theirs), col(RightsRequest.state).in_(OPEN))
    rows = session.exec(query.order_by(col(RightsRequest.due_on), col(RightsRequest.id)))
    return [_view(session, row) for row in rows]


def waiting(session: Session) -> list[RequestView]:
    """What is still to be answered, by its day."""
    return listing(session, "open")


def _close(
    session: Session, vault: Vault, id: int, version: int, text: str, way: str, actor: str, *, state: str, section: str
) -> RequestView:
    row = _open(session, id, version)
    text, before = text.strip().replace("\x00", ""), _told(row)
    if not text:
        raise refused("request_answer_empty")
    if len(text) > LONGEST:
        raise refused("request_long", most=LONGEST, length=len(text))
    contact = _reached(session, row)
    if way == "chat" and contact is None:
        raise refused("request_unreachable")
    if way not in ("chat", *ORIGINS):
        raise refused("request_way")
    row.sealed = _seal(vault, _private(vault, row).model_copy(update={"answer": text}))
    row.state, row.section, row.sent = state, section, way
    row.closed_at, row.closed_by, row.handler = clock.now(), actor, row.handler or actor
    _keep(session, row, "request.refuse" if state == "refused" else "request.answer", before, actor)
    if way == "chat" and contact is not None:
        tell(session, contact, row.id or 0, text, section)
    return _view(session, row)


def tell(session: Session, contact: Contact, id: int, text: str, section: str = "") -> None:
    """Send an answer back by the chat."""
    head = said("told", "refused" if section else "answered", ref=f"PR-{id:04}", section=section)
    outbox.put(session, contact.id or 0, [Outgoing(key=MESSAGE, text=f"{head}\n{text}")])


def _check(asked: Asked) -> None:
    if asked.kind not in KINDS:
        raise refused("request_kind")
    if asked.origin not in ORIGINS or asked.origin == "chat":
        raise refused("request_origin")
    if asked.received_on > due.today():
        raise refused("request_future")
    if not asked.name.strip() or not asked.reach.strip():
        raise refused("request_who")
    if not asked.said.strip():
        raise refused("request_said")
    if not asked.proof.strip():
        raise refused("request_proof")
    if len(asked.said) > LONGEST or len(asked.reach) > LONGEST:
        raise refused("request_long", most=LONGEST, length=max(len(asked.said), len(asked.reach)))
    if max(len(asked.name), len(asked.proof)) > LONGEST_NAME:
        raise refused("request_long", most=LONGEST_NAME, length=max(len(asked.name), len(asked.proof)))


def _row(kind: str, origin: str, received_on: date, actor: str) -> RightsRequest:
    return RightsRequest(
        kind=kind, origin=origin, received_on=received_on, due_on=received_on + LIMIT, created_at=clock.now(),
        created_by=actor,
    )  # fmt: skip


def _open(session: Session, id: int, version: int) -> RightsRequest:
    row = session.exec(select(RightsRequest).where(RightsRequest.id == id).with_for_update()).first()
    if row is None:
        raise not_found("request_not_found", id=id)
    if row.state not in OPEN:
        raise refused("request_over", ref=f"PR-{id:04}")
    if row.version != version:
        raise refused("request_changed")
    return row


def _find(session: Session, id: int) -> RightsRequest:
    row = session.get(RightsRequest, id)
    if row is None:
        raise not_found("request_not_found", id=id)
    return row


def _keep(session: Session, row: RightsRequest, act: str, before: dict[str, str], actor: str) -> None:
    row.version += 1
    session.add(row)
    session.flush()
    audit.record(session, actor, act, f"request:{row.id}", before=before, after=_told(row))


def _told(row: RightsRequest) -> dict[str, str]:
    """What the audit record says of a request: never what was said, for that must be forgotten one day."""
    return {"state": row.state, "handler": row.handler, "section": row.section, "sent": row.sent}


def _reached(session: Session, row: RightsRequest) -> Contact | None:
    contact = session.get(Contact, row.contact_id) if row.contact_id is not None else None
    return contact if contact is not None and contact.blocked_at is None else None


def _note(session: Session, row: RightsRequest) -> list[str]:
    contact = session.get(Contact, row.contact_id) if row.contact_id is not None else None
    if contact is None or row.consultation_id is None:
        return []
    query = select(Answer.raw).join(Response, col(Response.id) == col(Answer.response_id))
    theirs = (Response.person_id == contact.person_id, Response.consultation_id == row.consultation_id)
    return list(session.exec(query.where(*theirs, Answer.question == LATE_NOTE)))


def _seal(vault: Vault, private: Private) -> bytes:
    return vault.seal(private.model_dump_json().encode())


def _private(vault: Vault, row: RightsRequest) -> Private:
    return Private.model_validate_json(vault.open(row.sealed)) if row.sealed else Private()


def _view(session: Session, row: RightsRequest) -> RequestView:
    names = set(RequestView.model_fields) - {"contact", "consultation", "reachable"}
    told = {name: getattr(row, name) for name in names}
    reachable = _reached(session, row) is not None
    return RequestView(**told, contact=row.contact_id, consultation=row.consultation_id, reachable=reachable)
