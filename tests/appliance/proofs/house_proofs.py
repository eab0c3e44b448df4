"""What a home adds to a board: a power button, a music server, other rooms."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np

from appliance.machines.machine import Machine, MachineBackend, until
from appliance.machines.qemu import Qemu
from appliance.playbook import Playbook
from appliance.proofs.kernel_proofs import (
    QUIETEST,
    SLOW,
    music_plays,
    recorded,
    songs_by_uri,
    the_right_song_comes_out_of_the_sound_card,
)
from appliance.proofs.service_proofs import Proof, is_playing, must, sees
from appliance.sound import likeness, loudness, read_wave

_SHARE = "//127.0.0.1/music"
_SERVER: dict[str, Any] = {
    "mpd_share": _SHARE,
    "mpd_share_kind": "cifs",
    "mpd_share_user": "speaker",
    "mpd_share_password": "correct horse",
}
_SAMBA = """[global]
interfaces = 127.0.0.1
bind interfaces only = yes
disable netbios = yes
[music]
path = /srv/elsewhere
valid users = speaker
read only = yes
"""
_CARD = {"snapcast_soundcard": "hw:Loopback,0,0"}
_LEADER = _CARD | {"snapcast_role": "server"}
_FOLLOWER = _CARD | {"snapcast_role": "client", "snapcast_server": "127.0.0.1"}


def the_power_button_shuts_down_in_order(machine: Machine, _book: Playbook) -> str:
    backend = machine.backend
    must(isinstance(backend, Qemu), "only an emulated board has a power button")
    music_plays(machine)
    backend.press_power()  # type: ignore[attr-defined]
    took = until(lambda: not backend.is_on(), SLOW, "it is off")
    must(backend.was_unmounted(), "the disk was not unmounted")  # type: ignore[attr-defined]
    machine.boot()
    until(lambda: is_playing(machine), SLOW, "it plays")
    until(lambda: sees(machine), SLOW, "it sees")
    return f"off after {took:.0f} s, the disk in order; plays and sees when it is switched on again"


def music_from_a_server_in_the_house(machine: Machine, book: Playbook) -> str:
    _serve(machine)
    first = book.play("site.yml", "--tags", "mpd", **_SERVER)
    again = book.play("site.yml", "--tags", "mpd", **_SERVER)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    kept = machine.says("cat /etc/systemd/system/srv-music.*; stat --format %a:%U /etc/mpd.share")
    must("horse" not in kept and "600:root" in kept, "the password is readable")
    _look_for_songs(machine)
    songs = _songs(machine)
    must(songs > 0, "no song of the server's is known")
    music_plays(machine)
    where = machine.says("findmnt --noheadings --output SOURCE,FSTYPE --types cifs /srv/music")
    must(_SHARE in where, where)
    away = _away_and_back(machine, songs)
    machine.reboot()
    until(lambda: is_playing(machine), SLOW, "it plays after a boot")
    return f"{first['changed']} changes, then 0; {songs} songs from {where}; {away}; plays after a reboot"


def _serve(machine: Machine) -> None:
    """Make the machine its own server: the songs move to a folder that only Samba shares."""
    machine.says(
        "DEBIAN_FRONTEND=noninteractive "
        "apt-get install --yes --quiet=2 --no-install-recommends samba > /dev/null",
        900,
    )
    machine.says("mkdir /srv/elsewhere && mv /srv/music/* /srv/elsewhere/ && useradd speaker", SLOW)
    machine.says(f"cat > /etc/samba/smb.conf <<'END'\n{_SAMBA}END")
    machine.says("printf 'correct horse\\ncorrect horse\\n' | smbpasswd -s -a speaker", SLOW)
    machine.says("systemctl disable --now nmbd winbind 2>/dev/null; systemctl restart smbd", SLOW)


def _look_for_songs(machine: Machine) -> None:
    machine.says("systemctl start mpd-update.service", SLOW)
    time.sleep(1)
    until(lambda: "Updating" not in machine.says("mpc --host /run/mpd/socket status"), SLOW, "songs are read")


def _songs(machine: Machine) -> int:
    return len(machine.says("mpc --host /run/mpd/socket listall").splitlines())


def _away_and_back(machine: Machine, songs: int) -> str:
    """Stop the server while MPD updates its library, and start it again; no song may be forgotten."""
    machine.says("systemctl stop smbd && umount --lazy /srv/music", SLOW)
    _look_for_songs(machine)
    must(_songs(machine) == songs, f"{_songs(machine)} songs are left with the server away")
    machine.says("systemctl start smbd", SLOW)
    music_plays(machine)
    back = until(lambda: is_playing(machine), SLOW, "music plays again")
    return f"with the server away no song is forgotten, plays {back:.0f} s after it is back"


def a_leader_hears_its_own_server(machine: Machine, book: Playbook) -> str:
    first = book.play("site.yml", "--tags", "snapcast,mpd", **_LEADER)
    again = book.play("site.yml", "--tags", "snapcast,mpd", **_LEADER)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    music_plays(machine)
    return f"{first['changed']} changes, then 0; {the_right_song_comes_out_of_the_sound_card(machine, book)}"


def a_follower_plays_what_another_room_sends(machine: Machine, book: Playbook) -> str:
    files = songs_by_uri(machine)
    sent = sorted(files)[len(files) // 2]
    machine.bring(_as_a_server_sends(machine, files[sent]), "/tmp/room")  # noqa: S108
    book.play("site.yml", "--tags", "snapcast", **_FOLLOWER)
    # Another room's server: the leader's from before, with its own folder and settings.
    machine.says(
        "mkfifo -m 666 /tmp/room.pipe && touch /tmp/room/conf && systemd-run --quiet --unit=room snapserver "
        "--config /tmp/room/conf --server.datadir /tmp/room "
        "--stream.source 'pipe:///tmp/room.pipe?name=Room&sampleformat=48000:16:2' && "
        "systemd-run --quiet --unit=feeder sh -c "
        "'while :; do cat /tmp/room/sent; done > /tmp/room.pipe'",
        SLOW,
    )
    time.sleep(10)
    heard = recorded(machine)
    machine.says("systemctl stop room feeder; rm -r /tmp/room /tmp/room.pipe", SLOW)
    level, like = loudness(read_wave(heard)[0]), likeness(heard, files)
    best = max(like, key=like.__getitem__)
    must(level > QUIETEST and best == sent, f"{level:.0f} dB, like {best}, not {sent}")
    return f"{sent} at {level:.0f} dB: like {best} {like[best]:.3f}"


def _as_a_server_sends(machine: Machine, file: Path) -> Path:
    """Return a folder with the song as raw samples, 48000:16:2."""
    samples, rate = read_wave(file.read_bytes())
    moments = np.arange(int(len(samples) / rate * 48000)) / 48000
    sound = np.interp(moments, np.arange(len(samples)) / rate, samples)
    folder = machine.folder / "room"
    folder.mkdir(exist_ok=True)
    (folder / "sent").write_bytes(np.repeat((sound * 32000).astype("<i2"), 2).tobytes())
    return folder


def it_is_a_speaker_of_its_own_again(machine: Machine, book: Playbook) -> str:
    book.play("site.yml", "--tags", "snapcast,mpd,mien")
    music_plays(machine)
    until(lambda: sees(machine), SLOW, "it sees")
    left = machine.asks("systemctl is-active snapclient snapserver").stdout.split()
    must("active" not in left, f"snapclient and snapserver: {left}")
    return "plays and sees"


def a_read_only_root_harms_no_card_and_keeps_what_is_played(machine: Machine, book: Playbook) -> str:
    backend = machine.backend
    must(isinstance(backend, Qemu), "only an emulated board has a disk")
    machine.says(
        "apt-get install --yes --quiet=2 --no-install-recommends busybox overlayroot > /dev/null", 900
    )
    # A board's firmware loads the kernel that apt wrote; QEMU must be given it.
    (backend.folder / "initrd.img").write_bytes(machine.fetch("/boot/initrd.img-*"))
    with _switched_on_again(backend):
        book.play("site.yml", "--tags", "base", base_read_only_root=True, base_boot_patience=600)
    root = machine.says("findmnt --noheadings --output FSTYPE /")
    must(root == "overlay", f"the root is {root}")
    machine.says("touch /root/written && sync", SLOW)
    backend.cut()
    must(backend.was_unmounted(), "the card was written to")  # type: ignore[attr-defined]
    machine.boot()
    must(machine.asks("test -e /root/written").returncode == 1, "what was written is there after the boot")
    music_plays(machine)
    until(lambda: sees(machine), SLOW, "it sees")
    with _switched_on_again(backend):
        book.play("site.yml", "--tags", "base", base_boot_patience=600)
    after = machine.says("findmnt --noheadings --output FSTYPE /")
    must(after == "ext4", f"the root is {after}")
    return f"{root}; the disk untouched when the plug is pulled, plays and sees after; then {after} again"


@contextmanager
def _switched_on_again(backend: MachineBackend) -> Iterator[None]:
    """Switch the machine on whenever it is off: this QEMU exits when the machine reboots."""
    done = Event()

    def watch() -> None:
        while not done.wait(1):
            if not backend.is_on():
                backend.start()

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


HOUSE_PROOFS: tuple[Proof, ...] = (
    the_power_button_shuts_down_in_order,
    a_leader_hears_its_own_server,
    a_follower_plays_what_another_room_sends,
    it_is_a_speaker_of_its_own_again,
    music_from_a_server_in_the_house,
    a_read_only_root_harms_no_card_and_keeps_what_is_played,
)
