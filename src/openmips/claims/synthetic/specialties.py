"""What clinicians of a specialty do and report: services, reasons, measures."""

from __future__ import annotations

from dataclasses import dataclass

OFFICE, TELEHEALTH, AT_HOME, INPATIENT, OUTPATIENT, EMERGENCY, SURGERY = (
    "11",
    "02",
    "10",
    "21",
    "22",
    "23",
    "24",
)
"""Places of service."""


@dataclass(frozen=True, slots=True)
class Service:
    """Something a clinician bills: one of `codes`, or any procedure of a measure.

    `weight` is how often, beside the other services. With `diagnoses_of` the claim has a
    diagnosis of that measure.
    """

    weight: int
    codes: tuple[str, ...] = ()
    procedures_of: str = ""
    diagnoses_of: str = ""
    place: str = OFFICE


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty: how common it is among clinicians, and what its claims hold.

    `measures` are those it may report; `further` are codes billed beside a service.
    """

    called: str
    taxonomy: str
    share: int
    services: tuple[Service, ...]
    measures: tuple[str, ...]
    reasons: tuple[str, ...]
    further: tuple[str, ...] = ()


_OFFICE_VISITS = (
    Service(34, ("99214",)),
    Service(30, ("99213",)),
    Service(5, ("99212",)),
    Service(4, ("99215",)),
    Service(5, ("99203",)),
    Service(4, ("99204",)),
)
_WELLNESS = (Service(7, ("G0439",)), Service(2, ("G0438",)), Service(1, ("G0402",)))
_BEDSIDE = (
    Service(4, ("99308", "99309"), place="31"),
    Service(3, ("99231", "99232", "99223"), place=INPATIENT),
    Service(1, ("99291",), place=EMERGENCY),
    Service(2, ("99348", "99349"), place="12"),
)
_COMMON = ("J069", "M545", "R5383", "K219", "N390", "G4733", "M1711", "R079", "F419", "D649")
_LABORATORY = ("36415", "81003", "85025", "80053", "93000", "G0008", "90662", "20610", "87880")
_PRIMARY = ("001", "039", "047", "112", "113", "128", "134", "155", "181", "226", "236", "317")

SPECIALTIES = (
    Specialty(
        "Family Medicine",
        "207Q00000X",
        24,
        (*_OFFICE_VISITS, *_WELLNESS, *_BEDSIDE),
        _PRIMARY,
        _COMMON,
        _LABORATORY,
    ),
    Specialty(
        "Internal Medicine",
        "207R00000X",
        20,
        (*_OFFICE_VISITS, *_WELLNESS, *_BEDSIDE, *_BEDSIDE),
        _PRIMARY,
        (*_COMMON, "I2510", "I4891", "N183", "J449"),
        _LABORATORY,
    ),
    Specialty(
        "Ophthalmology",
        "207W00000X",
        8,
        (
            Service(40, ("92014", "92012")),
            Service(10, ("92004",)),
            Service(20, ("92012", "92014", "99213"), diagnoses_of="141"),
            Service(8, ("66984",), place=SURGERY),
        ),
        ("141", "226", "317"),
        ("H2513", "H04123", "H43813", "H353131"),
        ("92083", "92133", "92134", "92250"),
    ),
    Specialty(
        "Psychiatry",
        "2084P0800X",
        7,
        (
            Service(30, ("99214",)),
            Service(15, ("90834", "90837")),
            Service(6, ("90792",)),
            Service(10, ("99214", "90834"), place=AT_HOME),
        ),
        ("047", "128", "134", "181", "226", "317"),
        ("F331", "F411", "F4310", "F3181", "F0390"),
        ("90833", "96127", "99406"),
    ),
    Specialty(
        "Orthopedic Surgery",
        "207X00000X",
        8,
        (
            Service(40, ("99213", "99203", "99214")),
            Service(12, ("99213", "99203"), diagnoses_of="024"),
            Service(5, procedures_of="418", diagnoses_of="418", place=INPATIENT),
            Service(8, ("27447", "27130"), place=OUTPATIENT),
        ),
        ("024", "418", "128", "226", "317"),
        ("M1711", "M1712", "M7541", "M25561"),
        ("20610", "73562", "73030"),
    ),
    Specialty(
        "Gastroenterology",
        "207RG0100X",
        6,
        (
            Service(25, ("99213", "99203", "99214")),
            Service(12, ("45378", "G0121"), diagnoses_of="320", place=SURGERY),
            Service(10, ("45385", "43239"), place=SURGERY),
        ),
        ("128", "226", "236", "317", "320"),
        ("K219", "K5730", "R109", "K635"),
        ("91110", "88305"),
    ),
    Specialty(
        "Pathology",
        "207ZP0102X",
        5,
        (
            Service(12, ("88305",), diagnoses_of="249"),
            Service(6, ("88309",), diagnoses_of="250"),
            Service(6, procedures_of="395", diagnoses_of="395"),
            Service(3, procedures_of="396", diagnoses_of="396"),
            Service(8, ("88305",), diagnoses_of="397"),
            Service(30, ("88305", "88304")),
        ),
        ("249", "250", "395", "396", "397"),
        ("D225", "K635", "L821", "N400"),
        ("88312", "88342", "88341"),
    ),
    Specialty(
        "Radiology",
        "2085R0202X",
        9,
        (
            Service(25, procedures_of="405", place=OUTPATIENT),
            Service(25, procedures_of="406", place=OUTPATIENT),
            Service(20, ("71046", "73030", "77067"), place=OUTPATIENT),
            Service(10, procedures_of="145", place=OUTPATIENT),
        ),
        ("145", "405", "406", "436"),
        ("R918", "R109", "Z1231", "M545"),
        ("76937", "77063"),
    ),
    Specialty(
        "Obstetrics and Gynecology",
        "207V00000X",
        6,
        (
            Service(35, ("99213", "99214", "99203")),
            Service(20, ("G0101",)),
            Service(4, procedures_of="422", diagnoses_of="422", place=INPATIENT),
        ),
        ("039", "112", "128", "226", "317", "422"),
        ("N951", "N8110", "Z01419", "N3946"),
        ("Q0091", "76830"),
    ),
    Specialty(
        "Audiology",
        "231H00000X",
        3,
        (
            Service(30, ("92557",)),
            Service(15, ("92540", "92557", "92567"), diagnoses_of="261"),
            Service(5, ("92625",)),
        ),
        ("134", "181", "226", "261"),
        ("H903", "H9313", "R42"),
        ("92550", "92567"),
    ),
    Specialty(
        "Physical Therapy",
        "225100000X",
        4,
        (Service(14, ("97161", "97162")), Service(6, ("97164",)), Service(40, ("97110",))),
        ("128", "134", "155", "181", "226"),
        ("M545", "R2689", "M25511", "Z9181"),
        ("97110", "97112", "97140", "97530"),
    ),
)
"""All specialties of the invented world; what they share is what clinicians share in the real."""
