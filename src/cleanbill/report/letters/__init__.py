"""Letters that tell people their medical debt is gone, in six languages, as PDF.

`print_run` prints what `relief.notices.mailing` let through; `approve` makes a
sponsor's own words fit to print; `unreviewed` names the languages that no
native speaker has signed for.
"""

from cleanbill.report.letters.approved import Approved, Draft, approve
from cleanbill.report.letters.printed import Letter, Printed, Sender, letters_pdf, print_run
from cleanbill.report.letters.wording import unreviewed

__all__ = ["Approved", "Draft", "Letter", "Printed", "Sender", "approve", "letters_pdf", "print_run", "unreviewed"]
