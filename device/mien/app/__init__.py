"""The composition root of the speaker: makes its parts, joins them, and stops them in reverse order."""
