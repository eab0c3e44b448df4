"""A system bus of one's own, and players on it that behave like shairport-sync and BlueZ."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from mien.guests.system_bus import QuietLine

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""
needs_dbus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")


class PrivateBus:
    """A dbus-daemon that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._socket, self._config = folder / "bus", folder / "bus.conf"
        self._config.write_text(CONFIG.format(socket=self._socket))
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"unix:path={self._socket}"

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self._config}", "--nofork", "--nopidfile"]
        )
        for _ in range(500):
            with socket.socket(socket.AF_UNIX) as caller, contextlib.suppress(OSError):
                caller.connect(str(self._socket))
                return
            time.sleep(0.02)

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()


@contextlib.contextmanager
def private_bus(folder: Path) -> Iterator[PrivateBus]:
    """Run a bus in `folder`."""
    bus = PrivateBus(folder)
    bus.start()
    try:
        yield bus
    finally:
        bus.stop()


class FakeService:
    """Somebody on the bus: answers GetAll and GetManagedObjects from `objects`, counts other calls."""

    def __init__(self, line: MessageBus, name: str) -> None:
        self._line, self._name = line, name
        self.objects: dict[str, dict[str, dict[str, Variant]]] = {}
        self.calls: list[str] = []
        self.can: set[str] = set()
        self.is_hanging = False
        line.add_message_handler(self._answered)

    def set(self, path: str, interface: str, **properties: Any) -> None:
        """Change properties, and say so."""
        known = self.objects.setdefault(path, {}).setdefault(interface, {})
        known.update({name: _variant(value) for name, value in properties.items()})
        if not self._line.connected:
            return
        self._line.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface="org.freedesktop.DBus.Properties",
                member="PropertiesChanged",
                signature="sa{sv}as",
                body=[interface, {name: known[name] for name in properties}, []],
            )
        )

    def _answered(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        match message.member:
            case _ if self.is_hanging:
                return True
            case "GetAll":
                known = self.objects.get(message.path or "", {}).get(message.body[0], {})
                return Message.new_method_return(message, "a{sv}", [known])
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self.objects])
            case member if member in self.can:
                self.calls.append(member or "")
                return Message.new_method_return(message)
        return Message.new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "no such method")


def _variant(value: Any) -> Variant:
    return Variant("b" if isinstance(value, bool) else "o" if str(value).startswith("/") else "s", value)


@contextlib.asynccontextmanager
async def service(name: str) -> AsyncIterator[FakeService]:
    """Have somebody of this name on the bus; they crash at the end."""
    line = await QuietLine(bus_type=BusType.SYSTEM).connect()
    fake = FakeService(line, name)
    await line.request_name(name)
    try:
        yield fake
    finally:
        line.disconnect()
