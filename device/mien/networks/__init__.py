"""TFLite networks: the interpreter, and where the files are. Shared by the eye, the ear and the music."""
