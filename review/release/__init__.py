"""The way from an allowed or approved action to the world: claim the delivery, rule again, commit the intent, send, record."""

from review.release.looking_up import Looked, look_up
from review.release.sending import send
from review.release.sweeping import sweep

__all__ = ["Looked", "look_up", "send", "sweep"]
