import json
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

CHANGES = "{{ site_url }}/api/v1/changes/?page_size=200"
STORE = Path("mirror.json")


def fetch(address):
    while True:
        try:
            with urlopen(address, timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code in (400, 404, 410):
                return None
            if error.code not in (429, 503):
                raise
            time.sleep(int(error.headers["Retry-After"]))


mirror = {"next": CHANGES, "items": {}}
if STORE.exists():
    mirror = json.loads(STORE.read_text())

more = True
while more:
    page = fetch(mirror["next"])
    if page is None and mirror["next"] != CHANGES:
        # The portal was put back from a backup: begin anew.
        mirror = {"next": CHANGES, "items": {}}
        continue
    for entry in page["results"]:
        key = f"{entry['resource']}/{entry['id']}"
        mirror["items"].pop(key, None)
        if entry["change"] in ("create", "update"):
            item = fetch(f"{entry['url']}?lang=all")
            if item:
                mirror["items"][key] = item
    mirror["next"], more = page["next"], page["more"]
    STORE.with_suffix(".new").write_text(json.dumps(mirror))
    STORE.with_suffix(".new").replace(STORE)

print(len(mirror["items"]))
