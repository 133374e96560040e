"""What a report of a programme may not show, so that no few people can be counted from all its reports together.

In: people by group. Out: what to hide. Three steps, each over the whole programme, whichever report is written:

1. `margin`: one way of grouping (funds, places, rounds), whose whole is known. A group of 1 to 10 people is hidden,
   and others with it until it cannot be worked out (small_cells.withheld). A person may be in two groups: where the
   people of all and of each would give away a few who are, the people of one more group are withheld.
2. `shown_within`: two ways crossed (the places of each fund, the rounds of each place), when both margins are known.
   A column is told in every row, or a row in every column, only where each of its cells is nobody or 11 and more,
   and only as long as what is left of each other row and column is nobody or 11 and more. All else of a row is
   told as one sum. What is not told is then a rectangle of which readers know the sums at its edges, each of many:
   a few people in a cell of it could as well be 11 or more.
3. Not more than that: a donor's report goes by place and a county's by round, none by both (three crossed ways
   would leave no such room).

Reports of two days can be subtracted from each other, which nothing here can prevent: publish once a round is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from cleanbill.relief import OUTCOMES
from cleanbill.report.privacy import SMALLEST_SHOWN, UNDER, WITHHELD, is_small, withheld
from cleanbill.report.relief.sheets import Line, Lines, Programme, Round, Row, Shown, grouped, people

Groups = Mapping[str, Lines]
Crossed = Mapping[str, Groups]
OTHER = "(all other)"  # the sum of the groups of a row that are not told one by one


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden of a grouping: whole groups, with what to show instead; and the people, but no more, of others."""

    groups: Mapping[str, str]
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShownCells:
    """What is told inside crossed groups: every column of `rows`, and `columns` in every row."""

    rows: frozenset[str]
    columns: frozenset[str]


def margin(groups: Groups) -> Hidden:
    """What is hidden of groups that make up a whole whose numbers are known."""
    names = list(groups)
    hidden = withheld([people(lines) for lines in groups.values()])
    words_by_name = {names[at]: words for at, words in sorted(hidden.items())}
    return Hidden(words_by_name, frozenset() if words_by_name else _people_hidden(groups))


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


def shown_within(crossed: Crossed, hidden_rows: Collection[str], hidden_columns: Collection[str]) -> ShownCells:
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
        elif gives := [name for name in several if name in columns]:
            columns.remove(gives[0])
        elif gives := [name for name in several if turned[name].keys() <= set(rows)]:
            rows.remove(next(row for row in rows if row in turned[gives[0]]))
        else:
            return ShownCells(frozenset(rows), frozenset(columns))


def row_shown(name: str, row: Groups, shown: ShownCells) -> tuple[Groups, Hidden]:
    """The row's groups that are told, all else of it as the group OTHER, and whose people are withheld; {} if none."""
    groups: dict[str, Lines] = {
        column: lines for column, lines in row.items() if name in shown.rows or column in shown.columns
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


def _leaves_few(crossed: Crossed, columns: Collection[str], rows: Collection[str]) -> bool:
    """Whether what is left of one of the rows, without the columns told, is of a few people."""
    return any(_are_few([lines for column, lines in crossed[row].items() if column not in columns]) for row in rows)


def _are_few(cells: Iterable[Lines]) -> bool:
    """Whether there are people in the cells, and few; the first many end the count."""
    found: set[str | None] = set()
    for lines in cells:
        for line in lines:
            found.add(line.person_id)
            if len(found) >= SMALLEST_SHOWN:
                return False
    return bool(found)


# What a programme could not do, told over all of it: who did not qualify, what money did not reach, letters held.


def limits(programme: Programme, *, whole_hidden: bool) -> Row:
    """Accounts and face offered, not qualifying, of these abolished along with a portfolio sold whole, and qualifying
    and not abolished; those judged wrongly, by expectation.

    People who did not qualify are not counted, so that a few accounts stand for a few people.
    """
    done = [line for line in programme.lines if line.status == "abolished"]
    counts = _parts(programme, "offered", "qualified", _sums(programme, done, lambda line: 1))
    faces = _parts(programme, "offered_cents", "qualified_cents", _sums(programme, done, lambda line: line.face_cents))
    shown: dict[str, Shown] = {**counts, **{f"{key}_cents": cents for key, cents in faces.items()}}
    if any(map(is_small, counts.values())):
        words = {key: UNDER if is_small(count) else WITHHELD for key, count in counts.items()}
        shown = {key: words.get(key, WITHHELD) for key in shown}
    elif whole_hidden:
        shown |= dict.fromkeys(("along", "along_cents", "not_reached", "not_reached_cents"), WITHHELD)
    return shown | {"wrongly_in": programme.wrongly_in, "wrongly_out": programme.wrongly_out}


def _parts(programme: Programme, offered: str, qualified: str, done: Mapping[str, int]) -> dict[str, int]:
    """Of a portfolio bought whole more is abolished than qualified; nothing of it that qualified was not reached."""
    whole, good = (_by_portfolio(programme, key) for key in (offered, qualified))
    return {
        "offered": sum(whole.values()),
        "not_qualified": sum(whole.values()) - sum(good.values()),
        "along": sum(max(done.get(name, 0) - count, 0) for name, count in good.items()),
        "not_reached": sum(max(count - done.get(name, 0), 0) for name, count in good.items()),
    }


def _sums(programme: Programme, lines: Iterable[Line], measure: Callable[[Line], int]) -> Counter[str]:
    """By portfolio."""
    names = {relief_round.purchase_id: _portfolio(relief_round) for relief_round in programme.rounds}
    found: Counter[str] = Counter()
    for line in lines:
        found[names[line.purchase_id]] += measure(line)
    return found


def _portfolio(relief_round: Round) -> str:
    return relief_round.portfolio_id or relief_round.purchase_id


def _by_portfolio(programme: Programme, key: str) -> dict[str, int]:
    """Each portfolio once, by the purchase that tells most of it: a later one finds less, for part of it was bought."""
    most: dict[str, int] = {}
    for relief_round in programme.rounds:
        name = _portfolio(relief_round)
        most[name] = max(most.get(name, 0), getattr(relief_round, key))
    return most


def letters(programme: Programme) -> list[Row]:
    """People by what became of their letter; by the purchases' own counts where no line tells, [] where none do."""
    abolished = [line for line in programme.lines if line.status == "abolished"]
    if programme.counted and any(line.letter for line in abolished):
        groups = grouped(abolished, lambda line: line.letter or "not told")
        hidden = margin(groups)
        whole = {name: WITHHELD if name in hidden.people else people(lines) for name, lines in groups.items()}
        return [
            {"letter": name, "people": hidden.groups.get(name, whole[name])}
            for name in (*OUTCOMES, "not told")
            if name in groups
        ]
    return _of_purchases(programme)


def _of_purchases(programme: Programme) -> list[Row]:
    """Mailed and held back, a person once for each round; both are hidden where one of them is small."""
    counts = {
        "mailed": sum(relief_round.letters for relief_round in programme.rounds),
        "held back": sum(relief_round.held_back for relief_round in programme.rounds),
    }
    small = any(map(is_small, counts.values()))
    words = {name: UNDER if is_small(count) else WITHHELD for name, count in counts.items()}
    return [
        {"letter": name, "people": words[name] if small else counts[name]} for name in counts if any(counts.values())
    ]
