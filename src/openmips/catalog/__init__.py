"""CMS's facts and figures by performance year."""
