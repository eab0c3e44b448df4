"""From the data to trained weights: the network, its targets, the training itself."""
