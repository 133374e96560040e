"""The tables that claims come in as, whoever wrote the file: header, lines, codes, other payers, prices."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.care.tables import BENEFITS
from cleanbill.core.tables import Table, column

STATUS = ("accepted", "pended", "rejected")
ACTIONS = ("original", "replacement", "void")
CLAIM_LEVEL = 0  # `line` of an amount that is of the claim as a whole


class ClaimHeader(Table):
    """A claim as it came in, and what became of it at the door."""

    __grain__ = "a claim that came in"
    __key__ = ("claim_id",)

    claim_id: dt.String = column("person", "the claim, made from what it says and where it came in", unique=True)
    status: dt.String = column("public", "accepted, pended or rejected", isin=list(STATUS))
    reason: dt.String = column("public", "why it is not accepted; empty where it is")
    file: dt.String = column("public", "name of the file it first came in")
    segment: dt.Int64 = column("public", "where in the file it begins: segment (X12) or line (FHIR), from 1", ge=1)
    form: dt.String = column("public", "837P, 837I, FHIR Claim or FHIR ExplanationOfBenefit")
    interchange: dt.String = column("public", "control number of the interchange (ISA13)", nullable=True)
    sender: dt.String = column("public", "who sent the interchange (ISA06)", nullable=True)
    transaction: dt.String = column("public", "control number of the transaction (ST02)", nullable=True)
    patient_control_number: dt.String = column("person", "the provider's own number of the claim", nullable=True)
    action: dt.String = column("public", "original, replacement or void", isin=list(ACTIONS))
    frequency_code: dt.String = column("public", "claim frequency code as sent", nullable=True)
    original_claim_number: dt.String = column("person", "payer's number of the claim it corrects", nullable=True)
    person_id: dt.String = column("person", "the patient: member number, with a mark for a dependent", nullable=True)
    member_id: dt.String = column("identity", "number of the subscriber with the payer", nullable=True)
    relationship: dt.String = column("person", "patient to subscriber (SBR02, PAT01); 18 is self", nullable=True)
    birth_date: dt.Date = column("identity", "patient's date of birth", nullable=True)
    sex: dt.String = column("person", "patient's, F, M or U", nullable=True)
    payer_id: dt.String = column("public", "the payer that is asked", nullable=True)
    payer_order: dt.String = column("person", "P first, S second, T third (SBR01)", nullable=True)
    filing_code: dt.String = column("person", "kind of payer (SBR09), such as MB or CI", nullable=True)
    billing_npi: dt.String = column("public", "billing provider", nullable=True)
    billing_name: dt.String = column("public", "billing provider's name", nullable=True)
    rendering_npi: dt.String = column("public", "rendering, or attending, provider", nullable=True)
    facility_code: dt.String = column("health", "place of service, or first two digits of the bill type", nullable=True)
    service_start: dt.Date = column("health", "first day of service or of the statement", nullable=True)
    service_end: dt.Date = column("health", "last day of service or of the statement", nullable=True)
    admission_date: dt.Date = column("health", "day of admission", nullable=True)
    discharge_status: dt.String = column("health", "patient status (CL103)", nullable=True)
    accident_cause: dt.String = column("health", "AA auto, EM at work, OA other (CLM11)", nullable=True)
    accident_state: dt.String = column("health", "state of an auto accident", nullable=True)
    accident_date: dt.Date = column("health", "day of the accident", nullable=True)
    ambulance_reason: dt.String = column("health", "why by ambulance (CR104)", nullable=True)
    ambulance_miles_hundredths: dt.Int64 = column(
        "health", "distance by ambulance", unit="hundredths of a mile", nullable=True
    )
    received_date: dt.Date = column("health", "day a payer or repricer received it, where it says", nullable=True)
    authorization: dt.String = column("person", "prior authorisation number", nullable=True)
    patient_paid_cents: dt.Int64 = column("person", "paid by the patient already", unit="cents", nullable=True)
    charge_cents: dt.Int64 = column("health", "what it asks; empty where unreadable", unit="cents", nullable=True)
    lines: dt.Int32 = column("public", "how many service lines were read", unit="lines", ge=0)


class ServiceLine(Table):
    """A service line as it was sent, whatever the status of its claim."""

    __grain__ = "a service line as it was sent"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim, from 1", ge=1)
    service_start: dt.Date = column("health", "first day of service, or else of the claim", nullable=True)
    service_end: dt.Date = column("health", "last day of service", nullable=True)
    benefit: dt.String = column("health", "kind of care, by care/data/benefit.yaml", isin=list(BENEFITS), nullable=True)
    benefit_rule: dt.String = column("public", "what in that file decided", nullable=True)
    place_of_service: dt.String = column("health", "CMS place-of-service code", nullable=True)
    revenue_code: dt.String = column("health", "revenue code of an institution", nullable=True)
    code_system: dt.String = column("health", "HCPCS, HIPPS, REV, NDC, ICD or other", nullable=True)
    code: dt.String = column("health", "what was done, in that system", nullable=True)
    modifiers: dt.String = column("health", "up to four modifiers, with spaces between", nullable=True)
    units_thousandths: dt.Int64 = column("health", "how many", unit="thousandths", nullable=True)
    unit_kind: dt.String = column("health", "UN units, MJ minutes, DA days", nullable=True)
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit="cents", nullable=True)
    diagnosis_pointers: dt.String = column("health", "positions of its diagnoses, with spaces between", nullable=True)
    rendering_npi: dt.String = column("public", "who did it, where the line says so", nullable=True)
    line_control_number: dt.String = column("person", "the provider's number of the line (REF*6R)", nullable=True)
    ndc: dt.String = column("health", "drug, eleven digits", nullable=True)
    ndc_quantity_thousandths: dt.Int64 = column("health", "how much of it", unit="thousandths", nullable=True)
    ndc_unit: dt.String = column("health", "ML, UN, GR, F2 or ME", nullable=True)
    prescription: dt.String = column("person", "prescription or compound number", nullable=True)
    authorization: dt.String = column("person", "prior authorisation number, where the line has one", nullable=True)


class ClaimCode(Table):
    """A code of the claim's header: a diagnosis, procedure, occurrence, value or condition."""

    __grain__ = "a code of a claim's header"
    __key__ = ("claim_id", "position")

    claim_id: dt.String = column("person", "the claim")
    position: dt.Int32 = column("health", "order within the claim, from 1", ge=1)
    kind: dt.String = column("health", "principal, other, admitting, reason, external, procedure, occurrence, ...")
    qualifier: dt.String = column("public", "as sent, such as ABK")
    pointer: dt.Int32 = column("health", "number that lines point to it by, diagnoses only", nullable=True)
    code_system: dt.String = column("health", "ICD-10-CM, ICD-9-CM, ICD-10-PCS, NUBC, MS-DRG or other")
    code: dt.String = column("health", "the code, without a point")
    present_on_admission: dt.String = column("health", "Y, N, U or W", nullable=True)
    start: dt.Date = column("health", "its day, or the first of its span", nullable=True)
    end: dt.Date = column("health", "last day of its span", nullable=True)
    amount_cents: dt.Int64 = column("health", "amount of a value code", unit="cents", nullable=True)


