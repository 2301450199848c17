"""`prachakhom form …` and `prachakhom play`: questionnaires as files, an office's templates, and answering one here."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from admin.commands import output
from admin.commands.consultations import find, read
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.consult.life import KINDS
from consultation.db import Database
from consultation.forms import exchange, office, templates
from consultation.forms.check import errors, minutes, problems
from consultation.forms.form import About, Form, in_language
from consultation.forms.office import NewTemplate
from consultation.forms.template_translations import translated
from consultation.forms.templates.filling import filled, needs_plan
from consultation.forms.xlsform import Packed, pack
from consultation.places.schemes import cluster as find_cluster
from consultation.places.translated import cluster_names
from consultation.plans import service as plans
from consultation.talk.wording import LANGUAGES, THAI

app = typer.Typer(help="Check, import and export questionnaires (XLSForm).", no_args_is_help=True)

Workbook = Annotated[
    Path, typer.Argument(help="An XLSForm workbook (.xlsx, .xlsm, .xls, .md, .csv), or a .zip with it and its tables.")
]
Attach = Annotated[list[Path] | None, typer.Option(help="A table (.csv) or picture that the workbook names.")]


@app.command()
def check(file: Workbook, attach: Attach = None) -> None:
    """Say what is wrong with a questionnaire, with sheet, row and how to mend it."""
    form = read(file, attach).form
    for problem in problems(form):
        output.line(f"{problem.where}: {problem.what} {problem.mend}")
    if errors(form):
        raise typer.Exit(2)
    _print_fine(form)


@app.command("import")
def import_(
    file: Workbook,
    consultation: Annotated[str, typer.Option(help="Number or start code of the consultation it is for.")],
    attach: Attach = None,
) -> None:
    """Make a workbook the next revision of a consultation's questionnaire."""
    package = read(file, attach)

    async def work(db: Database) -> Form:
        shown = await db.read(find, consultation)
        return await db.write(exchange.bring_in, shown.id, package, actor())

    form = with_database(work)
    _print_fine(form, f" (r{form.revision})")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the workbook; or a template's key alone.")],
    consultation: Annotated[str, typer.Option(help="Number or start code of a consultation.")] = "",
    template: Annotated[str, typer.Option(help=f"Or a template: {', '.join(templates.KEYS)}, or your own.")] = "",
    cluster: Annotated[str, typer.Option(help="Fill the template in for a cluster, such as current:10.")] = "",
) -> None:
    """Write the questionnaire of a consultation, or a template, as a workbook; as a .zip where files go with it."""
    if not consultation and not template and file.name in templates.KEYS:
        file, template = file.with_suffix(".xlsx"), file.name
    if bool(consultation) == bool(template):
        raise typer.BadParameter(say("export_what"))
    packed = _of_consultation(consultation) if consultation else _of_template(template, cluster)
    path = file if file.suffix.lower() == packed.suffix else file.with_suffix(packed.suffix)
    path.write_bytes(packed.content)
    output.line(say("form_written", path=path))


@app.command("templates")
def list_templates(json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False) -> None:
    """List the templates: those that ship, and the office's own."""

    async def work(db: Database) -> dict[str, templates.TemplateInfo]:
        return await db.read(office.offered)

    infos = with_database(work).values()
    if json:
        output.as_json([vars(info) for info in infos])
        return
    rows = [[info.key, say("own") if info.own else "", info.kind, info.name] for info in infos]
    output.table([say("head_key"), "", say("head_kind"), say("head_name")], rows)


@app.command("save-template")
def save_template(
    file: Workbook,
    name: Annotated[str, typer.Option(help="What colleagues read when they choose it.")],
    about: Annotated[str, typer.Option(help="When to use it.")] = "",
    kind: Annotated[str, typer.Option(help=f"Of the consultations it makes: {', '.join(KINDS)}.")] = "survey",
    key: Annotated[str, typer.Option(help="Its key for commands, such as water-2570; office-1 … when left out.")] = "",
    attach: Attach = None,
) -> None:
    """Keep a workbook as a template of the office."""
    package = read(file, attach)
    new = NewTemplate(name=name, about=about, kind=kind, key=key)

    async def work(db: Database) -> templates.TemplateInfo:
        return await db.write(office.save, new, package.form, actor(), package.files)

    output.line(say("template_saved", key=with_database(work).key))


@app.command("delete-template")
def delete_template(key: Annotated[str, typer.Argument(help="The key of a template of the office.")]) -> None:
    """Delete a template of the office. Consultations made of it keep their questions."""
    with_database(lambda db: db.write(office.delete, key, actor()))
    output.line(say("template_deleted", key=key))


def play(
    form: Annotated[str, typer.Argument(help="An XLSForm workbook, or the key of a template.")],
    cluster: Annotated[str, typer.Option(help="The cluster that a template is filled in for.")] = "current:10",
    language: Annotated[str, typer.Option(help=f"What the talk begins in: {', '.join(LANGUAGES)}.")] = THAI,
    record: Annotated[Path | None, typer.Option(help="Write the talk down as a test.")] = None,
) -> None:
    """Answer a questionnaire in the terminal, exactly as a citizen would in a chat."""
    from bot import terminal

    if language not in LANGUAGES:
        raise typer.BadParameter(say("bad_language", language=language, known=", ".join(LANGUAGES)))
    place = find_cluster(cluster)
    if form in templates.KEYS:
        questionnaire = translated(_filled(templates.template(form), cluster), place)
    else:
        questionnaire = _filled(read(Path(form)).form, cluster)
    names = {"cluster": place.full_name_th, "clusters": cluster_names(place)}
    about = About.model_validate({"code": "PREVEW", "title": in_language(questionnaire.title, THAI), **names})
    questionnaire = questionnaire.model_copy(update={"revision": 1, "about": about})
    terminal.play(questionnaire, sys.stdin, output.line, record, language=language)


def _print_fine(form: Form, more: str = "") -> None:
    output.line(say("form_fine", questions=sum(q.counted for q in form.questions), minutes=minutes(form)) + more)


def _filled(form: Form, cluster: str) -> Form:
    """A form with its blanks filled in for a cluster; the database is opened only where a plan is asked for."""
    place = find_cluster(cluster)
    if not needs_plan(form):
        return filled(form, place)

    async def work(db: Database) -> Form:
        found = await db.read(plans.for_cluster, place.scheme, place.number)
        return filled(form, place, found[0] if found else None)

    return with_database(work)


def _of_template(key: str, cluster: str) -> Packed:
    if key in templates.KEYS:
        filled_in = pack(_filled(templates.template(key), cluster)) if cluster else None
        return filled_in or Packed(templates.workbook(key), ".xlsx")

    async def work(db: Database) -> tuple[Form, dict[str, bytes]]:
        return await db.read(office.find, key), await db.read(office.files, key)

    form, files = with_database(work)
    return pack(_filled(form, cluster) if cluster else form, files)


def _of_consultation(id: str) -> Packed:
    async def work(db: Database) -> Packed:
        shown = await db.read(find, id)
        return await db.read(exchange.take_out, shown.id)

    return with_database(work)
