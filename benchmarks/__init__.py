"""Measured comparisons: peers and the hardware floor side by side in one run, never a timed test."""
