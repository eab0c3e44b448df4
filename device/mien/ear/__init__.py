"""Process 3: sound in, a few numbers out. No sound leaves it, no word is recognised, nobody is identified."""
