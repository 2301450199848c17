"""What the address of a page of comments asks for, and the address that asks for it again: filters can be shared."""

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from admin.fields import query_line
from admin.planner import frame
from consultation.places.districts import District, districts
from consultation.places.schemes import UnknownPlace
from consultation.themes.service import ORDERS, Filter

SHORT = ("province", "district", "sector", "age", "channel", "kind", "about", "place", "rude")
YES = ("letters", "typing", "starred", "flagged", "unsure")


@dataclass(frozen=True)
class Asked:
    """What is asked for: a filter, and the comment that the page goes on from or leads up to."""

    wanted: Filter
    after: int | None
    before: int | None

    def address(self, page: str, **turn: int | str) -> str:
        """The address of a page with the same filter. turn: `after` or `before`, or a field of the filter changed."""
        fields = self.wanted.model_dump(exclude={"typing"})
        given = {"q" if name == "words" else name: "1" if value is True else value for name, value in fields.items()}
        given |= turn
        kept = {name: value for name, value in given.items() if value and (name, value) != ("order", "typical")}
        return page + (f"?{urlencode(kept)}" if kept else "")

    def districts(self) -> tuple[District, ...]:
        """The districts to choose from: of the province that is chosen."""
        try:
            return districts(self.wanted.province) if self.wanted.province else ()
        except UnknownPlace:
            return ()


def asked(request: web.Request) -> Asked:
    """What an address asks for; what cannot be understood in it is left out."""
    query = request.query
    order, by = query.get("order", ""), query.get("by", "")
    wanted = Filter.model_validate(
        {name: query_line(query, name, 20) for name in SHORT}
        | {name: query.get(name) == "1" for name in YES}
        | {
            "words": query_line(query, "q", 100),
            "by": by if by in ("machine", "person") else "",
            "order": order if order in ORDERS else "typical",
        }
    )
    if wanted.district and wanted.province and wanted.district not in {d.code for d in districts_of(wanted.province)}:
        wanted = wanted.model_copy(update={"district": ""})  # left over from the province before
    return Asked(wanted, frame.asked(request, "after"), frame.asked(request, "before"))


def districts_of(province: str) -> tuple[District, ...]:
    """The districts of a province; none for what is no province."""
    return Asked(Filter(province=province), None, None).districts()
