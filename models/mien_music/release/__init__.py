"""What ships: the int8 files with their manifest, and the model card."""
