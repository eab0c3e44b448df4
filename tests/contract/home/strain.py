"""What is done to a client, and how many files it leaves open."""

import subprocess
import sys
from pathlib import Path


def start_flood(port: int, topic: str, seconds: float) -> subprocess.Popen[bytes]:
    """Publish as fast as raw MQTT packets go, at most 10,000 a second; prints how many it sent."""
    script = f"""
import socket, time
s = socket.create_connection(("127.0.0.1", {port}))
s.sendall(bytes.fromhex("101000044d5154540402003c000474657374")); s.recv(4)
t = {topic!r}.encode(); body = len(t).to_bytes(2, "big") + t + b"PRESS"
packet = bytes([0x30, len(body)]) + body
sent = 0; begun = time.monotonic()
while (now := time.monotonic() - begun) < {seconds}:
    due = min(int(now * 10_000) - sent, 1000)
    if due > 0: s.sendall(packet * due); sent += due
    time.sleep(0.005)
print(sent)
"""
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
