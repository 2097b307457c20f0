"""Sends what webhooks are to be told, several at once: a slow one holds up no other.

Each message is committed by itself: before it goes out, and when what became of it is
known. Whoever dies between is followed by another, which sends it once more under the
same name.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from http import HTTPStatus

from creative_district.kernel.outgoing import (
    Client,
    OutgoingError,
    RefusedError,
    UnknownHostError,
)
from creative_district.portal.webhooks.addresses import refuse_unfit
from creative_district.portal.webhooks.claims import Claim, Verdict, next_claim, settle
from partners.models import Webhook, WebhookDelivery
from partners.webhooks import fingerprint_of, secret_of, signed, wait_asked

logger = logging.getLogger(__name__)

Outcome = WebhookDelivery.Outcome
# Calls at once: their threads mostly wait.
CALLS = 8


class LostKeyError(Exception):
    """The secret does not follow from SECRET_KEY any more: it was made with another."""


def send(
    *, client: Client, clock: Callable[[], datetime], stop: Callable[[], bool]
) -> int:
    """Send what waits until nothing does, or until it is to stop; return how much.

    Any number of workers may do so at once. `stop` is asked before each message.
    """
    calls: dict[Future[Verdict], Claim] = {}
    sent = 0
    with ThreadPoolExecutor(CALLS) as pool:
        while True:
            while len(calls) < CALLS and not stop():
                claim = next_claim(now=clock())
                if claim is None:
                    break
                calls[pool.submit(attempt, claim, client, clock())] = claim
            if not calls:
                break
            for call in wait(calls, return_when=FIRST_COMPLETED).done:
                conclude(calls.pop(call), call.result())
                sent += 1
    if sent:
        logger.info("Webhooks: %s messages", sent)
    return sent


def attempt(claim: Claim, client: Client, now: datetime) -> Verdict:
    """Send one message; return what that came to, whatever happens.

    It runs in a thread and asks no database.
    """
    try:
        return hand_over(claim, client, now)
    except LostKeyError:
        return Verdict(Outcome.LOST_KEY)
    except RefusedError as error:
        return Verdict(Outcome.FORBIDDEN, detail=str(error))
    except UnknownHostError as error:
        return Verdict(Outcome.UNKNOWN_HOST, detail=str(error))
    except OutgoingError as error:
        return Verdict(Outcome.SILENT, detail=str(error))
    except Exception as error:
        # A message that cannot be sent must not hold up the others.
        logger.exception("Webhook %s: not sent", claim.webhook.pk)
        return Verdict(Outcome.SILENT, detail=repr(error))


def hand_over(claim: Claim, client: Client, now: datetime) -> Verdict:
    """Sign a message and post it; of the answer nobody reads what it says."""
    url, body = claim.webhook.url, claim.delivery.body.encode()
    headers = headers_of(claim.webhook, claim.delivery.message_id, body, now=now)
    refuse_unfit(url, client)
    answer = client.call(url, method="POST", headers=headers, body=body, redirects=0)
    wait = wait_asked(answer.retry_after, now)
    return Verdict(outcome_of(answer.status), answer.status, wait=wait)


def headers_of(
    webhook: Webhook, message_id: str, body: bytes, *, now: datetime
) -> Mapping[str, str]:
    """Return the headers of a message, signed for this attempt.

    For a day after a new secret was made, the one before signs as well.
    """
    key = secret_of(webhook.seed)
    if fingerprint_of(key) != webhook.fingerprint:
        raise LostKeyError
    keys = [key]
    if webhook.former_until and webhook.former_until > now:
        keys.append(secret_of(webhook.former_seed))
    signatures = signed(message_id, int(now.timestamp()), body, keys=keys)
    return {"Content-Type": "application/json", **signatures}


def outcome_of(status: int) -> Outcome:
    """Return what a receiver's status says of the message."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.TAKEN
    if status < HTTPStatus.BAD_REQUEST:
        return Outcome.REDIRECTED
    return Outcome.GONE if status == HTTPStatus.GONE else Outcome.REJECTED


def conclude(claim: Claim, verdict: Verdict) -> None:
    """Note what became of a message."""
    if verdict.outcome != Outcome.TAKEN:
        said = " ".join(str(part) for part in (verdict.status, verdict.detail) if part)
        logger.warning(
            "Webhook %s: %s is not taken: %s %s",
            claim.webhook.pk,
            claim.delivery.message_id,
            verdict.outcome,
            said,
        )
    settle(claim, verdict)
