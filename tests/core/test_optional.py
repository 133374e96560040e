"""What is missing is said with its install line, whichever library it is."""

from __future__ import annotations

import sys

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import EXTRAS, NotInstalled, needs


def hide(module: str, patch: pytest.MonkeyPatch) -> None:
    """`module` and all below it cannot be imported."""
    for name in [module, *(name for name in sys.modules if name.startswith(f"{module}."))]:
        patch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("module", EXTRAS)
def test_a_missing_library_gives_its_install_line(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(module, monkeypatch)
    with pytest.raises(NotInstalled) as raised, needs(module, "A letter on paper"):
        __import__(module)
    extra = EXTRAS[module]
    assert str(raised.value) == (
        f"A letter on paper needs {extra.library}, which is not installed. "
        f"Install it: pip install 'cleanbill[{extra.extra}]'"
    )
    assert isinstance(raised.value, CleanbillError)


def test_what_a_library_needs_itself_is_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hide("grpc", monkeypatch)
    with pytest.raises(NotInstalled, match=r"cleanbill\[sail\]"), needs("pysail", "The engine `sail`"):
        import grpc  # noqa: F401, PLC0415


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), needs("typst", "A letter on paper"):
        _ = 1 / 0
