"""More than one speaker: finding the others, and rooms that share one mood."""
