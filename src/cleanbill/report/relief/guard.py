"""What a report of a programme may not show, so that no few people can be counted from all its reports together.

In: people by group. Out: what to hide. Three steps, each over the whole programme, whichever report is written:

1. `margin`: one way of grouping (funds, places, rounds), whose whole is known. A group of 1 to 10 people is hidden,
   and others with it until it cannot be worked out (small_cells.withheld). A person may be in two groups: where the
   people of all and of each would give away a few who are, the people of one more group are withheld.
2. `told_within`: two ways crossed (the places of each fund, the rounds of each place), when both margins are known.
   A column is told inside a row only where every row has nobody or 11 and more in it, and only as long as what
   is left of each row is nobody or 11 and more. All else of a row is told as one sum. A few people in a cell that
   is not told could then be more than 10 for all that a reader knows: its row and its column leave that room.
3. Not more than that: a donor's report goes by place and a county's by round, none by both (three crossed ways
   would leave no such room).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cleanbill.report.relief.line import Lines, people
from cleanbill.report.small_cells import SMALLEST_SHOWN, is_small, withheld

Groups = Mapping[str, Lines]
OTHER = "other"  # the sum of the groups of a row that are not told one by one


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden of a grouping: whole groups, with what to show instead; and the people, but no more, of others."""

    groups: Mapping[str, str]
    people: frozenset[str]


def margin(groups: Groups) -> Hidden:
    """What is hidden of groups that make up a whole whose numbers are known."""
    names = list(groups)
    hidden = withheld([people(lines) for lines in groups.values()])
    told = {names[at]: words for at, words in sorted(hidden.items())}
    return Hidden(told, frozenset() if told else _people_hidden(groups))


def _people_hidden(groups: Groups) -> frozenset[str]:
    """Groups whose people must be withheld because a person may be in several.

    All less the sum of the others is who is in one group alone; the sum less all is who is in several.
    """
    counts = {name: people(lines) for name, lines in groups.items()}
    several = sum(counts.values()) - people([line for lines in groups.values() for line in lines])
    alone = {name: count - several for name, count in counts.items() if count}
    if several == 0 or not (is_small(several) or any(map(is_small, alone.values()))):
        return frozenset()
    safe = sorted((count, name) for name, count in counts.items() if count and not is_small(alone[name]))
    return frozenset([safe[0][1]] if safe else counts)


def told_within(
    crossed: Mapping[str, Groups], hidden_rows: Collection[str], hidden_columns: Collection[str]
) -> tuple[str, ...]:
    """The columns that may be told within each row that is told; row -> column -> lines."""
    columns = sorted({column for row in crossed.values() for column in row} - set(hidden_columns))
    told = [column for column in columns if _is_clean(crossed, hidden_rows, column)]
    told.sort(key=lambda column: (_size(crossed, column), column))
    while told and any(is_small(_left(row, told)) for name, row in crossed.items() if name not in hidden_rows):
        told.pop(0)
    return tuple(sorted(told))


def row_told(row: Groups, told: Collection[str]) -> tuple[Groups, Hidden]:
    """The row's groups in the columns told, all else of it as the group OTHER, and whose people are withheld."""
    groups: dict[str, Lines] = {column: row[column] for column in told if row.get(column)}
    other = [line for column, lines in row.items() if column not in told for line in lines]
    if other:
        groups[OTHER] = other
    return groups, Hidden({}, _people_hidden(groups))


def _is_clean(crossed: Mapping[str, Groups], hidden_rows: Collection[str], column: str) -> bool:
    """Nobody or many in each row, nobody in a hidden one, and not a few in two rows."""
    cells = {name: row[column] for name, row in crossed.items() if row.get(column)}
    if any(people(lines) < SMALLEST_SHOWN or name in hidden_rows for name, lines in cells.items()):
        return False
    return not _people_hidden(cells)


def _size(crossed: Mapping[str, Groups], column: str) -> int:
    return sum(people(row.get(column, ())) for row in crossed.values())


def _left(row: Groups, told: Collection[str]) -> int:
    """People of the row's accounts that stand in no column that is told."""
    return people([line for column, lines in row.items() if column not in told for line in lines])
