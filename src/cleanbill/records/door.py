"""The store of a programme, as others see it. Django is needed, and set up, once a store is opened.

The methods are the steps and readings of `methods`, which mypy reads as those of a parent; when the program runs they
are put on the class when the first is asked for, so that naming the class needs no Django.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleanbill.records import database
from cleanbill.records.database import OpenStore

if TYPE_CHECKING:
    from pathlib import Path

    from cleanbill.records.methods import Methods
else:

    class _WhenAskedFor(type):
        """The class of `Store`: has the methods once one is asked for."""

        def __getattr__(cls, name: str) -> Any:
            if not name.startswith("_") and _load():
                return getattr(cls, name)
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")

        def __dir__(cls) -> list[str]:
            _load()
            return [*super().__dir__()]

    class Methods(OpenStore, metaclass=_WhenAskedFor):
        """Stands for the parent that has them."""


class Store(Methods):
    """An open store of a programme: every step of a purchase, its letters and books, and all that stands in it.

    A step takes who acts first: `store.offer(By("ann", now), "p1", portfolio)`. It is one transaction, taken once, with
    one act in the chain, and raises CleanbillError where it is refused; nothing is then recorded.
    """

    @classmethod
    def open(cls, folder: Path, address: str | None = None) -> Store:
        """The store of `folder`: `records.sqlite3` in it, or PostgreSQL where `address` or CLEANBILL_DATABASE is set.

        Raises CleanbillError where Django is not installed, or the store cannot be opened, and BrokenLaw where
        somebody took its guards away.
        """
        _load()
        opened = import_module("cleanbill.records.store").open_store(folder, address)
        return cls(opened.folder, opened.alias)

    @staticmethod
    def begun(folder: Path) -> bool:
        """Whether a folder has the records of a programme; of PostgreSQL, whether there is the folder."""
        return database.begun(folder)


_loaded: list[type] = []


def _load() -> bool:
    """Puts the methods on `Store`; False where they were there already. Raises CleanbillError without Django."""
    if _loaded:
        return False
    import_module("cleanbill.records.ready").ready()
    methods = import_module("cleanbill.records.methods").Methods
    for parent in methods.__mro__[:-2]:  # but for OpenStore and object
        for name, method in vars(parent).items():
            if not name.startswith("_"):
                setattr(Store, name, method)
    _loaded.append(methods)
    return True
