#!/bin/sh
# Make this checkout ready on a fresh Debian or Raspberry Pi OS: apt packages, .venv, face weights.
# Usage: setup.sh demo|test    (test adds what only the tests need)
set -eu
cd "$(dirname "$0")/.."
what=${1:-demo}

# The system's own Python, because libcamera, systemd and lgpio come from apt for it and no other.
python=/usr/bin/python3
[ -x "$python" ] || python=$(command -v python3)

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

packages=""
lighter=""
need() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
need mpd mpd
need ffmpeg ffmpeg
"$python" -c 'import ensurepip, venv' 2>/dev/null || packages="$packages python3-venv"
if [ "$what" = test ]; then
    need strace strace
    need mpc mpc
    need chromium chromium
    # The same browser without its own windows: half the work in the page's tests. Not every system has it.
    command -v chromium-headless-shell >/dev/null 2>&1 || lighter=chromium-headless-shell
    [ -x /usr/sbin/mosquitto ] || need mosquitto mosquitto
    need systemd-analyze systemd
    "$python" -c 'import ctypes; ctypes.CDLL("libspeexdsp.so.1")' 2>/dev/null || packages="$packages libspeexdsp1"
    # From a folder where no systemd/ of ours could pass for it.
    (cd / && "$python" -c 'import systemd.daemon' 2>/dev/null) || packages="$packages python3-systemd"
fi
if [ -n "$packages$lighter" ]; then
    as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words is meant
    if [ -n "$lighter" ] && apt-get install -s -qq --no-remove --no-install-recommends $packages "$lighter" >/dev/null 2>&1; then
        packages="$packages $lighter"
    fi
fi
if [ -n "$packages" ]; then
    echo "Installing$packages with apt"
    # shellcheck disable=SC2086  # a list of words is meant
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $packages >/dev/null
    # Debian starts a system-wide MPD when it installs one; ours are private. One that was here stays as it is.
    case "$packages" in
    *" mosquitto"*) [ ! -d /run/systemd/system ] || as_root systemctl disable --now mosquitto.service || true ;;
    esac
    case "$packages" in
    *" mpd"*) [ ! -d /run/systemd/system ] || as_root systemctl disable --now mpd.service mpd.socket || true ;;
    esac
fi

[ -x .venv/bin/python ] || "$python" -m venv --system-site-packages .venv
lock=requirements.lock
[ "$what" = test ] && lock=tests/requirements.lock
.venv/bin/python -m pip install --quiet --require-hashes -r "$lock"
# A path file instead of an editable install: nothing to build, and only device/ lands on sys.path.
"$PWD/.venv/bin/python" - <<'PY'
import pathlib, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "mien.pth").write_text(str(pathlib.Path("device").resolve()) + "\n")
PY
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m mien "$@"\n' "$PWD" > .venv/bin/mien
chmod +x .venv/bin/mien
.venv/bin/python models/faces/fetch.py
