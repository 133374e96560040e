"""Records as they are compared: letters without case, accents or marks, and addresses in one writing.

In: the table `record`. Out: one row a record, numbered by record_id. What very
many share says nothing and is left out: a number of Social Security that many
names have, an address where many live, a day that stands for "not known".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import yaml

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import Materialize
from cleanbill.people.identity.compare import words

# What can become of two records that are probably one person's.


MERGED = "merged"
KNOWN = "known as one person"
WEAK = "refused: one weak field"
FIRST_NAMES = "refused: contradiction of first names"
SSNS = "refused: contradiction of Social Security numbers"
BIRTH_DATES = "refused: contradiction of birth dates"
SUFFIXES = "refused: contradiction of Jr and Sr"
DOUBT = "refused: in doubt between two people"
CHAIN = "refused: would join two who contradict"

CONTRADICTIONS = (FIRST_NAMES, SSNS, BIRTH_DATES, SUFFIXES)
OUTCOMES = (MERGED, KNOWN, WEAK, *CONTRADICTIONS, DOUBT, CHAIN)


# One row an account goes in; who it belongs to, and why, come out.
#
# Evidence holds record ids and words about fields, never a value of a field.


class Record(Table):
    """Who an account says it is owed by; all but the id may be missing."""

    __grain__ = "an account, of any seller and round"
    __key__ = ("record_id",)

    record_id: dt.String = column("person", "the account, across sellers and rounds", unique=True)
    first_name: dt.String = column("identity", "first name", nullable=True)
    last_name: dt.String = column("identity", "last name, with Jr or Sr where it is told", nullable=True)
    birth_date: dt.Date = column("identity", "date of birth", nullable=True)
    ssn_hash: dt.String = column("identity", "keyed hash of the Social Security number, one key for all", nullable=True)
    ssn_last4: dt.String = column("identity", "last four digits of the Social Security number", nullable=True)
    address: dt.String = column("identity", "street address, with the unit where it is told", nullable=True)
    city: dt.String = column("identity", "city", nullable=True)
    state: dt.String = column("person", "state", nullable=True)
    zip: dt.String = column("identity", "ZIP code", nullable=True)


class Belongs(Table):
    """Whose account it is, and which household that person is of."""

    __grain__ = "an account, of any seller and round"
    __key__ = ("record_id",)

    record_id: dt.String = column("person", "the account", unique=True)
    person_id: dt.String = column("person", "the person; tells nothing of who it is")
    household_id: dt.String = column("person", "the household; empty where no address is known", nullable=True)


class Match(Table):
    """Why two accounts were, or were not, taken for one person's."""

    __grain__ = "two accounts that are probably one person's"
    __key__ = ("left_id", "right_id")

    left_id: dt.String = column("person", "the account whose id comes first")
    right_id: dt.String = column("person", "the other account")
    probability_bp: dt.Int64 = column("person", "how probable it is that one person owes both", unit="bp", ge=0)
    first_name: dt.String = column("person", "how the first names agree", isin=words("first_name"))
    last_name: dt.String = column("person", "how the last names agree", isin=words("last_name"))
    suffix: dt.String = column("person", "how Jr and Sr agree", isin=words("suffix"))
    birth_date: dt.String = column("person", "how the birth dates agree", isin=words("birth_date"))
    ssn: dt.String = column("person", "how the Social Security numbers agree", isin=words("ssn"))
    address: dt.String = column("person", "how the addresses agree", isin=words("address"))
    outcome: dt.String = column("person", "what was made of it", isin=OUTCOMES)


# What is wrong with records before they can be resolved: ids that are missing or stand twice.


def check_records(con: Any, records: ir.Table, known: pa.Table | None) -> None:
    """Raises BadInput with every fault of the records and of what is known of them."""
    found = _columns("records", records.columns, tuple(ibis_schema(Record)))
    if known is not None:
        found += _columns("known", known.column_names, tuple(ibis_schema(Belongs)))
    if not found:
        found = _ids(con, "records", records)
        if known is not None:
            found += _ids(con, "known", ibis.memtable(known))
    if found:
        raise BadInput(found)


