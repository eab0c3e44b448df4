"""The borrowed networks, and the linear heads on what they hear."""
