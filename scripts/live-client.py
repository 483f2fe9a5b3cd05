#!/usr/bin/env python3
"""A client of PulseHub's live updates, as an app would have one; Python's standard library only.

It follows one profile by Server-Sent Events and prints one JSON object per line for everything that happens.

  * A stream that breaks is opened again after 1, 2, 4, 8, 30, 30, ... seconds, or after what the server asked for
    in "retry:", with Last-Event-ID, so that nothing is missed and nothing is told twice. An event resets the pauses.
  * Where no stream can be opened several times in a row (a proxy that forbids them, say), the client polls the profile
    with If-None-Match, which costs one 304 without a body while nothing changes, and tries a stream again now and then.
    Of a single person the id of an event is the profile's ETag, so polling goes on where the stream has ended.
  * "replaced", "expired", "withheld" and answers such as 401 or 403 are final: coming back would not help.

Usage: live-client.py http://127.0.0.1:8080 USER --token-file token [--device phone] [--events 10]
"""

import argparse
import http.client
import json
import sys
import time
import urllib.parse

PAUSES = [1, 2, 4, 8, 30]
# The server sends at least a heartbeat every 30 seconds: silence for longer than two of them is a dead connection.
SILENCE = 75
FINAL_EVENTS = {"replaced", "expired", "withheld"}
FINAL_STATUS = {400, 401, 403, 404, 405}


class Final(Exception):
    """Coming back would not help."""


class Client:
    def __init__(self, options, token):
        self.base = urllib.parse.urlsplit(options.url)
        self.options = options
        self.token = token
        self.last_id = None  # what we know: id of the newest event, or the newest ETag without its quotes
        self.asked_pause = None  # what the server asked for, in seconds
        self.told = 0

    def tell(self, kind, **more):
        print(json.dumps({"kind": kind, **more}), flush=True)

    def got(self, via, state):
        self.tell("profile", via=via, id=self.last_id, data=state)
        self.told += 1
        if self.options.events and self.told >= self.options.events:
            sys.exit(0)

    def connect(self, timeout):
        secure = self.base.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(self.base.hostname, self.base.port, timeout=timeout)

    def headers(self, **more):
        return {"Authorization": "Bearer " + self.token, **more}

    def stream(self):
        """Follows one stream until it breaks. Returns whether it told anything."""
        query = {"user": self.options.user}
        if self.options.device:
            query["device"] = self.options.device
        headers = self.headers(Accept="text/event-stream")
        if self.last_id:
            headers["Last-Event-ID"] = self.last_id
        connection = self.connect(SILENCE)
        try:
            connection.request("GET", "/api/v1/stream?" + urllib.parse.urlencode(query), headers=headers)
            response = connection.getresponse()
            if response.status in FINAL_STATUS:
                raise Final("%d %s" % (response.status, response.read(2000).decode("utf-8", "replace")))
            if response.status != 200:
                self.tell("refused", status=response.status)
                return False
            self.tell("connected", resumedFrom=self.last_id)
            return self.read(response)
        finally:
            connection.close()

    def read(self, response):
        """The format of Server-Sent Events: fields, a line each; an empty line ends an event."""
        alive, event, data, event_id = False, "message", [], None
        for raw in response:
            line = raw.decode("utf-8").rstrip("\r\n")
            alive = True
            if line.startswith(":"):
                continue
            if line:
                field, _, value = line.partition(":")
                value = value[1:] if value.startswith(" ") else value
                if field == "event":
                    event = value
                elif field == "data":
                    data.append(value)
                elif field == "id":
                    event_id = value
                elif field == "retry" and value.isdigit():
                    self.asked_pause = int(value) / 1000
                continue
            if event_id is not None:
                self.last_id = event_id
            if data:
                self.handle(event, json.loads("\n".join(data)))
            event, data, event_id = "message", [], None
        return alive

    def handle(self, event, data):
        if event == "profile":
            self.got("stream", data)
        elif event in FINAL_EVENTS:
            raise Final("%s: %s" % (event, data.get("reason", data)))
        else:
            self.tell(event, data=data)  # alert, paused, resumed, bye, gone

    def poll(self):
        """Asks once. Returns whether the server answered."""
        path = "/api/v1/profiles/" + urllib.parse.quote(self.options.user, safe="")
        headers = self.headers()
        if self.last_id:
            # What stands behind a dash is about alerts, of which only streams tell.
            headers["If-None-Match"] = '"%s"' % self.last_id.split("-")[0]
        connection = self.connect(10)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            if response.status == 200:
                self.last_id = (response.getheader("ETag") or "").removeprefix("W/").strip('"') or None
                self.got("poll", json.loads(body))
            elif response.status in FINAL_STATUS - {404}:
                raise Final("%d %s" % (response.status, body[:2000].decode("utf-8", "replace")))
            return response.status in (200, 304, 404)
        finally:
            connection.close()

    def attempt(self, what):
        try:
            return what()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.tell("broken", error=str(error) or type(error).__name__)
            return False

    def run(self):
        failures = 0
        while True:
            self.asked_pause = None
            before = self.told
            alive = self.attempt(self.stream)
            failures = 0 if alive or self.told > before else failures + 1
            if failures >= self.options.fallback_after:
                self.tell("polling")
                for _ in range(self.options.polls):
                    self.attempt(self.poll)
                    time.sleep(self.options.poll_interval)
                continue
            pause = PAUSES[min(failures, len(PAUSES) - 1)] if failures else self.asked_pause or PAUSES[0]
            pause *= self.options.hurry
            self.tell("pause", seconds=pause, failures=failures)
            time.sleep(pause)


def main():
    parser = argparse.ArgumentParser(description="Follow one profile's live updates.")
    parser.add_argument("url", help="where the profile API is, such as http://127.0.0.1:8080")
    parser.add_argument("user", help="whose profile")
    parser.add_argument("--token", default="", help="bearer token; --token-file keeps it out of the process list")
    parser.add_argument("--token-file", help="file with the bearer token")
    parser.add_argument("--device", help="name of this device: its newer stream replaces the older one")
    parser.add_argument("--events", type=int, default=0, help="end after this many states; 0 for never")
    parser.add_argument("--fallback-after", type=int, default=3, help="failed streams in a row before polling")
    parser.add_argument("--poll-interval", type=float, default=15, help="seconds between two polls")
    parser.add_argument("--polls", type=int, default=20, help="polls before a stream is tried again")
    parser.add_argument("--hurry", type=float, default=1, help="multiplies the pauses; for tests")
    options = parser.parse_args()
    token = options.token
    if options.token_file:
        with open(options.token_file, encoding="utf-8") as file:
            token = file.read().strip()
    client = Client(options, token)
    try:
        client.run()
    except Final as reason:
        client.tell("final", reason=str(reason))
        sys.exit(2)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
