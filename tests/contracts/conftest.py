"""What joins two services: each with its own container and database, facts carried between them by hand."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "services" / "catalog" / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "contracts"))
sys.path.insert(0, str(ROOT / "services" / "import" / "tests" / "support"))
