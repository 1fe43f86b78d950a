"""Where the real data lies; tests that need it are skipped where it is absent."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("QUNCE_SHARED_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
FAQ = SHARED / "faq_epidemic"
CHAT = SHARED / "spam_tg_zh" / "train.csv"
