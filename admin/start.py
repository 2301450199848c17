"""Where `prachakhom` begins: the ingress at once, every other command by way of the command line, which takes longer.

The command line brings in tables, forms and reports; a process that must be back within two seconds cannot wait for it.
"""

import sys
from collections.abc import Sequence

OPTIONS = {"--role", "--host", "--port"}


def main() -> None:
    """Run the command that was given."""
    options = ingress_options(sys.argv[1:])
    if options is None or not _ingress(options):
        from admin.cli import main as command_line

        command_line()


def ingress_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options of `serve --role ingress`; None when it is any other command or not understood here."""
    if list(arguments[:1]) != ["serve"]:
        return None
    words = [word for argument in arguments[1:] for word in argument.split("=", 1)]
    options = dict(zip(words[::2], words[1::2], strict=False))
    understood = len(words) % 2 == 0 and options.keys() <= OPTIONS and options.get("--port", "0").isdecimal()
    return options if understood and options.get("--role") == "ingress" else None


def _ingress(options: dict[str, str]) -> bool:
    """Serve until told to stop; False when something is wrong, which the command line then tells in words."""
    from pydantic import ValidationError

    from admin import event_loop
    from admin.ingress import serve
    from consultation.errors import Refused
    from consultation.settings import settings

    try:
        of = settings()
        port = int(options.get("--port", of.port))
        event_loop.run(serve(of.model_copy(update={"host": options.get("--host", of.host), "port": port})))
    except (ValidationError, Refused):
        return False
    return True


if __name__ == "__main__":
    main()
