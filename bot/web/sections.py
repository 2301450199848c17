"""Comments written under the sections of a draft: by a form of the public page, without any script, into the one talk.

What is written is stored as an event like everything said in the chat, and answered by the same talk. Whoever has not
begun is shown the chat's own consent first, with what they wrote; nothing is stored before they agree.
"""

import hashlib
import re
from dataclasses import dataclass

from aiohttp import web

from bot.web import render
from bot.web.channel import NAME, address
from bot.web.chat import At, Chat, chosen_language, heading_of, html, said_so_far, secure, store, way_back
from bot.web.uploads import read_form
from bot.web.visitor import new_visitor, remember, visitor_of
from consultation.consult import service as consult
from consultation.drafts import naming
from consultation.people.service import Who
from consultation.talk import standing as talks
from consultation.talk.standing import Section, Standing
from consultation.talk.wording import THAI

_NONCE = re.compile(r"[A-Za-z0-9-]{8,40}")


@dataclass(frozen=True)
class _Asked:
    """A section of a consultation that a request is about, by whom, and how they stand."""

    at: At
    code: str
    section: Section
    standing: Standing
    language: str

    @property
    def place(self) -> str:
        """Where the section is read."""
        query = "" if self.language == THAI else f"?lang={self.language}"
        return f"/c/{self.at.shown.code}/draft{query}#s{self.section.number}"


def routes(chat: Chat) -> list[web.AbstractRouteDef]:
    """The page of one section's comment."""
    path = r"/chat/{code}/section/{section:D\d{1,6}S\d{1,6}}"
    return [
        web.get(path, lambda request: _show(chat, request)),
        web.post(path, lambda request: _write(chat, request)),
    ]


async def _show(chat: Chat, request: web.Request) -> web.Response:
    """What was written, to be changed or gone on from; back to the section for whom the browser does not know."""
    asked = await _asked(chat, request, visitor_of(chat.vault, request.headers.get("Cookie", "")) or "")
    if not asked.at.visitor or not asked.standing.begun:
        raise web.HTTPSeeOther(asked.place)
    return await _page(chat, asked)


async def _write(chat: Chat, request: web.Request) -> web.Response:
    """Keep a comment; asks for consent first where none was given."""
    fields = (await read_form(request)).fields
    text, known = fields.get("text", "").strip(), visitor_of(chat.vault, request.headers.get("Cookie", ""))
    agreed = fields.get("agreed") == "yes"
    asked = await _asked(chat, request, known or new_visitor())
    problem = _problem(asked, fields.get("event", ""), text)
    if known is None and agreed:
        heading = await heading_of(chat, asked.at.shown, asked.language)
        return html(render.notice(asked.at.shown, heading, "cookies", text), 403)
    if problem:
        return await _page(chat, asked, problem, text)
    if not asked.standing.begun and not agreed:
        answer = await _page(chat, asked, "", text, consent=True)
        if known is None:
            remember(answer, chat.vault, asked.at.visitor, secure=secure(chat))
        return answer
    if text != asked.standing.written:
        # The same page sent twice says the same once; what was written in between makes it a change.
        digest = hashlib.sha256(f"{asked.standing.written}\0{text}".encode()).hexdigest()[:12]
        parts = {"text": text, "section": asked.code, "speaks": chosen_language(request)}
        await store(chat, request, asked.at, f"{fields['event']}-{digest}", "section", **parts)
    raise web.HTTPSeeOther(request.path_qs)


def _problem(asked: _Asked, nonce: str, text: str) -> str:
    """What is wrong with a comment, as the name of a sentence; empty when it is sound."""
    if not asked.section.open:
        return "closed"
    if not _NONCE.fullmatch(nonce):
        return "again"
    if not text:
        return "empty"
    return "long" if len(text) > asked.section.longest else ""


async def _asked(chat: Chat, request: web.Request, visitor: str) -> _Asked:
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    code = request.match_info["section"]
    lead = naming.lead(f"{shown.code}-{code}")
    found = await chat.db.read(talks.section, shown.id, lead.draft, lead.section) if lead and shown.public else None
    if found is None:
        raise web.HTTPNotFound
    who = Who(NAME, chat.channel.account, address(visitor, shown.code))
    stands = await chat.db.read(talks.standing, chat.vault, who, shown.id, found.question) if visitor else Standing()
    language = chosen_language(request) or stands.language or THAI
    return _Asked(At(visitor, shown), code, found, stands, language)


async def _page(
    chat: Chat, asked: _Asked, problem: str = "", typed: str = "", *, consent: bool = False
) -> web.Response:
    shown, section = asked.at.shown, asked.section
    heading = await heading_of(chat, shown, asked.language)
    said = await said_so_far(chat, asked.at)
    refused = render.Problem(problem, typed)
    if not (problem or consent) and not said.pending and not asked.standing.written:
        last = next((item.text for item in reversed(said.items) if item.said), "")
        refused = render.Problem("kept_not", last)
    page = render.SectionPage(
        shown=shown,
        heading=heading,
        section=section,
        code=asked.code,
        place=asked.place,
        standing=asked.standing,
        pending=said.pending,
        told=said.items[-1].turn if refused.why == "kept_not" and said.items else (),
        consent=await chat.db.read(talks.consent, shown.id, asked.language) if consent else (),
        problem=refused,
        back=way_back(chat, asked.at, heading),
    )
    return html(render.section(page), 422 if problem else 200)
