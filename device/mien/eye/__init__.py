"""Process 1, which sees. It has no network and writes nothing; pixels never leave it."""
