"""What is felt, inferred from what faces show: one face, several faces, and an answer that holds. Pure."""
