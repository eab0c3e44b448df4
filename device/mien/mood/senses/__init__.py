"""What senses beside the face say. Pure."""
