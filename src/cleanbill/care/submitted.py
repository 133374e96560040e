"""The lines that a payer is sent, from claims as they came in.

Claim tables in; `claim_line` (`plain_lines`) or `submitted_line` (`submitted_lines`) out: a row for each line of an
accepted claim, with what payers before the one that is asked paid on it. A payment on the claim is split over its
lines exactly: by what was paid on each or, where that is not said, by charge.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.claim_rows import corrected_claims
from cleanbill.care.claim_tables import CLAIM_LEVEL
from cleanbill.care.intake import fee_from_charge
from cleanbill.care.tables import FORMS, SubmittedLine
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import left_join, running_sum, to_int64

ORDER = "PSTABCDEFGH"  # SBR01: primary, secondary, tertiary, then the fourth to the eleventh
PAYER = ("claim_id", "payer")
LINE = ("claim_id", "line")
MOST = 3_000_000_000  # cents of a claim that can be split: the product of two such amounts is a whole number of 64 bits
NOT_TOLD = "what the payers before paid is not told"


def other_payments(header: ir.Table, submitted: ir.Table, other: ir.Table, adjustment: ir.Table) -> ir.Table:
    """claim_id, line, other_payer_first, other_payer_cents, other_payer_left_cents and `payments_unknown`.

    `other_payer_left_cents` is what the one payer before left to the patient (PR), null
    where there are several, or where it gave no reasons. `payments_unknown` says why an amount is null.
    """
    claims = header.filter(header.status == "accepted").select("claim_id", asked=_rank(header.payer_order))
    lines = submitted.inner_join(claims, "claim_id").select(*LINE, "charge_cents", "asked")
    shares = _shares(lines, _before(other, claims), other, adjustment)
    found = shares.group_by(*LINE).aggregate(
        payers=shares.count(),
        payments=shares.paid.count(),
        paid=to_int64(shares.paid.sum()),
        left=to_int64(shares["left"].max()),
    )
    both = lines.left_join(found, LINE)
    first = both.asked > 1
    known = first & (both.payers > 0) & (both.payers == both.payments) & (both.paid <= both.charge_cents)
    known = known.fill_null(False)
    left_known = known & (both.payers == 1) & both["left"].between(0, both.charge_cents - both.paid)
    return both.select(
        *LINE,
        other_payer_first=first,
        other_payer_cents=ibis.ifelse(known, both.paid, ibis.null("int64")),
        other_payer_left_cents=ibis.ifelse(left_known.fill_null(False), both["left"], ibis.null("int64")),
        payments_unknown=ibis.ifelse(first.fill_null(False) & ~known, NOT_TOLD, ibis.null("string")),
    )


def _rank(order: ir.StringValue) -> ir.IntegerValue:
    """1 for the first payer; null where the order is not told."""
    return order.cases(*((code, rank) for rank, code in enumerate(ORDER, 1)), else_=ibis.null("int64"))


def _before(other: ir.Table, claims: ir.Table) -> ir.Table:
    """Payers before the one that is asked, with what each says it paid on the claim."""
    payers = other.filter(other.line == CLAIM_LEVEL).inner_join(claims, "claim_id")
    rank = _rank(payers.payer_order)
    payers = payers.filter((rank < payers.asked) | (rank.isnull() & (payers.asked > 1)))
    return payers.select(*PAYER, on_claim="paid_cents")


def _shares(lines: ir.Table, before: ir.Table, other: ir.Table, adjustment: ir.Table) -> ir.Table:
    """A row per line and payer before: `paid`, null where it cannot be told, and `left`."""
    on_line = other.filter(other.line > CLAIM_LEVEL).select(*LINE, "payer", on_line="paid_cents")
    pairs = lines.inner_join(before, "claim_id")
    pairs = left_join(pairs, on_line, (*LINE, "payer"))
    sums = pairs.group_by(*PAYER).aggregate(
        of_lines=to_int64(pairs.on_line.sum()), least=pairs.on_line.min(), asks=to_int64(pairs.charge_cents.sum())
    )
    pairs = _with_adjustments(left_join(pairs, sums, PAYER), adjustment)
    by_line = (pairs.of_lines > 0).fill_null(False)
    pairs = pairs.mutate(
        weight=ibis.ifelse(by_line, ibis.coalesce(pairs.on_line, 0), pairs.charge_cents),
        of=ibis.ifelse(by_line, pairs.of_lines, pairs.asks),
        total=ibis.coalesce(pairs.on_claim, pairs.of_lines),
    )
    pairs = pairs.mutate(up_to=running_sum(pairs.weight, within=PAYER, order=("line",)))
    can = (pairs.total >= 0) & (ibis.coalesce(pairs.least, 0) >= 0) & (pairs.total <= MOST) & (pairs["of"] <= MOST)
    can = (can & ((pairs["of"] > 0) | (pairs.total == 0))).fill_null(False)
    # Both are split together, or roundings of the two could come to more than the line asks.
    both = _share(pairs, pairs.total + pairs.claim_left)
    left = ibis.coalesce(pairs.line_left, 0) + both - _share(pairs, pairs.total)
    known = can & pairs.reasons.notnull() & (ibis.coalesce(pairs.line_left, 0) >= 0) & (pairs.claim_left >= 0)
    return pairs.mutate(
        paid=ibis.ifelse(can, _share(pairs, pairs.total), ibis.null("int64")),
        left=ibis.ifelse(known.fill_null(False), left, ibis.null("int64")),
    )


def _with_adjustments(pairs: ir.Table, adjustment: ir.Table) -> ir.Table:
    """`pairs` with what each payer left to the patient on the line and on the claim, and how many reasons it gave."""
    cents = ibis.ifelse(adjustment.group_code == "PR", adjustment.amount_cents, 0)
    sums = adjustment.mutate(cents=cents).group_by(*LINE, "payer")
    sums = sums.aggregate(line_left=to_int64(ibis._.cents.sum()), reasons=ibis._.count())
    pairs = left_join(pairs, sums.select(*LINE, "payer", "line_left"), (*LINE, "payer"))
    every = sums.group_by(*PAYER).aggregate(
        reasons=sums.reasons.sum(),
        claim_left=to_int64(ibis.ifelse(sums.line == CLAIM_LEVEL, sums.line_left, 0).sum()),
    )
    return left_join(pairs, every, PAYER)


def _share(pairs: ir.Table, cents: ir.IntegerValue) -> ir.IntegerValue:
    """The line's part of `cents`: the parts of all lines add up to it. Whole numbers up to MOST are divided exactly."""
    cents = ibis.least(ibis.coalesce(cents, 0), MOST)
    of = ibis.ifelse(pairs["of"] > 0, ibis.least(pairs["of"], MOST), 1)

    def part(weight: ir.IntegerValue) -> ir.IntegerValue:
        product = (cents * ibis.least(weight, of)).cast("int64")
        return ((product - product % of) / of).round().cast("int64")

    return part(pairs.up_to) - part(pairs.up_to - pairs.weight)


