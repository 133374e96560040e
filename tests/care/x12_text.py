"""Small 837 files of our own for tests: no CPT, nobody's data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250302*0900*^*00501*{number:09d}*0*T*:~"
PROVIDER = ["NM1*85*2*HILL CLINIC*****XX*1999999984", "N3*1 HILL ST", "N4*BOSTON*MA*02108", "REF*EI*999999999"]
PAYER = "NM1*PR*2*STATE PLAN*****PI*MA1"


def subscriber(member: str = "M1", hl: int = 2, *, self: bool = True) -> list[str]:
    """Loop 2000B of the first billing provider; not `self`, a dependent follows."""
    born = ["DMG*D8*19800102*F"] if self else []
    return [
        f"HL*{hl}*1*22*{0 if self else 1}",
        f"SBR*P*{'18' if self else ''}*******MC",
        f"NM1*IL*1*DOE*ANN****MI*{member}",
        *born,
        PAYER,
    ]


def dependent(hl: int = 3, parent: int = 2) -> list[str]:
    """Loop 2000C."""
    return [f"HL*{hl}*{parent}*23*0", "PAT*19", "NM1*QC*1*DOE*BEN", "DMG*D8*20150304*M"]


def claim(number: str = "C1", charges: Sequence[str] = ("100.00", "20.5"), place: str = "11:B:1") -> list[str]:
    """Loop 2300 with a line for each charge, which CLM02 adds up."""
    total = sum(round(float(charge) * 100) for charge in charges) / 100
    lines = [
        segment
        for n, charge in enumerate(charges, 1)
        for segment in (f"LX*{n}", f"SV1*HC:G0463*{charge}*UN*1***1", "DTP*472*D8*20250301", f"REF*6R*{n}")
    ]
    return [f"CLM*{number}*{total:g}***{place}*Y*A*Y*Y", "HI*ABK:J069*ABF:I10", *lines]


def stay(number: str = "S1") -> list[str]:
    """An inpatient claim of an institution: 11x, admitted and discharged, three lines."""
    return [
        f"CLM*{number}*3000***11:A:1**A*Y*Y",
        "DTP*434*RD8*20250301-20250304",
        "DTP*435*DT*202503010800",
        "CL1*1*1*01",
        "HI*ABK:J189:::::::Y",
        "HI*BH:11:D8:20250228*BH:A1:D8:20250227",
        "HI*BE:80:::3*BG:09",
        "LX*1",
        "SV2*0120**2000*DA*3",
        "LX*2",
        "SV2*0250**400*UN*1",
        "LX*3",
        "SV2*0450*HC:G0390*600*UN*1",
        "DTP*472*D8*20250301",
    ]


def transaction(body: Iterable[str], number: int = 1, guide: str = "005010X222A1") -> list[str]:
    """ST to SE, with the count that it has."""
    head = [f"ST*837*{number:04d}*{guide}", f"BHT*0019*00*{number}*20250302*0900*CH", "NM1*41*2*SENDER*****46*S1"]
    inside = [*head, "HL*1**20*1", *PROVIDER, *body]
    return [*inside, f"SE*{len(inside) + 1}*{number:04d}"]


def interchange(transactions: Sequence[Sequence[str]], number: int = 1, guide: str = "005010X222A1") -> str:
    """ISA to IEA."""
    segments = [f"GS*HC*SENDER*RECEIVER*20250302*0900*{number}*X*{guide}"]
    segments += [segment for transaction in transactions for segment in transaction]
    segments += [f"GE*{len(transactions)}*{number}", f"IEA*1*{number:09d}"]
    return ISA.format(number=number) + "".join(f"{segment}~" for segment in segments)


def two_claims() -> str:
    """A subscriber's own claim, and a dependent's."""
    body = [*subscriber(), *claim("C1"), *subscriber("M2", 3, self=False), *dependent(4, 3), *claim("C2", ["7"])]
    return interchange([transaction(body)])
