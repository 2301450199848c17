"""Work on many comments shared out to processes, for large inputs only.

The processes are this interpreter again (`sys.executable`) and talk over their pipes: no forking of a process that has
threads, no second run of the caller's main module. Where they cannot be started, or one is lost, the work is done here.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Any

__all__ = ["Workers", "cores", "serve"]

_START = "import sys; sys.path[:] = {path!r}; from nlp.workers import serve; serve()"

Task = tuple[int, str, Any]


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A few processes that call functions by name ("nlp.module:function"); results come in the order of the chunks.

    number: how many; 0 does everything in this process. What `share` gives is handed to each process once.
    """

    def __init__(self, number: int) -> None:
        self.processes = [process for process in (_started() for _ in range(number)) if process]
        self._shared: tuple[str, bytes] | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self.processes:
            _stop(process)
        self.processes = []

    def share(self, function: str, value: Any) -> None:
        """Call the function with the value in every process, before the next chunks."""
        _named(function)(value)
        if self.processes:
            self._shared = (function, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def map(self, function: str, chunks: Sequence[Any]) -> Iterator[Any]:
        """Yield function(chunk) for each chunk, in order."""
        if not self.processes or len(chunks) < 2:
            yield from map(_named(function), chunks)
            return
        waiting: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        for item in enumerate(chunks):
            waiting.put(item)
        done: SimpleQueue[tuple[int, bool, Any]] = SimpleQueue()
        threads = [
            threading.Thread(target=self._feed, args=(process, function, waiting, done), daemon=True)
            for process in self.processes
        ]
        for thread in threads:
            thread.start()
        yield from self._collected(function, chunks, threads, done)

    def _collected(
        self, function: str, chunks: Sequence[Any], threads: Iterable[threading.Thread], done: Any
    ) -> Iterator[Any]:
        kept: dict[int, Any] = {}
        for place, chunk in enumerate(chunks):
            while place not in kept:
                try:
                    number, good, value = done.get(timeout=0.2)
                except Empty:
                    if not any(thread.is_alive() for thread in threads) and done.empty():
                        kept[place] = _named(function)(chunk)  # all processes are lost
                    continue
                kept[number] = value if good else _named(function)(chunks[number])  # an error is raised here, plainly
            yield kept.pop(place)

    def _feed(self, process: "subprocess.Popen[bytes]", function: str, waiting: Any, done: Any) -> None:
        """Hand chunks to one process until there are none; what a lost process leaves is done by the caller."""
        assert process.stdin is not None
        assert process.stdout is not None
        number = None
        try:
            if self._shared:
                _write(process.stdin, (self._shared[0], pickle.loads(self._shared[1])))  # noqa: S301 - our own bytes
                _read(process.stdout)
            while True:
                try:
                    number, chunk = waiting.get_nowait()
                except Empty:
                    return
                _write(process.stdin, (function, chunk))
                good, value = _read(process.stdout)
                done.put((number, good, value))
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            if number is not None:
                done.put((number, False, None))


def serve() -> None:
    """Answer calls from the standard input until it closes."""
    import numpy  # noqa: F401 - so that its threads are there to be limited
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(limits=1)
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand between answers
    while True:
        try:
            function, value = _read(given)
        except EOFError:
            return
        try:
            answer: tuple[bool, Any] = (True, _named(function)(value))
        except Exception:  # the caller does the chunk again and meets the error itself
            answer = (False, None)
        _write(answers, answer)


def _named(function: str) -> Callable[[Any], Any]:
    module, _, name = function.partition(":")
    found: Callable[[Any], Any] = getattr(import_module(module), name)
    return found


def _started() -> "subprocess.Popen[bytes] | None":
    try:
        return subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-c", _START.format(path=[place or "." for place in sys.path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    except (OSError, ValueError):
        return None


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write(pipe: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "big"))
    pipe.write(data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> Any:
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    size = int.from_bytes(head, "big")
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from our own process
