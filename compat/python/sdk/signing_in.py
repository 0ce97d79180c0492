"""Every way in that hub-sdk knows, and what it makes of a wrong secret."""

import os

from common import KEY, HUBClient, equal, truthy
from report import EMAIL, PASSWORD, operation

with operation("sign-in/key"):
    truthy(HUBClient({"api_key": KEY}).authenticated, "authenticated")

with operation("sign-in/key from HUB_API_KEY"):
    os.environ["HUB_API_KEY"] = KEY
    truthy(HUBClient().authenticated, "authenticated")
    del os.environ["HUB_API_KEY"]

with operation("sign-in/wrong key"):
    equal(HUBClient({"api_key": "0" * 42}).authenticated, False, "authenticated")

if EMAIL and PASSWORD:
    with operation("sign-in/password"):
        person = HUBClient({"email": EMAIL, "password": PASSWORD})
        truthy(person.authenticated, "authenticated")
        truthy(person.id_token, "idToken")
        truthy(isinstance(person.model_list(page_size=1).total_pages, int), "a list by Bearer token")

    with operation("sign-in/id token"):
        truthy(HUBClient({"id_token": person.id_token}).authenticated, "authenticated")

    with operation("sign-in/wrong password"):
        equal(HUBClient({"email": EMAIL, "password": PASSWORD + "x"}).authenticated, False, "authenticated")
