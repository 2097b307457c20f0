"""Ask this machine's web server whether it answers; exit with 1 when it does not.

`python -m creative_district.healthcheck`
"""

import http.client
import sys
from urllib.parse import urlsplit

from creative_district.environment import port, text


def answers() -> bool:
    """Whether `/health` says 200 to a request for the portal's public name."""
    host = urlsplit(text("SITE_URL")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port(), timeout=4)
    try:
        connection.request("GET", "/health", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers())
