"""Which claim of the folder a replacement or void corrects, from the number that it names.

`claim_header` in; claim_id, original_claim_id and `original_unknown` of every correction out.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

NOT_HERE = "the claim that it corrects is not in this folder"


def corrected_claims(header: ir.Table) -> ir.Table:
    """A row for each accepted replacement and void.

    The claim it corrects is, of the same patient: the one whose claim_id it names; else the first original of the
    same provider with the same patient control number; else the first whose control number or resource id it
    names. Corrections of one claim are taken to follow each other by interchange and place in it, each
    correcting the one before. Where there is none, the payer's number stays as it was sent, unless it
    is the claim_id of another patient's claim, which is left alone.
    """
    accepted = header.filter(header.status == "accepted").mutate(
        came=ibis.coalesce(header.interchange, "").lpad(20, "0").concat(header.segment.cast("string").lpad(20, "0")),
    )
    acts = accepted.filter(accepted.action != "original")
    roots = _roots(acts, accepted)
    found = acts.left_join(roots, "claim_id")
    chain = ibis.coalesce(found.root, found.original_claim_number)
    found = found.select("claim_id", "person_id", "root", "came", number="original_claim_number", chain=chain)
    before = found.claim_id.lag().over(ibis.window(group_by=["person_id", "chain"], order_by=["came", "claim_id"]))
    found = found.mutate(before=ibis.ifelse(found.chain.isnull(), ibis.null("string"), before))
    known = ibis.coalesce(found.before, found.root)
    found = found.mutate(known=known)
    strangers = accepted.select(stranger="claim_id")
    found = found.left_join(strangers, found.number == strangers.stranger)
    known, stranger = found.known, found.stranger.notnull()
    number = ibis.ifelse(stranger, ibis.null("string"), found.number)
    return found.select(
        "claim_id",
        original_claim_id=ibis.coalesce(known, number),
        original_unknown=ibis.ifelse(known.isnull(), NOT_HERE, ibis.null("string")),
    )


def _roots(acts: ir.Table, accepted: ir.Table) -> ir.Table:
    """claim_id and `root`, the first claim that each of `acts` may correct; no row where there is none."""
    claims = accepted.select(
        root="claim_id",
        of_person="person_id",
        of_npi="billing_npi",
        of_number="patient_control_number",
        resource="transaction",
        of_action="action",
        of_came="came",
    )
    pairs = acts.inner_join(claims, acts.person_id == claims.of_person)
    pairs = pairs.filter(pairs.claim_id != pairs.root)
    original = pairs.of_action == "original"
    number = pairs.original_claim_number
    way = ibis.cases(
        (number == pairs.root, 1),
        (original & (pairs.billing_npi == pairs.of_npi) & (pairs.patient_control_number == pairs.of_number), 2),
        (original & (number == pairs.of_number), 3),
        (original & (number == pairs.resource), 4),
        else_=ibis.null("int8"),
    )
    pairs = pairs.mutate(way=way)
    pairs = pairs.filter(pairs.way.notnull())
    nearest = ibis.row_number().over(ibis.window(group_by="claim_id", order_by=["way", "of_came", "root"]))
    pairs = pairs.mutate(nearest=nearest)
    return pairs.filter(pairs.nearest == 0).select("claim_id", "root")
