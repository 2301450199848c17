"""The planner's pages on themes, one module a screen."""

from aiohttp import web

from admin.planner import (
    acts,
    apart,
    board,
    checking,
    compare,
    history,
    home,
    learn,
    opinion,
    population,
    representativeness,
    rounds,
    search,
    signing,
    spread,
    theme,
    traits,
    voices,
    words,
)
from admin.planner.frame import ROOT

ONE = ROOT + r"/sets/{id:\d+}"


def routes() -> list[web.RouteDef]:
    """The routes of the planner's pages."""
    return [
        web.get(ROOT, home.home),
        web.post(f"{ROOT}/group", home.start),
        web.get(ROOT + r"/consultations/{id:\d+}/apart", apart.show),
        web.post(ROOT + r"/consultations/{id:\d+}/apart", apart.act),
        web.get(ROOT + r"/consultations/{id:\d+}/voices", voices.show),
        web.post(ROOT + r"/consultations/{id:\d+}/voices", voices.mark),
        web.get(ROOT + r"/consultations/{id:\d+}/opinion", opinion.show),
        web.post(ROOT + r"/consultations/{id:\d+}/opinion", opinion.act),
        web.get(ROOT + r"/consultations/{id:\d+}/opinion/polis.zip", opinion.polis),
        *_desk(),
        *_board(),
        web.get(ROOT + r"/comments/{id:\d+}", theme.comment),
        web.post(ROOT + r"/comments/{id:\d+}/traits", traits.change),
    ]


def _board() -> list[web.RouteDef]:
    """Those of one theme set."""
    return [
        web.get(ONE, board.show),
        web.get(f"{ONE}/events", board.progress),
        web.get(f"{ONE}/changes", board.changes),
        web.get(f"{ONE}/provinces", spread.show),
        web.get(f"{ONE}/compare", compare.show),
        web.get(f"{ONE}/history", history.show),
        web.get(f"{ONE}/sign-off", signing.confirm),
        web.post(f"{ONE}/sign-off", signing.sign_off),
        web.get(ONE + r"/themes/{number:\d+}", theme.show),
        web.get(f"{ONE}/ungrouped", theme.ungrouped),
        web.get(f"{ONE}/comments", theme.everything),
        web.get(f"{ONE}/words", words.show),
        web.get(f"{ONE}/check", checking.show),
        web.post(f"{ONE}/check", checking.draw),
        web.get(ONE + r"/check/{sample:\d+}", checking.judge),
        web.post(ONE + r"/check/{sample:\d+}", checking.answer),
        web.get(f"{ONE}/learn", learn.show),
        web.get(f"{ONE}/learn/events", learn.progress),
        web.post(f"{ONE}/queue", learn.decide),
        web.post(f"{ONE}/rename", acts.rename),
        web.post(f"{ONE}/merge", acts.merge),
        web.post(f"{ONE}/nest", acts.nest),
        web.post(f"{ONE}/add", acts.add),
        web.post(f"{ONE}/lock", acts.lock),
        web.post(f"{ONE}/place", acts.place),
        web.post(f"{ONE}/undo", acts.undo),
        web.post(f"{ONE}/redo", acts.redo),
        web.post(f"{ONE}/join", acts.join),
        web.post(f"{ONE}/learn", acts.learn),
        web.post(f"{ONE}/cancel", acts.cancel),
    ]


def _desk() -> list[web.RouteDef]:
    """Those of what looks beyond one theme set: the search, who answered, rounds, one comment."""
    return [
        web.get(population.HERE, population.show),
        web.post(population.HERE, population.act),
        web.post(population.HERE + r"/{table:\d+}/retire", population.retire),
        web.get(ROOT + r"/consultations/{id:\d+}/representativeness", representativeness.show),
        web.get(ROOT + r"/consultations/{id:\d+}/representativeness.{ending:csv|xlsx}", representativeness.export),
        web.get(rounds.HERE, rounds.show),
        web.get(f"{rounds.HERE}.{{ending:csv|xlsx}}", rounds.export),
        web.get(search.HERE, search.show),
        web.get(f"{search.HERE}/comments.{{ending:csv|xlsx}}", search.export),
        web.post(f"{search.HERE}/saved", search.keep),
        web.get(search.HERE + r"/saved/{search:\d+}", search.open_saved),
        web.post(search.HERE + r"/saved/{search:\d+}/drop", search.drop),
        web.get(ROOT + r"/comments/{id:\d+}", theme.comment),
        web.post(ROOT + r"/comments/{id:\d+}/traits", traits.change),
    ]
