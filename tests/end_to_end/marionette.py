"""Marionette, the protocol that Firefox is driven by, as a connection that Selenium can use.

Firefox knows the commands of WebDriver, and takes them as JSON over TCP. geckodriver, which Debian
does not package, is what translates them from HTTP. Selenium may be given another connection than
HTTP, so that nothing has to stand between Selenium and Firefox.

Source: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import socket
from itertools import count
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection

SET_CONTEXT = "setContext"
"""The command that scripts run in pages (`content`), or in Firefox itself (`chrome`)."""

# What the tests use; Marionette has a command for each of WebDriver's.
_COMMANDS = {
    SET_CONTEXT: "Marionette:SetContext",
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.QUIT: "Marionette:Quit",
    Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    Command.GET: "WebDriver:Navigate",
    Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
    Command.NEW_WINDOW: "WebDriver:NewWindow",
    Command.SWITCH_TO_WINDOW: "WebDriver:SwitchToWindow",
    Command.W3C_GET_CURRENT_WINDOW_HANDLE: "WebDriver:GetWindowHandle",
    Command.W3C_GET_WINDOW_HANDLES: "WebDriver:GetWindowHandles",
    Command.CLOSE: "WebDriver:CloseWindow",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.GET_ELEMENT_RECT: "WebDriver:GetElementRect",
    Command.IS_ELEMENT_ENABLED: "WebDriver:IsElementEnabled",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
}
# In seconds: longer than any page may take to load.
_TIMEOUT = 90.0
_PROTOCOL = 3
_REQUEST = 0


class MarionetteConnection(RemoteConnection):
    """Sends Selenium's commands to the Firefox that listens on `port` of this computer.

    A command that is not answered, or not understood, raises `WebDriverException`.
    """

    def __init__(self, port: int) -> None:
        super().__init__(client_config=ClientConfig(f"http://127.0.0.1:{port}"))
        self._ids = count(1)
        self._socket = socket.create_connection(("127.0.0.1", port), _TIMEOUT)
        self._messages = self._socket.makefile("rb")
        greeting = json.loads(self._receive())
        if greeting["marionetteProtocol"] != _PROTOCOL:
            raise WebDriverException(f"This Firefox has another protocol: {greeting}")

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Have a command carried out, and return the response in the form that Selenium checks."""
        if command == Command.NEW_SESSION:
            # Over HTTP, capabilities come in sets to choose from.
            params = params["capabilities"]["alwaysMatch"]
        # Over HTTP, the session is a part of the address; a connection has no more than one.
        params = {name: value for name, value in params.items() if name != "sessionId"}
        message_id = next(self._ids)
        try:
            self._send(json.dumps([_REQUEST, message_id, _COMMANDS[command], params]))
            _, answered_id, error, result = json.loads(self._receive())
        except OSError as lost:
            raise WebDriverException(f"Firefox does not answer: {lost}") from lost
        if answered_id != message_id:
            raise WebDriverException(f"Firefox answered {answered_id} instead of {message_id}")
        if error is not None:
            return {"status": error["error"], "value": error}
        # A single value comes wrapped; lists and records come as they are.
        is_wrapped = isinstance(result, dict) and "value" in result
        return {"value": result["value"] if is_wrapped else result}

    def close(self) -> None:
        """Close the connection; Firefox goes on."""
        super().close()  # type: ignore[no-untyped-call]
        self._messages.close()
        self._socket.close()

    # A message is the number of its bytes in decimal, a colon, and so many bytes of JSON.

    def _send(self, message: str) -> None:
        data = message.encode()
        self._socket.sendall(b"%d:%b" % (len(data), data))

    def _receive(self) -> bytes:
        length = b""
        while (byte := self._messages.read(1)) != b":":
            if not byte:
                raise ConnectionError("the connection was closed")
            length += byte
        return self._messages.read(int(length))
