"""A likeness of CMS's Submissions API, to rehearse against: nothing is sent to CMS."""
