"""Benchmarks: costs as ratios of one run, so that the machine matters little."""
