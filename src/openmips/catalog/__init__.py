"""CMS's facts and figures by performance year."""

from openmips.catalog.load import YEARS, Catalog, catalog_for, load_catalog

__all__ = ["YEARS", "Catalog", "catalog_for", "load_catalog"]
