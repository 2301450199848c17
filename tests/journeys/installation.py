"""An installation as an operator runs it: real processes of `prachakhom`, started, killed and started again."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.journeys.nursery import Born, Nursery

START_SECONDS = 120.0  # a cold start on a busy machine
RUN_SECONDS = 240.0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """One database, one port, and the processes on them. folder: where they run; their log is `server.log` in it.

    nursery: servers and commands are forked from it instead of being started anew.
    """

    def __init__(
        self,
        environment: dict[str, str],
        folder: Path,
        program: list[str] | None = None,
        nursery: Nursery | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = {**environment, "PRACHAKHOM_PORT": str(self.port), "PRACHAKHOM_BASE_URL": self.url}
        self.log = folder / "server.log"
        self._program = program or [sys.executable, "-m", "admin.cli"]
        self._nursery = nursery
        self._running: list[subprocess.Popen[bytes] | Born] = []

    @property
    def pids(self) -> list[int]:
        """The processes that are meant to be running."""
        return [process.pid for process in self._running]

    def run(self, *arguments: str | Path, input: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; fails with what it printed when its exit status is another than `status`."""
        command = [*self._program, *map(str, arguments)]
        if self._nursery is not None:
            done = self._nursery.run([*map(str, arguments)], self.environment, self.folder, input, RUN_SECONDS)
        else:
            done = subprocess.run(
                command,
                env=self.environment, cwd=self.folder, input=input, capture_output=True, text=True, timeout=RUN_SECONDS,
            )  # fmt: skip
        assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def read(self, *arguments: str | Path) -> Any:
        """The JSON that a command prints."""
        return json.loads(self.run(*arguments, "--json").stdout)

    async def ask(self, *arguments: str | Path) -> Any:
        """As `read`, while this process goes on serving others."""
        return await asyncio.to_thread(self.read, *arguments)

    async def start(self, *options: str) -> None:
        """Start a server (or with `--role work` a worker) and wait until it serves."""
        process = self._started(["serve", *options])
        self._running.append(process)
        if "work" not in options:
            await self._ready(process)

    def _started(self, arguments: list[str]) -> "subprocess.Popen[bytes] | Born":
        if self._nursery is not None:
            return self._nursery.start(arguments, self.environment, self.folder, self.log)
        with self.log.open("ab") as log:
            command = [*self._program, *arguments]
            return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)

    async def _ready(self, process: "subprocess.Popen[bytes] | Born") -> None:
        deadline = time.monotonic() + START_SECONDS
        async with aiohttp.ClientSession() as http:
            while time.monotonic() < deadline:
                assert process.poll() is None, f"the server ended:\n{self.said()}"
                try:
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(f"not ready after {START_SECONDS} s:\n{self.said()}")

    def kill9(self) -> None:
        """Kill every process at once, without a word of warning, and see that it was that which ended it."""
        for process in self._running:
            assert process.poll() is None, f"it had ended before:\n{self.said()}"
            os.kill(process.pid, signal.SIGKILL)
        for process in self._running:
            assert process.wait(60) == -signal.SIGKILL
        self._running.clear()

    async def stop(self) -> None:
        """Ask every process to stop (SIGTERM) and see that it does so in order."""
        running, self._running = self._running, []
        for process in running:
            await _listens(process.pid)
            process.terminate()
        try:
            ended = [await asyncio.to_thread(process.wait, 60) for process in running]
        finally:
            for process in running:
                process.kill()
                process.wait()
        assert ended == [0] * len(running), f"exit statuses {ended}:\n{self.said()}"

    def said(self) -> str:
        """The end of the log."""
        return self.log.read_text(encoding="utf8", errors="replace")[-6000:] if self.log.exists() else "(nothing)"


async def _listens(pid: int) -> None:
    """Wait until a process that has only just been started would notice SIGTERM; where this can be seen (Linux)."""
    status, deadline = Path(f"/proc/{pid}/status"), time.monotonic() + START_SECONDS
    while status.exists() and time.monotonic() < deadline:
        caught = next((line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigCgt")), "0")
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        await asyncio.sleep(0.05)