class OtherPayer(Table):
    """Another payer of the claim, and what it paid for the claim or for a line."""

    __grain__ = "another payer of a claim (line 0) or of one of its lines"
    __key__ = ("claim_id", "line", "payer")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "the line; 0 for the claim as a whole", ge=0)
    payer: dt.Int32 = column("person", "order among the claim's other payers; 0 is none of them", ge=0)
    payer_id: dt.String = column("public", "the payer", nullable=True)
    payer_name: dt.String = column("public", "its name", nullable=True)
    payer_order: dt.String = column("person", "P first, S second, T third", nullable=True)
    relationship: dt.String = column("person", "patient to that payer's subscriber", nullable=True)
    filing_code: dt.String = column("person", "kind of payer", nullable=True)
    paid_cents: dt.Int64 = column("person", "what it paid", unit="cents", nullable=True)
    patient_left_cents: dt.Int64 = column("person", "left to the patient (AMT*EAF)", unit="cents", nullable=True)
    non_covered_cents: dt.Int64 = column("person", "what it does not cover (AMT*A8)", unit="cents", nullable=True)
    decided_on: dt.Date = column("person", "day it settled (DTP*573)", nullable=True)


class OtherPayerAdjustment(Table):
    """An amount by which another payer paid less than was asked."""

    __grain__ = "an adjustment by another payer"
    __key__ = ("claim_id", "line", "payer", "position")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "the line; 0 for the claim as a whole", ge=0)
    payer: dt.Int32 = column("person", "as in other_payer; 0 where no other payer was named", ge=0)
    position: dt.Int32 = column("person", "order within the claim, from 1", ge=1)
    group_code: dt.String = column("person", "CO, PR, OA, PI or CR")
    reason_code: dt.String = column("person", "claim adjustment reason code (CARC)")
    amount_cents: dt.Int64 = column("person", "positive where it lowers what is paid", unit="cents")
    units_thousandths: dt.Int64 = column("person", "units adjusted", unit="thousandths", nullable=True)


