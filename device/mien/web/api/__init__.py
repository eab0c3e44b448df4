"""The JSON API: its operations, their schemas, and the views that make their answers."""
