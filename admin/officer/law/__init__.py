"""The pages of the law of one consultation: the wizard of the regulation B.E. 2548, and notices with their proof."""

from aiohttp import web

from admin.officer.frame import ROOT
from admin.officer.law import notices, wizard

ONE = ROOT + r"/{id:\d+}"


def routes() -> list[web.RouteDef]:
    """The routes of these pages."""
    return [
        web.get(f"{ONE}/law", wizard.show),
        web.post(f"{ONE}/law", wizard.keep),
        web.post(f"{ONE}/law/exemption", wizard.decide),
        web.post(f"{ONE}/law/impacts", wizard.impact),
        web.get(f"{ONE}/notices", notices.show),
        web.post(f"{ONE}/notices", notices.post),
        web.get(ONE + r"/proofs/{proof:\d+}", notices.proof),
    ]
