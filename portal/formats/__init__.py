"""How the settings write dates: the day before the month's name, hours to 24, and the zone with every time, as the other pages do."""
