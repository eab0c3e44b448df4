"""How well voices are read: other speakers, other languages, over music, through codecs."""
