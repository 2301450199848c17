"""Writes from other sites are refused, nothing inline is allowed, errors are Thai pages, bodies have a limit."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from admin.security import LARGEST_BODY
from tests.admin.application import Client, words

STANDALONE = {"grouping_report.html"}  # written to a file and opened from there, never served
TEMPLATES = sorted(
    path for path in Path(str(files("admin") / "templates")).rglob("*.html") if path.name not in STANDALONE
)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_a_write_from_elsewhere_is_refused(client: Client, headers: dict[str, str]) -> None:
    answer = await client.post("/sign-in", data={"name": "x"}, headers=headers)
    assert answer.status == 403
    assert "ไม่ได้มาจากหน้าเว็บของระบบ" in await words(answer)


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_a_write_from_our_own_page_is_heard(client: Client, site: str) -> None:
    answer = await client.post("/sign-in", data={"name": "x", "password": "y"}, headers={"Sec-Fetch-Site": site})
    assert "ชื่อหรือรหัสผ่านไม่ถูกต้อง" in await words(answer)


async def test_our_own_origin_is_heard_where_the_browser_tells_no_more(client: Client) -> None:
    origin = str(client.make_url("/")).rstrip("/")
    answer = await client.post("/sign-in", data={"name": "x", "password": "y"}, headers={"Origin": origin})
    assert "ชื่อหรือรหัสผ่านไม่ถูกต้อง" in await words(answer)


@pytest.mark.parametrize("path", ["/", "/nothing", "/healthz", "/static/app.css", "/admin"])
async def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    answer = await client.get(path, allow_redirects=False)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text(encoding="utf8")
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\ssrc=)", text) == []


async def test_an_unknown_page_is_told_in_thai(client: Client) -> None:
    answer = await client.get("/nothing-here")
    assert answer.status == 404
    assert "ไม่พบหน้านี้" in await words(answer)


async def test_a_body_that_is_too_large_is_refused_clearly(client: Client) -> None:
    answer = await client.post("/sign-in", data={"name": "ก" * LARGEST_BODY})
    assert answer.status == 413
    assert "มีขนาดใหญ่เกินไป" in await words(answer)


async def test_static_files_with_their_version_are_kept_for_ever(client: Client) -> None:
    page = await (await client.get("/")).text()
    address = re.findall(r'href="(/static/app\.css\?v=[0-9a-f]+)"', page)[0]
    answer = await client.get(address)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