def _columns(name: str, present: Any, wanted: tuple[str, ...]) -> list[Finding]:
    return [
        Finding(name, None, column, "the column is missing", "Give it, empty where nothing is known.")
        for column in wanted
        if column not in present
    ]


def _ids(con: Any, name: str, table: ir.Table) -> list[Finding]:
    counted = con.to_pyarrow(
        table.aggregate(
            missing=table.record_id.isnull().sum(),
            twice=table.record_id.count() - table.record_id.nunique(),
        )
    ).to_pylist()[0]
    words = {
        "missing": ("an id is missing", "Give every account an id."),
        "twice": ("an id stands twice", "Give each account once."),
    }
    return [Finding(name, None, "record_id", *words[fault], count=count) for fault, count in counted.items() if count]


# The weights of agreement and the thresholds: estimated once, kept as data, never learnt from the records at hand.


@dataclass(frozen=True, slots=True)
class Model:
    """How often each word of agreement is said of one person's records (m) and of two persons' (u).

    `prior` is how probable it is that two records taken blindly are one
    person's. A pair is linked from `threshold_bp` on. A value that more names
    share than its crowd says nothing; `frequency_records` is how many records
    of the usual frequency of names stand beside those of the file.
    """

    levels: Mapping[str, Mapping[str, Mapping[str, float]]] = field(repr=False)
    prior: float
    threshold_bp: int
    ssn_crowd: int
    address_crowd: int
    block_crowd: int
    frequency_records: int

    def chance(self, name: str, word: str) -> float:
        """How often that is said of two persons' records."""
        return self.levels[name][word]["u"]


@cache
def shipped() -> Model:
    """The model of model.yaml."""
    values: dict[str, Any] = yaml.safe_load((files(__package__) / "model.yaml").read_text(encoding="utf-8"))
    return Model(levels=values["levels"], **values["settings"])


# Ids that tell nothing of anyone: a hash of a record's id, kept from round to round.


DIGITS = 20  # 80 bits: among a thousand million ids a chance of one in two million that two are alike


def fresh(kind: str, record_id: str, earlier: str | None = None) -> str:
    """A new id for what begins with that record; `earlier` is the id the record had, where another keeps that."""
    text = "\n".join((kind, record_id, earlier or ""))
    return f"{kind[0].upper()}{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}"


def named_ids(
    kind: str, groups: Mapping[int, list[int]], records: list[str], known: Mapping[str, str]
) -> dict[int, str]:
    """Group -> id. A known id goes to the group of the smallest record that had it; of several the smallest stays.

    `groups` are numbers of `records`, ascending; `known` is record id -> id it had.
    """
    owner = _owners(groups, records, known)
    claimed: dict[int, str] = {}
    for known_id, group in owner.items():
        claimed[group] = min(known_id, claimed.get(group, known_id))
    return {
        group: claimed.get(group) or fresh(kind, records[members[0]], known.get(records[members[0]]))
        for group, members in groups.items()
    }


def _owners(groups: Mapping[int, list[int]], records: list[str], known: Mapping[str, str]) -> dict[str, int]:
    """Known id -> the group that holds the smallest record which had it."""
    first: dict[str, tuple[int, int]] = {}
    for group, number in _placed(groups):
        known_id = known.get(records[number])
        if known_id is not None:
            first[known_id] = min((number, group), first.get(known_id, (number, group)))
    return {known_id: group for known_id, (_, group) in first.items()}


def _placed(groups: Mapping[int, list[int]]) -> Iterable[tuple[int, int]]:
    return ((group, number) for group, members in groups.items() for number in members)


PLAIN_SUFFIXES = {"JR": "JR|JUNIOR|II|2ND", "SR": "SR|SENIOR", "III": "III|3RD", "IV": "IV|4TH"}
SUFFIX = rf"[ ,.]+({'|'.join(PLAIN_SUFFIXES.values())})[ .]*$"
PLACEHOLDERS = ("19000101", "19010101", "19111111", "20000101")  # days that systems fill in; the list is an assumption
PART = 3  # letters of a name that can stand for the whole: DE of DE LA CRUZ cannot

_strip_accents: Any = ibis.udf.scalar.builtin(
    lambda text: text, name="strip_accents", signature=(("string",), "string")
)


