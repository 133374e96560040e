"""What can become of two records that are probably one person's."""

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
