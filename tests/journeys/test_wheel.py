"""The wheel carries everything: templates, styles, fonts, catalogues, migrations. It runs from an empty folder.

The installed copy is all that can be imported: the interpreter starts without site (-S), so that the development
installation's path file is not read, and without the current folder (-P).
"""

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.installation import Installation

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-S", "-P", "-m", "admin.cli"]
ROOMS = ("nlp", "consultation", "bot", "admin")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def target(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is installed, without what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*pip, str(wheel)], check=True, timeout=120)
    return folder


@pytest.fixture
def installed(target: Path, tmp_path: Path) -> Installation:
    """Its commands, in an empty folder. No setting is given: key and database are made here."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    libraries = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    path = os.pathsep.join([str(target), *libraries])
    return Installation({**kept, "PYTHONPATH": path}, tmp_path, PROGRAM)


def test_it_holds_what_it_needs_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == set(ROOMS)
    for needed in (
        "admin/templates/layout.html",
        "admin/static/app.css",
        "admin/static/vendor/htmx.min.js",
        "admin/fonts/Sarabun-Regular.ttf",
        "admin/migrations/env.py",
        "bot/web/templates/chat.html",
        "consultation/talk/th.toml",
        "consultation/places/data/provinces.json",
        "nlp/data/reply.toml",
    ):
        assert needed in names
    assert any(name.startswith("admin/migrations/versions/0001") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_is_the_installed_copy_that_runs(installed: Installation, target: Path) -> None:
    look = "import nlp, consultation, bot, admin; print([m.__file__ for m in (nlp, consultation, bot, admin)])"
    run = [sys.executable, "-S", "-P", "-c", look]
    done = subprocess.run(run, env=installed.environment, cwd=installed.folder, capture_output=True, text=True)
    assert done.stdout.count(str(target)) == len(ROOMS), done.stdout + done.stderr
    assert str(ROOT) not in done.stdout
    script = (target / "bin" / "prachakhom").read_text(encoding="utf8")
    assert "from admin.start import main" in script


def test_its_commands(installed: Installation) -> None:
    assert "consultation" in installed.run("--help").stdout
    made = installed.read("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
    assert made["links"]["chat"].endswith(f"/chat/{made['code']}")
    [shown] = installed.read("consultation", "list")
    assert (shown["code"], shown["state"], shown["questions"]) == (made["code"], "open", 9)
    assert {path.name for path in installed.folder.iterdir()} >= {"prachakhom.db"}


def test_it_plays_a_questionnaire(installed: Installation) -> None:
    answers = ["เริ่ม", "อุดรธานี", "เมือง", "1", "๓", "1 3", "น้ำไม่ไหลมาสามวันแล้ว", "ข้าม", "ข้อ 2", "1", "ยินยอม", "2", "ส่ง"]
    done = installed.run("play", "needs", input="\n".join(answers) + "\n")
    assert "ขอบคุณค่ะ" in done.stdout, done.stdout + done.stderr


async def test_it_serves_pages_styles_and_fonts(installed: Installation) -> None:
    await installed.start()
    try:
        async with aiohttp.ClientSession(installed.url) as http:
            page = await fetched(http, "/", "text/html")
            assert b'lang="th"' in page
            assert await fetched(http, "/healthz", "application/json") == b'{"status": "ok"}'
            styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.decode())
            assert styles
            sheets = [(await fetched(http, style, "text/css"), style) for style in styles]
            fonts = [font for sheet, _ in sheets for font in re.findall(r"url\(['\"]?([^)'\"]+woff2)", sheet.decode())]
            async with http.get(f"/static/vendor/{fonts[0]}") as font:
                assert (font.status, (await font.read())[:4]) == (200, b"wOF2")
            await fetched(http, "/sign-in", "text/html")
    finally:
        await installed.stop()


async def fetched(http: aiohttp.ClientSession, path: str, kind: str) -> bytes:
    async with http.get(path) as answer:
        assert (path, answer.status, answer.content_type) == (path, 200, kind)
        return await answer.read()
