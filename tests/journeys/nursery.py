"""Processes of `prachakhom` that begin at once: forked from one that has imported everything and done nothing.

A start is three seconds of importing, and the chaos journey starts a process after every kill. What is forked is a
process of its own from its first line on: it reads its own environment, opens the database and can be killed with -9.
`python -m tests.journeys.nursery` is the one that is forked from; `Nursery` talks to it by lines of JSON.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Nursery:
    """The process that is forked from; closed at the end."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.journeys.nursery"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._turn = threading.Lock()

    def start(self, arguments: Sequence[str], environment: dict[str, str], folder: Path, log: Path) -> "Born":
        """Start `prachakhom` with these arguments."""
        return Born(
            self, self.ask(arguments=list(arguments), environment=environment, folder=str(folder), log=str(log))
        )

    def ask(self, **wanted: Any) -> Any:
        """One question and its answer."""
        with self._turn:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(wanted) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it; what was started is to have ended before."""
        self._process.communicate()


@dataclass
class Born:
    """A process that was forked, as `subprocess.Popen` is one that was started."""

    nursery: Nursery
    pid: int
    ended: int | None = None

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        if self.ended is None:
            self.ended = self.nursery.ask(ended=self.pid)
        return self.ended

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended. Raises TimeoutError."""
        until = time.monotonic() + (20.0 if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.pid} runs on")
            time.sleep(0.02)
        return status

    def terminate(self) -> None:
        """Ask it to stop."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it now."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _forked(wanted: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _become(wanted)
        from admin import cli

        cli.main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _become(wanted: dict[str, Any]) -> None:
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.argv = ["prachakhom", *wanted["arguments"]]


def _serve() -> None:
    import admin.cli
    import admin.serve  # noqa: F401  imported here, so that nobody who is forked has to

    for line in sys.stdin:
        wanted = json.loads(line)
        answer = _ended(wanted["ended"]) if "ended" in wanted else _forked(wanted)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
