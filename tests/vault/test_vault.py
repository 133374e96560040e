"""What is sealed opens with its key alone; destroyed is destroyed; a hash shows nothing of the number."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.vault import (
    Certificate,
    Held,
    KeyDestroyed,
    Keyring,
    destroy,
    destroyed,
    due,
    hashed_ssns,
    last_fours,
    read_sealed,
    remains,
    write_sealed,
)
from cleanbill.vault.keyring import VARIABLE

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEOPLE = pa.table({"account_id": ["A1", "A2"], "last_name": ["Featherstonehaugh", "Quillfeather"]})


@pytest.fixture(autouse=True)
def _own_master(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    ring = Keyring(tmp_path / "keys")
    ring.make("p1")
    return ring


def seal(path: Path, key: bytes) -> None:
    assert write_sealed(PEOPLE.to_batches(), PEOPLE.schema, path, key) == 2


def test_what_is_sealed_comes_back_and_shows_nothing_without_its_key(ring: Keyring, tmp_path: Path) -> None:
    path = tmp_path / "identity.parquet"
    seal(path, ring.key("p1"))
    assert read_sealed(path, ring.key("p1")).equals(PEOPLE)
    assert read_sealed(path, ring.key("p1"), ["account_id"]).column_names == ["account_id"]
    raw = path.read_bytes()
    assert not any(word in raw for word in (b"Feather", b"last_name", b"account_id"))
    ring.make("p2")
    with pytest.raises(CleanbillError, match="another key"):
        read_sealed(path, ring.key("p2"))
    with pytest.raises(CleanbillError, match="no sealed file"):
        read_sealed(tmp_path / "none.parquet", ring.key("p1"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_changed_byte_is_seen(ring: Keyring, tmp_path: Path, share: float) -> None:
    path = tmp_path / "identity.parquet"
    seal(path, ring.key("p1"))
    raw = bytearray(path.read_bytes())
    raw[int(len(raw) * share)] ^= 1
    path.write_bytes(raw)
    with pytest.raises(CleanbillError):
        read_sealed(path, ring.key("p1"))


def test_a_broken_off_file_leaves_nothing(ring: Keyring, tmp_path: Path) -> None:
    def batches() -> object:
        yield PEOPLE.to_batches()[0]
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        write_sealed(batches(), PEOPLE.schema, tmp_path / "identity.parquet", ring.key("p1"))  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_keys_are_the_owners_and_open_with_their_master_alone(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert {path.stat().st_mode & 0o077 for path in ring.folder.iterdir()} == {0}
    assert ring.key("p1") == Keyring(ring.folder).key("p1")
    assert len({ring.key("p1"), ring.hashing_key()}) == 2
    monkeypatch.setenv(VARIABLE, "A" * 43 + "=")
    with pytest.raises(CleanbillError, match="does not open with this master key"):
        ring.key("p1")
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(CleanbillError, match="32 bytes"):
        ring.key("p1")
    monkeypatch.delenv(VARIABLE)
    (ring.folder / "master.key").unlink()
    with pytest.raises(CleanbillError, match="no master key"):
        ring.key("p1")


def test_a_key_of_one_portfolio_in_anothers_place_does_not_open(ring: Keyring) -> None:
    (ring.folder / "p1.key").replace(ring.folder / "p2.key")
    with pytest.raises(CleanbillError, match="does not open"):
        ring.key("p2")


@pytest.mark.parametrize("name", ["", "../p1", "a/b", "ssn-hash", "master", ".hidden", "x" * 101])
def test_names_that_are_no_file_of_their_own_are_refused(ring: Keyring, name: str) -> None:
    with pytest.raises(CleanbillError):
        ring.make(name)


def test_a_key_is_never_written_over(ring: Keyring) -> None:
    before = ring.key("p1")
    with pytest.raises(CleanbillError, match="never written over"):
        ring.make("p1")
    assert ring.key("p1") == before


@pytest.fixture
def folder(ring: Keyring, tmp_path: Path) -> Path:
    """A portfolio's folder: sealed and unsealed, half written, put there by somebody, and what stays."""
    folder = tmp_path / "p1"
    (folder / "out").mkdir(parents=True)
    for name in SEALED:
        seal(folder / name, ring.key("p1"))
    for name in (*UNSEALED, *STAYS):
        (folder / name).write_text(name)
    return folder


SEALED = ("identity.parquet", ".letters-a.parquet.unfinished")
UNSEALED = ("accepted.parquet", "rejected.parquet", "held-p1.csv", ".held-p1.csv.unfinished", "out/letters.pdf")
STAYS = (".cleanbill", "debts.parquet", "mapping.yaml", "quality.csv", "quality.json", "specimen-p1-en.pdf")


def destroy_p1(ring: Keyring, folder: Path, approved_by: str = "Bo", asked_by: str = "Ada") -> Certificate:
    to = folder.parent / "certificate.json"
    told = {"agreement_id": "psa-1", "asked_by": asked_by, "approved_by": approved_by}
    return destroy(ring, "p1", folder, **told, at=AT, to=to)


