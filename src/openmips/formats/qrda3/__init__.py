"""QRDA III documents in, QPP JSON out: what EHRs hand over, read, checked and converted."""

from openmips.formats.qrda3.convert import ACCEPTED, REJECTED, Compat, Converted, read_qrda3

__all__ = ["ACCEPTED", "REJECTED", "Compat", "Converted", "read_qrda3"]
