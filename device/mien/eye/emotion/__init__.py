"""From a face crop to calibrated probabilities."""
