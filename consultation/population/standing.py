"""Who answered against who is registered: the one reading that the page, its files and reports share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from consultation.consult.models import Consultation
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.places.schemes import Cluster
from consultation.places.schemes import cluster as find_cluster
from consultation.population import answered, service
from consultation.population.ages import Ages
from consultation.population.answered import Cell, Fact
from consultation.population.listed import WORDS, Cells
from consultation.population.models import SEXES
from consultation.population.score import lines, score
from consultation.population.service import TableView
from consultation.population.values import ByChannel, Part, Standing
from consultation.population.weighted import questions
from consultation.population.weights import Group, Weights, Why, weigh
from consultation.wording import wording

PARTS = ("province", "sex", "age")
YOUNGEST = (15, 18, 0)  # ages from which registered people are counted, the first that the table can tell


@dataclass(frozen=True)
class Compared:
    """A fact that is compared: names of its groups, the group of a registered cell, the group of one who answered.

    A group is "" for who did not tell it, None for who is of no group.
    """

    names: dict[str, str]
    of_registered: Callable[[str, str, Ages], str | None]
    of_answered: Callable[[Cell], str | None]


def standing(
    session: Session, consultation_id: int, table_id: int | None = None, youngest: int | None = None
) -> Standing:
    """Who answered a consultation against who is registered, with weights where the data allow them.

    table_id: a population table, the newest that has all provinces when left out; youngest: the age from which
    registered people are counted. Numbers are whole: who tells them to the public hides the small ones
    (`responses.small`). Raises NotFound.
    """
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    place, known = find_cluster(row.scheme, row.cluster), answered.facts(forms.current(session, consultation_id))
    people = answered.cells(session, consultation_id, known)
    tables = _tables(session, place)
    table = next((one for one in tables if one.id == table_id), None) or next(iter(tables), None)
    registered = service.cells(session, table.id, [one.iso for one in place.provinces]) if table else {}
    youngests = tuple(age for age in sorted(YOUNGEST) if _cuts(registered, age)) if table else ()
    from_age = _from_age(youngest, youngests, known)
    registered = {cell: n for cell, n in registered.items() if cell[2].first >= from_age}
    compared, parts = _parts(place, known, registered, people, from_age)
    found = _weights(compared, registered, people) if table else Why(key="no_table")
    weights = found if isinstance(found, Weights) else None
    return Standing(
        consultation_id=consultation_id, sampling=row.sampling, says=wording(WORDS)["sampling"][row.sampling],
        people=sum(cell.people for cell in people),
        representatives=answered.representatives(session, consultation_id),
        registered=sum(registered.values()), table=table, tables=tuple(tables), youngest=from_age, youngests=youngests,
        parts=parts, channels=_channels(compared, registered, people), weights=weights,
        method=_method(weights, compared), unweighted=_why_not(found, compared),
        questions=questions(session, consultation_id, known, weights, _group(compared)) if weights else (),
    )  # fmt: skip


def _tables(session: Session, place: Cluster) -> list[TableView]:
    wanted = {one.iso for one in place.provinces}
    return [one for one in service.listing(session) if not one.retired and wanted <= set(one.provinces)]


def _cuts(registered: Cells, age: int) -> bool:
    """Whether a table can be cut at an age."""
    return all(band.first >= age or (band.last is not None and band.last < age) for _, _, band in registered)


def _from_age(wanted: int | None, can: Sequence[int], known: Mapping[str, Fact]) -> int:
    if wanted in can:
        return wanted or 0
    bands = known["age"].ages.values() if "age" in known else ()
    lowest = min((band.first for band in bands), default=0)
    if lowest in can:
        return lowest if lowest else next(age for age in YOUNGEST if age in can)
    return next((age for age in YOUNGEST if age in can and age <= lowest), 0)


def _parts(
    place: Cluster, known: Mapping[str, Fact], registered: Cells, people: Sequence[Cell], from_age: int
) -> tuple[dict[str, Compared], tuple[Part, ...]]:
    compared: dict[str, Compared] = {}
    parts = []
    for part in PARTS:
        name, cannot = wording(WORDS)["part"][part], ""
        if part not in known:
            cannot = _say("cannot", "not_asked", part=name)
        elif registered and part == "age":
            cannot = _ages_cannot(known["age"], registered)
        if not cannot and registered:
            compared[part] = _compared(part, place, known, from_age)
        parts.append(_part(part, name, cannot, compared.get(part), registered, people))
    return compared, tuple(parts)


def _compared(part: str, place: Cluster, known: Mapping[str, Fact], from_age: int) -> Compared:
    if part == "province":
        names = {one.iso: one.name_th for one in place.provinces}
        return Compared(names, lambda p, s, a: p, lambda cell: _one_of(cell.province, names))
    if part == "sex":
        names = {sex: wording(WORDS)["sex_name"][sex] for sex in SEXES}
        return Compared(names, lambda p, s, a: s, lambda cell: _one_of(cell.sex, names))
    bands = {key: band for key, band in known["age"].ages.items() if (band.last or from_age) >= from_age}
    names = {key: known["age"].names[key] for key in bands}

    def of_registered(_: str, __: str, band: Ages) -> str | None:
        return next((key for key, wider in bands.items() if wider.holds(band)), None)

    def of_answered(cell: Cell) -> str | None:
        if cell.age in bands:
            return cell.age
        return None if cell.age in known["age"].ages else ""  # "did not say" is a choice, too

    return Compared(names, of_registered, of_answered)


def _one_of(given: str, names: Mapping[str, str]) -> str | None:
    return given if given in names or not given else None


def _ages_cannot(fact: Fact, registered: Cells) -> str:
    bands = fact.ages.values()
    if len(fact.ages) < 2:
        return _say("cannot", "no_ages")
    cut = [band for _, _, band in registered if not any(wider.holds(band) or not wider.meets(band) for wider in bands)]
    cut += [band for _, _, band in registered if any(w.meets(band) and not w.holds(band) for w in bands)]
    if not cut:
        return ""
    band = min(cut)
    return _say("cannot", "ages_cut", given=f"{band.first}–{band.last}" if band.last is not None else f"{band.first}+")


def _part(
    key: str, name: str, cannot: str, of: Compared | None, registered: Cells, people: Sequence[Cell]
) -> Part:  # fmt: skip
    if of is None:
        return Part(key=key, name=name, cannot=cannot)
    by_group = _counted((of.of_answered(cell), cell.people) for cell in people)
    known = _counted((of.of_registered(*cell), n) for cell, n in registered.items())
    known.pop(None, None)
    shown = lines(of.names, {k or "": n for k, n in known.items()}, {k: n for k, n in by_group.items() if k})
    return Part(
        key=key, name=name, cannot="", lines=shown, score=score(shown), unknown=by_group.get("", 0),
        outside=by_group.get(None, 0),
    )  # fmt: skip


def _counted(pairs: Iterable[tuple[str | None, int]]) -> dict[str | None, int]:
    found: dict[str | None, int] = defaultdict(int)
    for key, n in pairs:
        found[key] += n
    return found


def _group(compared: Mapping[str, Compared]) -> Callable[[Cell], Group | None]:
    """What tells the group of one who answered; None for who did not tell every fact, or is of no group."""

    def group(cell: Cell) -> Group | None:
        of = [one.of_answered(cell) for one in compared.values()]
        return tuple(key for key in of if key) if all(of) else None

    return group


def _weights(compared: Mapping[str, Compared], registered: Cells, people: Sequence[Cell]) -> Weights | Why:
    there: dict[Group, int] = defaultdict(int)
    for cell, n in registered.items():
        of = [one.of_registered(*cell) for one in compared.values()]
        if all(of):
            there[tuple(key or "" for key in of)] += n
    group, here, unknown = _group(compared), dict[Group, int](), 0
    for one in people:
        if (mine := group(one)) is not None:
            here[mine] = here.get(mine, 0) + one.people
        elif not any(each.of_answered(one) is None for each in compared.values()):
            unknown += one.people
    return weigh(here, there, unknown)


def _channels(
    compared: Mapping[str, Compared], registered: Cells, people: Sequence[Cell]
) -> tuple[ByChannel, ...]:  # fmt: skip
    whole = sum(cell.people for cell in people)
    found = []
    for channel in sorted({cell.channel for cell in people}):
        mine = [cell for cell in people if cell.channel == channel]
        n = sum(cell.people for cell in mine)
        scores = tuple(_part(key, "", "", of, registered, mine).score for key, of in compared.items())
        found.append(ByChannel(key=channel, people=n, share=n / whole, scores=scores))
    return tuple(sorted(found, key=lambda one: (-one.people, one.key)))


def _method(weights: Weights | None, compared: Mapping[str, Compared]) -> str:
    parts = " × ".join(wording(WORDS)["part"][part] for part in compared)
    return _say("method", weights.method, parts=parts) if weights else ""


def _why_not(found: Weights | Why, compared: Mapping[str, Compared]) -> str:
    if isinstance(found, Weights):
        return ""
    from consultation.population import weights as bounds

    of = list(compared.values())
    which = ", ".join(of[fact].names[key] for fact, key in found.which)
    least = {"few": bounds.LEAST_PEOPLE, "small": bounds.LEAST_GROUP, "effective": bounds.LEAST_EFFECTIVE}
    return _say(
        "unweighted", found.key, n=found.n, share=f"{100 * found.share:.0f}", most=f"{100 * bounds.MOST_UNKNOWN:.0f}",
        least=least.get(found.key, 0), which=which,
    )  # fmt: skip


def _say(table: str, key: str, **values: object) -> str:
    return str(wording(WORDS)[table][key]).format(**values)
