"""Letters that tell people their medical debt is gone, in six languages, as PDF.

`print_run` prints what `relief.notices.mailing` let through; `approve` makes a
sponsor's own words fit to print; `seal_run` seals a mailing's letters until it
is approved; `unreviewed` names the languages that no native speaker has signed for.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.report.letters.letters import (
        Approved,
        Draft,
        Letter,
        Sender,
        approve,
        letters_pdf,
        print_run,
        read_sender,
        unreviewed,
    )
    from cleanbill.report.letters.sealed import Run, open_run, seal_run, specimen, take_out
else:
    __getattr__, __dir__ = lazy_door(__name__)
