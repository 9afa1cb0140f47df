"""How often one user, or one address without a sign-in, may ask. The keys are hashes; a store that is away lets requests through."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac
from redis import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import User

logger = logging.getLogger(__name__)


class _Hashed(SimpleRateThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError, ImproperlyConfigured):
            logger.warning("api.throttle_unavailable")
            return True

    def hashed(self, who: str) -> str:
        return f"throttle:{self.scope}:{salted_hmac('accounts.api.throttles', who).hexdigest()}"


class OfUser(_Hashed):
    scope = "user"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return self.hashed(str(request.user.pk)) if isinstance(request.user, User) else None


class OfAddress(_Hashed):
    scope = "anonymous"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return None if isinstance(request.user, User) else self.hashed(str(self.get_ident(request)))
