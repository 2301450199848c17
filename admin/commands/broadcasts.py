"""`prachakhom broadcast …`: news to those who agreed to hear, from the draft to what became of it."""

from collections.abc import Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlmodel import Session

from admin.channels import configured
from admin.commands import output
from admin.commands.consultations import Json, find, moment
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from admin.dates import date_and_time
from bot.broadcaster import ways
from consultation.broadcast import figures, service
from consultation.broadcast.audience import KINDS, OF_ONE, Audience
from consultation.broadcast.figures import View
from consultation.broadcast.reach import Way
from consultation.broadcast.service import PURPOSES, Draft, Purpose
from consultation.db import Database
from consultation.places.schemes import cluster as find_cluster
from consultation.settings import settings
from consultation.vault import open_vault
from consultation.wording import wording

app = typer.Typer(help="Write to everybody who agreed to hear.", no_args_is_help=True)

_WORDS: dict[str, dict[str, str]] = wording("admin.officer")["broadcast"]  # the same as on the page

Number = Annotated[int, typer.Argument(help="Number of the broadcast.", min=1)]


@app.command()
def create(
    text: Annotated[str, typer.Option(help="What is said, in Thai.")],
    cluster: Annotated[str, typer.Option(help="SCHEME:NUMBER, when it is about no consultation.")] = "",
    consultation: Annotated[str, typer.Option(help="Number or start code of the consultation that it is about.")] = "",
    audience: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "everyone",
    purpose: Annotated[str, typer.Option(help=f"One of {', '.join(PURPOSES)}.")] = "news",
    starts: Annotated[bool, typer.Option("--starts", help="Offer to begin that consultation.")] = False,
    english: Annotated[str, typer.Option(help="The same in English.")] = "",
    link: Annotated[str, typer.Option(help="An address to read on.")] = "",
    title: Annotated[str, typer.Option(help="What colleagues call it.")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="Also to who has had news today.")] = False,
    json: Json = False,
) -> None:
    """Make a draft; nothing is sent."""
    if bool(cluster) == bool(consultation):
        raise typer.BadParameter(say("cluster_or_consultation"))
    if starts and not consultation:
        raise typer.BadParameter(say("starts_what"))
    if purpose not in PURPOSES or (purpose != "news" and not consultation):
        raise typer.BadParameter(say("round_what"))
    if audience not in KINDS:
        raise typer.BadParameter(say("audience_unknown", given=audience, known=", ".join(KINDS)))

    kinds: dict[str, Purpose] = {each: each for each in PURPOSES}

    def work(session: Session) -> View:
        of = find(session, consultation) if consultation else None
        place = find_cluster(of.scheme, of.cluster) if of else find_cluster(cluster)
        to = Audience(kind=audience, consultation=of.id if of and audience in OF_ONE else None)
        draft = Draft(
            scheme=place.scheme, cluster=place.number, consultation=of.id if of else None, title=title, link=link,
            purpose=kinds[purpose],
            texts={"th": text, "en": english}, starts=of.id if of and starts else None, audience=to, urgent=urgent,
        )  # fmt: skip
        return figures.view(session, service.create(session, draft, actor()))

    _shown(_written(work), json)


@app.command()
def preview(id: Number, json: Json = False) -> None:
    """Count whom it would reach, and what that costs."""
    reached = _ways()

    def work(session: Session) -> View:
        service.preview(session, id, figures.view(session, id).version, reached, actor())
        return figures.view(session, id)

    _shown(_written(work), json)


@app.command()
def send(
    id: Number,
    at: Annotated[str, typer.Option(help="When, 2027-01-31T09:00; now when left out.")] = "",
    json: Json = False,
) -> None:
    """Let it go, now or at a time; a serving or working process sends it, in daylight."""
    reached, when = _ways(), moment(at)

    def work(session: Session) -> View:
        service.schedule(session, id, figures.view(session, id).version, reached, actor(), when)
        return figures.view(session, id)

    _shown(_written(work), json)


@app.command()
def pause(id: Number, json: Json = False) -> None:
    """Stop sending; what a platform already has arrives."""
    _act(id, json, service.pause)


@app.command()
def resume(id: Number, json: Json = False) -> None:
    """Go on where it was paused."""
    _act(id, json, service.resume)


@app.command()
def cancel(id: Number, json: Json = False) -> None:
    """End it for good."""
    _act(id, json, service.cancel)


@app.command("list")
def listing(json: Json = False) -> None:
    """List them, the newest first."""

    async def work(db: Database) -> list[View]:
        return await db.read(figures.listing)

    found = with_database(work)
    if json:
        output.as_json([view.model_dump(mode="json") for view in found])
    elif found:
        heads = [say(f"head_{name}") for name in ("id", "state", "begins", "recipients", "over", "title")]
        output.table(heads, [_row(view) for view in found])
    else:
        output.line(say("broadcasts_none"))


@app.command()
def show(id: Number, json: Json = False) -> None:
    """Show its state and what became of its recipients."""

    async def work(db: Database) -> View:
        return await db.read(figures.view, id)

    _shown(with_database(work), json)


def _act(id: int, json: bool, act: Any) -> None:
    def work(session: Session) -> View:
        act(session, id, figures.view(session, id).version, actor())
        return figures.view(session, id)

    _shown(_written(work), json)


def _written(work: Any) -> View:
    async def write(db: Database) -> View:
        shown: View = await db.write(work)
        return shown

    return with_database(write)


def _ways() -> Sequence[Way]:
    of = settings()
    return ways(configured(of, open_vault(of)))


def _shown(view: View, json: bool) -> None:
    if json:
        output.as_json(view)
        return
    output.line(f"{view.id}  {say(f'broadcast_{view.state}')}  {view.title}")
    if view.counts is not None:
        output.line(say("broadcast_reaches", send=view.counts.send, audience=view.counts.audience))
        _counts(view.counts)
    if view.progress.total:
        words = _WORDS["recipient"]
        states = [[words.get(state, state), str(n)] for state, n in view.progress.states.items() if n]
        output.table([say("head_became"), say("head_people")], states)
    if view.why:
        output.line(say("broadcast_why", why=_WORDS["paused"].get(view.why, view.why)))


def _counts(counts: figures.Preview) -> None:
    """Whom it reaches by which account, and whom not and why, in the words of the page."""
    if counts.channels:
        rows = [[each.name, str(each.send), str(each.cost or "–"), _left(each)] for each in counts.channels]
        output.table([say("head_channel"), say("head_people"), say("head_cost"), say("head_left")], rows)
    if counts.out:
        words = _WORDS["out"]
        left_out = [[words.get(reason, reason), str(n)] for reason, n in counts.out.items()]
        output.table([say("head_left_out"), say("head_people")], left_out)


def _row(view: View) -> list[str]:
    begins = view.began_at or view.scheduled_at
    progress = view.progress
    people = str(progress.total or (view.counts.send if view.counts else "–"))
    when = date_and_time(begins, ZoneInfo(settings().timezone)) if begins else "–"
    return [str(view.id), say(f"broadcast_{view.state}"), when, people, str(progress.over), view.title]


def _left(each: figures.ByChannel) -> str:
    return "–" if not each.cost else "?" if not each.known else "∞" if each.left is None else str(each.left)
