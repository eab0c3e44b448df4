"""TFLite networks: the interpreter, and where the files are. For the eye, the ear and the music alike."""
