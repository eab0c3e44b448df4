"""The connection to the broker: opened, lost and opened again, and what it keeps of ours."""
