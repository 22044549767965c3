"""Collection types as sentences and tables say them."""

from __future__ import annotations

from openmips.catalog.entries import CLAIMS, COMPUTED, ELECTRONIC, REGISTRY, SURVEY

COLLECTION_TYPES = {
    CLAIMS: "claims",
    REGISTRY: "registry",
    ELECTRONIC: "EHR",
    "cmsWebInterface": "web interface",
    SURVEY: "survey",
    COMPUTED: "CMS",
}
