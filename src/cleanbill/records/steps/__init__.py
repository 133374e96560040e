"""The acts of a purchase, one a file: each is one transaction, taken once, with one act in the chain."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.records.steps.proposals import by_another, decide, found
else:
    __getattr__, __dir__ = lazy_door(__name__)
