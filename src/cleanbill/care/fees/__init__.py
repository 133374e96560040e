"""Fee schedules as dated tables, and a price for every line or the reason why it has none.

`load_fees` takes files as CMS publishes them, `open_schedules` opens what it
wrote, `price` prices claim lines, `group_stays` finds the MS-DRG of a stay.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care.fees.folder import Schedules, open_schedules, places_by_county, places_by_zip, schedules
    from cleanbill.care.fees.hospital import Case, Group, MsdrgGrouper, group_stays
    from cleanbill.care.fees.load import LoadedFees, load_fees, read_fees
    from cleanbill.care.fees.period import Period
    from cleanbill.care.fees.physician import Agreement, check_published
    from cleanbill.care.fees.pricing import price
else:
    __getattr__, __dir__ = lazy_door(__name__)
