"""The chain of acts: one changed byte is seen, where it is, and a tail cut off too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Head, Store
from cleanbill.records import audit as command
from cleanbill.records.audit import linked, verify
from tests.records import drive
from tests.records.conftest import Opened


@pytest.fixture
def export(store: Store, tmp_path: Path) -> Path:
    """The acts of a whole purchase, as JSON lines."""
    drive.run(store)
    store.export_acts(tmp_path / "acts.jsonl")
    return tmp_path / "acts.jsonl"


def test_the_chain_holds_and_its_head_is_the_stores(store: Store, export: Path) -> None:
    verdict = verify(export, store.head())
    assert verdict.holds
    assert (verdict.acts, verdict.head) == (23, store.head())


def test_every_byte_of_an_export_counts(export: Path) -> None:
    """Each byte of the first acts, in turn, is another: the link that held it is the first broken."""
    whole = b"".join(export.read_bytes().splitlines(keepends=True)[:4])
    line = 1
    for place, byte in enumerate(whole):
        export.write_bytes(whole[:place] + bytes([byte ^ 1]) + whole[place + 1 :])
        verdict = verify(export)
        assert (verdict.broken_at, verdict.acts) == (line, line - 1), place
        line += byte == ord("\n")


def test_one_changed_byte_of_the_store_is_seen(opened: Opened) -> None:
    drive.run(opened.store)
    if opened.address:
        pytest.skip("PostgreSQL's files are its server's: its chain is verified from an export")
    opened.store.close()
    opened.outside("PRAGMA wal_checkpoint(TRUNCATE)")
    file = opened.folder / "records.sqlite3"
    whole = file.read_bytes()
    assert verify(file).holds
    place = whole.index(b'{"line":3,"reason":"paid"') + len('{"line":')
    file.write_bytes(whole[:place] + b"2" + whole[place + 1 :])
    verdict = verify(file)
    assert (verdict.broken_at, verdict.acts) == (15, 14)
    assert "contents" in verdict.why


def test_an_act_taken_out_is_seen_where_it_was(export: Path) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:6] + lines[7:]))
    assert verify(export).broken_at == 7
    export.write_bytes(b"".join([*lines[:6], lines[7], lines[6], *lines[8:]]))
    assert verify(export).broken_at == 7


def test_a_tail_cut_off_is_seen_by_a_head_noted_elsewhere(store: Store, export: Path) -> None:
    noted = store.head()
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-1]))
    assert verify(export).holds  # nothing in the rest tells
    verdict = verify(export, noted)
    assert (verdict.broken_at, verdict.acts) == (23, 22)
    assert not verify(export, Head(3, "0" * 64)).holds


def test_a_chain_made_anew_is_seen_by_a_head_noted_elsewhere(export: Path) -> None:
    """Whoever rewrites all the links, each true to the one before, still has not the noted head."""
    noted = verify(export).head
    acts = [records.Link(**{**line, "who": "eve"}) for line in map(json.loads, export.open())]
    previous, made = "0" * 64, []
    for act in acts:
        link = linked(
            records.Link(**{name: getattr(act, name) for name in act.__slots__} | {"previous_sha256": previous})
        )
        previous = link.sha256
        made.append(link.line())
    export.write_text("".join(made))
    assert verify(export).holds
    assert not verify(export, noted).holds


def test_the_command_verifies_with_no_django(export: Path) -> None:
    """The module loads none of what wrote the chain: Django is barred from it."""
    barred = "import sys; sys.modules['django'] = None; from cleanbill.records.audit import main; "
    command = [sys.executable, "-c", f"{barred}sys.exit(main([{str(export)!r}]))"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("23 acts, every link holds. Head 23:")


def test_the_commands_exit_codes(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = verify(export).head
    assert command.main([str(export), "--noted", f"{head.number}:{head.sha256}"]) == 0
    assert command.main([str(export), "--noted", "24:" + "0" * 64]) == 1
    assert command.main([str(export), "--noted", "x"]) == 2
    assert command.main([str(export.parent / "none")]) == 2
    export.write_text(export.read_text().replace('"who":"bob"', '"who":"eve"', 1))
    assert command.main([str(export)]) == 1
    assert "Broken at act 5" in capsys.readouterr().out


def test_an_empty_chain_holds(store: Store, tmp_path: Path) -> None:
    head = store.export_acts(tmp_path / "none.jsonl")
    assert verify(tmp_path / "none.jsonl", head).holds
    with pytest.raises(CleanbillError, match="no file"):
        verify(tmp_path / "nowhere")


def test_acts_tell_nothing_of_a_debtor(store: Store) -> None:
    """Neither an account's number nor its debt's key, in any act or its details."""
    drive.run(store)
    told = "".join(act.line() for act in store.acts())
    for one in drive.ACCOUNTS:
        assert one.account_id not in told
        assert one.debt_key not in told
