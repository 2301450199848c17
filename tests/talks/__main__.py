"""Record the talks again: `python -m tests.talks record [NAME …]`, all of them when none is named."""

import sys

from consultation.talk.script import dump, load, play
from tests.talks import FOLDER, files


def main(arguments: list[str]) -> int:
    """Write what each script says now into its file; the status to exit with."""
    known = {path.stem for path in files()}
    if arguments[:1] != ["record"] or not set(arguments[1:]) <= known:
        print(f"python -m tests.talks record [NAME …]; names: {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    for name in arguments[1:] or sorted(known):
        path = FOLDER / f"{name}.json"
        before = path.read_text(encoding="utf8")
        after = dump(play(load(before)))
        path.write_text(after, encoding="utf8")
        print(f"{name}: {'as before' if after == before else 'changed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
