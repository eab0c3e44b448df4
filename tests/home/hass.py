"""Home Assistant itself, asked through its own API."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from appliance.machines.machine import MachineError, until
from home.hass_root import HASS, NSPAWN, PYTHON, inside

PORT = 18123
ADDRESS = f"http://127.0.0.1:{PORT}"
CLIENT = f"{ADDRESS}/"
BLUEPRINTS = Path(__file__).parents[2] / "device/docs/blueprints"
CONFIGURATION = f"""\
homeassistant:
  name: Test
  unit_system: metric
  time_zone: UTC
http:
  server_host: 127.0.0.1
  server_port: {PORT}
logger:
  default: warning
  logs:
    homeassistant.core: warning
api:
config:
onboarding:
persistent_notification:
input_boolean:
  asleep:
    name: Asleep
  told:
    name: Told
automation: !include automations.yaml
"""
STARTING, STOPPING = 240.0, 180.0
"""Seconds; a busy host takes its time."""
_ASK = f"""
import asyncio, json, sys, aiohttp
async def ask(token, *requests):
    where = "ws://127.0.0.1:{PORT}/api/websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(where, max_msg_size=0) as line:
        await line.receive_json()
        await line.send_json({{"type": "auth", "access_token": token}})
        assert (await line.receive_json())["type"] == "auth_ok"
        answers = []
        for number, request in enumerate(requests, 1):
            await line.send_json({{"id": number, **request}})
            answers.append(await line.receive_json())
        print(json.dumps(answers))
asyncio.run(ask(*json.load(sys.stdin)))
"""
"""Asks by the websocket that Home Assistant's own page uses, with the client that Home Assistant brings."""
_ACCOUNT = {"client_id": CLIENT, "name": "Test", "username": "test", "password": "test", "language": "en"}

_NO_TLS = {"set_client_cert": False, "set_ca_cert": "off"}
"""What the folded part of MQTT's form is sent with, which it has since 2026."""

State: TypeAlias = Mapping[str, Any]


class HomeAssistant:
    """One Home Assistant with its settings in `folder`, listening on loopback."""

    def __init__(self, root: Path, folder: Path, automations: list[Mapping[str, Any]]) -> None:
        self._root, self._folder = root, folder
        self._automations = automations
        self._process: subprocess.Popen[bytes] | None = None
        self._api = httpx.Client(base_url=ADDRESS, timeout=120)

    @property
    def version(self) -> str:
        """Which one it is."""
        return inside(self._root, HASS, "--version")

    @property
    def log(self) -> str:
        """What it complained of."""
        return (self._folder / "hass.log").read_text()

    def start(self) -> None:
        """Start it; returns once it answers."""
        config = self._folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "configuration.yaml").write_text(CONFIGURATION)
        (config / "automations.yaml").write_text(json.dumps(self._automations))
        shutil.copytree(BLUEPRINTS, config / "blueprints/automation/mien", dirs_exist_ok=True)
        (self._root / "config").mkdir(exist_ok=True)
        command = [*NSPAWN, "--kill-signal=SIGTERM", "-D", str(self._root), f"--bind={config}:/config"]
        with (self._folder / "hass.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, HASS, "--config", "/config", "--skip-pip"], stdout=log, stderr=log
            )
        until(self._answers, STARTING, "Home Assistant answers")

    def stop(self) -> None:
        """Have it end in order; one that takes too long is killed."""
        if self._process is None:
            return
        try:
            self._signal(signal.SIGTERM)
            self._process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait(STOPPING)

    def _signal(self, signum: int) -> None:
        """Send a signal to Home Assistant itself; systemd-nspawn doesn't always pass it on."""
        nspawn = self._process.pid if self._process else 0
        for child in Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text().split():
            os.kill(int(child), signum)

    def register(self, broker: int) -> None:
        """Make an account, and set up MQTT as an owner would, on its forms."""
        code = self._post("/api/onboarding/users", json=_ACCOUNT)["auth_code"]
        form = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT}
        token = self._post("/auth/token", data=form)["access_token"]
        self._api.headers["Authorization"] = f"Bearer {token}"
        until(self._answers, STARTING, "Home Assistant runs")
        with suppress(MachineError):  # only later releases want their port confirmed
            self.ask({"type": "http/config/promote"})
        flow = self._post("/api/config/config_entries/flow", json={"handler": "mqtt"})
        folded = [field["name"] for field in flow["data_schema"] if field.get("type") == "expandable"]
        answers = {"broker": "127.0.0.1", "port": broker, **dict.fromkeys(folded, _NO_TLS)}
        said = self._post(f"/api/config/config_entries/flow/{flow['flow_id']}", json=answers)
        if said.get("type") != "create_entry":
            raise MachineError(f"MQTT's form: {said}")

    def states(self) -> Mapping[str, State]:
        """Return every entity's state by its id."""
        return {state["entity_id"]: state for state in self._api.get("/api/states").json()}

    def state(self, entity: str) -> str:
        """Return an entity's state; "" for one that is not there."""
        return str(self.states().get(entity, {}).get("state", ""))

    def call(self, service: str, **data: Any) -> None:
        """Call a service ("button.press")."""
        self._post(f"/api/services/{service.replace('.', '/')}", json=data)

    def ask(self, *requests: Mapping[str, Any]) -> list[Any]:
        """Ask what only the websocket tells or does; return the results in that order."""
        token = self._api.headers["Authorization"].partition(" ")[2]
        done = subprocess.run(
            ["chroot", self._root, PYTHON, "-c", _ASK],
            input=json.dumps([token, *requests]),
            capture_output=True,
            text=True,
            check=False,
        )
        answers = json.loads(done.stdout) if done.returncode == 0 else []
        refused = [answer for answer in answers if not answer.get("success")]
        if refused or not answers:
            raise MachineError(f"websocket: {refused or done.stderr[-1000:]}")
        return [answer["result"] for answer in answers]

    def render(self, template: str) -> str:
        """Return what a template renders to."""
        answer = self._api.post("/api/template", json={"template": template})
        answer.raise_for_status()
        return answer.text

    def registry(self, name: str) -> Mapping[str, Any]:
        """Return one of its registries as it keeps it; only after its end is that all of it."""
        kept = json.loads((self._folder / f"config/.storage/core.{name}").read_text())
        return kept["data"]  # type: ignore[no-any-return]

    def _post(self, path: str, **content: Any) -> Any:
        answer = self._api.post(path, **content)
        if answer.is_error:
            raise MachineError(f"{path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise MachineError(f"Home Assistant ended: {self.log[-1000:]}")
        try:
            if "Authorization" not in self._api.headers:
                return self._api.get("/api/onboarding").is_success
            return bool(self._api.get("/api/config").json()["state"] == "RUNNING")
        except httpx.TransportError:
            return False


def settle(seconds: float) -> None:
    """Let what was published arrive."""
    time.sleep(seconds)
