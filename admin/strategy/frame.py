"""What the pages on the findings of one consultation share: its tabs, the words, how an act ends."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from admin.pages import render
from admin.planner import frame
from admin.strategy.wording import PACKAGE
from consultation.consult.service import ConsultationView
from consultation.findings.wording import PACKAGE as FINDINGS
from consultation.wording import wording

ROOT = f"{frame.ROOT}/strategy"
PLANS = f"{frame.ROOT}/plans"
FOLLOW_UP = f"{frame.ROOT}/follow-up"


@dataclass(frozen=True)
class Tab:
    """One tab of a consultation's findings."""

    href: str
    title: str
    key: str


def address(consultation: int, page: str = "") -> str:
    """The address of a page on a consultation's findings."""
    return f"{ROOT}/{consultation}" + (f"/{page}" if page else "")


def finding_address(consultation: int, finding: int) -> str:
    """The address of the page of one finding."""
    return address(consultation, f"findings/{finding}")


def show(request: web.Request, template: str, consultation: ConsultationView, tab: str, **context: Any) -> web.Response:
    """Answer with a page on a consultation's findings."""
    common: dict[str, Any] = {
        "consultation": consultation,
        "tabs": tabs(consultation.id),
        "tab": tab,
        "here": address(consultation.id),
    }
    return render(request, template, **(common | said(request) | context))


def said(request: web.Request) -> dict[str, Any]:
    """The words of these pages, and what the act before achieved."""
    done = {**wording(FINDINGS)["did"], **wording(PACKAGE)["did"]}
    notice = done.get(request.query.get("did", ""), "")
    return {"words": wording(FINDINGS), "ours": wording(PACKAGE), "notice": notice, "section": frame.SECTION}


def tabs(consultation: int) -> list[Tab]:
    """The tabs of a consultation's findings."""
    pages = {"desk": "", "ranking": "ranking", "local": "local", "replies": "replies"}
    names = wording(PACKAGE)["tab"]
    return [Tab(address(consultation, page), names[key], key) for key, page in pages.items()]
