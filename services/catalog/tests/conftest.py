"""Makes the service's own test support importable under one name that no other service has."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
