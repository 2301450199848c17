"""The planner's desk: findings, plans, dispositions, commitments, replies to people, documents; a module a screen."""

from aiohttp import web

from admin.strategy import finding, follow_up, local, pages, plans, ranking, replies
from admin.strategy.frame import FOLLOW_UP, PLANS, ROOT


def routes() -> list[web.RouteDef]:
    """The routes of the planner's desk and its documents."""
    one = ROOT + r"/{id:\d+}"
    finding_page = one + r"/findings/{finding:\d+}"
    plan = PLANS + r"/{id:\d+}"
    return [
        web.get(PLANS, plans.listing),
        web.post(PLANS, plans.store),
        web.post(f"{PLANS}/check", plans.check),
        web.get(f"{PLANS}/template.xlsx", plans.template),
        web.get(plan, plans.show),
        web.get(f"{plan}/unanswered", plans.unanswered),
        web.get(f"{plan}/unasked", plans.unasked),
        web.get(plan + r"/lines/{kind:issue|indicator|programme|project}/{line:\d+}", plans.line),
        web.post(f"{plan}/carry", plans.carry),
        web.get(one, pages.show),
        web.post(f"{one}/findings", pages.add),
        web.get(finding_page, finding.show),
        web.post(finding_page, pages.save),
        web.post(f"{finding_page}/withdraw", pages.withdraw),
        web.post(f"{finding_page}/lines", finding.link),
        web.post(f"{finding_page}/pick", finding.pick),
        web.post(f"{finding_page}/drop", finding.drop),
        web.post(f"{finding_page}/answers", finding.answers),
        web.post(f"{finding_page}/follow", finding.follow),
        web.post(f"{finding_page}/decide", finding.decide),
        web.post(f"{finding_page}/sign", finding.sign),
        web.post(f"{one}/pick", finding.pick),
        web.post(f"{finding_page}/promises", follow_up.promise),
        web.post(FOLLOW_UP + r"/commitments/{id:\d+}", follow_up.move),
        web.get(FOLLOW_UP, follow_up.show),
        web.get(f"{FOLLOW_UP}/commitments.xlsx", follow_up.sheet),
        web.post(f"{FOLLOW_UP}/seen", follow_up.seen),
        web.get(f"{one}/ranking", ranking.show),
        web.post(f"{one}/ranking", ranking.give),
        web.post(f"{one}/ranking/criteria", ranking.criteria),
        web.get(f"{one}/local", local.show),
        web.get(one + r"/local/{which:provinces|complaints}.xlsx", local.sheet),
        web.post(f"{one}/local", local.pass_on),
        web.get(f"{one}/replies", replies.show),
        web.get(one + r"/replies/{of:[a-z]+:[0-9:]+}", replies.one),
        web.post(one + r"/replies/{of:[a-z]+:[0-9:]+}", replies.act),
        web.get(one + r"/area-needs.{kind:docx|pdf|json}", pages.document),
    ]
