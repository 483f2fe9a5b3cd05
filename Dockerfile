# Two stages: the Swift toolchain builds, a plain Debian runs.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libhiredis-dev libpq-dev librdkafka-dev libsimdjson-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies first: they change less often than the sources, so this layer is mostly reused.
COPY Package.swift Package.resolved* ./
RUN swift package resolve
COPY Sources Sources
# The manifest names the test targets, and SwiftPM refuses a manifest whose folders are missing.
COPY Tests Tests
RUN swift build --configuration release --product pulsehub --static-swift-stdlib \
    && install "$(swift build --configuration release --show-bin-path)/pulsehub" /usr/local/bin/pulsehub

FROM debian:bookworm-slim
# git reads the configuration; curl is for the health checks of docker-compose.yml; the last two are for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates curl git libhiredis0.14 libpq5 librdkafka1 libsimdjson14 postgresql-client-15 rclone \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/pulsehub pulsehub \
    # The configuration repository is mounted and belongs to somebody else, which Git refuses unless it is told.
    && git config --system --add safe.directory /repository
COPY --from=build /usr/local/bin/pulsehub /usr/local/bin/pulsehub
WORKDIR /opt/pulsehub
COPY topics topics
COPY db db
COPY docs/openapi.yaml docs/openapi.yaml
# Where a configuration repository with a URL is fetched to, and where a volume for the key pair is mounted.
RUN install --directory --owner pulsehub .pulsehub /var/lib/pulsehub/keys /var/lib/pulsehub/backups
USER pulsehub
ENTRYPOINT ["/usr/local/bin/pulsehub"]
CMD ["--help"]
