"""The garbage collector, told what kind of process this is."""

import gc

THRESHOLDS = (20_000, 20, 20)


def settle() -> None:
    """To be called once all is loaded and built: what is there now stays, and is not looked through again. Collections
    come less often: batches make many objects that reference counting frees by itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