@cache
def _yaml(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8")))


def comparable(record: ir.Table, materialize: Materialize, model: Model) -> ir.Table:
    """`record` made comparable, with the keys that bring two of them together."""
    numbered = record.mutate(number=ibis.row_number().over(order_by="record_id").cast("int64"))
    named = materialize(_with_nicknames(numbered.select("number", "record_id", **_names(numbered), **_facts(numbered))))
    cleaned = materialize(_without_crowds(named, model))
    return materialize(_keyed(_with_frequency(cleaned, model), model))


def _upper(text: ir.StringValue) -> ir.StringValue:
    return _strip_accents(text).upper().strip()


def _some(text: ir.StringValue) -> ir.StringValue:
    """A text, or null where there is nothing in it."""
    return text.nullif("")


def _letters(text: ir.StringValue) -> ir.StringValue:
    return _some(text.re_replace("[^A-Z]", ""))


def _names(record: ir.Table) -> dict[str, ir.Value]:
    """Given and family name in letters alone, the family name's two parts where it has them, and Jr or Sr."""
    first, last = _upper(record.first_name), _upper(record.last_name)
    family = last.re_replace(SUFFIX, "")
    given = first.re_replace(SUFFIX, "").re_replace(r"([A-Z]{2,})[ .]+[A-Z]\.?$", r"\1")  # a middle initial
    return {
        "given": _letters(given),
        "family": _letters(family),
        "part_one": _part(family, r"^([A-Z']+)[- ]+[A-Z' -]+$"),
        "part_two": _part(family, r"^[A-Z' -]+[- ]+([A-Z']+)$"),
        "suffix": ibis.coalesce(_suffix(last), _suffix(first)),
    }


def _part(family: ir.StringValue, pattern: str) -> ir.StringValue:
    part = _letters(family.re_extract(pattern, 1))
    return ibis.cases((part.length() >= PART, part))


def _suffix(name: ir.StringValue) -> ir.StringValue:
    found = name.re_extract(SUFFIX, 1)
    return ibis.cases(*((found.isin(ways.split("|")), suffix) for suffix, ways in PLAIN_SUFFIXES.items()))


def _facts(record: ir.Table) -> dict[str, ir.Value]:
    """Day of birth, number of Social Security and address as they are compared."""
    born = record.birth_date.strftime("%Y%m%d")
    street, unit = _street(record.address)
    digits = record.zip.re_replace("[^0-9]", "")
    whole = ibis.cases((digits.length().isin([4, 8]), ibis.literal("0") + digits), else_=digits)
    town = _letters(_upper(record.city)) + ibis.literal(" ") + _upper(record.state)
    return {
        "born": ibis.cases(((record.birth_date.year() >= 1900) & born.notin(PLACEHOLDERS), born)),
        "year": record.birth_date.year().cast("int64"),
        "ssn": _some(record.ssn_hash.strip()),
        "last4": ibis.cases(
            (record.ssn_last4.re_search("^[0-9]{4}$") & (record.ssn_last4 != "0000"), record.ssn_last4)
        ),
        "street": street,
        "unit": unit,
        "house": _some(street.re_extract("^([0-9]+)", 1)),
        "area": ibis.coalesce(ibis.cases((whole.length() >= 5, whole.left(5))), town),
    }


def _street(address: ir.StringValue) -> tuple[ir.StringValue, ir.StringValue]:
    """The street with its house number, and the unit, in one writing."""
    words = _yaml("street_words.yaml")
    line = _upper(address).re_replace(r"[.,]", " ").re_replace(r"\s+", " ").strip()
    unit = rf"(?:\b(?:{'|'.join(words['units'])})\b|#)[ #]*([A-Z0-9-]+)$"
    street = line.re_replace(unit, "")
    for short, ways in words["words"].items():
        street = street.re_replace(rf"\b(?:{'|'.join(ways)})\b", short)
    return _some(street.re_replace("[^A-Z0-9 ]", "").re_replace(" +", " ").strip()), _some(line.re_extract(unit, 1))


def _with_nicknames(named: ir.Table) -> ir.Table:
    """Each given name with the names it may stand for, and whether it is a name we know."""
    listed = _yaml("nicknames.yaml")
    of: dict[str, set[str]] = {name: {name} for name in listed["others"]}
    for name, short in listed["names"].items():
        for given in (name, *short):
            of.setdefault(given, {given}).add(name)
    known = ibis.memtable(
        {"name": list(of), "stands_for": [sorted(names) for names in of.values()]},
        schema={"name": "string", "stands_for": "array<string>"},
    )
    joined = named.left_join(known, named.given == known.name)
    joined = joined.mutate(a_name=joined.name.notnull()).drop("name")
    itself = ibis.cases((joined.given.notnull(), ibis.array([joined.given])))
    return joined.mutate(givens=ibis.coalesce(joined.stands_for, itself)).drop("stands_for")


def _without_crowds(named: ir.Table, model: Model) -> ir.Table:
    """Numbers and addresses that many names share are not told; `place` is street and area."""
    placed = named.mutate(place=named.street + ibis.literal(" | ") + named.area)
    placed = placed.mutate(
        door=placed.place + ibis.literal(" # ") + placed.unit.fill_null(""),
        who=ibis.coalesce(placed.given, "") + ibis.literal(" ") + ibis.coalesce(placed.family, ""),
    )
    numbers, doors = _crowd(placed, "ssn", model.ssn_crowd), _crowd(placed, "door", model.address_crowd)
    marked = placed.left_join(numbers, placed.ssn == numbers.crowd).rename(ssn_crowd="crowd")
    marked = marked.left_join(doors, marked.door == doors.crowd).rename(door_crowd="crowd")
    alone = marked.door_crowd.isnull()
    marked = marked.mutate(
        ssn=ibis.cases((marked.ssn_crowd.isnull(), marked.ssn)),
        last4=ibis.cases((marked.ssn_crowd.isnull(), marked.last4)),
        **{name: ibis.cases((alone, marked[name])) for name in ("street", "unit", "house", "place", "door")},
    )
    return marked.drop("ssn_crowd", "door_crowd", "who")


def _crowd(placed: ir.Table, name: str, most: int) -> ir.Table:
    """Values of a column that more than `most` names share."""
    counted = (
        placed.filter(placed[name].notnull()).group_by(crowd=placed[name]).aggregate(names=lambda t: t.who.nunique())
    )
    return counted.filter(counted.names > most).select("crowd")


def _with_frequency(records: ir.Table, model: Model) -> ir.Table:
    """How frequent each name is, drawn towards the model's frequency where the file is small."""
    for part, name in (("first_name", "given"), ("last_name", "family")):
        usual, weight = model.chance(part, "same"), model.frequency_records
        counted = (
            records.filter(records[name].notnull()).group_by(by=records[name]).aggregate(times=lambda t: t.count())
        )
        given = records.left_join(counted, records[name] == counted.by).drop("by")
        every = given[name].count().over(ibis.window())
        records = given.mutate(**{f"often_{name}": (given.times + weight * usual) / (every + weight)}).drop("times")
    return records


def _keyed(records: ir.Table, model: Model) -> ir.Table:
    """Keys that two records of one person share one of; a key of too many brings nobody together."""
    ends = {
        "key_ssn": records.ssn,
        "key_born_four": records.born + records.last4,
        "key_born_family": records.born + records.family.left(2),
        "key_born_given": records.born + records.given.left(2),
        "key_born_swapped": records.born
        + ibis.least(records.given, records.family)
        + ibis.greatest(records.given, records.family),
        "key_door": records.door,
        "key_house": records.house + ibis.literal(" ") + records.area + records.given.left(2),
        "key_four_family": records.last4 + records.family,
        "key_four_given": records.last4 + records.given,
        "key_name": records.given + ibis.literal(" ") + records.family + records.area,
    }
    keyed = records.mutate(**ends)
    few = {
        name: ibis.cases((keyed[name].count().over(group_by=name) <= model.block_crowd, keyed[name])) for name in ends
    }
    return keyed.mutate(**few)


KEYS = (
    "key_ssn", "key_born_four", "key_born_family", "key_born_given", "key_born_swapped", "key_door", "key_house",
    "key_four_family", "key_four_given", "key_name",
)  # fmt: skip
