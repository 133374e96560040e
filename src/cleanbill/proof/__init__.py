"""Proof: claims with an answer key that a slow, plain reading of the rules made, and a scorer.

`oracle` and `checks` are plain loops that share no rule with the payer's
expressions. Anyone's engine can answer the same claims and be scored.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.proof.answer import (
        KEY,
        Answer,
        Score,
        engine_answers,
        key_answers,
        read_answers,
        read_corpus,
        score,
        write_answers,
        write_corpus,
    )
    from cleanbill.proof.making import Corpus, corpus
else:
    __getattr__, __dir__ = lazy_door(__name__)
