"""Letters that tell people their medical debt is gone, in six languages, as PDF.

`print_run` prints what `relief.notices.mailing` let through; `approve` makes a
sponsor's own words fit to print; `seal_run` seals a mailing's letters until it
is approved; `unreviewed` names the languages that no native speaker has signed for.
"""

from cleanbill.report.letters.approved import Approved, Draft, Proposed, approve
from cleanbill.report.letters.printed import Letter, Printed, Sender, letters_pdf, print_run
from cleanbill.report.letters.sealed_run import Run, open_run, seal_run, specimen, take_out
from cleanbill.report.letters.sender import read_sender
from cleanbill.report.letters.wording import unreviewed

__all__ = [
    "Approved",
    "Draft",
    "Letter",
    "Printed",
    "Proposed",
    "Run",
    "Sender",
    "approve",
    "letters_pdf",
    "open_run",
    "print_run",
    "read_sender",
    "seal_run",
    "specimen",
    "take_out",
    "unreviewed",
]
