"""How long 10,000 letters take as PDF, in six languages, and how long one for each person."""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import date

from cleanbill.relief.letters import LANGUAGES, AbolishedAccount, Recipient, mailing, new_code
from cleanbill.report.letters import Letter, Sender, approve, print_run
from cleanbill.report.letters.letters import Draft

DAY = date(2026, 11, 24)


def letters(count: int, seed: int = 1) -> list[Letter]:
    chance = random.Random(seed)
    people = [
        Recipient(
            person_key=f"p{each}",
            name=f"Person Number {each}",
            address=(f"{each} Elm Street", "Columbia, MO 65201"),
            state="MO",
            accounts=tuple(
                AbolishedAccount(f"Hospital {chance.randrange(50)}", f"{chance.randrange(10**4):04}", face)
                for face in chance.choices(range(5_000, 300_000), k=chance.choice([1, 1, 2, 3, 6]))
            ),
            language=chance.choices(LANGUAGES, weights=[60, 20, 5, 5, 5, 5])[0],
            birth_date=date(1980, 1, 2),
        )
        for each in range(count)
    ]
    return [Letter(each, new_code(chance.randrange)) for each in mailing(people, DAY).letters]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    words = approve(Draft(dict.fromkeys(LANGUAGES, "From your neighbors."), "Ann"), "Bob", DAY)
    sender = Sender("Relief Fund", DAY, ("PO Box 1",), "relief.example/check", "1-800-555-0100", words, charity=True)
    all_letters = letters(count)
    for what, some, a_file in (("in batches", all_letters, 50), ("a PDF each", all_letters[: count // 10], 1)):
        start, busy = time.perf_counter(), time.process_time()
        size = sum(len(printed.pdf) for printed in print_run(some, sender, DAY, a_file=a_file))
        taken, worked = time.perf_counter() - start, time.process_time() - busy
        print(
            f"{len(some):,} letters {what}: {taken:.1f} s, {worked:.1f} s of processor, {size / 1e6:.1f} MB of PDF",
            flush=True,
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
