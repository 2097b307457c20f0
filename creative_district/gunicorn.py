"""How gunicorn serves the portal, embedded and in production alike.

`gunicorn -c python:creative_district.gunicorn creative_district.wsgi`
"""

from creative_district.environment import bind_address, networks, number, port

bind = f"{bind_address()}:{port()}"
worker_class = "gthread"
workers = number("WEB_WORKERS", 1, least=1)
threads = number("WEB_THREADS", 4, least=1)
# The longest that it allows: filters may name many records.
limit_request_line = 8190
timeout = 60
graceful_timeout = 6
# The proxy in front says by its headers whether a request came by HTTPS.
forwarded_allow_ips = ",".join(networks("TRUSTED_PROXIES", "127.0.0.1,::1"))
# No header says what was asked for: gunicorn would take SCRIPT_NAME and PATH_INFO from
# a proxy that passes on what strangers send.
forwarder_headers = ""
# Nothing of the portal is written outside DATA_DIR.
control_socket_disable = True
