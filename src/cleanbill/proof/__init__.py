"""Proof: claims with an answer key that a slow, plain reading of the rules made, and a scorer.

`oracle` and `checks` are plain loops that share no rule with the payer's
expressions. Anyone's engine can answer the same claims and be scored.
"""

from cleanbill.proof.answer import Answer, engine_answers, key_answers
from cleanbill.proof.corpus import Corpus, corpus
from cleanbill.proof.score import Score, score

__all__ = ["Answer", "Corpus", "Score", "corpus", "engine_answers", "key_answers", "score"]
