"""What the product costs in time and memory: `python -m benchmarks`. Measured, never tested."""
