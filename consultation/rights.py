"""Who may do what: the one table of rights, and what a person was given of it. Pure data.

    may(grants, "consultation.approve", Place("2567", 10))

Roles are those of the office (`ROLES`). A person has any number of them, each for everything, for one cluster
("2567:10") or for one province ("TH-42"). A province reaches the clusters that it is a member of; acts of the office as
a whole (`office.…`) want a role for everything. Every route of the pages names its act
(`admin.accounts.access.allow`); tests walk all of them.
docs/operators/rights.md shows this table to people, and a test compares the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from consultation.places.schemes import UnknownPlace, cluster, province, schemes

ROLES = ("STR", "ADM", "MON", "HEAD", "PROV", "DPO", "SYS", "AUD")

# x: may. 2: may, where somebody else made or asked for it: always, or as the kind and the setting say (`SECOND`).
TABLE = """
act                            STR ADM MON HEAD PROV DPO SYS AUD
consultation.read               x   x   x   x    x    x   .   x
consultation.prepare            x   .   .   .    .    .   .   .
consultation.announce           x   x   .   .    .    .   .   .
consultation.open               x   x   .   .    .    .   .   .
consultation.approve            .   .   .   2    .    .   .   .
consultation.exempt             2   .   .   2    .    .   .   .
consultation.take_back          x   .   .   x    .    .   .   .
consultation.cancel             x   .   .   x    .    .   .   .
consultation.cancel_approved    .   .   .   x    .    .   .   .
consultation.analyse            x   .   .   .    .    .   .   .
result.write                    x   x   .   x    .    .   .   .
result.publish                  .   .   .   x    .    .   .   .
result.publish_survey           x   .   .   x    .    .   .   .
result.answer                   x   x   .   x    .    .   .   .
notice.write                    x   x   .   .    .    .   .   .
meeting.run                     x   x   .   .    .    .   .   .
quotas.set                      x   x   .   .    .    .   .   .
invitations.read                x   x   .   x    .    .   .   .
invitations.make                x   x   .   .    .    .   .   .
answers.enter                   x   x   .   .    x    .   .   .
answers.import                  x   x   .   .    .    .   .   .
answers.read                    x   x   x   x    .    x   .   .
answers.sort                    x   x   .   .    .    .   .   .
statements.moderate             x   x   .   .    .    .   .   .
news.read                       x   x   .   x    .    .   .   .
news.send                       x   x   .   .    .    .   .   .
sending.read                    x   x   x   x    .    x   .   .
sending.decide                  x   x   .   .    .    .   .   .
themes.read                     x   .   x   x    .    .   .   .
themes.work                     x   .   .   .    .    .   .   .
themes.export                   x   .   .   .    .    .   .   .
strategy.read                   x   x   x   x    .    .   .   .
strategy.write                  x   .   .   .    .    .   .   .
strategy.sign                   .   .   .   2    .    .   .   .
strategy.promise                x   x   .   .    .    .   .   .
strategy.move                   x   x   x   .    .    .   .   .
strategy.refer                  x   x   .   .    .    .   .   .
strategy.tell                   x   x   .   .    .    .   .   .
reminder.see                    x   x   x   x    .    .   .   .
search.read                     x   x   x   x    .    .   .   .
rounds.read                     x   x   x   x    .    .   .   .
population.read                 x   x   x   x    .    .   .   .
office.population               x   .   .   .    .    .   .   .
plans.read                      x   x   x   x    .    .   .   .
plans.write                     x   .   .   .    .    .   .   .
follow_up.read                  x   x   x   x    .    .   .   .
follow_up.note                  x   x   x   .    .    .   .   .
subscribers.read                x   x   .   x    .    .   .   .
office.calendar                 x   x   .   .    .    .   .   .
office.templates                x   .   .   .    .    .   .   .
office.webhooks                 .   .   .   .    .    .   x   .
office.people                   .   .   .   .    .    .   x   .
office.audit                    .   .   .   .    .    x   x   x
office.privacy                  x   x   .   x    .    x   .   x
office.privacy_requests         x   x   .   .    .    x   .   .
office.privacy_incidents        x   x   .   x    .    x   .   .
office.privacy_write            .   .   .   .    .    x   .   .
office.privacy_approve          .   .   .   2    .    2   .   .
office.privacy_person           .   .   .   .    .    x   .   .
own.account                     x   x   x   x    x    x   x   x
"""

# Where a second person is wanted: "kind" as `consultation.consult.life` says for the kind and PRACHAKHOM_APPROVAL.
SECOND: Mapping[str, str] = {"consultation.approve": "kind", "consultation.exempt": "always", "strategy.sign": "always",
                              "office.privacy_approve": "always"}  # fmt: skip

# What the roles of earlier versions, and the words that commands still take, stand for.
PRESETS: Mapping[str, tuple[str, ...]] = {
    "officer": ("STR", "ADM"),
    "planner": ("STR",),
    "head": ("HEAD",),
    "admin": ("STR", "ADM", "HEAD", "SYS"),
}
WHOLE = "office."  # acts that concern every cluster at once


@dataclass(frozen=True, order=True)
class Place:
    """The cluster that something belongs to, by scheme and number."""

    scheme: str
    cluster: int


@dataclass(frozen=True, order=True)
class Grant:
    """A role, and for what. scope: "" for everything, "2567:10" for a cluster, "TH-42" for a province."""

    role: str
    scope: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.scope}" if self.scope else self.role

    def covers(self, where: Place) -> bool:
        """Whether this is for that cluster."""
        return not self.scope or where in _clusters(self.scope)

    def within(self, other: "Grant") -> bool:
        """Whether whoever has the other may already do everything, everywhere, that this one allows."""
        return self.role == other.role and other.scope in ("", self.scope)


@dataclass(frozen=True)
class Reach:
    """The clusters in which somebody may do something. places: None for all."""

    places: frozenset[Place] | None = None

    def sees(self, scheme: str, cluster: int) -> bool:
        """Whether a cluster is among them."""
        return self.places is None or Place(scheme, cluster) in self.places


EVERYWHERE = Reach()


@dataclass(frozen=True)
class Grants:
    """Everything that a person was given."""

    given: tuple[Grant, ...] = ()

    def may(self, act: str, where: Place | None = None) -> bool:
        """Whether the act is allowed there; without a place, whether anywhere. Raises KeyError for an unknown act."""
        return any(each.covers(where) if where else True for each in self._giving(act))

    def reach(self, act: str) -> Reach:
        """Where the act is allowed."""
        scopes = {each.scope for each in self._giving(act)}
        return EVERYWHERE if "" in scopes else Reach(frozenset(place for scope in scopes for place in _clusters(scope)))

    def provinces(self, act: str, where: Place) -> frozenset[str] | None:
        """The provinces within a cluster for which the act is allowed; None for all of them."""
        scopes = {each.scope for each in self._giving(act) if each.covers(where)}
        return frozenset(scopes) if scopes and all(_is_province(scope) for scope in scopes) else None

    def within(self, others: "Grants") -> "Grants":
        """Those of them that are no more than what the others give."""
        return Grants(tuple(each for each in self.given if any(each.within(other) for other in others.given)))

    @property
    def roles(self) -> frozenset[str]:
        """The roles, whatever for."""
        return frozenset(each.role for each in self.given)

    def __str__(self) -> str:
        return " ".join(map(str, self.given))

    def _giving(self, act: str) -> list[Grant]:
        roles = rights()[act]
        return [each for each in self.given if each.role in roles and not (act.startswith(WHOLE) and each.scope)]


def of(*roles: str) -> Grants:
    """These roles for everything."""
    return Grants(tuple(map(Grant, roles)))


def everything() -> Grants:
    """Every role for everything: whoever holds the machine."""
    return of(*ROLES)


@cache
def rights() -> Mapping[str, frozenset[str]]:
    """The table: the roles of each act, in its order."""
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return {act: frozenset(role for role, mark in zip(head[1:], marks, strict=True) if mark != ".")
            for act, *marks in lines}  # fmt: skip


def parsed(text: str) -> tuple[Grant, ...]:
    """What is written "STR", "PROV@TH-42", "HEAD@2567:10" or, as before, "officer"; several with spaces or commas.

    Raises ValueError with what is not understood, UnknownPlace for a scope that is not there.
    """
    found: list[Grant] = []
    for each in text.replace(",", " ").split():
        role, _, scope = each.partition("@")
        roles = PRESETS.get(role.lower(), (role.upper(),))
        if not set(roles) <= set(ROLES):
            raise ValueError(role)
        found += [Grant(one, known_scope(scope)) for one in roles]
    return tuple(dict.fromkeys(sorted(found, key=_order)))


def known_scope(scope: str) -> str:
    """A scope in its one way of writing. Raises UnknownPlace."""
    if not scope:
        return ""
    return province(scope.upper()).iso if _is_province(scope.upper()) else cluster(scope).code


def _is_province(scope: str) -> bool:
    return scope.startswith("TH-")


def _order(grant: Grant) -> tuple[int, str]:
    return ROLES.index(grant.role), grant.scope


@cache
def _clusters(scope: str) -> frozenset[Place]:
    if _is_province(scope):
        found: Iterable[Place] = (
            Place(of.key, each.number) for of in schemes() for each in of.clusters if scope in each.isos
        )
        return frozenset(found)
    try:
        each = cluster(scope)
    except UnknownPlace:
        return frozenset()
    return frozenset({Place(each.scheme, each.number)})
