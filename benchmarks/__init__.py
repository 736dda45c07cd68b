"""Seawall beside its peers and the limits of the machine, measured in one run. Nothing here is a test."""
