"""The senses beside the face as parts of the speaker: ear and pulse."""
