"""What columns of claim lines are called in tables of other making."""

from __future__ import annotations

from collections.abc import Mapping

from openmips.claims.lines import DIAGNOSES, MODIFIERS

_NAMES = {
    "claim_id": (
        "spltclmid claimid claimnumber claimno claim clmid clmno patientcontrolnumber "
        "patientcontrolno pcn clm01 invoicenumber encounterid"
    ),
    "tin": (
        "clmrndrgprvdrtaxnum tin taxid taxidnumber billingtin billingtaxid grouptin grouptaxid "
        "practicetin ein federaltaxid prvdrtaxnum"
    ),
    "rendering_npi": (
        "clmlinerndrgprvdrnpinum renderingnpi renderingprovidernpi renderingproviderid "
        "renderingphysiciannpi servicingnpi servicingprovidernpi performingnpi "
        "performingprovidernpi cliniciannpi providernpi rndrgprvdrnpinum npi"
    ),
    "patient_id": (
        "benesk patientid patientno patientnumber mbi medicareid medicarenumber "
        "medicarebeneficiaryid beneficiaryid beneid benembiid memberid subscriberid mrn "
        "accountnumber acctno"
    ),
    "birth_date": (
        "clmptntbirthdt birthdate dateofbirth dob patientdob patientbirthdate ptdob benebirthdt"
    ),
    "sex": "clmbenesexcd sex gender patientsex patientgender ptsex benesexcd",
    "from_date": (
        "clmlinefromdt fromdate servicefromdate servicedatefrom fromdos dosfrom "
        "dateofservicefrom dateofservice servicedate dos dosstart startdate servicestartdate "
        "clmfromdt"
    ),
    "to_date": (
        "clmlinethrudt todate servicetodate servicedateto todos dosto dateofserviceto thrudate "
        "dosend enddate serviceenddate clmthrudt"
    ),
    "line_number": (
        "clmlinenum linenumber lineno linenum line lineitem lineitemnumber servicelinenumber "
        "chargeline lx01"
    ),
    "procedure_code": (
        "clmlinehcpcscd procedurecode proccode procedure proc cpt cptcode cpthcpcs "
        "cpthcpcscode hcpcs hcpcscode hcpcscd servicecode billingcode"
    ),
    "place_of_service": (
        "clmposcd placeofservice placeofservicecode pos poscode clmlineposcd clmplaceofservicecd"
    ),
    "charge": (
        "charge charges chargeamount chargeamt billedamount billedcharges billed billedamt "
        "linecharge submittedcharge clmlinesbmtchrgamt fee"
    ),
    "payer": "payer payercode claimfilingindicator filingindicator insurancetype sbr09",
    "frequency": (
        "frequency claimfrequency claimfrequencycode frequencycode clmfreqcd resubmissioncode"
    ),
    "original_claim_id": (
        "originalclaimid originalclaimnumber originalreferencenumber originalrefno origclaimid "
        "origrefno"
    ),
    "status": "status claimstatus linestatus paymentstatus adjudicationstatus",
    "allowed": (
        "allowed allowedamount allowedamt allowedcharge allowedcharges clmlinealowdchrgamt "
        "clmlinealowamt"
    ),
}
_MODIFIER = (
    "hcpcs{n}mdfrcd modifier{n} mod{n} mdfr{n} modifiercode{n} cptmod{n} proceduremodifier{n} m{n}"
)
_DIAGNOSIS = (
    "clmdgns{n}cd diagnosis{n} diagnosiscode{n} diag{n} diagcode{n} dx{n} dxcode{n} icd{n} "
    "icd10{n} icdcode{n} icd10code{n}"
)
_FIRST_MODIFIER = " modifier mod"
_FIRST_DIAGNOSIS = " diagnosis diagnosiscode dx primarydiagnosis"


def _known() -> dict[str, str]:
    known = dict(_NAMES)
    for number, name in enumerate(MODIFIERS, 1):
        known[name] = _MODIFIER.format(n=number)
    for number, name in enumerate(DIAGNOSES, 1):
        known[name] = _DIAGNOSIS.format(n=number)
    known[MODIFIERS[0]] += _FIRST_MODIFIER
    known[DIAGNOSES[0]] += _FIRST_DIAGNOSIS
    return known


NAMES_MET: Mapping[str, tuple[str, ...]] = {
    column: tuple(names.split()) for column, names in _known().items()
}
"""Names as they are met, by column of the layout, the best first: in small letters, no signs.

The first are those of CMS's own claims repository, the others of billing software.
"""
