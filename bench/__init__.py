"""The figures of docs/performance.md, measured side by side: `python -m bench [names] [--quick]`."""
