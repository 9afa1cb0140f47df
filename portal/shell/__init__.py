"""The frame around every page: bar, menus, theme."""
