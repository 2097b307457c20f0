# The portal as an image: the same commands as `make run`, one process a container.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data BIND_ADDRESS=0.0.0.0
WORKDIR /portal

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN python -m compileall -q . \
 && useradd --system --create-home --uid 10001 portal \
 && install --directory --owner portal --group portal /data
USER portal
VOLUME /data
EXPOSE 8000

CMD ["gunicorn", "-c", "python:creative_district.gunicorn", "creative_district.wsgi"]
