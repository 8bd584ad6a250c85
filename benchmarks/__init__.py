"""What the product costs in time and memory, measured: `python -m benchmarks`. Never a test: no figure here can fail one."""
