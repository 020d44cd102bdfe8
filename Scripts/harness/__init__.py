"""What the benchmarks and the torture share: an engine of their own, containers that print, a collector, an oracle."""
