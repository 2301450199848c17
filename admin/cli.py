"""`prachakhom`: every command, with a clear error and exit status 2 for bad input."""

import sys

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from admin.commands import (
    accounts,
    broadcasts,
    channels,
    clocks,
    consultations,
    documents,
    events,
    exports,
    forms,
    output,
    population,
    responses,
    sending,
    server,
    subscribers,
)
from admin.commands.wording import say
from consultation.errors import Refused
from consultation.places.schemes import UnknownPlace

app = typer.Typer(
    name="prachakhom",
    help="Prachakhom (ประชาคม): public participation for Thai provincial clusters.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(consultations.app, name="consultation")
app.add_typer(broadcasts.app, name="broadcast")
app.add_typer(forms.app, name="form")
app.add_typer(responses.app, name="respond")
app.add_typer(channels.app, name="channel")
app.add_typer(accounts.app, name="account")
app.add_typer(events.app, name="event")
app.add_typer(clocks.app, name="holiday")
app.add_typer(population.app, name="population")
for command in (
    server.demo, server.serve, server.migrate, server.check, forms.play, documents.group, documents.report,
    exports.export, sending.calls, clocks.clocks, subscribers.subscribers,
):  # fmt: skip
    app.command()(command)


SETTING_MUST = frozenset(
    f"setting_{kind}"
    for kind in (
        "int_parsing", "float_parsing", "bool_parsing", "literal_error", "greater_than_equal", "greater_than",
        "less_than_equal",
    )
)  # fmt: skip


def main() -> None:
    """Run a command; bad input ends with status 2 and what, where and how to mend."""
    try:
        app()
    except (Refused, UnknownPlace) as error:
        output.problem(str(error.args[0] if error.args else error))
        sys.exit(2)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        output.problem(say("bad_path", path=error.filename or error))
        sys.exit(2)
    except ValidationError as error:
        for problem in error.errors():
            output.problem(wrong_setting(problem))
        sys.exit(2)


def wrong_setting(problem: ErrorDetails) -> str:
    """What is wrong with a setting, in words: which, what it must be, and where that is written."""
    name = "PRACHAKHOM_" + "_".join(str(part) for part in problem["loc"]).upper()
    limits = problem.get("ctx", {})
    limit = next((limits[key] for key in ("ge", "gt", "le", "lt", "expected") if key in limits), "")
    key = f"setting_{problem['type']}"
    must = say(key if key in SETTING_MUST else "setting_other", limit=limit, why=problem["msg"])
    return say("setting_wrong", name=name, given=problem["input"], must=must)


if __name__ == "__main__":
    main()
