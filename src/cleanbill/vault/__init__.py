"""What is kept from everyone who need not see it: keys, sealed identity, keyed hashes, and destruction on time.

Each portfolio has a key of its own. Its identity columns lie in one sealed file,
and destroying the key destroys them, whatever copies there are.
"""

from cleanbill.vault.bundle import read_bundle, write_bundle
from cleanbill.vault.destruction import Certificate, destroy, destroyed, personal_files, remains
from cleanbill.vault.keyring import KeyDestroyed, Keyring
from cleanbill.vault.private import private_folder, write_private
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
    "personal_files",
    "private_folder",
    "read_bundle",
    "read_sealed",
    "remains",
    "write_bundle",
    "write_private",
    "write_sealed",
]
