"""Who asks: the partner whose token comes along (RFC 6750), or the public.

Nothing else signs anybody in here; a session of the admin counts for nothing.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from partners.models import AccessToken
from partners.services import note_use
from partners.tokens import digest_of, is_token

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer …`: 1 query. Other schemes are the public's."""

    def authenticate(self, request: Request) -> tuple[None, AccessToken] | None:
        """Return the token as it is kept, None for the public.

        Raises `AuthenticationFailed` for one that opens nothing; it does not say why.
        """
        scheme, _blank, written = request.headers.get("Authorization", "").partition(
            " "
        )
        if scheme.lower() != SCHEME.lower():
            return None
        now = timezone.now()
        token = written.strip()
        known = AccessToken.objects.open(now).select_related("programme", "partner")
        access = is_token(token) and known.filter(digest=digest_of(token)).first()
        if not access:
            # Translators: “Ce jeton est inconnu, expiré ou révoqué.”
            said = _("This token is unknown, expired or revoked.")
            raise AuthenticationFailed(said)
        note_use(access=access, now=now)
        return None, access

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401 answer."""
        if "Authorization" in request.headers:
            return f'{SCHEME} realm="api", error="invalid_token"'
        return f'{SCHEME} realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular's
    """How the OpenAPI document describes it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "cdp_…",
            "description": "The token of a partner; public data need none.",
        }
