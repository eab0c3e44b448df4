"""The settings: every key and its type."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from mien.config.broker_address import broker_parts
from mien.types import LEAST_RATE, MOST_RATE

Pin = Annotated[int, Field(ge=0, le=27)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

_HOST_NAME = re.compile(r"(?!.*\.[0-9]+$)[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*")
_BLUETOOTH = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_HOME_ID = re.compile(r"[a-z0-9_]{0,32}")
_TOPIC = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_HEARD_TOPIC = re.compile(r"[^\s+#$/]+(/[^\s+#$/]+)*")
MQTT_PORT, MQTT_TLS_PORT = 1883, 8883
LEAST_TOKEN = 16
_CERT = {"other": "tls_cert"}  # the line of a mistake about a key that isn't in the file


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class EyeConfig(_Section):
    """How the eye looks."""

    camera: Annotated[str, Field(min_length=1)]
    turned: Literal[0, 90, 180, 270]
    glances_per_second: Annotated[float, Field(ge=LEAST_RATE, le=MOST_RATE)]


class EarConfig(_Section):
    """Whether the ear listens, with what, and what the music does about it."""

    on: bool
    microphone: Annotated[str, Field(min_length=1)]
    music_pipe: str
    duck: Annotated[float, Field(ge=0.0, le=30.0)]
    follow_noise: list[Annotated[int, Field(ge=1, le=100)]]

    @field_validator("follow_noise")
    @classmethod
    def _is_range(cls, ends: list[int]) -> list[int]:
        if ends and (len(ends) != 2 or ends[0] >= ends[1]):
            raise PydanticCustomError("range", "the lowest and the highest percentage, as [20, 60], or []")
        return ends


class MoodConfig(_Section):
    """When a mood is accepted, and what follows."""

    listener: Literal["main", "majority", "average"]
    policy: Literal["match", "lift", "ramp"]
    certainty: Annotated[float, Field(ge=0.5, le=0.999)]
    hold: Annotated[float, Field(ge=0.0, le=60.0)]
    override_hold: Annotated[float, Field(ge=1.0, le=86_400.0)]
    empty_pause: Annotated[float, Field(ge=0.0, le=86_400.0)]


class MusicConfig(_Section):
    """Where MPD is and how its queue is kept."""

    mpd: Annotated[str, Field(min_length=1)]
    password: str
    rules: str
    stations: str
    guests: list[Literal["airplay", "bluetooth"]]
    ahead: Annotated[int, Field(ge=1, le=50)]
    crossfade: Annotated[int, Field(ge=0, le=30)]
    replay_gain: Literal["off", "track", "album", "auto"]
    volume_limit: Annotated[int, Field(ge=0, le=100)]
    quiet_volume_limit: Annotated[int, Field(ge=0, le=100)]


class PanelConfig(_Section):
    """Buttons and ring."""

    kind: Literal["none", "gpio"]
    skip_pin: Pin
    mood_pin: Pin
    play_pin: Pin
    pair_pin: Pin
    ring: Literal["none", "apa102", "ws2812"]
    leds: Annotated[int, Field(ge=1, le=144)]
    spi: Annotated[str, Field(min_length=1)]
    brightness: Share
    night_brightness: Share
    quiet_from: Clock
    quiet_to: Clock

    @field_validator("mood_pin", "play_pin", "pair_pin")
    @classmethod
    def _has_own_pin(cls, pin: int, those_before: ValidationInfo) -> int:
        other = next((key for key, value in those_before.data.items() if _is_pin(key) and value == pin), None)
        if other is not None:
            raise PydanticCustomError("pin", "a pin of its own", {"other": other})
        return pin


class WebConfig(_Section):
    """The page."""

    on: bool
    host: str
    port: Annotated[int, Field(ge=0, le=65_535)]
    names: list[str]
    tls_cert: str
    tls_key: str

    @field_validator("tls_key")
    @classmethod
    def _has_certificate(cls, key: str, those_before: ValidationInfo) -> str:
        if "tls_cert" in those_before.data and bool(key) is not bool(those_before.data["tls_cert"]):
            raise PydanticCustomError("tls", "given together with web.tls_cert, or not at all", _CERT)
        return key

    metrics_token: str

    @field_validator("metrics_token")
    @classmethod
    def _is_token(cls, token: str) -> str:
        if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable()):
            raise PydanticCustomError("token", f"at least {LEAST_TOKEN} plain characters, or none")
        return token

    @field_validator("host")
    @classmethod
    def _is_host(cls, host: str) -> str:
        try:
            ip_address(host)
        except ValueError:
            if not _HOST_NAME.fullmatch(host):
                raise PydanticCustomError("host", "an address or a name of this machine") from None
        return host


class HomeConfig(_Section):
    """Home Assistant, by an MQTT broker."""

    on: bool
    broker: str
    user: str
    password: str
    tls_ca: str
    discovery_prefix: str
    id: str
    name: Annotated[str, Field(max_length=60)]
    area: Annotated[str, Field(max_length=60)]
    shared_mood: bool

    @field_validator("broker")
    @classmethod
    def _is_broker(cls, broker: str) -> str:
        if broker_parts(broker) is None:
            raise PydanticCustomError("broker", 'a host or "host:port"')
        return broker

    @field_validator("discovery_prefix")
    @classmethod
    def _is_topic(cls, prefix: str) -> str:
        if not _TOPIC.fullmatch(prefix):
            raise PydanticCustomError("topic", 'the beginning of a topic, such as "homeassistant"')
        return prefix

    @field_validator("id")
    @classmethod
    def _is_id(cls, given: str) -> str:
        if not _HOME_ID.fullmatch(given):
            raise PydanticCustomError("id", 'at most 32 of a to z, 0 to 9 and _, as "kitchen", or ""')
        return given

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Return the broker's host and port; MQTT's default port if none is given."""
        host, port = broker_parts(self.broker) or (self.broker, None)
        return host, port or (MQTT_TLS_PORT if self.tls_ca else MQTT_PORT)


class PulseConfig(_Section):
    """A heart-rate strap or watch."""

    on: bool
    strap: str
    topic: str
    counts: bool

    @field_validator("strap")
    @classmethod
    def _is_address(cls, strap: str) -> str:
        if strap and not _BLUETOOTH.fullmatch(strap):
            raise PydanticCustomError("strap", 'a Bluetooth address such as "A0:9E:1A:00:00:00", or ""')
        return strap

    @field_validator("topic")
    @classmethod
    def _is_somebody_elses_topic(cls, topic: str) -> str:
        # Speakers' own topics are where commands come from: who may send those is not who may measure.
        if topic and (not _HEARD_TOPIC.fullmatch(topic) or topic.partition("/")[0] == "mien"):
            raise PydanticCustomError("topic", 'one MQTT topic outside mien/, as "watch/heart_rate", or ""')
        return topic


class Config(_Section):
    """Every setting of the speaker."""

    eye: EyeConfig
    ear: EarConfig
    mood: MoodConfig
    music: MusicConfig
    panel: PanelConfig
    web: WebConfig
    home: HomeConfig
    pulse: PulseConfig


def _is_pin(key: str) -> bool:
    return key.endswith("_pin")
