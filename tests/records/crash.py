"""Kills a purchase at every point: `python -m tests.records.crash KIND FOLDER ADDRESS FIRST STRIDE`.

A point is just before each statement that the database gets, and just before and after each commit. For each, a
child takes the step and dies there by SIGKILL; the store must then be exactly as before the step, or as after it.
When a step has died at all its points it is taken again, and must leave what it leaves undisturbed. Once a step,
all steps are taken again from the first to the end. Takes each STRIDE-th step from FIRST, and prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from cleanbill.records import Store
from cleanbill.records.audit import follow
from cleanbill.records.step import check
from tests.records import databases, drive

Step = Callable[[Store], Any]
WAY: tuple[Step, ...] = (
    *drive.PREPARED, *drive.steps()[:12], *drive.post_steps(), *drive.steps()[12:], *drive.destruction_steps(),
)  # fmt: skip


class Points:
    """Counts points, and dies at one of them."""

    def __init__(self, die_at: int | None = None) -> None:
        self.seen, self.die_at = 0, die_at

    def reached(self) -> None:
        self.seen += 1
        if self.seen == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def take(self, store: Store, step: Step) -> None:
        """The step, with a point at each statement and around each commit."""
        connection = connections[store.alias]
        commit = connection._commit

        def committed() -> Any:
            self.reached()
            done = commit()
            self.reached()
            return done

        def before(execute: Any, *call: Any) -> Any:
            self.reached()
            return execute(*call)

        connection._commit = committed
        with connection.execute_wrapper(before):
            step(store)


def told(store: Store) -> str:
    """All that the store says, which must be whole: laws hold, and every link of the chain."""
    check(store.alias)
    assert follow(store.acts()).holds
    return repr(drive.state(store))


@contextmanager
def copy(kind: str, folder: Path, template: str) -> Any:
    with tempfile.TemporaryDirectory() as held, databases.address(kind, template) as at:
        new = Path(held) / "programme"
        shutil.copytree(folder, new)
        yield new, at


def child(work: Callable[[], object]) -> tuple[int, str]:
    """Runs `work` in a child: how it ended, and what it gave."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                out.write(str(work()))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as given:
        text = given.read()
    return os.waitpid(pid, 0)[1], text


def undisturbed(kind: str, here: tuple[Path, str], step: Step) -> tuple[int, str]:
    """The points of a step, and what it leaves, on a copy."""
    points = Points()
    with copy(kind, *here) as (folder, at):
        store = Store.open(folder, at)
        points.take(store, step)
        said = told(store)
        store.close()
    return points.seen, said


def dies(at: tuple[Path, str], step: Step, point: int) -> bool:
    """Takes the step in a child that is killed at the point; whether it was."""
    status, _ = child(lambda: Points(point).take(Store.open(*at), step))
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def after(at: tuple[Path, str], *steps: Step) -> str:
    """What the store says after the steps; this process then lets go of it, and may fork."""
    store = Store.open(*at)
    for step in steps:
        step(store)
    said = told(store)
    store.close()
    return said


def main(kind: str, template: Path, address: str, first: int, stride: int) -> None:
    sums = {"steps": 0, "points": 0, "killed": 0, "half done": 0, "other end": 0}
    ends = []
    with ExitStack() as held:
        here = held.enter_context(copy(kind, template, address))
        for number, step in enumerate(WAY):
            if number % stride == first:
                before, (points, left) = after(here), undisturbed(kind, here, step)
                sums["steps"] += 1
                sums["points"] += points
                with copy(kind, *here) as shaken:
                    for point in range(1, points + 1):
                        sums["killed"] += dies(shaken, step, point)
                        # the last point is after the commit
                        sums["half done"] += after(shaken) != (left if point == points else before)
                    sums["other end"] += after(shaken, step) != left
                with copy(kind, *here) as shaken:
                    dies(shaken, step, points // 2)
                    ends.append(after(shaken, *WAY))
            state = after(here, step)
    sums["other end"] += sum(end != state for end in ends)
    print(json.dumps(sums))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
