"""Writes the pages that are made from the code, so that none can go stale.

Run by `make docs`; tests/house/test_docs.py says when a page is out of date.
Tables come from their schema classes, laws and plans from their YAML, commands
from the command line itself, the list of files from their own first lines. The list
is not tracked: it is of the tree that it was made in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from scripts.law_index import law_index
from scripts.table_pages import input_tables, output_tables
from tests.house.tree import ROOT, SOURCE, source_files

from cleanbill.core.money import NO_LIMIT_CENTS, usd
from cleanbill.law import Parameter, all_parameters
from cleanbill.payer.plan_terms import Plan, parse

MADE = "<!-- Made by `make docs`; edit the code or the YAML instead. -->\n\n"
FILES = ROOT / "docs" / "files.md"


def main() -> None:
    """Write every page that differs."""
    for path, text in (pages() | {FILES: MADE + files()}).items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


def pages() -> dict[Path, str]:
    """Path -> text of each page made here."""
    made: dict[str, Callable[[], str]] = {
        "input-tables.md": input_tables,
        "output-tables.md": output_tables,
        "laws.md": laws,
        "plans.md": plans,
    }
    if (SOURCE / "cli" / "__init__.py").exists():
        made["commands.md"] = commands
    return {ROOT / "docs" / name: MADE + make() for name, make in made.items()}


def laws() -> str:
    """Every parameter, facts first."""
    head = (
        "# Laws, facts and assumptions\n\n"
        "Every number that is not in a table of yours stands in one YAML file under `src/cleanbill/law/`, with its\n"
        "unit, the day from which it holds, where it is from and the modules that read it. A **fact** can be looked\n"
        "up at its link. An **assumption** is a choice of ours: it stands where no source was at hand, and you may\n"
        "change it.\n"
    )
    facts = sorted(all_parameters(), key=lambda p: (p.status != "fact", p.path))
    texts = {str(path.relative_to(SOURCE)): path.read_text("utf-8") for path in source_files() if path.suffix == ".py"}
    read_by = law_index([parameter.path for parameter in facts], texts)
    return head + "".join(law_section(parameter, read_by.get(parameter.path, [])) for parameter in facts)


def law_section(parameter: Parameter, modules: list[str]) -> str:
    """One parameter: words, last value, sources, and the modules that read it."""
    latest = max(parameter.values)
    value = yaml.safe_dump(parameter.values[latest], sort_keys=False, width=100, allow_unicode=True)
    return (
        f"\n## `{parameter.path}` ({parameter.status})\n\n{one_line(parameter.description)}\n\n"
        f"Unit: {parameter.unit}. From {latest}{earlier(parameter)}:\n\n"
        f"```yaml\n{value.removesuffix(chr(10) + '...' + chr(10)).rstrip()}\n```\n\n"
        + "".join(source({"title": r.title, "link": r.link}) for r in parameter.reference)
        + f"\nRead in {', '.join(f'`{module}`' for module in modules) or 'tests alone'}.\n"
    )


def earlier(parameter: Parameter) -> str:
    """How many values came before the last one."""
    before = len(parameter.values) - 1
    return f" ({before} earlier since {min(parameter.values)})" if before else ""


def plans() -> str:
    """Every plan that ships."""
    head = (
        "# Plans\n\n"
        "A plan is a YAML file in `src/cleanbill/payer/plans/`, one for each year of its terms. One code path settles\n"
        "all of them: `none` pays nothing, `single-payer` leaves nothing. Copays are per claim.\n"
    )
    files = sorted((SOURCE / "payer" / "plans").glob("*.yaml"))
    return head + "".join(plan_section(file.stem, yaml.safe_load(file.read_text("utf-8"))) for file in files)


def plan_section(stem: str, raw: dict[str, Any]) -> str:
    """One plan: words, terms by kind of care, sources."""
    plan = parse(stem[:-5], int(stem[-4:]), raw)
    rows = "".join(
        f"| {name} | {terms_of(plan, name)} | {limits_of(plan, name)} |\n" for name, benefit in plan.benefits.items()
    )
    sources = "".join(source(reference) for reference in plan.reference)
    return (
        f"\n## `{plan.plan_id}`, {stem[-4:]}: {plan.name}\n\n{one_line(raw['description'])}\n\n"
        f"Prices: {plan.fee_basis}. Network: {raw['network']}.\n\n"
        f"| kind of care | the patient pays | limits of a year |\n| --- | --- | --- |\n{rows}\n{sources}"
    )


def terms_of(plan: Plan, name: str) -> str:
    """A benefit's terms in words."""
    benefit = plan.benefits[name]
    if not benefit.covered:
        return "everything: not covered"
    parts = [
        "the deductible" if benefit.deductible else "",
        f"{usd(benefit.copay_cents)} copay" if benefit.copay_cents else "",
        f"{benefit.coinsurance_bp / 100:g} % coinsurance" if benefit.coinsurance_bp else "",
    ]
    return ", then ".join(part for part in parts if part) or "nothing"


