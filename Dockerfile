# One static program in an empty image: no shell, no package manager, no user but
# a number. It writes to /data alone, so it runs on a read-only file system:
#
#   docker build -t porchlight .
#   docker run -d --name porchlight --restart unless-stopped \
#     --read-only --cap-drop=ALL --security-opt no-new-privileges \
#     --ulimit core=0 --memory 512m --pids-limit 256 \
#     -v porchlight-data:/data \
#     -p 127.0.0.1:8080:8080 -p 127.0.0.1:9090:9090 \
#     porchlight
#
# docs/ops.md says what belongs in front of it.

FROM golang:1.26-bookworm AS build
ENV GOCACHE=/cache/build GOMODCACHE=/cache/mod CGO_ENABLED=0
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/cache/mod go mod download
COPY . .
# The data directory comes as part of a tree: copied so, it keeps its mode.
RUN --mount=type=cache,target=/cache/mod --mount=type=cache,target=/cache/build \
    go build -trimpath -ldflags "-s -w" -o /out/porchlight ./cmd/porchlight \
    && install -d -m 0700 /volumes/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /volumes/ /
COPY --from=build /out/porchlight /porchlight
USER 65532:65532
# Inside a container 127.0.0.1 cannot be published. Who may reach the admin
# address is decided by -p: on this machine alone, or not at all.
ENV PORCHLIGHT_DATA__DIR=/data \
    PORCHLIGHT_HTTP__ADDR=0.0.0.0:8080 \
    PORCHLIGHT_ADMIN__ADDR=0.0.0.0:9090
VOLUME /data
EXPOSE 8080 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["/porchlight", "healthcheck"]
ENTRYPOINT ["/porchlight"]
CMD ["serve"]
