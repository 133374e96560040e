"""sender.yaml: who sends the letters, where one can be checked, and the sponsor's own words with who wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.relief.letters import LANGUAGES
from cleanbill.report.letters.approved import Draft, Proposed
from cleanbill.report.letters.printed import Sender

KINDS: Mapping[str, type] = {"name": str, "return_address": list, "page": str, "phone": str, "charity": bool}
OWN = {"words": dict, "writer": str}  # given together, or neither


def read_sender(path: Path, abolished_on: date) -> tuple[Sender, Draft | None]:
    """The sender in a file, and the draft of its words. Raises BadInput with everything that is wrong with it."""
    try:
        told = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        told = None
    findings = list(_faults(told if isinstance(told, dict) else {}, path.name))
    if findings:
        raise BadInput(findings)
    draft = Draft(told["words"], told["writer"]) if told.get("words") else None
    words = None if draft is None else Proposed(draft)
    address = tuple(map(str, told["return_address"]))
    sender = Sender(told["name"], abolished_on, address, told["page"], told["phone"], words, told["charity"])
    return sender, draft


def _faults(told: Mapping[str, Any], file: str) -> Any:
    for name, kind in KINDS.items():
        if not isinstance(told.get(name), kind) or told[name] in ("", []):
            yield Finding(file, None, name, "it is missing or of another kind", _REMEDY[kind])
    for name, kind in OWN.items():
        if (told.get("words") or told.get("writer")) and not isinstance(told.get(name), kind):
            yield Finding(file, None, name, "the sponsor's words need both `words` and `writer`", _REMEDY[kind])
    for name in told:
        if name not in {*KINDS, *OWN}:
            yield Finding(
                file, None, str(name), "nothing of this name is read", f"Names: {', '.join({**KINDS, **OWN})}."
            )
    words = told.get("words")
    for language, text in words.items() if isinstance(words, dict) else ():
        if language not in LANGUAGES or not isinstance(text, str):
            yield Finding(
                file, None, "words", "no text in a language of letters", f"Languages: {', '.join(LANGUAGES)}."
            )


_REMEDY = {
    str: "Write it as text.",
    list: "Write it as a list of lines.",
    bool: "Write true for a 501(c)(3) charity, false for any other.",
    dict: "Write a text for each language.",
}
