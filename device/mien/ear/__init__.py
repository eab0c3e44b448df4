"""Process 3: sound in, a few numbers out. Sound never leaves it, no word is recognised, nobody is identified."""
