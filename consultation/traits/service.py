"""The face of traits: what comments are, changing that, and SQL conditions by it. Units of work; values out."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, exists, not_, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.places.answers import Ambiguous, Found
from consultation.places.lookup import find_district, find_province
from consultation.responses.models import Comment, Response
from consultation.responses.service import reference
from consultation.traits.gazetteer import full_name, place_name, province_of
from consultation.traits.models import CAMPAIGN, MACHINE, CommentPlace, CommentTrait, TraitReading, Voice
from consultation.traits.storing import counted, store
from consultation.traits.suggest import NO, YES, suggester, version
from consultation.traits.values import Places, PlaceView, Trait, Traits
from consultation.traits.wording import catalogue, name, not_found, refused

__all__ = ["APART", "FIELDS", "MOST_PLACES", "change", "conditions", "of"]

FIELDS = ("kind", "scope", "rude", "places", "voice")
APART = "apart"  # of the field voice: this comment stands for itself
MOST_PLACES = 20
AT_ONCE = 500  # comments asked for in one statement


def of(session: Session, comment_ids: Iterable[int]) -> dict[int, Traits]:
    """The traits of comments by their ids; comments that were not read yet are left out."""
    ids = list(dict.fromkeys(comment_ids))
    found: dict[int, Traits] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _some(session, ids[start : start + AT_ONCE])
    return found


def conditions(
    *,
    kind: str | None = None,
    scope: str | None = None,
    place: str | None = None,
    rude: bool | None = None,
    campaign: bool | None = None,
) -> list[Any]:
    """SQL conditions on `Comment.id`, one for each filter that is given (None and empty are no filter).

    place: a province, which holds its districts, or a district. campaign: only comments of messages that a person
    marked as sent round, or all but those.
    """
    found: list[Any] = []
    trait = exists().where(col(CommentTrait.comment_id) == col(Comment.id))
    if kind:
        found.append(trait.where(col(CommentTrait.kind) == kind))
    if scope:
        found.append(trait.where(col(CommentTrait.scope) == scope))
    if rude is not None:
        found.append(trait.where(col(CommentTrait.rude).is_(rude)))
    if place:
        column = CommentPlace.province if place.startswith("TH-") else CommentPlace.code
        here = exists().where(col(CommentPlace.comment_id) == col(Comment.id), col(column) == place)
        found.append(here.where(col(CommentPlace.stands).is_(True)))
    if campaign is not None:
        sent_round = trait.where(col(CommentTrait.voice_id) == col(Voice.id), col(Voice.mark) == CAMPAIGN)
        found.append(sent_round if campaign else not_(sent_round))
    return found


def change(session: Session, comment_id: int, field: str, value: str, actor: str) -> int:
    """Keep what a person says that a comment is, beside the suggestion; an empty value takes the suggestion again.

    Returns the id of its consultation.

    field, value: `kind` and `scope` by their keys; `rude` by `yes` or `no`; `places` by names or codes between commas,
    "-" for none; `voice` by `apart`. Raises NotFound, and Refused for a field, value or place that there is not.
    """
    if field not in FIELDS:
        raise refused("field", given=field)
    row = _row(session, comment_id)
    before = _said(session, row, field)
    if field == "places":
        _set_places(session, row, value, actor)
    elif field == "voice":
        _allowed(value, ("", APART))
        row.voice_by = actor if value else MACHINE
        row.voice_id = None if value else row.voice_id
        readings = update(TraitReading).where(col(TraitReading.consultation_id) == row.consultation_id)
        session.connection().execute(readings.values(stale=True))
    else:
        _set(row, field, value, actor)
    row.decided_at = clock.now() if _decided(row) else None
    session.add(row)
    session.flush()
    after = _said(session, row, field)
    audit.record(session, actor, f"comment.{field}", f"comment:{comment_id}", before=before, after=after)
    return row.consultation_id


def _set(row: CommentTrait, field: str, value: str, actor: str) -> None:
    known = ("", YES, NO) if field == "rude" else ("", *catalogue()[field])
    _allowed(value, known)
    machine = getattr(row, f"{field}_machine")
    setattr(row, field, machine if not value else value == YES if field == "rude" else value)
    setattr(row, f"{field}_by", actor if value else MACHINE)


def _allowed(value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise refused("value", given=value[:40], known=", ".join(filter(None, known)))


def _decided(row: CommentTrait) -> bool:
    return any(by != MACHINE for by in (row.kind_by, row.scope_by, row.rude_by, row.places_by, row.voice_by))


def _set_places(session: Session, row: CommentTrait, value: str, actor: str) -> None:
    rows = session.exec(select(CommentPlace).where(CommentPlace.comment_id == row.comment_id)).all()
    row.places_by = actor if value.strip() else MACHINE
    wanted = {one.code for one in rows if one.suggested} if not value.strip() else set(_codes(value))
    for one in rows:
        one.stands = one.code in wanted
        session.add(one)
    for code in sorted(wanted - {one.code for one in rows}):
        new = CommentPlace(
            comment_id=row.comment_id, code=code, province=province_of(code), suggested=False, stands=True
        )
        session.add(new)
    session.flush()
    useless = (col(CommentPlace.comment_id) == row.comment_id, ~col(CommentPlace.stands), ~col(CommentPlace.suggested))
    session.connection().execute(delete(CommentPlace).where(*useless))


def _codes(value: str) -> list[str]:
    names = [part.strip() for part in value.replace("\n", ",").split(",") if part.strip() not in ("", "-")]
    if len(names) > MOST_PLACES:
        raise refused("places_many", most=MOST_PLACES)
    return [_code(given) for given in names]


def _code(given: str) -> str:
    """The code of a place that was typed: a province, or a district with its province where it needs that."""
    found = find_province(given)
    if isinstance(found, Found) and found.via != "district":
        return found.district.code if found.district else found.place.iso
    district = find_district(given)
    if isinstance(district, Found):
        return district.place.code
    if isinstance(district, Ambiguous):
        known = ", ".join(place_name(place.province_iso) for place in district.candidates[:6])
        raise refused("place_several", given=given[:60], known=known)
    if isinstance(found, Found):
        return found.district.code if found.district else found.place.iso
    raise refused("place", given=given[:60])


def _row(session: Session, comment_id: int) -> CommentTrait:
    """The row of a counted comment; one that was not read yet is read now."""
    query = (
        select(Comment, Response)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.id == comment_id, *counted())
    )
    found = session.exec(query).first()
    if found is None:
        raise not_found("comment_not_found", ref=reference(comment_id))
    of_this = select(CommentTrait).where(CommentTrait.comment_id == comment_id)
    row = session.exec(of_this.with_for_update()).first()
    if row is None:
        comment, response = found
        rules = suggester({})
        read = [(comment_id, comment.question, comment.raw, response.province)]
        suggested = rules.suggest([comment.raw], [response.province])
        store(session, comment.consultation_id, version({}), read, suggested)
        row = session.exec(of_this).one()
    return row


def _said(session: Session, row: CommentTrait, field: str) -> dict[str, Any]:
    if field == "places":
        standing = (CommentPlace.comment_id == row.comment_id, col(CommentPlace.stands))
        return {"places": sorted(session.exec(select(CommentPlace.code).where(*standing))), "by": row.places_by}
    if field == "voice":
        return {"voice": row.voice_id, "by": row.voice_by}
    return {field: getattr(row, field), "by": getattr(row, f"{field}_by")}


def _some(session: Session, ids: Sequence[int]) -> dict[int, Traits]:
    query = (
        select(CommentTrait, Voice)
        .outerjoin(Voice, col(Voice.id) == col(CommentTrait.voice_id))
        .where(col(CommentTrait.comment_id).in_(ids))
    )
    places: dict[int, list[CommentPlace]] = {}
    by_code = select(CommentPlace).where(col(CommentPlace.comment_id).in_(ids)).order_by(col(CommentPlace.code))
    for place in session.exec(by_code):
        places.setdefault(place.comment_id, []).append(place)
    return {row.comment_id: _view(row, voice, places.get(row.comment_id, [])) for row, voice in session.exec(query)}


def _view(row: CommentTrait, voice: Voice | None, places: Sequence[CommentPlace]) -> Traits:
    return Traits(
        comment_id=row.comment_id,
        kind=_trait("kind", row.kind, row.kind_machine, row.kind_by),
        scope=_trait("scope", row.scope, row.scope_machine, row.scope_by),
        rude=_trait("rude", YES if row.rude else NO, YES if row.rude_machine else NO, row.rude_by),
        places=Places(
            value=tuple(_place(one.code) for one in places if one.stands),
            suggested=tuple(_place(one.code) for one in places if one.suggested),
            by=row.places_by,
        ),
        voice_id=row.voice_id,
        voices=voice.people if voice else 1,
        voice_by=row.voice_by,
        campaign=voice is not None and voice.mark == CAMPAIGN,
        sure=row.sure,
    )


def _trait(field: str, value: str, suggested: str, by: str) -> Trait:
    return Trait(
        value=value, name=name(field, value), suggested=suggested, suggested_name=name(field, suggested), by=by
    )


def _place(code: str) -> PlaceView:
    return PlaceView(code=code, name=place_name(code), full_name=full_name(code))
