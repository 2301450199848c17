"""The planner's pages on themes, one module a screen."""

from aiohttp import web

from admin.planner import acts, apart, board, home, opinion, theme
from admin.planner.frame import ROOT

ONE = ROOT + r"/sets/{id:\d+}"


def routes() -> list[web.RouteDef]:
    """The routes of the planner's pages."""
    return [
        web.get(ROOT, home.home),
        web.post(f"{ROOT}/group", home.start),
        web.get(ROOT + r"/consultations/{id:\d+}/apart", apart.show),
        web.post(ROOT + r"/consultations/{id:\d+}/apart", apart.act),
        web.get(ROOT + r"/consultations/{id:\d+}/opinion", opinion.show),
        web.post(ROOT + r"/consultations/{id:\d+}/opinion", opinion.act),
        web.get(ROOT + r"/consultations/{id:\d+}/opinion/polis.zip", opinion.polis),
        web.get(ONE, board.show),
        web.get(f"{ONE}/events", board.events),
        web.get(f"{ONE}/provinces", board.provinces),
        web.get(f"{ONE}/history", board.history),
        web.get(f"{ONE}/sign-off", board.confirm_sign_off),
        web.post(f"{ONE}/sign-off", board.sign_off),
        web.get(ONE + r"/themes/{number:\d+}", theme.show),
        web.get(f"{ONE}/ungrouped", theme.ungrouped),
        web.post(f"{ONE}/rename", acts.rename),
        web.post(f"{ONE}/merge", acts.merge),
        web.post(f"{ONE}/place", acts.place),
        web.post(f"{ONE}/undo", acts.undo),
        web.post(f"{ONE}/join", acts.join),
        web.get(ROOT + r"/comments/{id:\d+}", theme.comment),
    ]
