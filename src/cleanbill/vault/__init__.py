"""What is kept from everyone who need not see it: keys, sealed identity, keyed hashes, and destruction on time.

Each portfolio has a key of its own. Its identity columns lie in one sealed file,
and destroying the key destroys them, whatever copies there are.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.vault.destruction import Certificate, Held, destroy, destroyed, due, personal_files, remains
    from cleanbill.vault.keyring import KeyDestroyed, Keyring, hashed_ssns, last_fours, private_folder, write_private
    from cleanbill.vault.sealed import read_bundle, read_sealed, write_bundle, write_sealed
else:
    __getattr__, __dir__ = lazy_door(__name__)
