"""Home Assistant and other MQTT clients, as a frontend.

It runs while `[home] on`, and removes everything from the broker once that is off.
"""

import asyncio
import hashlib
import hmac
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from mien import __version__
from mien.app.app_state import Change, StatusChanged
from mien.app.home.identity import HomeIdentity
from mien.app.home.news_filter import NewsFilter
from mien.app.home.shared_rooms import RoomFollower
from mien.app.home.speaker_view import SpeakerView
from mien.app.page.page_addresses import addresses_of
from mien.app.senses.heart_topic import HeartTopic
from mien.app.speaker_access import ShowHouse, SpeakerAccess
from mien.config.settings import Config, HomeConfig
from mien.home.client import HomeClient
from mien.home.connection.broker import Broker
from mien.home.connection.emptying import withdraw
from mien.home.discovery import HomeDevice
from mien.home.rooms.mdns import SpeakerFinder
from mien.home.rooms.other_speakers import OtherSpeaker, published
from mien.mood.emotion import MoodName
from mien.mood.wishes import DisplayState

_PLAIN_NAMES = ("mien", "localhost", "")


class HomeFrontend:
    """The connection to the house. `draw` returns a random number, 0..1."""

    def __init__(
        self,
        speaker: SpeakerAccess,
        view: SpeakerView,
        identity: HomeIdentity,
        draw: Callable[[], float],
        heart: HeartTopic,
    ) -> None:
        """`heart`: gets heart rates that somebody publishes, if the owner has named a topic."""
        self._speaker, self._view, self._identity, self._draw = speaker, view, identity, draw
        self._heart = heart
        self._client: HomeClient | None = None
        self._follower = RoomFollower(speaker.request)
        self._config = speaker.state.current.config
        self._reconfigured = asyncio.Event()
        self._mood: MoodName | None = None
        self._news = NewsFilter()
        speaker.state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._run()
        yield self._view.set_what_was_asked()
        yield self._follower.run()
        yield from self._finding()

    def _finding(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that find other speakers; none if no other machine can open the page."""
        config = self._config
        if not (config.web.on and config.web.port) or _is_only_here(config.web.host):
            return
        device = home_device(config, self._identity.id)
        about = {"id": device.id, "place": config.home.area, "tls": str(int(bool(config.web.tls_cert)))}
        finder = SpeakerFinder(published(device.name, config.web.port, about), device.id, self._found)
        yield finder.publish()
        yield finder.browse()

    def _found(self, speakers: tuple[OtherSpeaker, ...]) -> None:
        self._speaker.request(ShowHouse(self._speaker.state.current.home_since, speakers))

    def _changed(self, change: Change) -> None:
        """Publish a change, unless it came from MQTT itself."""
        if isinstance(change, StatusChanged) and self._speaker.state.current.config is not self._config:
            before, self._config = self._config, self._speaker.state.current.config
            if before.home != self._config.home or _topic(before) != _topic(self._config):
                self._reconfigured.set()
        if isinstance(change, DisplayState):
            before_it, self._mood = self._mood, change.settled.name
            if self._client and before_it is not None and before_it is not self._mood:
                self._client.mood_changed(before_it, change.settled)
        news = self._news.is_news(change, len(self._speaker.session().estimate.room.listeners))
        if self._client and news:
            self._client.changed()
        elif self._client and isinstance(change, DisplayState):
            self._client.drifted()

    async def _run(self) -> None:
        """Follow the settings, and start again whenever they change."""
        while True:
            self._reconfigured.clear()
            work = asyncio.create_task(self._work(self._config.home, _topic(self._config)))
            changed = asyncio.create_task(self._reconfigured.wait())
            try:
                await asyncio.wait({work, changed}, return_when=asyncio.FIRST_COMPLETED)
                if work.done() and not work.cancelled():  # it never ends by itself; if it does, begin again
                    work.result()  # an error ends the speaker, as everywhere
                    await changed
            finally:
                for task in (work, changed):
                    task.cancel()
                await asyncio.wait({work, changed})

    async def _work(self, home: HomeConfig, heart_rate: str) -> None:
        before = self._identity.topics
        if not home.on and not before:
            return
        device = home_device(self._config, self._identity.id)
        topics = device.topics.emptied
        self._client = HomeClient(broker_of(home, device.id), device, self._view, self._draw)
        if home.on and home.shared_mood:
            self._client.share(self._follower.begin(device.id, home.area or device.name))
        if heart_rate:
            self._client.measure(heart_rate, self._heart.put)
        try:
            if home.on:
                stale = tuple(topic for topic in before if topic not in topics)
                await self._keep((*topics, *stale))
                await self._client.serve(stale, lambda: self._keep(topics))
            else:
                await withdraw(broker_of(home, device.id), before, self._draw)
                await self._keep(())
        finally:
            self._client = None
            self._follower.end()
            self._view.connected(there=False)
            self._view.report("")

    async def _keep(self, topics: tuple[str, ...]) -> None:
        if topics != self._identity.topics:
            await asyncio.to_thread(self._identity.keep, topics)


def _topic(config: Config) -> str:
    """Return where heart rates are published, "" if nobody wants to know."""
    return config.pulse.topic if config.pulse.on else ""


def home_device(config: Config, identity: str) -> HomeDevice:
    """Return the speaker as a device of the house. `identity`: its id, unless the owner gave it another."""
    web = config.web
    is_open = web.on and not _is_only_here(web.host)
    page = addresses_of(web.host, web.port, is_tls=bool(web.tls_cert))[0] if is_open else ""
    home = config.home
    named = f"mien_{home.id}" if home.id else identity
    return HomeDevice(named, home_name(home), __version__, home.discovery_prefix, home.area, page)


def home_name(home: HomeConfig) -> str:
    """Return the speaker's name in the house: the one in the settings, or the machine's name."""
    host = socket.gethostname().partition(".")[0]
    return home.name or ("Mien" if host in _PLAIN_NAMES else f"Mien {host}")


def _is_only_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def broker_of(home: HomeConfig, name: str) -> Broker:
    """Return the broker in the settings; `name`: ours, for the client id."""
    # Its library is loaded only if MQTT is used.
    from mien.home.connection.mqtt import BrokerAddress, MqttBroker

    host, port = home.host_and_port
    client = client_id(name, home.password)
    return MqttBroker(BrokerAddress(host, port, client, home.user, home.password, home.tls_ca))


def client_id(name: str, password: str) -> str:
    """Return the client id: always the same one, and one that only somebody with our password can guess.

    A broker drives a client out when another of the same id comes, whatever account that has. So does still a
    second speaker of the same name and password, as from a copied card, and is found out by it.
    """
    secret = hmac.new(password.encode(), f"Mien {name}".encode(), hashlib.sha256).hexdigest()[:12]
    return f"{name}_{secret}"
