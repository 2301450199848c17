"""Where the descriptions and the servers are, and a plain sentence where they are not."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TELEGRAM, PRISM = HERE / "telegram", HERE / "prism"
NO_DATA = "the descriptions of LINE and Telegram are not part of this repository: name their folder in CONFORMANCE_DATA"
NO_SERVERS = "the servers from npm are not here: make conformance fetches them"

STAMP = "node_modules/.prachakhom-lock"  # written by admin.assets when all of a lock is in place

_TO_JSON = "process.stdout.write(JSON.stringify(require('js-yaml').load(require('fs').readFileSync(0,'utf8'))))"


def described(name: str) -> Path | None:
    """A file of the folder with the descriptions, by its path in it (a pattern); None where it is absent."""
    folder = os.environ.get("CONFORMANCE_DATA") or os.environ.get("BENCH_DATA") or ""
    if not folder:
        return None
    return next(iter(sorted(Path(folder).glob(name))), None)


def node() -> str:
    """The command that starts Node: the one beside this Python, else the machine's own. Raises FileNotFoundError."""
    found = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if found is None:
        raise FileNotFoundError("node")
    return found


def fetched(folder: Path) -> bool:
    """Whether the packages of a folder's lock are in place."""
    return (folder / STAMP).exists()


@cache
def openapi(path: Path) -> dict[str, Any]:
    """An OpenAPI description in YAML, read by the YAML reader that Prism brings along."""
    done = subprocess.run([node(), "-e", _TO_JSON], input=path.read_bytes(), capture_output=True, cwd=PRISM, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read
