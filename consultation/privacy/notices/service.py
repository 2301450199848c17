"""Units of work on the notice's versions: recorded as they ship, written, approved by somebody else, compared."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.people.models import Consent
from consultation.privacy.notices.models import PrivacyNotice
from consultation.privacy.notices.shown import SHIPPED, standings, version
from consultation.upsert import insert_once

Texts = Mapping[str, Mapping[str, str]]
LONGEST = 2000  # characters of one text
LONGEST_WHY = 500
_BLANK = re.compile(r"\{(\w+)\}")
_SYSTEM = "system"


def keep_shipped(session: Session, texts: Texts) -> None:
    """Record the texts that come with the program, unless they are recorded or the office has its own.

    A draft that waits moves up: the texts hold at once, and under its number they would be taken for recorded.
    """
    waiting = _locked_draft(session)
    newest = _newest(session, drafts=False)
    if newest is not None and (newest.origin == "office" or newest.digest == digest(texts)):
        return
    number = newest.number + 1 if newest is not None else 1
    if waiting is not None and waiting.number == number:
        waiting.number += 1
        session.add(waiting)
        session.flush()
    row = _begun(session, number, texts, SHIPPED, _SYSTEM)
    if row is not None:
        audit.record(session, _SYSTEM, "notice.ship", f"notice:{number}", after={"digest": row.digest})


def every(session: Session) -> list[PrivacyNotice]:
    """All versions, the newest first."""
    return list(session.exec(select(PrivacyNotice).order_by(col(PrivacyNotice.number).desc())))


def one(session: Session, number: int) -> PrivacyNotice:
    """A version by its number. Raises NotFound."""
    row = session.exec(select(PrivacyNotice).where(PrivacyNotice.number == number)).first()
    if row is None:
        raise not_found("notice_not_found", number=number)
    return row


def draft(session: Session) -> PrivacyNotice | None:
    """The version that is being written."""
    row = _newest(session)
    return row if row is not None and row.origin == "office" and row.approved_at is None else None


def begun(session: Session, shipped: Texts) -> dict[str, dict[str, str]]:
    """The texts that writing begins with: of the draft or the newest version, and what the program has since added.

    Empty where no version was recorded yet.
    """
    newest = _newest(session)
    if newest is None:
        return {}
    own: Texts = newest.texts
    return {language: {**words, **own.get(language, {})} for language, words in {**own, **shipped}.items()}


def write(
    session: Session, shipped: Texts, language: str, given: Mapping[str, str], why: str, also_open: bool, actor: str
) -> PrivacyNotice:
    """Write a language's texts into the draft; where there is none, one is begun (`begun`).

    Raises Refused for a text that is empty or too long, a blank that is missing, where nothing is different, and where
    somebody else begins a draft in the same moment.
    """
    row, base = _locked_draft(session), begun(session, shipped)
    if language not in base:
        raise refused("notice_none")
    before = base[language]
    changed = {key: text for key, text in _tidy(given).items() if key in before and text != before[key]}
    for key, text in changed.items():
        _check(key, before[key], text)
    if not changed and (row is None or (row.why, row.also_open) == (why.strip(), also_open)):
        raise refused("notice_same")
    if not why.strip() or len(why) > LONGEST_WHY:
        raise refused("notice_why", most=LONGEST_WHY)
    texts = {**base, language: {**before, **changed}}
    told_before = {"digest": digest(base), **{f"{language}.{key}": before[key] for key in changed}}
    if row is None:
        newest = _newest(session)
        row = _begun(session, newest.number + 1 if newest is not None else 1, texts, "office", actor)
    if row is None:
        raise refused("notice_begun")
    row.texts, row.digest, row.why, row.also_open = texts, digest(texts), why.strip(), also_open
    row.written_at, row.written_by, row.writers = clock.now(), actor, sorted({*row.writers, actor})
    session.add(row)
    session.flush()
    after = {
        "digest": row.digest,
        "also_open": also_open,
        **{f"{language}.{key}": text for key, text in changed.items()},
    }
    audit.record(session, actor, "notice.write", f"notice:{row.number}", before=told_before, after=after)
    return row


def approve(session: Session, number: int, seen: str, actor: str) -> None:
    """Let a version hold. seen: the digest of what was read.

    Raises Refused: by whoever wrote any of it, or when it was changed.
    """
    row = one(session, number)
    session.refresh(row, with_for_update=True)
    if row.approved_by:
        raise refused("notice_approved", number=number)
    if actor in row.writers:
        raise refused("notice_own")
    if row.digest != seen:
        raise refused("notice_changed")
    row.approved_at, row.approved_by = clock.now(), actor
    session.add(row)
    told = {"digest": row.digest, "also_open": row.also_open}
    audit.record(session, actor, "notice.approve", f"notice:{number}", before={**told, "approved_by": ""},
                 after={**told, "approved_by": actor})  # fmt: skip


def drop(session: Session, number: int, actor: str) -> None:
    """Throw the draft away. Raises Refused for what holds."""
    row = one(session, number)
    if row is not draft(session):
        raise refused("notice_holds", number=number)
    audit.record(session, actor, "notice.drop", f"notice:{number}", before={"digest": row.digest, "why": row.why})
    session.delete(row)


def used(session: Session) -> dict[int, list[Consultation]]:
    """The consultations that show each version; those that nobody was shown yet are left out."""
    holding, found = standings(session), dict[int, list[Consultation]]()
    opened = select(Consultation).where(col(Consultation.opened_at).is_not(None)).order_by(col(Consultation.id).desc())
    for consultation in session.exec(opened):
        if (number := version(holding, consultation.opened_at)) is not None:
            found.setdefault(number, []).append(consultation)
    return found


def consented(session: Session) -> dict[int, int]:
    """How many consents were given under each version."""
    query = select(Consent.notice, func.count()).where(col(Consent.notice).is_not(None)).group_by(col(Consent.notice))
    return {int(number): n for number, n in session.exec(query) if number is not None}


def digest(texts: Texts) -> str:
    """The SHA-256 of texts, the same whatever their order."""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differences(old: Texts, new: Texts) -> list[tuple[str, str, str, str]]:
    """What two versions say differently: language, name, the old text, the new one."""
    found = []
    for language in dict.fromkeys([*new, *old]):
        was, became = old.get(language, {}), new.get(language, {})
        for key in dict.fromkeys([*became, *was]):
            if was.get(key, "") != became.get(key, ""):
                found.append((language, key, was.get(key, ""), became.get(key, "")))
    return found


def _newest(session: Session, *, drafts: bool = True) -> PrivacyNotice | None:
    rows: Sequence[PrivacyNotice] = every(session)
    return next((row for row in rows if drafts or row.origin == "shipped" or row.approved_at is not None), None)


def _begun(session: Session, number: int, texts: Texts, origin: str, actor: str) -> PrivacyNotice | None:
    """A version of this number; None where another process or person begins it at the same moment."""
    values = {"number": number, "origin": origin, "texts": _plain(texts), "digest": digest(texts), "why": "",
              "also_open": False, "written_at": clock.now(), "written_by": actor, "writers": [actor],
              "approved_by": ""}  # fmt: skip
    return one(session, number) if insert_once(session, PrivacyNotice, values, ("number",)) else None


def _locked_draft(session: Session) -> PrivacyNotice | None:
    """The draft, which nobody else changes or approves until this transaction is over."""
    row = draft(session)
    if row is None:
        return None
    session.refresh(row, with_for_update=True)
    return row if row.approved_at is None else None


def _plain(texts: Texts) -> dict[str, dict[str, str]]:
    return {language: dict(words) for language, words in texts.items()}


def _tidy(given: Mapping[str, str]) -> dict[str, str]:
    return {key: " ".join(text.replace("\x00", "").split()) for key, text in given.items()}


def _check(key: str, before: str, text: str) -> None:
    if not text:
        raise refused("notice_empty", key=key)
    if len(text) > LONGEST:
        raise refused("notice_long", most=LONGEST, length=len(text))
    wanted, there = set(_BLANK.findall(before)), set(_BLANK.findall(text))
    if wanted != there or "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        blanks = " ".join(f"{{{name}}}" for name in sorted(wanted))
        raise refused("notice_blanks", text=text[:60], blanks=blanks or "–")
