"""What CMS's files say, as entries: the only place that knows CMS's field names."""
