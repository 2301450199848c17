"""What a form on a page sent, as text: one value a name, and all values of a name; and what an address asks for."""

from collections.abc import Mapping

from aiohttp import web
from multidict import MultiDict


class Fields(MultiDict[str]):
    """The text fields of a form, trimmed at neither end; files are left out."""

    def line(self, name: str) -> str:
        """One line: outer spaces and line breaks away; empty when missing."""
        return " ".join(self.get(name, "").split())


async def fields(request: web.Request) -> Fields:
    """Read the form that was posted. A body that is no form gives no fields."""
    posted = await request.post()
    return Fields((name, value) for name, value in posted.items() if isinstance(value, str))


def number(text: str) -> int:
    """The number of a row that a form names; 0, which is no row's, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def query_line(query: Mapping[str, str], name: str, most: int) -> str:
    """One line that an address asks for, at most so long; empty when missing. PostgreSQL takes no text with a NUL."""
    return " ".join(query.get(name, "").replace("\x00", "").split())[:most]
