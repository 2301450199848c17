"""`prachakhom`: every command, with a clear error and exit status 2 for bad input."""

import sys

import typer
from pydantic import ValidationError

from admin.commands import (
    broadcasts,
    channels,
    consultations,
    documents,
    events,
    exports,
    forms,
    output,
    sending,
    server,
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
app.add_typer(channels.app, name="channel")
app.add_typer(server.account_app, name="account")
app.add_typer(events.app, name="event")
for command in (
    server.demo, server.serve, server.migrate, server.check, forms.play, documents.group, documents.report,
    exports.export, sending.calls,
):  # fmt: skip
    app.command()(command)


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
            output.problem(f"PRACHAKHOM_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}")
        sys.exit(2)


if __name__ == "__main__":
    main()
