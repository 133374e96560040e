"""Opening a store: its tables are the models', its address is told to nobody, its door has no Django in it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Store, database
from cleanbill.records.guards import TABLES
from tests.house.tree import SOURCE
from tests.records.conftest import Opened


def test_the_migrations_make_what_the_models_say(opened: Opened) -> None:
    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)


def test_there_is_one_migration_and_it_ends_with_the_guards() -> None:
    from cleanbill.records.guards import InstallGuards  # noqa: PLC0415 (Django is needed)

    migrations = SOURCE / "records" / "migrations"
    assert sorted(path.name for path in migrations.glob("*.py")) == ["0001_initial.py", "__init__.py"]
    made = import_module("cleanbill.records.migrations.0001_initial").Migration
    assert isinstance(made.operations[-1], InstallGuards)


def test_every_method_says_what_it_does_and_takes_a_store() -> None:
    methods = {name: method for name, method in vars(Store).items() if name in dir(Store) and not name.startswith("_")}
    assert {"propose_bid", "close_purchase", "check_letter", "post", "export_acts", "bill_of_sale"} <= methods.keys()
    for name, method in methods.items():
        if name not in ("open", "begun"):
            assert method.__doc__, name
            assert next(iter(inspect.signature(method).parameters)) == "store", name


def test_what_were_functions_are_the_methods_and_no_other_name_is_there(store: Store) -> None:
    assert records.Store.propose_bid is Store.propose_bid
    assert records.Store.close_purchase is Store.close_purchase
    assert records.Store.bill_of_sale is Store.bill_of_sale
    assert store.purchases() == store.purchases() == ()
    for name in ("collect", "guards", "_hidden"):
        with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
            vars(records)["__getattr__"](name)
    with pytest.raises(AttributeError, match="no attribute 'collect'"):
        _ = Store.collect  # type: ignore[attr-defined]


def run(code: str, *arguments: str) -> str:
    """What a process of its own prints."""
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return ran.stdout


def test_the_door_alone_loads_no_django() -> None:
    named = "import sys; from cleanbill.records import By, Store; Store.open"
    assert run(f"{named}; print([name for name in sys.modules if name.startswith('django')])") == "[]\n"


WITHOUT = """
import sys
from pathlib import Path

sys.modules["django"] = None
from cleanbill.records import Store, verify
try:
    Store.open(Path(sys.argv[1]))
except Exception as error:
    print(error)
"""


def test_without_django_opening_a_store_says_how_to_install_it(tmp_path: Path) -> None:
    assert run(WITHOUT, str(tmp_path)) == (
        "A store of records needs Django, which is not installed. Install it: pip install 'cleanbill[relief]'\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_application_whose_django_lacks_the_records_is_told_what_to_add(tmp_path: Path) -> None:
    without = WEB.replace(', "cleanbill.records.apps.RecordsConfig"', "").replace(
        "records.Store.open(folder).close()", OPENED
    )
    assert "Add 'cleanbill.records.apps.RecordsConfig' to INSTALLED_APPS" in run(without, str(tmp_path))


WEB = """
import sqlite3, sys
from pathlib import Path
import django
from django.conf import settings

others = [f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions")]
settings.configure(INSTALLED_APPS=[*others, "cleanbill.records.apps.RecordsConfig"], DATABASES={}, USE_TZ=True)
django.setup()
from cleanbill import records

folder = Path(sys.argv[1])
records.Store.open(folder).close()
made = sqlite3.connect(folder / "records.sqlite3").execute("SELECT name FROM sqlite_master WHERE type = 'table'")
print(*sorted(name for (name,) in made if not name.startswith("sqlite_")))
"""


OPENED = """
try: records.Store.open(folder).close()
except Exception as error: sys.exit(print(error))
"""


def test_a_store_gets_the_tables_of_the_records_alone_whatever_else_the_process_has(tmp_path: Path) -> None:
    tables = run(WEB, str(tmp_path)).split()
    assert tables == ["django_migrations", *sorted(f"records_{table}" for table in TABLES)]


def test_sqlite_waits_and_syncs(opened: Opened) -> None:
    if opened.address:
        pytest.skip("of SQLite")
    from django.db import connections  # noqa: PLC0415 (after the store is opened)

    with connections[opened.store.alias].cursor() as cursor:
        told = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 60_000}


def test_postgresql_is_one_setting(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    if not opened.address:
        pytest.skip("of PostgreSQL")
    monkeypatch.setenv(database.SETTING, opened.address)
    assert Store.open(opened.folder) == opened.store
    assert not (opened.folder / database.FILE).exists()


@pytest.mark.parametrize(
    "wrong", ["mysql://u:secret@h/n", "postgresql://u:secret@h", "postgresql://u:secret@h:x/n", "secret"]
)
def test_a_wrong_address_is_refused_and_not_shown(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(CleanbillError, match="CLEANBILL_DATABASE") as refused:
        Store.open(tmp_path, wrong)
    assert "secret" not in str(refused.value)


def test_a_database_that_is_not_there_is_told_without_its_address(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(CleanbillError, match="cannot be opened") as refused:
        Store.open(tmp_path, "postgresql://user:secret@127.0.0.1:1/name")
    assert "secret" not in str(refused.value)


@given(user=st.text(min_size=1), password=st.text(min_size=1), name=st.from_regex(r"[a-z]\w*", fullmatch=True))
def test_an_address_gives_back_its_parts(user: str, password: str, name: str) -> None:
    from urllib.parse import quote  # noqa: PLC0415

    at = f"{quote(user, safe='')}:{quote(password, safe='')}@h:1/{quote(name)}"
    told = database.postgresql(f"postgresql://{at}?sslmode=require")
    assert (told["USER"], told["PASSWORD"], told["NAME"]) == (user, password, name)
    assert told["OPTIONS"] == {"sslmode": "require"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CleanbillError, match="no folder"):
        Store.open(tmp_path / "none")
