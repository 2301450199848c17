"""`prachakhom form …` and `prachakhom play`: check, import and export questionnaires, and answer one here."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from admin.commands import output
from admin.commands.consultations import find
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.forms import templates
from consultation.forms.check import errors, minutes, problems
from consultation.forms.form import About, Form, in_language
from consultation.places.schemes import cluster as find_cluster
from consultation.places.translated import cluster_names
from consultation.plans import service as plans
from consultation.talk.wording import LANGUAGES, THAI

app = typer.Typer(help="Check, import and export questionnaires (XLSForm).", no_args_is_help=True)

Workbook = Annotated[Path, typer.Argument(help="An XLSForm workbook (.xlsx).")]


@app.command()
def check(file: Workbook) -> None:
    """Say what is wrong with a questionnaire, with sheet, row and how to mend it."""
    form = _read(file)
    for problem in problems(form):
        output.line(f"{problem.where}: {problem.what} {problem.mend}")
    if errors(form):
        raise typer.Exit(2)
    output.line(say("form_fine", questions=sum(q.counted for q in form.questions), minutes=minutes(form)))


@app.command("import")
def import_(
    file: Workbook,
    consultation: Annotated[str, typer.Option(help="Number or start code of the consultation it is for.")],
) -> None:
    """Make a workbook the next revision of a consultation's questionnaire."""
    form = _read(file)

    async def work(db: Database) -> int:
        shown = await db.read(find, consultation)
        return await db.write(forms.save, shown.id, form, actor())

    revision = with_database(work)
    output.line(
        say("form_fine", questions=sum(q.counted for q in form.questions), minutes=minutes(form)) + f" (r{revision})"
    )


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the workbook.")],
    consultation: Annotated[str, typer.Option(help="Number or start code of a consultation.")] = "",
    template: Annotated[str, typer.Option(help=f"Or a template: {', '.join(templates.KEYS)}.")] = "",
    cluster: Annotated[str, typer.Option(help="The template's cluster, such as current:10.")] = "",
) -> None:
    """Write the questionnaire of a consultation, or a template, as an XLSForm workbook."""
    from consultation.forms import xlsform

    if bool(consultation) == bool(template):
        raise typer.BadParameter(say("template_or_form"))
    form = _of_template(template, cluster) if template else with_database(lambda db: _of_consultation(db, consultation))
    file.write_bytes(xlsform.write(form))
    output.line(say("form_written", path=file))


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
    questionnaire = _of_template(form, cluster) if form in templates.KEYS else _read(Path(form))
    place = find_cluster(cluster)
    names = {"cluster": place.full_name_th, "clusters": cluster_names(place)}
    about = About.model_validate({"code": "PREVEW", "title": in_language(questionnaire.title, THAI), **names})
    questionnaire = questionnaire.model_copy(update={"revision": 1, "about": about})
    terminal.play(questionnaire, sys.stdin, output.line, record, language=language)


def _of_template(key: str, cluster: str) -> Form:
    if not cluster:
        raise Refused(say("form_needs_cluster", key=key))
    place = find_cluster(cluster)

    async def work(db: Database) -> Form:
        found = await db.read(plans.for_cluster, place.scheme, place.number)
        return templates.fill(key, place, found[0] if found else None)

    return (
        with_database(work)
        if key in templates.templates() and templates.templates()[key].needs_plan
        else templates.fill(key, place)
    )


async def _of_consultation(db: Database, id: str) -> Form:
    shown = await db.read(find, id)
    return await db.read(forms.current, shown.id)


def _read(file: Path) -> Form:
    from consultation.forms import xlsform

    return xlsform.read(file)