def limits_of(plan: Plan, name: str) -> str:
    """The limits that run over a benefit, in words."""
    benefit = plan.benefits[name]
    if benefit.accumulator not in plan.accumulators:
        return ""
    limits = plan.accumulators[benefit.accumulator]
    family = "" if limits.embedded else " (family only)"
    deductible = f"deductible {usd(limits.deductible_cents, cents_shown=False)}{family}" if benefit.deductible else ""
    limited = limits.limit_cents < NO_LIMIT_CENTS
    limit = f"out of pocket {usd(limits.limit_cents, cents_shown=False)}" if limited else ""
    return f"{benefit.accumulator}: " + (", ".join(part for part in (deductible, limit) if part) or "no limit")


def commands() -> str:
    """Every command with its options, from the command line itself."""
    import typer.main  # noqa: PLC0415 (the command line comes into being last)

    from cleanbill.cli import app  # noqa: PLC0415

    head = (
        "# Commands\n\n"
        "Every command ends with exit code 0 when it is done, 1 when a law of the design is broken, 2 when the input\n"
        "is bad (what was found is listed and nothing is half written), 130 when Ctrl-C ends it and 143 when a\n"
        "SIGTERM does (nothing is half written then either).\n"
    )
    return head + "".join(walk("cleanbill", typer.main.get_command(app)))


def walk(name: str, command: Any) -> Iterator[str]:
    """A command's section, or those of the commands below it."""
    if not hasattr(command, "list_commands"):
        yield command_section(name, command)
        return
    for part in command.list_commands(None):
        yield from walk(f"{name} {part}", command.get_command(None, part))


def command_section(name: str, command: Any) -> str:
    """One command: what it says of itself, and its options."""
    rows = "".join(
        f"| `{' '.join([*param.opts, *param.secondary_opts])}` | {one_line(getattr(param, 'help', '') or '')} |\n"
        for param in command.params
        if "--help" not in param.opts
    )
    words = re.sub(r"^Example: (.+)$", r"\n```bash\n\1\n```", command.help or "", flags=re.MULTILINE).strip()
    words = re.sub(r"\n{3,}", "\n\n", words.replace("```\n\n```bash\n", ""))
    table = f"\n| option | what |\n| --- | --- |\n{rows}" if rows else ""
    return f"\n## `{name}`\n\n{words}\n{table}"


def files() -> str:
    """A line for each file of the package that says what it holds, below its folder."""
    head = "# Files\n\nWhat each file of `src/cleanbill` holds, in its own first words. Start from ARCHITECTURE.md.\n"
    folder, lines = None, []
    for path in source_files():
        says = first_line(path)
        if says and path.parent != folder:
            folder = path.parent
            lines.append(f"\n## `{folder.relative_to(ROOT / 'src')}/`\n\n")
        if says:
            lines.append(f"- `{path.name}`: {says}\n")
    return head + "".join(lines)


def first_line(path: Path) -> str:
    """What a file says of itself, in one line; empty where it cannot."""
    if path.suffix == ".py":
        return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
    if path.suffix != ".yaml":
        return ""
    text = path.read_text("utf-8")
    raw = yaml.safe_load(text)
    if isinstance(raw, dict) and "description" in raw:
        return first_sentence(raw["description"])
    return first_sentence(text.split("\n")[0].removeprefix("# ")) if text.startswith("# ") else ""


def first_sentence(words: str) -> str:
    """The words up to the first stop, with a full stop."""
    return re.split(r"(?<=[.;:])\s", one_line(words))[0].rstrip(".;:") + "."


def source(reference: dict[str, Any]) -> str:
    """One source as a list item."""
    mark = " (assumption)" if reference.get("status") == "assumption" else ""
    title, link = one_line(reference["title"]), reference.get("link")
    return f"- [{title}]({link}){mark}\n" if link else f"- {title}{mark}\n"


def one_line(words: str) -> str:
    """Folded text as one line, safe in a table's cell."""
    return " ".join(str(words).split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