def test_destroyed_is_destroyed_and_certified(ring: Keyring, folder: Path) -> None:
    path = folder / "identity.parquet"
    copy = path.read_bytes()
    with pytest.raises(CleanbillError, match="two people"):
        destroy_p1(ring, folder, approved_by=" ada ")
    assert read_sealed(path, ring.key("p1")).num_rows == 2
    key = hashlib.sha256(ring.key("p1")).hexdigest()
    certificate = destroy_p1(ring, folder)
    assert sorted(each.name for each in folder.rglob("*") if each.is_file()) == list(STAYS)
    text = (folder.parent / "certificate.json").read_text("utf-8")
    assert destroyed(text) == certificate
    assert (set(certificate.sealed), set(certificate.unsealed)) == (set(SEALED), set(UNSEALED))
    assert certificate.sealed["identity.parquet"] == hashlib.sha256(copy).hexdigest()
    assert (certificate.key_sha256, certificate.sha256) == (key, hashlib.sha256(text.encode()).hexdigest())
    assert "Feather" not in text
    assert remains(ring, certificate, folder) == []
    path.write_bytes(copy)  # a backup that came back
    assert remains(ring, certificate, folder) == ["identity.parquet"]
    with pytest.raises(KeyDestroyed):
        ring.key("p1")
    with pytest.raises(KeyDestroyed):
        ring.make("p1")
    assert not list(ring.folder.glob("p1.key"))
    (ring.folder / "p1.key").write_bytes(b"half destroyed")
    assert remains(ring, certificate, folder) == ["the key", "identity.parquet"]
    assert destroy_p1(ring, folder) == certificate
    assert remains(ring, certificate, folder) == []


def test_destruction_that_was_broken_off_goes_on_to_the_end(
    ring: Keyring, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Keyring, "drop", lambda *_: (_ for _ in ()).throw(RuntimeError("broken off")))
        with pytest.raises(RuntimeError):
            destroy_p1(ring, folder)
    certified = (folder.parent / "certificate.json").read_text("utf-8")
    with pytest.raises(CleanbillError, match="approved by Bo: not what is to be done"):
        destroy_p1(ring, folder, approved_by="Cy")
    assert ring.key("p1")
    assert destroy_p1(ring, folder).text() == certified
    assert not (folder / "identity.parquet").exists()
    with pytest.raises(KeyDestroyed):
        ring.key("p1")


def test_without_a_folder_nothing_is_destroyed(ring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(CleanbillError, match="nothing was destroyed"):
        destroy_p1(ring, tmp_path / "none")
    assert ring.key("p1")


@given(st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_certificate_that_was_changed_is_none(ring: Keyring, folder: Path, data: st.DataObject) -> None:
    text = destroy_p1(ring, folder).text()
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(["", "x", "0", '"', " "]).filter(lambda one: one != text[at]))
    changed = text[:at] + other + text[at + 1 :]
    try:
        assert destroyed(changed).sha256 != destroyed(text).sha256  # another certificate, which nobody recorded
    except CleanbillError as wrong:
        assert "not a certificate" in str(wrong)


@pytest.mark.parametrize("part", ["[]", "{}", "null", '{"sealed": 1}'])
def test_what_lacks_a_part_is_no_certificate(part: str) -> None:
    with pytest.raises(CleanbillError, match="not a certificate"):
        destroyed(part)


@given(st.lists(st.from_regex(r"[0-9]{3}-?[0-9]{2}-?[0-9]{4}|[0-9]{4}|[a-z]*", fullmatch=True), min_size=1))
@settings(max_examples=50, deadline=None)
def test_hashes_are_those_of_a_loop_over_numbers_that_people_can_have(numbers: list[str]) -> None:
    key = b"k" * 32
    wanted = []
    for number in numbers:
        digits = number.replace("-", "")
        area, group, serial = digits[:3], digits[3:5], digits[5:]
        real = re.fullmatch("[0-9]{9}", digits) and area not in {"000", "666"} and area < "900"
        real = real and group != "00" and serial != "0000"
        wanted.append(hmac.new(key, digits.encode(), "sha256").hexdigest() if real else None)
    assert hashed_ssns(pa.array(numbers), key).to_pylist() == wanted
    fours = [digits[-4:] if len(digits) in {4, 9} else None
             for digits in (re.sub("[^0-9]", "", number) for number in numbers)]  # fmt: skip
    assert last_fours(pa.array(numbers)).to_pylist() == fours


def test_what_is_due_by_a_day_comes_most_pressing_first() -> None:
    held = [
        Held("p1", "a", date(2026, 1, 1), 365),
        Held("p2", "a", date(2025, 1, 1), 365),
        Held("p3", "b", date(2026, 11, 1), 30),
    ]
    assert [one.portfolio_id for one in due(held, date(2026, 11, 24))] == ["p2"]
    assert [one.portfolio_id for one in due(held, date(2026, 11, 24), within_days=7)] == ["p2", "p3"]
    assert held[1].destroy_by == date(2026, 1, 1)
    assert [one.portfolio_id for one in due(held, date(2026, 1, 1))] == ["p2"]
