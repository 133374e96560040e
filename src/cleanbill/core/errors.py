"""One base error; its message says what, where, why and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbill.core.findings import Finding


class CleanbillError(Exception):
    """Base of all errors that a user can act on. Never holds a person's data."""


class BadInput(CleanbillError):
    """The input cannot be used; `findings` lists every reason that was met."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class BrokenLaw(CleanbillError):
    """A conservation law of the design did not hold on this run."""
