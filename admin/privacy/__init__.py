"""The privacy office: requests, one person's data, breaches, the notice's versions, processing, what was destroyed."""

from aiohttp import web

from admin.privacy import destruction, incidents, notice_draft, notices, overview, person, processing, requests
from admin.privacy.frame import ROOT

__all__ = ["routes"]

NUMBER = r"{number:\d{1,18}}"


def routes() -> list[web.RouteDef]:
    """The routes of the privacy office."""
    return [
        web.get(ROOT, overview.show),
        web.get(f"{ROOT}/requests", requests.show),
        web.post(f"{ROOT}/requests", requests.take_in),
        web.get(f"{ROOT}/requests.xlsx", requests.sheet),
        web.get(f"{ROOT}/requests/new", requests.new),
        web.get(f"{ROOT}/requests/{NUMBER}", requests.look),
        web.post(f"{ROOT}/requests/{NUMBER}", requests.act),
        web.get(f"{ROOT}/person", person.show),
        web.post(f"{ROOT}/person", person.look),
        web.post(f"{ROOT}/person/copy", person.copy),
        web.post(f"{ROOT}/person/erase", person.erase),
        web.get(f"{ROOT}/incidents", incidents.show),
        web.post(f"{ROOT}/incidents", incidents.note),
        web.get(f"{ROOT}/incidents/new", incidents.new),
        web.get(f"{ROOT}/incidents/{NUMBER}", incidents.look),
        web.post(f"{ROOT}/incidents/{NUMBER}", incidents.act),
        web.get(f"{ROOT}/incidents/{NUMBER}/{{which:office|people}}.{{form:docx|pdf}}", incidents.letter),
        web.get(f"{ROOT}/notices", notices.show),
        web.get(f"{ROOT}/notices/{NUMBER}", notices.look),
        web.post(f"{ROOT}/notices/{NUMBER}/approve", notices.approve),
        web.post(f"{ROOT}/notices/{NUMBER}/drop", notice_draft.drop),
        web.get(f"{ROOT}/notice-draft", notice_draft.show),
        web.post(f"{ROOT}/notice-draft", notice_draft.write),
        web.get(f"{ROOT}/processing", processing.show),
        web.post(f"{ROOT}/processing", processing.write),
        web.get(f"{ROOT}/processing.xlsx", processing.sheet),
        web.get(f"{ROOT}/processing.pdf", processing.document),
        web.get(f"{ROOT}/destruction", destruction.show),
        web.get(f"{ROOT}/destruction.xlsx", destruction.sheet),
    ]
