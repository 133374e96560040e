"""The services and payers of an account, in the order in which they are shown."""

from __future__ import annotations

SERVICES = {
    "hospital": "Hospital care",
    "physician": "Physicians and clinics",
    "other_professional": "Other professionals",
    "dental": "Dental care",
    "vision": "Eye and ear care",
    "home_health": "Home health care",
    "drugs": "Prescription drugs",
    "durables": "Medical equipment",
    "nursing_home": "Nursing homes",
    "other_residential": "Other residential and personal care",
    "administration": "Administration of payers",
    "public_health": "Public health",
    "investment": "Research, buildings and equipment",
}
PAYERS = {
    "private": "Private insurance",
    "state_local_employers": "State and local governments as employers",
    "marketplace": "Marketplace subsidies",
    "medicare": "Medicare",
    "medicaid_federal": "Medicaid (MassHealth), federal share",
    "medicaid_state": "Medicaid (MassHealth), state share",
    "safety_net": "Health Safety Net",
    "out_of_pocket": "Out of pocket",
    "other": "Other payers",
    "unexplained": "Not explained by any source",
}
GROUPS = ("private", "medicare", "medicaid", "out_of_pocket", "other")  # of payers, as sources tell them apart

CORE = ("hospital", "physician", "other_professional", "home_health", "drugs", "durables")
LONG_TERM_CARE = ("nursing_home", "other_residential")
PERSONAL = (*CORE, "dental", "vision", *LONG_TERM_CARE)
PROFESSIONAL = ("physician", "other_professional", "dental")
INSTITUTION = ("home_health", *LONG_TERM_CARE)
PROVIDERS = ("hospital", *PROFESSIONAL, *INSTITUTION)
