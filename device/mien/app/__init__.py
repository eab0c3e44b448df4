"""The composition root of the speaker: makes its parts, joins them, and ends them in reverse order."""
