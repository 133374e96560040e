"""Fee schedules as dated tables, and a price for every line or the reason why it has none.

`load_fees` takes files as CMS publishes them, `open_schedules` opens what it
wrote, `price` prices claim lines, `group_stays` finds the MS-DRG of a stay.
"""

from cleanbill.care.fees.check import Agreement, check_published
from cleanbill.care.fees.grouper import Case, Group, Grouper, group_stays
from cleanbill.care.fees.load import Loaded, load_fees, read_fees
from cleanbill.care.fees.msdrg_grouper import MsdrgGrouper
from cleanbill.care.fees.period import Period
from cleanbill.care.fees.places import places_by_county, places_by_zip
from cleanbill.care.fees.price import price
from cleanbill.care.fees.schedules import Schedules, open_schedules, schedules

__all__ = [
    "Agreement",
    "Case",
    "Group",
    "Grouper",
    "Loaded",
    "MsdrgGrouper",
    "Period",
    "Schedules",
    "check_published",
    "group_stays",
    "load_fees",
    "open_schedules",
    "places_by_county",
    "places_by_zip",
    "price",
    "read_fees",
    "schedules",
]
