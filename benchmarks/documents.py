"""How fast QRDA III documents are read, checked and converted: warm, and from the shell."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openmips.catalog import catalog_for
from openmips.formats.qrda3 import ACCEPTED, Compat, read_qrda3
from openmips.formats.qrda3.tables import Template, tables

YEAR = 2025
MEASURES = ("001", "134", "236")
RUNS = 20
MEGABYTE = 1_000_000
COUNTS = {"IPOP": 400, "DENOM": 400, "DENEX": 20, "DENEXCEP": 10, "NUMER": 300}


def main() -> None:
    """Print one line for each figure."""
    for name, figure in figures().items():
        print(f"{name + ' ':.<58} {figure}", flush=True)


def figures() -> dict[str, str]:
    """Time and throughput of small, typical and large documents, and a cold start.

    Typical are CMS's own samples: some measures with counts by sex, race, ethnicity and payer.
    """
    found = {}
    every = tuple(catalog_for(YEAR).electronic)
    for size, measures, supplemental in (
        ("small", MEASURES, False),
        ("typical", MEASURES, True),
        ("large", every, True),
    ):
        text = document(measures, supplemental=supplemental)
        for how, read in (
            ("as is", lambda text=text: read_qrda3(text)),
            ("compared", lambda text=text: read_qrda3(text, compat=Compat())),
        ):
            seconds = best_of(RUNS, read)
            rate = len(text) / MEGABYTE / seconds
            name = f"QRDA III, {size}, {len(text) // 1000} KB, {how}"
            found[name] = f"{seconds * 1000:.1f} ms, {1 / seconds:,.0f} a second, {rate:.0f} MB/s"
    found["openmips validate, one typical document, cold"] = f"{cold():.2f} s"
    return found


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Seconds of processor time of the quickest of several runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def cold() -> float:
    """Seconds of wall time from the shell's call to the printed answer, at best."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xml"
        path.write_bytes(document(MEASURES))
        command = [str(Path(sys.executable).with_name("openmips")), "validate", str(path)]
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    return min(times)


def document(measures: tuple[str, ...], *, supplemental: bool = True) -> bytes:
    """An invented group's report, as large as EHRs write it: supplemental data and indentation."""
    ids = tables().identifiers
    extension = tables().document_extensions(YEAR)[0]
    head = f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="{tables().namespace}">
<templateId root="{tables().document_root}" extension="{extension}"/>
<informationRecipient><intendedRecipient><id root="{ids["program"]}" extension="MIPS_GROUP"/>
</intendedRecipient></informationRecipient>
<participant><associatedEntity><id root="{ids["cehrt"]}" extension="0015CABCDEFGHIJ"/>
</associatedEntity></participant>
<documentationOf><serviceEvent><performer><assignedEntity><representedOrganization>
<id root="{ids["tin"]}" extension="000456789"/>
</representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>
<component><structuredBody><component><section>
<templateId root="{tables().category_section}" extension="2020-12-01"/>
{_template(Template.QUALITY_SECTION)}
<entry><act>{_template(Template.PARAMETERS)}
<effectiveTime><low value="{YEAR}0101"/><high value="{YEAR}1231"/></effectiveTime></act></entry>"""
    lines = [head]
    for measure in measures:
        lines += _measure(measure, supplemental)
    lines.append("</section></component></structuredBody></component></ClinicalDocument>")
    text = ("\n" + " " * 20).join(lines).encode()
    if measures == MEASURES and read_qrda3(text).outcome != ACCEPTED:
        raise AssertionError([str(problem) for problem in read_qrda3(text).problems])
    return text


def _template(kind: Template) -> str:
    root = next(root for root, each in tables().templates.items() if each is kind)
    extensions = tables().extensions[kind]
    extension = f' extension="{extensions[0]}"' if extensions else ""
    return f'<templateId root="{root}"{extension}/>'


def _measure(measure_id: str, supplemental: bool) -> Iterator[str]:
    electronic = catalog_for(YEAR).electronic[measure_id]
    codes = {name: code for code, name in tables().populations.items() if code != "IPP"}
    yield f"<entry><organizer>{_template(Template.QUALITY_MEASURE)}<statusCode code='completed'/>"
    yield "<reference><externalDocument>"
    root = tables().identifiers["quality_measure"]
    yield f'<id root="{root}" extension="{electronic.uuid}"/></externalDocument></reference>'
    for stratum in electronic.strata:
        for name, uuid in stratum.populations.items():
            code = codes[name]
            yield f"<component><observation>{_template(Template.MEASURE_DATA)}"
            yield '<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>'
            yield f'<value code="{code}" codeSystem="2.16.840.1.113883.5.4"/>'
            yield from _count(COUNTS.get(code, 0))
            if supplemental:
                yield from _supplemental(COUNTS.get(code, 0) // 2)
            yield f'<reference><externalObservation><id root="{uuid}"/></externalObservation>'
            yield "</reference></observation></component>"
    yield "</organizer></entry>"


def _supplemental(number: int) -> Iterator[str]:
    for kind, codes in tables().primary_care_first.supplemental.items():
        for code in codes:
            yield f"<entryRelationship><observation>{_template(kind)}"
            yield '<code code="184102003" codeSystem="2.16.840.1.113883.6.96"/>'
            yield f"<statusCode code='completed'/><value code=\"{code}\"/>"
            yield from _count(number)
            yield "</observation></entryRelationship>"


def _count(number: int) -> Iterator[str]:
    yield f"<entryRelationship><observation>{_template(Template.AGGREGATE_COUNT)}"
    yield '<code code="MSRAGG" codeSystem="2.16.840.1.113883.5.4"/>'
    yield f'<value value="{number}"/>'
    yield '<methodCode code="COUNT" codeSystem="2.16.840.1.113883.5.84"/>'
    yield "</observation></entryRelationship>"


if __name__ == "__main__":
    main()
