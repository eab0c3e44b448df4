"""The wiring matches the settings and is safe; the parts list adds up."""

import csv
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mien.config.config_file import read_config

yaml = pytest.importorskip("yaml")

HARDWARE = Path(__file__).parents[2] / "hardware"
ANSIBLE = HARDWARE.parent / "ansible"
FIVE_VOLTS = {2, 4}
GROUND = {6, 9, 14, 20, 25, 30, 34, 39}


def script(name: str) -> Any:
    """Import a script that is not in a package."""
    spec = importlib.util.spec_from_file_location(name, HARDWARE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


DRAWER = script("draw_wiring")
WIRING: dict[str, Any] = yaml.safe_load((HARDWARE / "wiring.yml").read_text())
WIRES: list[dict[str, Any]] = WIRING["wires"]


def header_pin(end: str) -> int | None:
    """Return the number of a pin of the Pi's header; None for a part's."""
    return int(end[3:]) if end.startswith("pi.") else None


def appliance() -> dict[str, Any]:
    """Return the panel settings that Ansible gives the appliance, with defaults."""
    ours = yaml.safe_load((ANSIBLE / "group_vars/speakers.yml").read_text())["mien_config"]["panel"]
    text = "[panel]\n" + "\n".join(f"{key} = {value!r}" for key, value in ours.items())
    return read_config(text, "group_vars").panel.model_dump()


def test_the_appliance_listens_on_the_pins_that_are_wired() -> None:
    wired = {wire["use"]: wire["bcm"] for wire in WIRES if wire.get("use", "").endswith("_pin")}
    base = yaml.safe_load((ANSIBLE / "roles/base/defaults/main.yml").read_text())

    asked = {key: value for key, value in appliance().items() if key.endswith("_pin")}

    assert wired == {**asked, "base_power_button_pin": base["base_power_button_pin"]}


def test_the_ring_is_the_one_that_is_wired() -> None:
    panel = appliance()
    ring = WIRING["parts"]["ring"]["name"]

    assert panel["ring"].upper() in ring
    assert ring.endswith(f" {panel['leds']}")


def test_each_pins_number_is_the_one_the_board_gives_it() -> None:
    for wire in WIRES:
        pin = header_pin(wire["from"])
        assert wire.get("bcm") == (None if pin is None else DRAWER.bcm_of(pin))


def test_no_pin_of_the_header_carries_two_wires() -> None:
    used = Counter(end for wire in WIRES for end in (wire["from"], wire["to"]) if end.startswith("pi."))

    assert set(used.values()) == {1}


def test_every_leg_of_every_part_is_connected() -> None:
    legs = {f"{key}.{pin}" for key, part in WIRING["parts"].items() for pin in part["pins"]}
    reached = {end for wire in WIRES for end in (wire["from"], wire["to"]) if not end.startswith("pi.")}

    assert legs == reached


def nets() -> list[set[str]]:
    """Return the sets of pins that wires connect directly."""
    pieces: list[set[str]] = []
    for wire in WIRES:
        ends = {wire["from"], wire["to"]}
        touching = [piece for piece in pieces if piece & ends]
        pieces = [piece for piece in pieces if not piece & ends] + [ends.union(*touching)]
    return pieces


def test_five_volts_reach_no_ground_and_no_pin_that_takes_three() -> None:
    fused = {"fuse.in", "fuse.out"}
    for piece in nets():
        pins = {pin for end in piece if (pin := header_pin(end)) is not None}
        hot = bool(pins & FIVE_VOLTS) or bool(piece & fused)
        assert not (hot and pins & GROUND)
        assert not (hot and any(DRAWER.bcm_of(pin) is not None for pin in pins))


def test_the_ring_has_its_power_through_the_fuse_and_its_data_through_the_shifter() -> None:
    piece = {end: net for net in nets() for end in net}

    assert "fuse.out" in piece["ring.5V"]
    assert not any(header_pin(end) in FIVE_VOLTS for end in piece["ring.5V"])
    assert "shifter.1Y" in piece["ring.DIN"]
    assert not any(header_pin(end) for end in piece["ring.DIN"])


def test_every_button_goes_to_ground() -> None:
    piece = {end: net for net in nets() for end in net}
    buttons = [key for key, part in WIRING["parts"].items() if part["name"].startswith("Button")]

    assert len(buttons) == 5
    for button in buttons:
        assert {header_pin(end) for end in piece[f"{button}.b"]} & GROUND


def test_the_picture_is_drawn_from_the_wiring() -> None:
    assert (HARDWARE / "wiring.svg").read_text() == DRAWER.draw(WIRING)


def test_the_picture_of_the_ring_shows_what_the_ring_shows() -> None:
    assert (HARDWARE / "ring_patterns.svg").read_text() == script("draw_ring_patterns").draw()


def test_the_parts_list_adds_up() -> None:
    *rows, total = list(csv.DictReader((HARDWARE / "bom.csv").read_text().splitlines()))
    for row in rows:
        assert float(row["total_eur"]) == pytest.approx(int(row["count"]) * float(row["price_eur"])), row[
            "part"
        ]

    assert total["part"] == "Total"
    assert float(total["total_eur"]) == pytest.approx(sum(float(row["total_eur"]) for row in rows))


def test_the_parts_list_has_what_is_wired() -> None:
    rows = {row["part"]: row for row in csv.DictReader((HARDWARE / "bom.csv").read_text().splitlines())}
    buttons = [part for part in WIRING["parts"].values() if part["name"].startswith("Button")]

    for word in ("fuse", "ring", "shifter", "Amplifier", "speaker", "470 ohm", "1000 uF", "Camera"):
        assert any(word.lower() in part.lower() for part in rows), word
    assert int(rows["Push button 12 mm panel mount"]["count"]) == len(buttons)
