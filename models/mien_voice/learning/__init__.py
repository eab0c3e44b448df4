"""From the data to trained weights, and what a run answers on voices that it did not learn."""
