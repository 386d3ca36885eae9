# A server's image: the program and its tool environment, run by a person without privileges.
FROM python:3.12-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends git bubblewrap \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home chotu
COPY . /src
RUN pip install --no-cache-dir "/src[openai,github]" && rm -rf /src
USER chotu
WORKDIR /home/chotu
RUN chotu-bot env sync
ENTRYPOINT ["chotu-bot"]
CMD ["--help"]