class ClaimAdjudication(Table):
    """An amount that another system's adjudication gives, as FHIR's ExplanationOfBenefit carries it."""

    __grain__ = "an adjudicated amount of a claim (line 0) or of one of its lines"
    __key__ = ("claim_id", "line", "position")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "the line; 0 for the claim as a whole", ge=0)
    position: dt.Int32 = column("person", "order within the claim, from 1", ge=1)
    category: dt.String = column("public", "submitted, eligible, deductible, copay, benefit, ...")
    reason: dt.String = column("person", "why, where it says", nullable=True)
    amount_cents: dt.Int64 = column("person", "the amount", unit="cents", nullable=True)
    value_thousandths: dt.Int64 = column("person", "a value that is not money", unit="thousandths", nullable=True)


class Repricing(Table):
    """What a network's repricer says of a claim or line (HCP)."""

    __grain__ = "a repricing of a claim (line 0) or of one of its lines"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "the line; 0 for the claim as a whole", ge=0)
    method: dt.String = column("public", "pricing method (HCP01); 00 is not priced")
    allowed_cents: dt.Int64 = column("health", "repriced amount", unit="cents", nullable=True)
    savings_cents: dt.Int64 = column("health", "taken off the charge", unit="cents", nullable=True)
    repricer_id: dt.String = column("public", "who repriced", nullable=True)
    reject_reason: dt.String = column("public", "why it was not repriced (HCP13)", nullable=True)
    exception: dt.String = column("public", "exception (HCP15)", nullable=True)


class ClaimsFile(Table):
    """A file that has come in: claims in = accepted + pended + rejected, and so their charges."""

    __grain__ = "a file that has come in"
    __key__ = ("file", "sha256")

    file: dt.String = column("public", "its name")
    sha256: dt.String = column("public", "of its bytes")
    kind: dt.String = column("public", "X12 837 or FHIR R4")
    segments: dt.Int64 = column("public", "segments (X12) or lines and entries (FHIR)", unit="segments", ge=0)
    claims: dt.Int64 = column("public", "claims in it", unit="claims", ge=0)
    seen_before: dt.Int64 = column("public", "of them had come in before", unit="claims", ge=0)
    accepted: dt.Int64 = column("public", "of them", unit="claims", ge=0)
    pended: dt.Int64 = column("public", "of them", unit="claims", ge=0)
    rejected: dt.Int64 = column("public", "of them", unit="claims", ge=0)
    charge_cents: dt.Int64 = column("public", "what they ask; an unreadable charge counts 0", unit="cents")
    accepted_cents: dt.Int64 = column("public", "of it accepted", unit="cents")
    pended_cents: dt.Int64 = column("public", "of it pended", unit="cents")
    rejected_cents: dt.Int64 = column("public", "of it rejected", unit="cents")


class ClaimsAside(Table):
    """What a file holds that is not a claim, by kind."""

    __grain__ = "a kind of thing in a file that is not a claim"
    __key__ = ("file", "what")

    file: dt.String = column("public", "the file's name")
    what: dt.String = column("public", "its kind, such as Patient")
    count: dt.Int64 = column("public", "how many", unit="resources", ge=1)
    reason: dt.String = column("public", "why they are set aside")


class ClaimSeen(Table):
    """The intake registry: every claim that has ever come in, by its content."""

    __grain__ = "a claim that has come in"
    __key__ = ("claim_id",)

    claim_id: dt.String = column("person", "made from the columns below", unique=True)
    interchange: dt.String = column("public", "control number of the interchange", nullable=True)
    sender: dt.String = column("public", "who sent it", nullable=True)
    transaction: dt.String = column("public", "control number of the transaction", nullable=True)
    patient_control_number: dt.String = column("person", "the provider's own number of the claim", nullable=True)
    sha256: dt.String = column("person", "of the claim's segments and those of its provider and patient")
    status: dt.String = column("public", "what became of it", isin=list(STATUS))


class ClaimFinding(Table):
    """A fault that was found while claims came in."""

    __grain__ = "a fault of a file"
    __key__ = ("file", "segment", "place", "problem")

    file: dt.String = column("public", "the file's name")
    segment: dt.Int64 = column("public", "segment (X12) or line (FHIR), from 1; 0 for the file as a whole", ge=0)
    place: dt.String = column("public", "element, such as CLM02; empty where it is no one's")
    problem: dt.String = column("public", "what is wrong")
    remedy: dt.String = column("public", "what to do")
