"""Analyses songs while nobody needs the processor: a process of its own, beside the running speaker."""
