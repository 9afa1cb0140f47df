"""Web and websockets in one application, served by uvicorn with ``--lifespan off``."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("COUNTERSIGN_PROCESS", "web")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # loads the apps: everything that touches models is imported below

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from conversations import covering
from portal.routing import websocket_urlpatterns

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)

covering.warm_up()
gc.collect()
gc.freeze()  # what was loaded stays: looking through it again held every request up for a tenth of a second now and then
