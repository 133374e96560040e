"""What a programme could not do, told over all of it: who did not qualify, what money did not reach, letters held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from cleanbill.relief import OUTCOMES
from cleanbill.report.relief.guard import margin
from cleanbill.report.relief.line import Line, Programme, Round, grouped, people
from cleanbill.report.relief.numbers import Row, Shown
from cleanbill.report.small_cells import UNDER, WITHHELD, is_small


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
    names = {one.purchase_id: _portfolio(one) for one in programme.rounds}
    found: Counter[str] = Counter()
    for line in lines:
        found[names[line.purchase_id]] += measure(line)
    return found


def _portfolio(one: Round) -> str:
    return one.portfolio_id or one.purchase_id


def _by_portfolio(programme: Programme, key: str) -> dict[str, int]:
    """Each portfolio once, by the purchase that tells most of it: a later one finds less, for part of it was bought."""
    most: dict[str, int] = {}
    for one in programme.rounds:
        name = _portfolio(one)
        most[name] = max(most.get(name, 0), getattr(one, key))
    return most


def letters(programme: Programme) -> list[Row]:
    """People by what became of their letter; by the purchases' own counts where no line tells, [] where none do."""
    told = [line for line in programme.lines if line.status == "abolished"]
    if programme.counted and any(line.letter for line in told):
        groups = grouped(told, lambda line: line.letter or "not told")
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
        "mailed": sum(one.letters for one in programme.rounds),
        "held back": sum(one.held_back for one in programme.rounds),
    }
    small = any(map(is_small, counts.values()))
    words = {name: UNDER if is_small(count) else WITHHELD for name, count in counts.items()}
    return [
        {"letter": name, "people": words[name] if small else counts[name]} for name in counts if any(counts.values())
    ]
