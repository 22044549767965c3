"""CMS's result beside ours: what differs and why, what to ask for, what will be published."""
