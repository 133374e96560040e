"""The tables that fee schedules are kept in: dated rows with their source.

RVUs are whole hundredths, GPCIs whole thousandths, amounts cents or hundredths of
a cent, so that every price is whole-number arithmetic.
"""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column


class Dated(Table):
    """What every row of a fee schedule ends with."""

    start: dt.Date = column("public", "first day it holds")
    end: dt.Date = column("public", "last day it holds")
    source: dt.String = column("public", "the file it is from")


class Rvu(Dated):
    """Relative value units of a code, from PPRRVU."""

    __grain__ = "a code and component in a span of days"
    __key__ = ("code", "component", "start")

    code: dt.String = column("public", "HCPCS code")
    component: dt.String = column("public", "26, TC, 53 or nothing")
    status: dt.String = column("public", "status code, law us/physician_status")
    work_e2: dt.Int64 = column("public", "work", unit="hundredths of an RVU")
    pe_e2: dt.Int64 = column("public", "practice expense outside a facility", unit="hundredths of an RVU")
    facility_pe_e2: dt.Int64 = column("public", "practice expense in a facility", unit="hundredths of an RVU")
    mp_e2: dt.Int64 = column("public", "malpractice", unit="hundredths of an RVU")
    pctc: dt.String = column("public", "PCTC IND: 3 is all technical, 2 all professional")
    multiple: dt.String = column("public", "MULT PROC indicator")
    bilateral: dt.String = column("public", "BILAT SURG indicator")
    assistant: dt.String = column("public", "ASST SURG indicator")
    co_surgeon: dt.String = column("public", "CO-SURG indicator")
    endo_base: dt.String = column("public", "ENDO BASE, the base endoscopy of the code's family, or nothing")
    global_days: dt.String = column("public", "GLOB DAYS")
    pre_op_bp: dt.Int64 = column("public", "share before the operation", unit="basis points of the price")
    intra_op_bp: dt.Int64 = column("public", "share of the operation itself", unit="basis points of the price")
    post_op_bp: dt.Int64 = column("public", "share after the operation", unit="basis points of the price")
    cap_pe_e2: dt.Int64 = column("public", "practice expense of the OPPS cap, 0 for none", unit="hundredths of an RVU")
    cap_facility_pe_e2: dt.Int64 = column("public", "the same in a facility", unit="hundredths of an RVU")
    cap_mp_e2: dt.Int64 = column("public", "malpractice of the OPPS cap", unit="hundredths of an RVU")


class Gpci(Dated):
    """Geographic practice cost indices of a locality."""

    __grain__ = "a locality in a span of days"
    __key__ = ("carrier", "locality", "start")

    carrier: dt.String = column("public", "Medicare contractor, five digits")
    locality: dt.String = column("public", "locality, two digits")
    name: dt.String = column("public", "its name")
    work_e3: dt.Int64 = column("public", "work GPCI", unit="thousandths")
    pe_e3: dt.Int64 = column("public", "practice expense GPCI", unit="thousandths")
    mp_e3: dt.Int64 = column("public", "malpractice GPCI", unit="thousandths")


class AnesthesiaFactor(Dated):
    """Anaesthesia conversion factor of a locality."""

    __grain__ = "a locality in a span of days"
    __key__ = ("carrier", "locality", "start")

    carrier: dt.String = column("public", "Medicare contractor, five digits")
    locality: dt.String = column("public", "locality, two digits")
    factor_cents: dt.Int64 = column("public", "what a unit is worth", unit="cents")


class AnesthesiaBase(Dated):
    """Base units of an anaesthesia code."""

    __grain__ = "a code in a span of days"
    __key__ = ("code", "start")

    code: dt.String = column("public", "anaesthesia code")
    base_units: dt.Int64 = column("public", "base units", unit="units")


class CountyLocality(Dated):
    """Counties of a locality; county `*` is every county of the state that is not named."""

    __grain__ = "a county, or the rest of a state, in a span of days"
    __key__ = ("state", "county", "carrier", "locality", "start")

    carrier: dt.String = column("public", "Medicare contractor, five digits")
    locality: dt.String = column("public", "locality, two digits")
    state: dt.String = column("public", "state, in capitals")
    county: dt.String = column("public", "county, in capitals, or *")


class ZipLocality(Dated):
    """Locality of a ZIP code."""

    __grain__ = "a ZIP code in a span of days"
    __key__ = ("zip", "start")

    zip: dt.String = column("public", "ZIP code, five digits")
    state: dt.String = column("public", "state, two letters")
    carrier: dt.String = column("public", "Medicare contractor, five digits")
    locality: dt.String = column("public", "locality, two digits")
    plus_four: dt.Boolean = column("public", "whether the five digits do not settle the locality")


class Published(Dated):
    """CMS's own amounts, to hold prices against."""

    __grain__ = "a code, component and locality in a span of days"
    __key__ = ("carrier", "locality", "code", "component", "start")

    carrier: dt.String = column("public", "Medicare contractor, five digits")
    locality: dt.String = column("public", "locality, two digits")
    code: dt.String = column("public", "HCPCS code")
    component: dt.String = column("public", "26, TC, 53 or nothing")
    amount_cents: dt.Int64 = column("public", "outside a facility", unit="cents")
    facility_amount_cents: dt.Int64 = column("public", "in a facility", unit="cents")


class Fee(Dated):
    """An amount by code on a plain schedule: outpatient, laboratory, drugs, dental and others."""

    __grain__ = "a code and modifier on a schedule in a span of days"
    __key__ = ("schedule", "code", "modifier", "start")

    schedule: dt.String = column("public", "which schedule: opps, asc, clfs, asp, dmepos, ambulance, dental, drugs")
    code: dt.String = column("public", "the code, in the schedule's system")
    modifier: dt.String = column("public", "modifier that the amount is for, or nothing")
    status: dt.String = column("public", "status indicator where the schedule has them, or nothing")
    amount_e4: dt.Int64 = column("public", "amount for one unit", unit="hundredths of a cent")


class DrgWeight(Dated):
    """Relative weight of an MS-DRG."""

    __grain__ = "a group in a span of days"
    __key__ = ("drg", "start")

    drg: dt.String = column("public", "MS-DRG, three digits")
    weight_e4: dt.Int64 = column("public", "relative weight", unit="ten-thousandths")


TABLES: dict[str, type[Dated]] = {
    "rvu": Rvu,
    "gpci": Gpci,
    "anesthesia-factor": AnesthesiaFactor,
    "anesthesia-base": AnesthesiaBase,
    "county": CountyLocality,
    "zip": ZipLocality,
    "published": Published,
    "fee": Fee,
    "drg-weight": DrgWeight,
}
SCHEDULES = ("opps", "asc", "clfs", "asp", "dmepos", "ambulance", "dental", "drugs")