# The lines that a payer is sent, from claims as they came in.
#
# Claim tables in, `claim_line` or `submitted_line` out: each line of an accepted claim with its place, units,
# fee, form, payments of other payers, and the claim it corrects.


PROFESSIONAL, INSTITUTIONAL = FORMS
MINUTES = "MJ"
OF_CLAIM = (
    "claim_id", "person_id", "billing_npi", "facility_code", "form", "action", "received_date", "claim_authorization",
)  # fmt: skip


def plain_lines(header: ir.Table, submitted: ir.Table) -> ir.Table:
    """The columns of `claim_line`, and those of both tables, of accepted claims.

    A part of a unit counts as one; the fee is worked out from the charge by
    law us/charge_to_fee until a schedule prices the line.
    """
    claim = header.filter(header.status == "accepted").mutate(claim_authorization=header.authorization)
    line = submitted.inner_join(claim.select(*OF_CLAIM), "claim_id")
    place = ibis.ifelse(line.form == "837I", ibis.null("string"), line.place_of_service.coalesce(line.facility_code))
    lines = line.mutate(
        provider_id=line.billing_npi,
        service_date=line.service_start,
        place_of_service=place,
        units=((line.units_thousandths.fill_null(1000) + 999) // 1000).cast("int64"),
    )
    return fee_from_charge(lines)


def submitted_lines(header: ir.Table, submitted: ir.Table, other: ir.Table, adjustment: ir.Table) -> ir.Table:
    """Table `submitted_line`, voids and what they take back included; networks are not told by claims.

    Units that are minutes become `minutes` of one unit. `unknown` says what is null, or
    unresolved, though the claim should tell it.
    """
    line = plain_lines(header, submitted)
    line = left_join(line, other_payments(header, submitted, other, adjustment), ("claim_id", "line"))
    line = left_join(line, corrected_claims(header), ("claim_id",))
    timed = (line.unit_kind == MINUTES).fill_null(False)
    institution = line.facility_code.notnull() | line.revenue_code.notnull()
    notes = [line.payments_unknown, line.original_unknown]
    both = ibis.ifelse(notes[0].notnull() & notes[1].notnull(), notes[0] + "; " + notes[1], ibis.coalesce(*notes))
    lines = line.mutate(
        minutes=ibis.ifelse(timed, line.units, ibis.null("int64")),
        units=ibis.ifelse(timed, ibis.literal(1, "int64"), line.units),
        authorization=ibis.coalesce(line.authorization, line.claim_authorization),
        form=ibis.cases(
            (line.form == "837P", PROFESSIONAL),
            (line.form == "837I", INSTITUTIONAL),
            (institution, INSTITUTIONAL),
            else_=ibis.null("string"),
        ),
        in_network=ibis.null("boolean"),
        network_facility=ibis.null("boolean"),
        recognised_cents=ibis.null("int64"),
        unknown=both,
    )
    return lines.select(*ibis_schema(SubmittedLine))
