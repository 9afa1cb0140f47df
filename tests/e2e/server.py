"""The product's web process inside the test process: uvicorn in a thread, on whatever database the test has."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from asgiref.sync import SyncToAsync
from django.db import connections

from portal.asgi import application

real_socket = socket.socket


class Server:
    def __init__(self) -> None:
        self.socket = real_socket()
        self.socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application, lifespan="off", log_level="warning", log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=2
        )
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.uvicorn.run, kwargs={"sockets": [self.socket]}, daemon=True, name="web")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def start(self) -> None:
        self.thread.start()
        limit = time.monotonic() + 60
        while not self.uvicorn.started:
            assert self.thread.is_alive(), "the web server ended at once"
            assert time.monotonic() < limit, "the web server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(timeout=60)
        SyncToAsync.single_thread_executor.submit(connections.close_all).result(timeout=60)  # the thread in which views run
