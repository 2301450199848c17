"""`prachakhom broadcast …`: make, preview, send, pause, resume, cancel and show news to those who agreed to hear."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlmodel import Session

from admin.channels import configured
from admin.commands import output
from admin.commands.consultations import Json, find, moment
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from bot.broadcaster import ways
from consultation.broadcast import figures, service
from consultation.broadcast.audience import KINDS, Audience
from consultation.broadcast.figures import View
from consultation.broadcast.reach import Way
from consultation.broadcast.service import Draft
from consultation.db import Database
from consultation.places.schemes import cluster as find_cluster
from consultation.settings import settings
from consultation.vault import open_vault

app = typer.Typer(help="Write to everybody who agreed to hear.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the broadcast.", min=1)]


@app.command()
def create(
    text: Annotated[str, typer.Option(help="What is said, in Thai.")],
    cluster: Annotated[str, typer.Option(help="SCHEME:NUMBER, when it is about no consultation.")] = "",
    consultation: Annotated[str, typer.Option(help="Number or start code of the consultation that it is about.")] = "",
    audience: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "everyone",
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
    if audience not in KINDS:
        raise typer.BadParameter(say("audience_unknown", given=audience, known=", ".join(KINDS)))

    def work(session: Session) -> View:
        of = find(session, consultation) if consultation else None
        place = find_cluster(of.scheme, of.cluster) if of else find_cluster(cluster)
        to = Audience(kind=audience, consultation=of.id if of and audience != "everyone" else None)
        draft = Draft(
            scheme=place.scheme, cluster=place.number, consultation=of.id if of else None, title=title, link=link,
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
        rows = [[each.name, str(each.send), str(each.cost or "–"), _left(each)] for each in view.counts.channels]
        output.table([say("head_channel"), say("head_people"), say("head_cost"), say("head_left")], rows)
        output.table([say("head_left_out"), say("head_people")], [[k, str(n)] for k, n in view.counts.out.items()])
    if view.progress.total:
        states = [[state, str(n)] for state, n in view.progress.states.items()]
        output.table([say("head_state"), say("head_people")], states)
    if view.why:
        output.line(say("broadcast_why", why=view.why))


def _left(each: figures.ByChannel) -> str:
    return "–" if not each.cost else "?" if not each.known else "∞" if each.left is None else str(each.left)
