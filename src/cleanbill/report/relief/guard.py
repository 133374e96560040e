"""What a report of a programme may not show, so that no few people can be counted from all its reports together.

In: people by group. Out: what to hide. Three steps, each over the whole programme, whichever report is written:

1. `margin`: one way of grouping (funds, places, rounds), whose whole is known. A group of 1 to 10 people is hidden,
   and others with it until it cannot be worked out (small_cells.withheld). A person may be in two groups: where the
   people of all and of each would give away a few who are, the people of one more group are withheld.
2. `told_within`: two ways crossed (the places of each fund, the rounds of each place), when both margins are known.
   A column is told in every row, or a row in every column, only where each of its cells is nobody or 11 and more,
   and only as long as what is left of each other row and column is nobody or 11 and more. All else of a row is
   told as one sum. What is not told is then a rectangle of which readers know the sums at its edges, each of many:
   a few people in a cell of it could as well be 11 or more.
3. Not more than that: a donor's report goes by place and a county's by round, none by both (three crossed ways
   would leave no such room).

Reports of two days can be subtracted from each other, which nothing here can prevent: publish once a round is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cleanbill.report.relief.line import Lines, people
from cleanbill.report.small_cells import SMALLEST_SHOWN, is_small, withheld

Groups = Mapping[str, Lines]
Crossed = Mapping[str, Groups]
OTHER = "(all other)"  # the sum of the groups of a row that are not told one by one


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden of a grouping: whole groups, with what to show instead; and the people, but no more, of others."""

    groups: Mapping[str, str]
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told inside crossed groups: every column of `rows`, and `columns` in every row."""

    rows: frozenset[str]
    columns: frozenset[str]


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


def told_within(crossed: Crossed, hidden_rows: Collection[str], hidden_columns: Collection[str]) -> Told:
    """What may be told inside the rows; row -> column -> lines."""
    turned = _turned(crossed)
    rows = _clean(turned, hidden_columns, crossed.keys() - set(hidden_rows))
    columns = _clean(crossed, hidden_rows, turned.keys() - set(hidden_columns))
    several = [column for column, cells in sorted(turned.items()) if _people_hidden(cells)]
    while True:
        if columns and _leaves_few(crossed, columns, crossed.keys() - {*rows, *hidden_rows}):
            columns.pop(0)
        elif rows and _leaves_few(turned, rows, turned.keys() - {*columns, *hidden_columns}):
            rows.pop(0)
        # told in every row, a column's people in all and in each row would give away a few who are in two
        elif gives := [one for one in several if one in columns]:
            columns.remove(gives[0])
        elif gives := [one for one in several if turned[one].keys() <= set(rows)]:
            rows.remove(next(row for row in rows if row in turned[gives[0]]))
        else:
            return Told(frozenset(rows), frozenset(columns))


def row_told(name: str, row: Groups, told: Told) -> tuple[Groups, Hidden]:
    """The row's groups that are told, all else of it as the group OTHER, and whose people are withheld; {} if none."""
    groups: dict[str, Lines] = {
        column: lines for column, lines in row.items() if name in told.rows or column in told.columns
    }
    other = [line for column, lines in row.items() if column not in groups for line in lines]
    if groups and other:
        groups[OTHER] = other
    return groups, Hidden({}, _people_hidden(groups))


def _turned(crossed: Crossed) -> dict[str, dict[str, Lines]]:
    """Columns as rows."""
    turned: dict[str, dict[str, Lines]] = {}
    for name, row in crossed.items():
        for column, lines in row.items():
            turned.setdefault(column, {})[name] = lines
    return turned


def _clean(crossed: Crossed, hidden_rows: Collection[str], columns: Collection[str]) -> list[str]:
    """The columns with nobody or many in each row and nobody in a hidden one, those of the fewest accounts first."""
    few = {
        column
        for name, row in crossed.items()
        for column, lines in row.items()
        if name in hidden_rows or _are_few([lines])
    }
    sizes = {column: sum(len(row.get(column, ())) for row in crossed.values()) for column in columns}
    return sorted(sizes.keys() - few, key=lambda column: (sizes[column], column))


def _leaves_few(crossed: Crossed, told: Collection[str], rows: Collection[str]) -> bool:
    """Whether what is left of one of the rows, without the columns told, is of a few people."""
    return any(_are_few([lines for column, lines in crossed[row].items() if column not in told]) for row in rows)


def _are_few(cells: Iterable[Lines]) -> bool:
    """Whether there are people in the cells, and few; the first many end the count."""
    found: set[str | None] = set()
    for lines in cells:
        for line in lines:
            found.add(line.person_id)
            if len(found) >= SMALLEST_SHOWN:
                return False
    return bool(found)
