"""How well feelings and genres are told, and whether an answer moves as a listener's would."""
