"""Reads folders of Synthea CSV files: people, their coverage, their claims, and what could not be read."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.synthea.read import read_synthea
else:
    __getattr__, __dir__ = lazy_door(__name__)
