"""`prachakhom consultation …`: make consultations, move them on, list and show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from admin.accounts import service as accounts
from admin.commands import output
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation import clock, rights
from consultation.consult import service as consult
from consultation.consult.links import links
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms import files as form_files
from consultation.forms import office, templates
from consultation.forms.templates.filling import filled
from consultation.forms.xlsform import Package, unpack
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.values import Mover, Standing
from consultation.places.schemes import Cluster
from consultation.places.schemes import cluster as find_cluster
from consultation.plans import service as plans
from consultation.responses import service as responses
from consultation.settings import settings
from consultation.talk.wording import short_time

app = typer.Typer(help="Make consultations, move them on, list and show them.", no_args_is_help=True)

DEFAULT_DAYS = 30


@dataclass(frozen=True)
class Window:
    """When it opens by itself and when it closes, as far as that was said."""

    opens: datetime | None
    closes: datetime | None


Id = Annotated[str, typer.Argument(help="Number or start code of the consultation.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.command()
def create(
    cluster: Annotated[str, typer.Option(help="SCHEME:NUMBER, such as current:10 or 2551:13.")],
    template: Annotated[str, typer.Option(help=f"One of {', '.join(templates.KEYS)}, or your own.")] = "",
    form: Annotated[Path | None, typer.Option(help="An XLSForm workbook or .zip instead of a template.")] = None,
    attach: Annotated[list[Path] | None, typer.Option(help="A table or picture that the workbook names.")] = None,
    title: Annotated[str, typer.Option(help="What citizens read; the template's title when left out.")] = "",
    opens: Annotated[str, typer.Option(help="Day or moment to open by itself, 2027-01-10T08:30.")] = "",
    closes: Annotated[str, typer.Option(help="Last day or moment, 2027-01-31 or 2027-01-31T16:30.")] = "",
    evaluates: Annotated[str, typer.Option(help="For an evaluation: number or start code of what it is about.")] = "",
    open_: Annotated[bool, typer.Option("--open", help="Open it at once, where nobody has to approve.")] = False,
    json: Json = False,
) -> None:
    """Make a consultation from a template or a form of your own."""
    if bool(template) == (form is not None):
        raise typer.BadParameter(say("template_or_form"))
    place = find_cluster(cluster)

    package = read(form, attach) if form is not None else None

    window = Window(moment(opens), moment(closes))

    async def work(db: Database) -> ConsultationView:
        return await db.write(_create, place, template, package, title, window, evaluates, open_)

    shown = with_database(work)
    if json:
        output.as_json({"id": shown.id, "code": shown.code, "links": _links(shown)})
    else:
        _print(shown)


@app.command("open")
def open_now(id: Id, json: Json = False) -> None:
    """Open one to the public."""
    _change(id, json, "open")


@app.command()
def close(id: Id, json: Json = False) -> None:
    """Close an open consultation now."""
    _change(id, json, "closed")


@app.command()
def approve(
    id: Id,
    by: Annotated[str, typer.Option("--by", help="The head's account; without it, whoever runs the command.")] = "",
    json: Json = False,
) -> None:
    """Approve a draft, so that people may be told of it."""
    _change(id, json, "approved", by)


@app.command()
def announce(id: Id, json: Json = False) -> None:
    """Announce what is to open: everybody can read its page, and it opens by itself."""
    _change(id, json, "announced")


@app.command()
def publish(
    id: Id,
    by: Annotated[str, typer.Option("--by", help="The head's account; without it, whoever runs the command.")] = "",
    json: Json = False,
) -> None:
    """Publish the result that was written on its page."""
    _change(id, json, "published", by)


@app.command()
def steps(id: Id, json: Json = False) -> None:
    """Show where one stands, what is next, and what is in the way."""

    async def work(db: Database) -> Standing:
        shown = await db.read(find, id)
        return await db.read(lifecycle.standing, shown.id, Mover(name=actor(), grants=rights.everything()))

    standing = with_database(work)
    if json:
        output.as_json(standing.model_dump(mode="json"))
        return
    _print(standing.view)
    for step in standing.steps:
        output.line(f"  {say(f'step_{step.status}')} {step.title}  {_shown(step.at) if step.at else ''}".rstrip())
    for next_ in standing.following:
        output.line(say("next_step" if next_.needed else "next_optional", act=next_.title, who=next_.who))
        for each in next_.concerns:
            output.line(say("step_stopped" if each.stops else "step_warned", what=each.what, mend=each.mend))


@app.command("list")
def listing(json: Json = False) -> None:
    """List all consultations, newest first."""

    async def work(db: Database) -> list[ConsultationView]:
        return await db.read(consult.listing)

    rows = with_database(work)
    if json:
        output.as_json([row.model_dump(mode="json") for row in rows])
        return
    heads = [say("head_id"), say("head_code"), say("head_state"), say("head_closes"), say("head_title")]
    output.table(heads, [[str(r.id), r.code, say(f"state_{r.state}"), _shown(r.closes_at), r.title] for r in rows])


@app.command()
def show(id: Id, json: Json = False) -> None:
    """Show one consultation: its state, its links, and how many have answered."""

    async def work(db: Database) -> tuple[ConsultationView, responses.Figures]:
        shown = await db.read(find, id)
        return shown, await db.read(responses.figures, shown.id)

    shown, figures = with_database(work)
    if json:
        output.as_json(
            {**shown.model_dump(mode="json"), "links": _links(shown), "figures": figures.model_dump(mode="json")}
        )
        return
    _print(shown)
    output.line(say("figures", submitted=figures.submitted, started=figures.started))
    output.table([say("head_province"), say("head_people")], [[row.name, str(row.n)] for row in figures.provinces])


def find(session: Session, id: str) -> ConsultationView:
    """The consultation of a number or a start code. Raises NotFound."""
    return (
        consult.view(session, int(id))
        if id.isdecimal() and len(id) < consult.CODE_LENGTH
        else consult.by_code(session, id)
    )


def _create(
    session: Session,
    place: Cluster,
    template: str,
    package: Package | None,
    title: str,
    window: Window,
    evaluates: str,
    opened: bool,
) -> ConsultationView:
    plan = next(iter(plans.for_cluster(session, place.scheme, place.number)), None)
    given = Package(office.find(session, template), office.files(session, template)) if package is None else package
    form = filled(given.form, place, plan)
    new = NewConsultation(
        title=title or form.title["th"],
        kind=templates.info_of(template, given.form).kind,
        template=template,
        scheme=place.scheme,
        cluster=place.number,
        plan_id=plan.id if plan else None,
        opens_at=window.opens,
        closes_at=window.closes or _default_close(),
        evaluates_id=find(session, evaluates).id if evaluates else None,
    )
    shown = consult.create(session, new, form, actor())
    form_files.keep(session, f"consultation:{shown.id}", given.files, actor())
    return (
        lifecycle.move(session, shown.id, "open", Mover(name=actor(), grants=rights.everything())) if opened else shown
    )


def read(file: Path, attach: list[Path] | None = None) -> Package:
    """The questionnaire in a file, with what is attached to it. Raises BadForm, OSError."""
    return unpack(file, attached={path.name: path.read_bytes() for path in attach or ()})


def _change(id: str, json: bool, to: str, by: str = "") -> None:
    async def work(db: Database) -> ConsultationView:
        shown = await db.read(find, id)
        mover = await db.read(_named, by) if by else Mover(name=actor(), grants=rights.everything())
        return await db.write(lifecycle.move, shown.id, to, mover)

    shown = with_database(work)
    if json:
        output.as_json({"id": shown.id, "code": shown.code, "state": shown.state, "links": _links(shown)})
    else:
        _print(shown)


def _named(session: Session, name: str) -> Mover:
    """An account in whose name a step is taken. Raises BadParameter when there is none."""
    found = accounts.by_name(session, name)
    if found is None:
        raise typer.BadParameter(say("account_unknown", name=name))
    return Mover(name=found.name, grants=found.grants)


def moment(typed: str) -> datetime | None:
    """A day or moment as typed, in the office's time; None when nothing was. Raises BadParameter."""
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise typer.BadParameter(say("bad_moment", typed=typed)) from error
    if len(typed) <= len("2027-01-31"):
        found = found.replace(hour=23, minute=59)
    return found if found.tzinfo else found.replace(tzinfo=settings().zone)


def _default_close() -> datetime:
    """The end of office hours, a month from now."""
    day = clock.now().astimezone(settings().zone) + timedelta(days=DEFAULT_DAYS)
    return day.replace(hour=16, minute=30, second=0, microsecond=0)


def _links(shown: ConsultationView) -> dict[str, str | None]:
    return links(shown, settings()).model_dump(exclude={"code"})


def _print(shown: ConsultationView) -> None:
    output.line(f"{shown.id}  {shown.code}  {say(f'state_{shown.state}')}  {shown.title}")
    output.line(say("window", cluster=shown.cluster_name, closes=_shown(shown.closes_at)))
    for name, link in _links(shown).items():
        if link:
            output.line(f"  {name:9} {link}")


def _shown(moment: datetime | None) -> str:
    return short_time(moment, settings().timezone) if moment else "–"
