"""Multi-criteria decision making: ways to compare songs, and weights by pairwise comparison. Pure."""
