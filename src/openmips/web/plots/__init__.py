"""Pictures as SVG, each with a title and a description; the numbers stand in a table beside it."""
