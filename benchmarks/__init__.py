"""Speed and memory of `omiq`, side by side with the libraries below it: `python -m benchmarks`."""
