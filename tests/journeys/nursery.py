"""Processes of `prachakhom` that begin at once: forked from one that has imported everything and done nothing.

A start is three seconds of importing, and the journeys start a hundred processes. What is forked is a process of its
own from its first line on: it reads its own environment, opens the database and can be killed with -9.
`python -m tests.journeys.nursery` is the one that is forked from; `Nursery` talks to it by lines of JSON. That the
program starts as an operator starts it, too, is what test_wheel.py and tests/admin/test_serve.py see. Victims, modules
of the tests that are run to be killed, are forked from it as well.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What servers and commands import when they begin, and what victims need: here it is imported once.
IMPORTED = (
    "admin.cli", "admin.serve", "admin.migrate", "asyncpg", "openpyxl", "pyxform", "sqlite3", "telegram.ext",
    "linebot.v3.messaging", "tests.bot.events", "tests.bot.heard", "tests.consultation.attachments.photographed",
)  # fmt: skip
PROGRAM = "admin.cli"
NOWHERE = Path(os.devnull)


class Nursery:
    """The process that is forked from; closed at the end."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.journeys.nursery"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._turn = threading.Lock()

    def start(self, arguments: Sequence[str], environment: dict[str, str], folder: Path, log: Path) -> "Born":
        """Start `prachakhom` with these arguments; what it prints is added to the log."""
        return self._born(PROGRAM, arguments, environment, folder, NOWHERE, log, log)

    def victim(self, module: str, arguments: Sequence[str], environment: dict[str, str], out: Path = NOWHERE) -> "Born":
        """Start a module of the tests as `python -m` would; what it prints is added to `out`, errors to nowhere."""
        return self._born(module, arguments, environment, Path.cwd(), NOWHERE, out, NOWHERE)

    def run(
        self, arguments: Sequence[str], environment: dict[str, str], folder: Path, input: str, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of `prachakhom` to its end."""
        with tempfile.TemporaryDirectory() as files:
            given, out, errors = (Path(files) / name for name in ("in", "out", "errors"))
            given.write_text(input, encoding="utf8")
            status = self._born(PROGRAM, arguments, environment, folder, given, out, errors).wait(timeout)
            said = [file.read_text(encoding="utf8") for file in (out, errors)]
        return subprocess.CompletedProcess([*arguments], status, *said)

    def _born(
        self, module: str, arguments: Sequence[str], environment: dict[str, str], folder: Path, *streams: Path
    ) -> "Born":
        born = self.ask(
            module=module,
            arguments=list(arguments),
            environment=environment,
            folder=str(folder),
            streams=[*map(str, streams)],
        )
        return Born(self, born)

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

    def halted(self) -> bool:
        """Whether it has been stopped since somebody asked (SIGSTOP)."""
        return bool(self.nursery.ask(halted=self.pid))

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it now."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _halted(pid: int) -> bool:
    """Its end is left to be told by `_ended`."""
    return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG) is not None


def _forked(wanted: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _become(wanted)
        if wanted["module"] == PROGRAM:
            importlib.import_module(PROGRAM).main()
        else:
            runpy.run_module(wanted["module"], run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _become(wanted: dict[str, Any]) -> None:
    given, *written = wanted["streams"]
    os.dup2(os.open(given, os.O_RDONLY), 0)
    for number, file in enumerate(written, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.argv = ["prachakhom", *wanted["arguments"]]


def _serve() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is here stays shared with everybody who is forked
    for line in sys.stdin:
        wanted = json.loads(line)
        if "ended" in wanted:
            answer: int | bool | None = _ended(wanted["ended"])
        else:
            answer = _halted(wanted["halted"]) if "halted" in wanted else _forked(wanted)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
