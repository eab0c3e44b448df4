"""The system bus (D-Bus), on which other players report their state. The only file that imports the library.

async with connected_bus() as bus:
    await bus.listen("type='signal',sender='org.example'", heard=event.set)
    active, = await bus.call(CallSpec("org.example", "/org/example", "org.example.Player", "IsActive"))
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from dbus_fast import BusType, Message, MessageFlag, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError
from dbus_fast.unpack import unpack_variants

from mien.errors import reason
from mien.guests.bus import BusGoneError, CallError, CallSpec
from mien.types import Seconds

PATIENCE: Seconds = 5.0
"""How long an answer may take."""


class QuietLine(MessageBus):
    """The library's connection, without its log messages about a dead bus."""

    def send(self, msg: Message) -> "asyncio.Future[Any]":  # type: ignore[override]
        """Send a message; if that fails, no answer comes, and the call times out."""
        sent: asyncio.Future[Any] = super().send(msg)
        sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        return sent


@contextlib.asynccontextmanager
async def connected_bus() -> AsyncIterator["SystemBus"]:
    """Connect, and disconnect at the end; raises `BusGoneError`."""
    logging.getLogger("dbus_fast").setLevel(logging.ERROR)  # we log ourselves that the bus is gone
    line = QuietLine(bus_type=BusType.SYSTEM, auth_timeout=PATIENCE)
    try:
        async with asyncio.timeout(PATIENCE):
            await line.connect()
    except (OSError, TimeoutError, EOFError, DBusError, ValueError) as bad:
        line.disconnect()
        raise BusGoneError(f"the system bus can't be reached: {reason(bad)}") from bad
    try:
        yield SystemBus(line)
    finally:
        line.disconnect()


class SystemBus:
    """One connection."""

    def __init__(self, line: MessageBus) -> None:
        self._line = line

    @property
    def is_connected(self) -> bool:
        """Whether the bus is still connected."""
        return bool(self._line.connected)

    async def call(self, spec: CallSpec) -> list[Any]:
        """Call a method; see `Bus.call`."""
        message = Message(
            destination=spec.service,
            path=spec.path,
            interface=spec.interface,
            member=spec.member,
            flags=MessageFlag.NO_AUTOSTART,
            signature="s" * len(spec.arguments),
            body=list(spec.arguments),
        )
        if not self.is_connected:
            raise CallError("the system bus disconnected")  # the library would keep an error forever
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._line.call(message)
        except (OSError, TimeoutError, EOFError, DBusError) as bad:
            raise CallError(f"{spec.service} doesn't answer {spec.member}: {reason(bad)}") from bad
        if answer is None or answer.message_type is MessageType.ERROR:
            why = answer.error_name if answer is not None else "no answer"
            raise CallError(f"{spec.service} refuses {spec.member}: {why}")
        return list(unpack_variants(answer.body))

    async def listen(self, rule: str, heard: Callable[[], None]) -> None:
        """Call `heard` at each signal; see `Bus.listen`."""

        def take(message: Message) -> None:
            if message.message_type is MessageType.SIGNAL:
                heard()

        self._line.add_message_handler(take)
        await self.call(CallSpec(*_BUS_ITSELF, "AddMatch", (rule,)))

    async def ended(self) -> None:
        """Return once the connection is lost."""
        with contextlib.suppress(OSError, EOFError, DBusError):
            await self._line.wait_for_disconnect()  # type: ignore[no-untyped-call]


_BUS_ITSELF = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
