# A server's image: the program and its tool environment, run by a person without privileges.
FROM python:3.12-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends git bubblewrap \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 chotu
COPY . /src
RUN pip install --no-cache-dir "/src[openai,mcp,github,otel]" && rm -rf /src
# The same number on every host, for volumes and for what forbids root.
USER 1000:1000
WORKDIR /home/chotu
RUN chotu-bot env sync
ENTRYPOINT ["chotu-bot"]
CMD ["--help"]
