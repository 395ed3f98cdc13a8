"""Where content comes from: data sources, import runs, parsers."""
