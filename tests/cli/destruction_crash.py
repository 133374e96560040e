"""Kills a destruction at every point: `python -m tests.cli.destruction_crash FOLDER`.

A point is before each file that is opened to be written, renamed, removed or made below the programme's folder, and
before and after each step of the records. For each, a child runs the command and dies there by SIGKILL; then the
key is gone only where two people are on record and the certificate lies there. Taken again, it must end whole.
Prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cleanbill.cli.main import main
from cleanbill.records import Store
from cleanbill.vault import destroyed
from tests.records.crash import child

COMMAND = ("relief", "destroy", "p1", "--approve", "--as", "bob", "--at", "2026-11-25T12:00:00+00:00")
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.truncate"}
STEPS = ("approve_destruction", "certify_destruction")
CERTIFICATE = Path("programme/certificates/p1.json")


def run(*arguments: str) -> int:
    """The command, in this process; what it says goes nowhere."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            main(list(arguments))
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


class Points:
    """Counts points from now on, and dies at one of them."""

    def __init__(self, die_at: int | None = None) -> None:
        self.seen, self.die_at = 0, die_at
        sys.addaudithook(self.heard)
        for name in STEPS:
            setattr(Store, name, self.around(getattr(Store, name)))

    def reached(self) -> None:
        self.seen += 1
        if self.seen == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*arguments: Any, **more: Any) -> Any:
            self.reached()
            done = step(*arguments, **more)
            self.reached()
            return done

        return taken

    def heard(self, event: str, told: tuple[Any, ...]) -> None:
        writes = event == "open" and int(told[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and "programme" in str(told[0]):
            self.reached()


def killed_at(point: int | None) -> int:
    points = Points(point)
    assert run(*COMMAND) == 0
    return points.seen


def is_lawful() -> bool:
    """Where the key is touched, or a file is gone, two people are on record and the certificate names every file."""
    files = {path.name for path in Path("programme/portfolios/p1").iterdir()}
    untouched = not Path("programme/keys/p1.destroyed").exists() and {"identity.parquet", "accepted.parquet"} <= files
    store = Store.open(Path("programme"))
    (one,) = store.destructions()
    store.close()
    if untouched:
        return one.destroyed_on is None
    told = destroyed(CERTIFICATE.read_text("utf-8"))
    return (one.asked_by, one.approved_by) == ("ann", "bob") and "identity.parquet" in told.sealed


def is_whole() -> bool:
    """Taken again, once and once more, all is done: the certificate holds, the chain too, each act stands once."""
    again = (run(*COMMAND), run(*COMMAND), run("relief", "certificate", str(CERTIFICATE)), run("relief", "audit"))
    store = Store.open(Path("programme"))
    acts = [one.act for one in store.acts() if one.subject == "p1" and "destruction" in one.act]
    store.close()
    return not any(again) and acts == ["ask destruction", "approve destruction", "certify destruction"]


def on_a_copy(folder: Path, work: Callable[[], object]) -> tuple[int, str]:
    """Runs `work` in a child, in a copy of the folder which stays where it died."""
    shutil.rmtree("here", ignore_errors=True)
    shutil.copytree(folder, "here")
    return in_the_copy(work)


def in_the_copy(work: Callable[[], object]) -> tuple[int, str]:
    def there() -> object:
        os.chdir("here")
        return work()

    return child(there)


def crashed(folder: Path) -> dict[str, int]:
    _, undisturbed = on_a_copy(folder, lambda: killed_at(None))
    sums = {"points": int(undisturbed), "killed": 0, "lawful": 0, "whole": 0}
    for point in range(1, sums["points"] + 1):
        status, _ = on_a_copy(folder, lambda at=point: killed_at(at))  # type: ignore[misc]
        sums["killed"] += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sums["lawful"] += in_the_copy(is_lawful)[1] == "True"
        sums["whole"] += in_the_copy(is_whole)[1] == "True"
    return sums


if __name__ == "__main__":
    programme = Path(sys.argv[1]).resolve()
    import cleanbill.cli.relief.destroy  # noqa: F401 (loaded once, before the children)

    with tempfile.TemporaryDirectory() as held:
        os.chdir(held)
        print(json.dumps(crashed(programme)))
