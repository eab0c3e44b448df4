"""What the appliance promises, checked on the running services. A proof returns what it saw, or raises."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from appliance.machines.machine import Machine, MachineError, until
from appliance.playbook import Playbook, wheel_of
from mien.demo.songs import write_songs

Proof = Callable[[Machine, Playbook], str]


def must(holds: object, what: str) -> None:
    """Raise `MachineError` unless the condition holds."""
    if not holds:
        raise MachineError(what)


def status(machine: Machine) -> str:
    return machine.says("systemctl show --property=StatusText --value mien.service")


def sees(machine: Machine) -> bool:
    """Return whether the speaker reports that it sees."""
    return bool(re.search("^(Sees|The eye is closed)", status(machine)))


def pid(machine: Machine, unit: str) -> str:
    return machine.says(f"systemctl show --property=MainPID --value {unit}")


def is_well(machine: Machine) -> bool:
    """Return whether the speaker runs, sees, and MPD plays."""
    active = machine.asks("systemctl is-active mien.service mien-eye.service mpd.service").returncode == 0
    return active and sees(machine) and is_playing(machine)


def is_playing(machine: Machine) -> bool:
    return "[playing]" in machine.asks("mpc --host /run/mpd/socket status").stdout


def well_again(machine: Machine, patience: float) -> str:
    return f"well again after {until(lambda: is_well(machine), patience, 'the speaker is well'):.0f} s"


def a_check_on_a_fresh_machine_says_what_would_happen(_machine: Machine, book: Playbook) -> str:
    recap = book.play("site.yml", "--check", "--diff")
    must(recap["changed"] > 5, f"only {recap['changed']} changes announced")
    return f"{recap['changed']} changes announced, none failed"


def it_is_provisioned_from_nothing(machine: Machine, book: Playbook) -> str:
    recap = book.play()
    must(sees(machine), status(machine))
    return f"{recap['changed']} changes; status: {status(machine)}"


def a_second_run_changes_nothing(_machine: Machine, book: Playbook) -> str:
    recap = book.play()
    must(recap["changed"] == 0, f"{recap['changed']} changes")
    return f"{recap['ok']} tasks, 0 changes"


def music_plays_for_the_mood(machine: Machine, _book: Playbook) -> str:
    with tempfile.TemporaryDirectory() as shelf:
        count = write_songs(Path(shelf))
        machine.bring(Path(shelf), "/srv/music")
    machine.says("mpc --host /run/mpd/socket --wait update")
    machine.says("systemctl restart mien.service")
    seen = until(lambda: is_well(machine), 90, "music plays")
    song = machine.says("mpc --host /run/mpd/socket --format '%artist% - %title% (%genre%)' current")
    return f"{count} songs; plays {song!r} {seen:.0f} s after the start; {status(machine)}"


def the_units_are_as_sealed_when_they_run(machine: Machine, _book: Playbook) -> str:
    said = machine.says(
        "systemd-analyze security mien.service mien-eye.service mpd.service --no-pager || true"
    )
    found = [
        machine.says(f"systemd-analyze security --no-pager {unit} | tail -1")
        for unit in ("mien.service", "mien-eye.service", "mpd.service")
    ]
    numbers = [float(re.findall(r": ([\d.]+)", line)[0]) for line in found]
    must(max(numbers) <= 2.0, f"{numbers} {said}")
    return f"mien {numbers[0]}, eye {numbers[1]}, mpd {numbers[2]}"


def the_eye_has_no_network_and_nowhere_to_write(machine: Machine, _book: Playbook) -> str:
    eye = pid(machine, "mien-eye.service")
    links = machine.says(f"nsenter --target {eye} --net ip -brief link").splitlines()
    must([line.split()[0] for line in links] == ["lo"], str(links))
    writable = machine.says(
        f"nsenter --target {eye} --mount sh -c "
        "'for d in / /tmp /var/tmp /var /home /run /run/mien-eye /etc /opt /srv /dev/shm; do "
        "touch $d/.mien-probe 2>/dev/null && echo $d; done; true'"
    )
    must(writable == "", f"it could write to {writable}")
    sight = machine.asks(f"nsenter --target {eye} --mount touch /.mien-probe").stderr
    return f"only lo; nothing writable ({sight.split(': ')[-1].strip()})"


def the_eyes_memory_cannot_reach_the_swap(machine: Machine, _book: Playbook) -> str:
    """Needs a machine of its own: systemd-nspawn does not allow locking memory."""
    eye = pid(machine, "mien-eye.service")
    facts = machine.says(f"cat /proc/{eye}/status")
    size, resident, locked = (
        int(re.findall(rf"^{name}:\s+(\d+) kB", facts, re.MULTILINE)[0]) >> 10
        for name in ("VmSize", "VmRSS", "VmLck")
    )
    must(locked >= resident, f"{locked} MB locked of {resident}")
    return f"{locked} of {size} MB locked, {resident} MB held"


def the_kernel_is_told_once_to_count_memory(machine: Machine, _book: Playbook) -> str:
    line = machine.says("cat /boot/firmware/cmdline.txt")
    must(line.endswith(" rootwait cgroup_enable=memory"), line)
    return line


def a_stopped_speaker_is_killed_by_the_watchdog_and_comes_back(machine: Machine, _book: Playbook) -> str:
    return _stopped(machine, "mien.service")


def a_stopped_eye_is_killed_by_the_watchdog_and_comes_back(machine: Machine, _book: Playbook) -> str:
    return _stopped(machine, "mien-eye.service")


def _stopped(machine: Machine, unit: str) -> str:
    before = pid(machine, unit)
    machine.says(f"systemctl kill --kill-whom=main --signal=STOP {unit}")
    until(lambda: pid(machine, unit) not in {before, "0"}, 60, f"{unit} has a new process")
    return well_again(machine, 90)


def music_comes_back_after_mpd_is_killed(machine: Machine, _book: Playbook) -> str:
    speaker = pid(machine, "mien.service")
    machine.says("systemctl kill --kill-whom=main --signal=KILL mpd.service")
    said = well_again(machine, 60)
    must(pid(machine, "mien.service") == speaker, "the speaker was started anew")
    return f"{said}, the speaker's process stayed"


def an_eye_killed_twenty_times_comes_back_and_the_music_plays_on(machine: Machine, _book: Playbook) -> str:
    speaker, silent = pid(machine, "mien.service"), 0
    for _ in range(20):
        before = pid(machine, "mien-eye.service")
        machine.says("systemctl kill --kill-whom=main --signal=KILL mien-eye.service")
        silent += not is_playing(machine)
        until(lambda was=before: pid(machine, "mien-eye.service") not in {was, "0"}, 30, "a new eye")  # type: ignore[misc]
    must(silent == 0, f"the music stopped {silent} times")
    must(pid(machine, "mien.service") == speaker, "the speaker was started anew")
    return f"music never stopped; {well_again(machine, 60)}"


def a_full_disk_does_not_stop_the_music(machine: Machine, _book: Playbook) -> str:
    machine.says(
        "systemctl stop mien mpd && mv /var/lib/mpd /var/lib/mpd.was && mkdir /var/lib/mpd && "
        "mount -t tmpfs -o size=2M,mode=755 tmpfs /var/lib/mpd && cp -a /var/lib/mpd.was/. /var/lib/mpd/ && "
        "chown mpd:audio /var/lib/mpd && (cat /dev/zero > /var/lib/mpd/filler 2>/dev/null || true) && "
        "systemctl start mpd mien"
    )
    try:
        return f"MPD's disk full: {well_again(machine, 60)}"
    finally:
        machine.says(
            "systemctl stop mien mpd mpd.socket; umount /var/lib/mpd && rmdir /var/lib/mpd && "
            "mv /var/lib/mpd.was /var/lib/mpd && systemctl start mpd.socket mpd mien"
        )


def current(machine: Machine) -> str:
    return machine.says("basename $(readlink /opt/mien/current)")


def a_good_release_replaces_the_one_before(machine: Machine, book: Playbook) -> str:
    before = current(machine)
    book.play(mien_wheel=str(wheel_of(machine.folder, "0.1.1")))
    must(current(machine).startswith("0.1.1-"), current(machine))
    return f"{before} -> {current(machine)}; {well_again(machine, 60)}"


def a_broken_release_is_put_back(machine: Machine, book: Playbook) -> str:
    before = current(machine)
    said = book.fails(mien_wheel=str(wheel_of(machine.folder, "0.1.2", broken=True)))
    must(f"went back to {before}" in " ".join(said.split()), said[-1500:])
    must(current(machine) == before, current(machine))
    return f"the play failed, {before} runs; {well_again(machine, 60)}"


def built(machine: Machine, version: str) -> str:
    """Return the wheel of `version` that an earlier proof built: a new one would be another release."""
    (wheel,) = (machine.folder / f"wheel-{version}").glob("*.whl")
    return str(wheel)


def settings_that_it_is_not_well_with_are_taken_back(machine: Machine, book: Playbook) -> str:
    before, good = current(machine), machine.says("sha256sum /etc/mien/config.toml")
    blind = {"eye": {"camera": "recorded:/no/such/folder"}}
    said = book.fails(mien_wheel=built(machine, "0.1.1"), mien_config=blind)
    must("went back to the earlier settings" in " ".join(said.split()), said[-1500:])
    must(current(machine) == before, current(machine))
    must(machine.says("sha256sum /etc/mien/config.toml") == good, "the bad settings are still there")
    return f"the play failed, {before} runs with its own settings; {well_again(machine, 60)}"


def a_play_that_was_cut_off_leaves_a_way_back(machine: Machine, book: Playbook) -> str:
    """Recreates what such a run leaves: the link to a release, and the file that marks it as a trial."""
    before, broken = current(machine), machine.says("cd /opt/mien/releases; ls -d 0.1.2-*")
    machine.says(
        f"echo -n {before} > /opt/mien/releases/{broken}/trial; "
        f"ln -sfn /opt/mien/releases/{broken} /opt/mien/current; systemctl restart --no-block mien"
    )
    said = book.fails(mien_wheel=built(machine, "0.1.2"))
    must(f"went back to {before}" in " ".join(said.split()), said[-1500:])
    must(current(machine) == before, current(machine))
    return f"{broken} ran unproven; {before} runs; {well_again(machine, 60)}"


def the_owner_can_go_back_by_hand(machine: Machine, book: Playbook) -> str:
    before = current(machine)
    book.play("rollback.yml")
    must(current(machine) != before, "it is the same release")
    return f"{before} -> {current(machine)}; {well_again(machine, 60)}"


def it_plays_after_a_reboot(machine: Machine, _book: Playbook) -> str:
    machine.reboot()
    return well_again(machine, 90)


def the_journal_has_fields_and_nothing_a_frame(machine: Machine, _book: Playbook) -> str:
    machine.says("sleep 20")
    lines = machine.says("journalctl --unit mien --unit mien-eye --since=-20s --output=cat | wc -l")
    must(int(lines) < 20, f"{lines} lines in 20 s")
    return f"{lines} lines in 20 s of watching"


def the_doctor_finds_every_part_well(machine: Machine, _book: Playbook) -> str:
    said = machine.says("/opt/mien/current/bin/mien doctor")
    must("Problem" not in said, said)
    return f"{len(said.splitlines())} parts well"


PROOFS: tuple[Proof, ...] = (
    a_check_on_a_fresh_machine_says_what_would_happen,
    it_is_provisioned_from_nothing,
    a_second_run_changes_nothing,
    music_plays_for_the_mood,
    the_doctor_finds_every_part_well,
    the_units_are_as_sealed_when_they_run,
    the_eye_has_no_network_and_nowhere_to_write,
    the_kernel_is_told_once_to_count_memory,
    the_journal_has_fields_and_nothing_a_frame,
    a_stopped_speaker_is_killed_by_the_watchdog_and_comes_back,
    a_stopped_eye_is_killed_by_the_watchdog_and_comes_back,
    music_comes_back_after_mpd_is_killed,
    an_eye_killed_twenty_times_comes_back_and_the_music_plays_on,
    a_full_disk_does_not_stop_the_music,
    a_good_release_replaces_the_one_before,
    a_broken_release_is_put_back,
    settings_that_it_is_not_well_with_are_taken_back,
    a_play_that_was_cut_off_leaves_a_way_back,
    the_owner_can_go_back_by_hand,
    it_plays_after_a_reboot,
)
