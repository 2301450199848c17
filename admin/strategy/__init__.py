"""Strategy input: findings made of signed-off themes, linked to the plan, and the documents they become."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """The routes of the findings desk and its documents."""
    from admin.strategy import pages

    one = pages.ROOT + r"/{id:\d+}"
    return [
        web.get(one, pages.show),
        web.post(f"{one}/findings", pages.add),
        web.post(one + r"/findings/{finding:\d+}", pages.save),
        web.post(one + r"/findings/{finding:\d+}/withdraw", pages.withdraw),
        web.get(one + r"/area-needs.{kind:docx|pdf|json}", pages.document),
    ]
