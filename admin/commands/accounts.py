"""`prachakhom account …`: people who sign in, their roles, their invitations and sessions."""

from typing import Annotated

import typer
from sqlmodel import Session

from admin.accounts import links, people, service, sessions
from admin.accounts.link_pages import address
from admin.accounts.links import Made
from admin.accounts.people import Person
from admin.accounts.shutting import shut_out
from admin.commands import output
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.settings import settings
from consultation.talk.wording import short_time

app = typer.Typer(help="People of the office who sign in: accounts, roles, sessions.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name to sign in with.")]
Role = Annotated[
    list[str] | None,
    typer.Option("--role", help="STR, ADM, MON, HEAD, PROV, DPO, SYS or AUD; for one cluster STR@2567:10, for one "
                 "province PROV@TH-42. Repeatable. officer, planner, head and admin stand for what they were."),
]  # fmt: skip
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command()
def add(
    name: Name,
    role: Role = None,
    password: Annotated[str, typer.Option(help="Asked for when left out.", envvar="PRACHAKHOM_NEW_PASSWORD")] = "",
) -> None:
    """Add an account with a password: for the first administrator, and for programs."""
    service.parsed(_roles(role))
    secret = password or typer.prompt(say("password"), hide_input=True, confirmation_prompt=True)

    async def work(db: Database) -> service.AccountView:
        return await db.write(service.add, name, secret, _roles(role), actor=actor())

    added = with_database(work)
    output.line(say("account_added", name=added.name, role=str(added.grants)))


@app.command()
def invite(
    name: Name,
    role: Role = None,
    email: Annotated[
        str, typer.Option(help="The address at the office's provider of sign-in, to be known by it.")
    ] = "",
    json: Json = False,
) -> None:
    """Add an account without a password and print the link with which its owner sets one."""

    async def work(db: Database) -> Made:
        return await db.write(links.invite, name, email, service.parsed(_roles(role)), actor())

    _told(with_database(work), json)


@app.command()
def reset(name: Name, json: Json = False) -> None:
    """Print a link with which the owner of an account sets another password."""

    async def work(db: Database) -> Made:
        person = await db.read(people.named, name)
        return await db.write(links.renew, person.id, actor())

    _told(with_database(work), json)


@app.command("list")
def listing(json: Json = False) -> None:
    """List every account with its roles."""

    async def work(db: Database) -> list[Person]:
        return await db.read(people.listing)

    found = with_database(work)
    if json:
        output.as_json([_plain(person) for person in found])
        return
    for person in found:
        state = say("account_disabled") if person.disabled_at else say("account_code") if person.code_since else ""
        output.line(f"{person.name}  {person.grants}  {state}".rstrip())


@app.command()
def roles(name: Name, role: Role = None) -> None:
    """Give an account these roles and no others; without --role, show what it has."""

    async def work(db: Database) -> str:
        person = await db.read(people.named, name)
        if not role:
            return str(person.grants)
        changed = await db.write(service.set_roles, person.id, service.parsed(_roles(role)), actor())
        return str(changed.grants)

    output.line(say("account_roles", name=name, role=with_database(work)))


@app.command()
def disable(
    name: Name, undo: Annotated[bool, typer.Option("--undo", help="Let it sign in again instead.")] = False
) -> None:
    """Let an account sign in no more, and end its sessions and tokens."""

    async def work(db: Database) -> None:
        person = await db.read(people.named, name)
        await db.write(people.enable if undo else people.disable, person.id, actor())

    with_database(work)
    output.line(say("account_enabled_now" if undo else "account_disabled_now", name=name))


@app.command("sessions")
def show_sessions(
    name: Name,
    end: Annotated[bool, typer.Option("--end", help="End all of them, and the account's tokens.")] = False,
    json: Json = False,
) -> None:
    """List the browsers in which an account is signed in, or end them all."""

    def work_on(session: Session) -> list[sessions.Device]:
        person = people.named(session, name)
        found = sessions.listing(session, person.id)
        if end:
            shut_out(session, person.id, actor())
        return found

    async def work(db: Database) -> list[sessions.Device]:
        return await db.write(work_on)

    found = with_database(work)
    if json:
        output.as_json([device.model_dump(mode="json", exclude={"present"}) for device in found])
        return
    for device in found:
        times = [short_time(at, settings().timezone) for at in (device.created_at, device.seen_at)]
        output.line(f"{device.id}  {device.device or '–'}  {device.way}  {times[0]} – {times[1]}")
    if end:
        output.line(say("account_sessions_ended", n=len(found)))


def _roles(given: list[str] | None) -> str:
    return " ".join(given or ["officer"])


def _told(made: Made, json: bool) -> None:
    link = address(settings().base_url, made.token)
    if json:
        output.as_json({"name": made.account.name, "link": link, "ends_at": made.ends_at.isoformat()})
        return
    output.line(say("account_link", name=made.account.name, until=short_time(made.ends_at, settings().timezone)))
    output.line(link)


def _plain(person: Person) -> dict[str, object]:
    return {
        "name": person.name, "roles": [str(grant) for grant in person.grants.given], "email": person.email,
        "second_step": person.code_since is not None, "disabled": person.disabled_at is not None,
    }  # fmt: skip
