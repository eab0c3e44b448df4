"""Evidence from senses other than the face. Pure."""
