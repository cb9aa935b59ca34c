"""How sign-in behaves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by registering a producer or by an administrator, never by the bare sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
