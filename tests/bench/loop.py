"""Answers per second through the whole loop: webhook → inbox → worker → step → outbox → sender → the double.

A real process (`prachakhom serve`) on a migrated database, a LINE double in a process of its own beside it, which posts
genuine signed events and takes the replies. Every citizen types the whole needs survey, one event after the answer to
the one before; an answer counts when the double has the reply to it.

    python -m tests.bench.loop double PORT CITIZENS WEBHOOK NAME     the double and its citizens; prints JSON
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.doubles import Call, LineDouble
from tests.journeys.installation import Installation, free_port

SECRET = "a secret for benches only"
CITIZENS = 240
WARM = 24  # citizens before, so that what is measured is not the first compilation of statements and patterns
SAID = ("เริ่ม", "1", "1", "1", "2", "1 2", "น้ำประปาไหลเบามาก", "อยากให้ซ่อมท่อ", "1", "1", "1", "1", "ส่ง")
PATIENCE = 120.0


@dataclass(frozen=True)
class Measured:
    """Answers per second, seconds from an event to its reply (median and 99th percentile), responses at the end.

    cpu: milliseconds of processor that our processes took for an answer; what a machine that is busy otherwise would
    do when it is not. None where the system does not tell. double: the same of the double with its citizens, which
    share the processors.
    """

    rate: float
    median: float
    p99: float
    submitted: int
    cpu: float | None
    double: float


async def measure(url: str, roles: tuple[str, ...] = ("all",), citizens: int = CITIZENS) -> Measured:
    """Run the loop on a migrated, empty database. roles: a process each, on one address; the last ones only work."""
    with tempfile.TemporaryDirectory(prefix="prachakhom-bench-") as folder:
        port = free_port()
        house = Installation({**os.environ, **_settings(url, port)}, Path(folder))
        made = await house.ask("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
        for role in roles:
            await house.start("--role", role)
        try:
            webhook = f"{house.url}/webhook/line"
            await _double(port, webhook, WARM, "early")
            before = _cpu(house.pids)
            figures = await _double(port, webhook, citizens, "citizen")
            spent = None if before is None else (_cpu(house.pids) or before) - before
        finally:
            await house.stop()
        shown = await house.ask("consultation", "show", made["code"])
    answers = citizens * (len(SAID) + 1)
    cpu = None if spent is None else 1000 * spent / answers
    return Measured(**figures, submitted=shown["figures"]["submitted"] - WARM, cpu=cpu)


def _cpu(pids: list[int]) -> float | None:
    """Seconds of processor that these processes have taken, where /proc tells."""
    try:
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    except OSError:
        return None
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def _settings(url: str, port: int) -> dict[str, str]:
    double = LineDouble()
    return {
        "PRACHAKHOM_DATABASE_URL": url,
        "PRACHAKHOM_SECRET_KEY": SECRET,
        "PRACHAKHOM_LOG_LEVEL": "WARNING",
        "PRACHAKHOM_LINE_API_BASE": f"http://127.0.0.1:{port}",
        "PRACHAKHOM_LINE_CHANNEL_SECRET": double.secret,
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": double.token,
    }


async def _double(port: int, webhook: str, citizens: int, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.loop", "double", str(port), str(citizens), webhook, name]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        output, _ = await process.communicate()
        assert process.returncode == 0, f"the double ended with status {process.returncode}"
        figures: dict[str, float] = json.loads(output)
        return figures
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def citizens_at(port: int, citizens: int, webhook: str, name: str) -> dict[str, float]:
    """Let so many citizens answer, all at once; the figures of everything after their first greeting."""
    async with LineDouble(webhook, port=port, parallel=64, webhook_timeout=10.0) as line:
        replies = _Replies(line)
        names = [f"{name} {number}" for number in range(citizens)]
        await asyncio.gather(*[replies.after(line, name, None) for name in names])
        replies.took.clear()
        began, busy = time.perf_counter(), time.process_time()
        await asyncio.gather(*[_answers(line, replies, name) for name in names])
        rate = len(replies.took) / (time.perf_counter() - began)
        double = 1000 * (time.process_time() - busy) / len(replies.took)
        took = sorted(replies.took)
        return {"double": double, "rate": rate, "median": took[len(took) // 2], "p99": took[int(len(took) * 0.99)]}


async def _answers(line: LineDouble, replies: "_Replies", name: str) -> None:
    for text in SAID:
        await replies.after(line, name, text)


class _Replies:
    """Tells each citizen that the reply came; cheaper than looking at all screens after every message."""

    def __init__(self, line: LineDouble) -> None:
        self.took: list[float] = []
        self._waiting: dict[str, asyncio.Future[None]] = {}
        line.listeners.append(self._hear)

    async def after(self, line: LineDouble, name: str, text: str | None) -> None:
        """Say something (None: follow) and wait for the reply to it."""
        citizen = line.citizen(name)
        self._waiting[citizen.id] = heard = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await (citizen.follow() if text is None else citizen.says(text))
        await asyncio.wait_for(heard, PATIENCE)
        self.took.append(time.perf_counter() - began)

    def _hear(self, entry: object) -> None:
        if isinstance(entry, Call) and entry.status != 200:
            raise AssertionError(f"{entry.operation} was answered {entry.status}")
        to = getattr(entry, "to", None)
        if isinstance(to, str) and (heard := self._waiting.get(to)) and not heard.done():
            heard.set_result(None)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(citizens_at(int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:6]))))
