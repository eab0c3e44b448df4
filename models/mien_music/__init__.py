"""How the network that hears what a song is comes to be: borrowed weights, heads of our own, int8."""
