"""Trains the voice network; imports of the device only its preprocessing, manifest and emotions."""
