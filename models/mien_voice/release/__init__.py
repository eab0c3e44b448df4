"""What ships: the int8 file with its manifest, and the model card."""
