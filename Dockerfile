# Qunce in one image: docker build -t qunce . && docker run -p 8000:8000 -v qunce:/data qunce
FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY assets assets
COPY qunce qunce
RUN node assets/build.mjs

FROM python:3.11-slim-bookworm AS wheel
WORKDIR /src
COPY requirements.txt requirements-dev.txt ./
RUN pip install --no-cache-dir --requirement requirements.txt "$(grep -o '^hatchling==[^ ]*' requirements-dev.txt)"
COPY . .
COPY --from=assets /src/qunce/base/ui/static/qunce/build qunce/base/ui/static/qunce/build
RUN python -m qunce.base.ui.catalogues compile \
 && pip wheel --no-deps --no-build-isolation --wheel-dir /dist .

FROM python:3.11-slim-bookworm
COPY requirements.txt /tmp/
RUN pip install --no-cache-dir --requirement /tmp/requirements.txt && rm /tmp/requirements.txt
COPY --from=wheel /dist/*.whl /tmp/
RUN pip install --no-cache-dir --no-deps /tmp/*.whl && rm /tmp/*.whl \
 && useradd --uid 10001 --create-home qunce && install -d -o qunce -g qunce -m 700 /data
USER qunce
ENV QUNCE_DATA=/data QUNCE_HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=40s CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/login', timeout=5)"
CMD ["qunce", "up"]
