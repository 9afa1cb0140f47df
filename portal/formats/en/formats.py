"""English. Django reads these names (django.conf.global_settings has all of them)."""

from __future__ import annotations

from typing import Final

DATE_FORMAT: Final = "j M Y"
TIME_FORMAT: Final = "H:i"
DATETIME_FORMAT: Final = "j M Y, H:i T"
SHORT_DATE_FORMAT: Final = DATE_FORMAT
SHORT_DATETIME_FORMAT: Final = DATETIME_FORMAT
MONTH_DAY_FORMAT: Final = "j M"
YEAR_MONTH_FORMAT: Final = "F Y"
