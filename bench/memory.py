"""Peak memory of this process and all its children, sampled from /proc (Linux)."""

from __future__ import annotations

import threading
from collections import defaultdict
from pathlib import Path

PAUSE_SECONDS = 0.25


class Peak:
    """A context that samples resident memory; `bytes` is the highest sum seen."""

    def __init__(self) -> None:
        self.bytes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            self.bytes = max(self.bytes, tree_bytes(Path("/proc/self").resolve().name))


def tree_bytes(root: str) -> int:
    """Resident bytes of the process `root` and its descendants; shared pages count once a process."""
    children, resident = defaultdict(list), {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:  # it has ended meanwhile
            continue
        children[fields["PPid"].strip()].append(status.parent.name)
        resident[status.parent.name] = int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    waiting, total = [root], 0
    while waiting:
        process = waiting.pop()
        total += resident.get(process, 0)
        waiting += children[process]
    return total
