"""cleanbill follows every medical bill to its end, under any payer's rules.

people -> care -> payer -> bills -> debt -> relief, in three worlds: today's
plans, today plus a fund that abolishes debt, and one public payer.

>>> import cleanbill as cb
>>> cb.law("us/poverty_guideline").unit
'whole US dollars a year'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleanbill.core.errors import BadInput as BadInput
    from cleanbill.core.errors import BrokenLaw as BrokenLaw
    from cleanbill.core.errors import CleanbillError as CleanbillError
    from cleanbill.core.errors import Finding as Finding
    from cleanbill.door.costing import study as study
    from cleanbill.door.families import Member as Member
    from cleanbill.door.families import household as household
    from cleanbill.door.following import Source as Source
    from cleanbill.door.following import claims as claims
    from cleanbill.door.following import follow as follow
    from cleanbill.door.following import sample as sample
    from cleanbill.door.following import synthea as synthea
    from cleanbill.door.following import tables as tables
    from cleanbill.door.relief import qualify as qualify
    from cleanbill.door.relief import select as select
    from cleanbill.door.result import Result as Result
    from cleanbill.door.result import View as View
    from cleanbill.door.settling import Edits as Edits
    from cleanbill.door.settling import Fees as Fees
    from cleanbill.door.settling import edits as edits
    from cleanbill.door.settling import fees as fees
    from cleanbill.door.settling import settle as settle
    from cleanbill.law import Law

    law: Law
    __version__: str
else:
    from importlib import import_module

    from cleanbill.core.door import lazy_door

    _load, _names = lazy_door(__name__)
    _public = sorted({*_names(), "law", "__version__"} - {"Law"})

    def __getattr__(name: str) -> Any:
        """A public name, loaded when it is first used."""
        if name == "law":  # the package itself, which can be called
            return import_module("cleanbill.law")
        if name == "__version__":
            return import_module("importlib.metadata").version("cleanbill")
        return _load(name)

    def __dir__() -> list[str]:
        return _public
