"""Mail about an account: it speaks for the product, not for the address the product is reached at."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from tests.factories.people import make_user


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_is_answered_in_the_name_of_the_product(client: Client, known: bool) -> None:
    address = make_user("Rita Reviewer").email if known else "nobody@example.org"
    client.post("/accounts/password/reset/", {"email": address})
    sent = mail.outbox[0]
    assert sent.to == [address]
    assert sent.subject.startswith("[Countersign] ")
    assert "Thank you for using" not in sent.body
    assert ("/accounts/password/reset/key/" in sent.body) is known
    assert "/accounts/signup/" not in sent.body
