"""Themes of several rounds: by the categories of one taxonomy where every round was grouped by it, else by names."""

from collections.abc import Sequence

from sqlmodel import Session, col

from consultation.consult.models import Consultation
from consultation.responses.models import Response
from consultation.rounds.saying import say
from consultation.rounds.values import Block, Cell, Round, Row
from consultation.themes import service as themes
from consultation.themes.members import members, names, people
from consultation.themes.models import Assignment
from consultation.themes.values import ThemeSetView, ThemeView

READY = ("draft", "signed_off")


def blocks(session: Session, rounds: Sequence[Round]) -> list[Block]:
    """The open questions of which two rounds or more have a theme set: the newest of each that is ready."""
    sets = [_newest(session, one.id) for one in rounds]
    questions = list(dict.fromkeys(name for of in sets for name in of))
    return [
        _block(session, name, [of.get(name) for of in sets], rounds)
        for name in questions
        if sum(name in of for of in sets) > 1
    ]


def _newest(session: Session, consultation_id: int) -> dict[str, ThemeSetView]:
    ready = [one for one in themes.listing(session, consultation_id) if one.state in READY]
    signed = {one.question: one.id for one in reversed(ready)}
    signed |= {one.question: one.id for one in reversed(ready) if one.state == "signed_off"}
    return {question: themes.view(session, id) for question, id in signed.items()}


def _block(
    session: Session, name: str, sets: Sequence[ThemeSetView | None], rounds: Sequence[Round]
) -> Block:  # fmt: skip
    there = [(one, of) for one, of in zip(sets, rounds, strict=True) if one is not None]
    alike = _one_taxonomy(session, [one for one, _ in there])
    told = [names(session, of.id).question(name) for _, of in there]
    missing = [of.title for one, of in zip(sets, rounds, strict=True) if one is None]
    drafts = [of.title for one, of in there if one.about.state == "draft"]
    loose = sum(theme.category is None for one, _ in there for theme in one.themes)
    differences = [say("difference", "missing", which=", ".join(missing))] if missing else []
    if len(set(told)) > 1:
        differences.append(say("difference", "wording"))
    if not alike:
        differences.append(say("difference", "guide"))
    elif loose:
        differences.append(say("difference", "no_category", n=loose))
    if drafts:
        differences.append(say("difference", "draft", which=", ".join(drafts)))
    return Block(
        key=name,
        label=told[0],
        kind="themes",
        asked=tuple(_asked(session, one, name, of) for one, of in zip(sets, rounds, strict=True)),
        alike=alike and len(set(told)) == 1,
        differences=tuple(differences),
        rows=tuple(_rows(session, sets, alike)),
    )


def _asked(session: Session, of: ThemeSetView | None, name: str, one: Round) -> str | None:
    return names(session, one.id).question(name) if of is not None else None


def _one_taxonomy(session: Session, sets: Sequence[ThemeSetView]) -> bool:
    """Whether all sets were made by the same categories; those of a plan only where it is the same plan."""
    guides = {one.about.guide for one in sets}
    if len(guides) > 1 or "" in guides:
        return False
    plans = {session.get_one(Consultation, one.about.consultation_id).plan_id for one in sets}
    return guides == {"matters"} or len(plans) == 1


def _rows(session: Session, sets: Sequence[ThemeSetView | None], by_category: bool) -> list[Row]:
    """One row for each category, or for each name that two rounds have, by the people of all rounds."""
    found: list[dict[str, list[ThemeView]]] = []
    for one in sets:
        mine: dict[str, list[ThemeView]] = {}
        for theme in one.themes if one is not None else ():
            key = theme.category if by_category else " ".join(theme.label.split())
            if key:
                mine.setdefault(key, []).append(theme)
        found.append(mine)
    keys = list(dict.fromkeys(key for mine in found for key in mine))
    if not by_category:
        keys = [key for key in keys if sum(key in mine for mine in found) > 1]
    rows = [_row(session, key, [mine.get(key, []) for mine in found], sets) for key in keys]
    return sorted(rows, key=lambda row: (-sum(cell.n for cell in row.cells if cell), row.name))


def _row(
    session: Session, key: str, of: Sequence[list[ThemeView]], sets: Sequence[ThemeSetView | None]
) -> Row:  # fmt: skip
    name = next(group[0].label for group in of if group)
    counts = [_people(session, one, group) if one is not None else {} for one, group in zip(sets, of, strict=True)]
    places = {place.key for one in sets if one is not None for place in one.provinces}

    def cells(province: str) -> tuple[Cell | None, ...]:
        return tuple(_cell(one, mine, province) for one, mine in zip(sets, counts, strict=True))

    return Row(key=key, name=name, cells=cells(""), provinces={place: cells(place) for place in places})


def _people(session: Session, of: ThemeSetView, group: Sequence[ThemeView]) -> dict[str, int]:
    """People of a category, everywhere ("") and by province; of several themes with it everybody is counted once."""
    if len(group) < 2:
        return {place.key: place.n for theme in group for place in theme.provinces} | {
            "": sum(theme.people for theme in group)
        }
    here = members(of.about.id, Response.province, people()).where(
        col(Assignment.theme_id).in_([theme.id for theme in group])
    )
    found = {province or "-": n for province, n in session.exec(here.group_by(col(Response.province)))}
    return found | {"": sum(found.values())}


def _cell(of: ThemeSetView | None, counts: dict[str, int], province: str) -> Cell | None:
    if of is None:
        return None
    base = of.people if not province else next((place.n for place in of.provinces if place.key == province), None)
    return Cell(n=counts.get(province, 0), base=base) if base is not None else None
