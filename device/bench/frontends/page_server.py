"""The page alone, for bench_page: in a process of its own, so that its CPU and memory can be measured.

python page_server.py FOLDER PICTURE      prints one line of JSON, then "mood time" for every glance
"""

import asyncio
import itertools
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "tests"))

from bench.frontends.large_library import LargeBackend, prepared
from mien.mood.emotion import Emotion
from mien.web.access.pairing_service import PairingRequest, PairingService, open_browser_store
from mien.web.access.pairing_window import ALONE
from mien.web.server import ConnectionLimits, StreamLimits, build_app, serve
from mien.web.transport.rate_limits import Rate, RateLimits

GLANCES_A_SECOND = 5


def wall() -> float:
    """Return the wall clock, which the browser has too."""
    return time.clock_gettime(time.CLOCK_REALTIME)


async def paired(pairing: PairingService) -> str:
    """Pair a browser and return its cookie."""
    pairing.open_window(60.0)
    request = PairingRequest("bench", "Bench", "127.0.0.1")
    await pairing.ask(request)
    await asyncio.sleep(ALONE + 0.1)
    return (await pairing.ask(request))[1]


async def main(folder: Path, picture: bytes) -> None:
    """Serve until standard input ends."""
    speaker = LargeBackend(time.monotonic, picture)
    preparation = await prepared(speaker)
    pairing = PairingService(open_browser_store(folder / "browsers.json"), clock=time.monotonic, wall=wall)
    much = Rate(1e6, 1e6)
    app = build_app(
        speaker,
        pairing,
        rates=RateLimits(much, much, much, much, much),
        streams=StreamLimits(500, 500, 10, 10),
    )
    cookie = await paired(pairing)

    def started(port: int) -> None:
        made = {"prepared": preparation.seconds, "stalled": preparation.stalled}
        print(json.dumps({"port": port, "cookie": cookie, **made}), flush=True)

    asyncio.get_running_loop().run_in_executor(None, sys.stdin.read).add_done_callback(
        lambda _end: serving.cancel()
    )
    serving = asyncio.ensure_future(
        serve(app, "127.0.0.1", 0, limits=ConnectionLimits(600, 600), started=started)
    )
    glancing = asyncio.ensure_future(glances(speaker))
    await asyncio.wait({serving})
    glancing.cancel()


async def glances(speaker: LargeBackend) -> None:
    """Change the face with every glance: the worst case, since every glance must be sent."""
    for mood in itertools.cycle((Emotion.HAPPY, Emotion.SAD)):
        await asyncio.sleep(1 / GLANCES_A_SECOND)
        print(f"{mood} {wall():.4f}", flush=True)
        speaker.see(mood, settle=False)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
