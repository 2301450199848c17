"""Work shared out to processes: the same results in the same order, also where a process is lost."""

import os
import signal

from nlp.gathered import read, said_of
from nlp.workers import Workers, cores

COMMENTS = [f"ถนนสาย {n} เป็นหลุม โทร 0812345678" for n in range(40)]
CHUNKS = [COMMENTS[start : start + 10] for start in range(0, 40, 10)]


def test_processes_answer_as_this_one_would_and_in_order() -> None:
    here = [read(chunk) for chunk in CHUNKS]
    with Workers(2) as workers:
        assert list(workers.map("nlp.gathered:read", CHUNKS)) == here
        assert list(workers.map("nlp.gathered:said_of", ["ถนนไม่ดี", "น้ำท่วม"])) == [said_of("ถนนไม่ดี"), said_of("น้ำท่วม")]
    with Workers(0) as workers:
        assert list(workers.map("nlp.gathered:read", CHUNKS)) == here


def test_what_a_lost_process_leaves_is_done_here() -> None:
    with Workers(1) as workers:
        os.kill(workers.processes[0].pid, signal.SIGKILL)
        assert list(workers.map("nlp.gathered:read", CHUNKS)) == [read(chunk) for chunk in CHUNKS]


def test_there_is_a_core() -> None:
    assert cores() >= 1
