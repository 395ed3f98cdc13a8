"""Where people reach Aegis: for links in files that leave the house."""

from typing import Any

from litestar import Request

from aegis_chassis.web.openapi import API
from aegis_reporting.application.layers.building import Addresses


class PublicAddress:
    """The address in the settings; without one, that of the request."""

    def __init__(self, public_url: str | None) -> None:
        self._public_url = public_url

    def of(self, request: Request[Any, Any, Any]) -> Addresses:
        """The addresses that links in the answer to `request` are made of."""
        base = self._public_url or str(request.base_url)
        return Addresses(base.rstrip("/") + API)
