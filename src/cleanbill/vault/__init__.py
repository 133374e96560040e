"""What is kept from everyone who need not see it: keys, sealed identity, keyed hashes, and destruction on time.

Each portfolio has a key of its own. Its identity columns lie in one sealed file,
and destroying the key destroys them, whatever copies there are.
"""

from cleanbill.vault.destruction import Certificate, destroy, destroyed
from cleanbill.vault.keyring import KeyDestroyed, Keyring
from cleanbill.vault.retention import Held, due
from cleanbill.vault.sealed import read_sealed, write_sealed
from cleanbill.vault.ssn import hashed_ssns, last_fours

__all__ = [
    "Certificate",
    "Held",
    "KeyDestroyed",
    "Keyring",
    "destroy",
    "destroyed",
    "due",
    "hashed_ssns",
    "last_fours",
    "read_sealed",
    "write_sealed",
]
