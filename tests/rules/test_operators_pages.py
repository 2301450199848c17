"""The operators' pages list what there is, nothing less and nothing more: settings, routes, commands, kinds of jobs."""

import ast
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import typer
from aiohttp import web
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from admin.accounts.access import GUARDED, act_of
from admin.app import build_app
from admin.channels import configured
from admin.cli import app as commands
from admin.job_kinds import handlers
from admin.site import Site
from consultation import rights
from consultation.db import Database, open_database
from consultation.settings import Settings
from consultation.vault import Vault
from tests.rules.source import ROOMS, ROOT, python_files, shown, tree

PAGES = ROOT / "docs" / "operators"


def rows(page: str) -> list[list[str]]:
    """The cells of every row of every table of a page, without the heads."""
    lines = (PAGES / page).read_text(encoding="utf8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if "`" in row[0] + row[1]]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_settings() -> None:
    there = {f"PRACHAKHOM_{name.upper()}": default(field.default) for name, field in fields()}
    assert {code(name)[0]: "".join(code(value)) for name, value, _ in rows("settings.md")} == there
    assert all(len(meaning) > 10 for _, _, meaning in rows("settings.md"))


def fields() -> Iterator[tuple[str, Any]]:
    for one in (Settings, Site):
        assert issubclass(one, BaseSettings) and one.model_config["env_prefix"] == "PRACHAKHOM_"
        yield from one.model_fields.items()


def default(value: Any) -> str:
    return str(value.get_secret_value() if isinstance(value, SecretStr) else value)


_SETS = "nlp/__init__.py"  # reads nothing: it tells PyThaiNLP to stay offline


def test_no_setting_is_read_elsewhere() -> None:
    """All settings are fields of those two classes: nobody else looks at the environment."""
    found = {
        shown(path)
        for path in python_files(*ROOMS)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (isinstance(node, ast.ClassDef) and "BaseSettings" in [getattr(base, "id", "") for base in node.bases])
    }
    assert found <= {"consultation/settings.py", "admin/site.py", "admin/assets.py", "admin/demo/run.py", _SETS}


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    db = open_database(sqlite_url)
    yield db
    await db.close()


async def test_routes(database: Database, sqlite_url: str) -> None:
    given = {"line_channel_secret": "s", "line_channel_access_token": "t", "telegram_bot_token": "1:t"}
    settings, vault = Settings(database_url=sqlite_url, **given), Vault(b"a secret for tests only")  # type: ignore[arg-type]
    app = build_app(settings, database, vault, configured(settings, vault), role="web", site=Site())
    there = {(route.method, path(route)) for route in app.router.routes() if route.method != "HEAD"}
    listed = [("*" if method == "any" else method, code(address)[0]) for method, address, _, _ in rows("routes.md")]
    assert sorted(listed) == sorted(there)
    asked = {(route.method, path(route)): act_of(route.handler) for route in app.router.routes()}
    said = {(method, code(address)[0]): "".join(code(who)) for method, address, who, _ in rows("routes.md")}
    guarded = {key: right for key, right in said.items() if key[1].startswith(GUARDED)}
    assert {key: asked[key] for key in guarded} == guarded
    assert all(not asked[key] for key in said if key not in guarded and key[0] != "any")


def test_rights() -> None:
    """The table that people read is the table that is asked."""
    head, *lines = [line.split() for line in rights.TABLE.strip().splitlines()]
    told = {code(right)[0]: marks for right, *marks, _ in rows("rights.md") if len(marks) == len(rights.ROLES)}
    assert told == {right: [mark.replace(".", "") for mark in marks] for right, *marks in lines}
    assert tuple(head[1:]) == rights.ROLES
    before = {code(was)[0]: tuple(code(now)) for was, now, *more in rows("rights.md") if not more and "`" in now}
    assert before == dict(rights.PRESETS)
    second = {right for right, marks in told.items() if "2" in marks}
    assert second == set(rights.SECOND)
    officers = (ROOT / "docs" / "officers" / "rights.md").read_text(encoding="utf8")
    assert all(f"`{role}`" in officers for role in rights.ROLES)


def path(route: web.AbstractRoute) -> str:
    assert route.resource is not None
    return route.resource.canonical


def test_commands() -> None:
    there = dict(leaves(typer.main.get_command(commands), ()))
    listed = {code(name)[0]: set(code(takes)) for name, takes, _ in rows("commands.md")}
    assert listed == there


def leaves(command: Any, names: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    """Every command with the names of its options and, in capitals, of its arguments."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(names), {_name(parameter) for parameter in command.params if parameter.name != "help"}
        return
    for name, one in inner.items():
        yield from leaves(one, (*names, name))


def _name(parameter: Any) -> str:
    return str(parameter.name).upper() if parameter.param_type_name == "argument" else str(parameter.opts[0])


def test_every_command_explains_itself() -> None:
    for group in (commands, *[group.typer_instance for group in commands.registered_groups]):
        assert group is not None
        for command in group.registered_commands:
            assert command.callback is not None and (command.callback.__doc__ or "").endswith(".")


async def test_job_kinds(database: Database) -> None:
    assert {code(kind)[0] for kind, _, _ in rows("jobs.md")} == set(
        handlers(database, Vault(b"a secret for tests only"), ())
    )


def test_every_page_is_linked_from_the_first() -> None:
    listed = (PAGES / "install.md").read_text(encoding="utf8")
    assert [page.name for page in PAGES.glob("*.md") if page.name != "install.md" and page.name not in listed] == []
