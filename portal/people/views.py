"""A person's own settings. They change nothing but what this person sees, so they stand on no ledger."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User
from kit.errors import InvalidInput
from portal.people.forms import SettingsForm

CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "theme": ("theme", {value: value for value in User.Theme.values}),
    "keys": ("single_key_shortcuts", {"on": True, "off": False}),
}


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    status = 422 if form.is_bound else 200
    return render(request, "settings/settings.html", {"form": form, "zones": sorted(available_timezones())}, status=status)


@require_POST
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """One choice of the person's menu: ``theme`` or ``keys``."""
    chosen = {CHOICES[key][0]: _value(key, request.POST[key]) for key in CHOICES if key in request.POST}
    User.objects.filter(id__in=[request.user.pk]).update(**chosen)
    if request.headers.get("X-Requested-With") == "fetch":  # static/js/theme.js has shown it already
        return HttpResponse(status=204)
    target = request.POST.get("next", "/")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/")


def _value(key: str, word: str) -> Any:
    try:
        return CHOICES[key][1][word]
    except KeyError:
        raise InvalidInput(f"{key} is one of: {', '.join(CHOICES[key][1])}.") from None
