"""The system's Firefox over WebDriver BiDi (W3C): just what the tests of pages ask of it."""

import contextlib
import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from doctor.packages import firefox

SETTINGS = {  # nothing of the outside, and nothing that moves by itself
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
    "security.OCSP.enabled": 0,
}


class Page:
    """One tab; ``problems`` has what its console complains of."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.ids, self.problems = socket, itertools.count(1), list[str]()
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.context = self.send("browsingContext.create", type="tab")["context"]
        self.send("browsingContext.activate", context=self.context)  # or keys press nothing

    def send(self, method: str, **parameters: Any) -> Any:
        """The result of a command; what the console says before it comes is kept."""
        number = next(self.ids)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(timeout=60))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] in {"error", "warn"}:
                self.problems.append(told["params"]["text"])
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        self.send("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, by way of JSON; a promise is waited for."""
        asked = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        found = self.send("script.evaluate", expression=asked, target={"context": self.context}, awaitPromise=True)
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def press(self, *keys: str) -> None:
        """Keys of the keyboard, one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.send("input.performActions", context=self.context, actions=[source])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Page]:
    """Firefox with a new profile in ``folder``."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
    (folder / "user.js").write_text("\n".join(lines), "utf8")
    command = [firefox(), "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        said = iter(process.stderr)
        found = next(match for line in said if (match := re.search(r"BiDi listening on (ws://\S+)", line)))
        with connect(f"{found[1]}/session", max_size=None) as socket:
            yield Page(socket)
    finally:
        process.terminate()
        process.communicate()
