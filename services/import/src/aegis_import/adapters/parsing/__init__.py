"""Which parser reads which upstream, and the process in which they run."""
