"""What a form on a page sent, as text: one value a name, and all values of a name."""

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
