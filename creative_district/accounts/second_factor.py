"""The second factor: a code from an app (TOTP), or one of the recovery codes.

django-otp keeps both and slows guessing at them; what it does with signals and forms of
its own is not used.
"""

import time
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import qrcode
from django.conf import settings
from django.db import transaction
from django.utils.safestring import SafeString
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from creative_district.accounts.models import User

DIGITS = 6
RECOVERY_CODES = 10


class TooSoonError(Exception):
    """Too many codes were wrong; the next is looked at from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def is_on(user: User) -> bool:
    """Whether the person has set up a second factor."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_given(user: Any) -> bool:
    """Whether this session has shown what it must: nothing, unless all must."""
    is_enough: bool = not settings.REQUIRE_2FA or user.is_verified()
    return is_enough


def is_owed(user: Any) -> bool:
    """Whether the person has to set up a second factor before anything else."""
    is_staff = user.is_active and user.is_staff
    return is_staff and not is_given(user) and not is_on(user)


def new_device(user: User, key: str = "") -> TOTPDevice:
    """Return a device that is not kept yet; its key is new unless one is given."""
    device = TOTPDevice(user=user, name="app")
    device.key = key or device.key
    return device


@transaction.atomic
def switch_on(*, device: TOTPDevice, code: str) -> Sequence[str]:
    """Keep the device if the code is its own; return the recovery codes, else none.

    The code cannot be used again. What the person had before is replaced.
    """
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    written = normal(code)
    if not is_of_app(written) or not totp.verify(int(written), device.tolerance):
        return []
    TOTPDevice.objects.filter(user=device.user).delete()
    device.last_t = totp.t()
    device.save()
    return renew_codes(user=device.user)


@transaction.atomic
def renew_codes(*, user: User) -> Sequence[str]:
    """Replace the recovery codes of a person by new ones, and return them."""
    kept, _is_new = StaticDevice.objects.get_or_create(
        user=user, defaults={"name": "recovery"}
    )
    kept.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    kept.token_set.bulk_create(StaticToken(device=kept, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


@transaction.atomic
def switch_off(*, user: User) -> None:
    """Forget the app and the recovery codes of a person."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


@transaction.atomic
def verify(*, user: User, code: str) -> Device | None:
    """Use up a code; return what it belongs to, `None` if it is wrong or used.

    Raises `TooSoonError` while codes are not looked at.
    """
    written = normal(code)
    kind = TOTPDevice if is_of_app(written) else StaticDevice
    mine = kind.objects.select_for_update().filter(user=user, confirmed=True)
    device = mine.first()
    if device is None:
        return None
    is_heard, why = device.verify_is_allowed()
    if not is_heard:
        raise TooSoonError(why["locked_until"])
    return device if device.verify_token(written) else None


def codes_left(user: User) -> int:
    """Return how many recovery codes a person has not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def normal(code: str) -> str:
    """Return a code as it is kept, however people space it."""
    return "".join(code.replace("-", "").split()).lower()


def is_of_app(written: str) -> bool:
    """Whether a code looks like one from the app."""
    return len(written) == DIGITS and written.isascii() and written.isdigit()


def secret_of(device: TOTPDevice) -> str:
    """Return the key as apps take it from the keyboard, in groups of four."""
    written = b32encode(device.bin_key).decode()
    return " ".join(written[n : n + 4] for n in range(0, len(written), 4))


def picture_of(device: TOTPDevice) -> SafeString:
    """Return the QR code that an app reads, as SVG without any style."""
    image = qrcode.make(device.config_url, image_factory=SvgPathImage)
    return SafeString(image.to_string(encoding="unicode"))
