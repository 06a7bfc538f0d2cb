"""Benchmarks: each runs its scenarios in one go and prints ratios, for machines differ and are shared."""
