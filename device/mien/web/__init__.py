"""The page and its JSON API: see what the speaker sees, know why it plays, and overrule it.

How the application starts it:

    from mien.web.access.pairing_service import PairingService, open_browser_store
    from mien.web.server import build_app, serve

    store = open_browser_store(state_folder / "browsers.json")   # hashes only, mode 0600
    pairing = PairingService(store, clock=time.monotonic, wall=..., window_changed=show_on_ring)
    app = build_app(backend, pairing, names=config.web.names, timeline=state_folder / "timeline.json")
    task = asyncio.create_task(serve(app, config.web.host, config.web.port))   # ends when cancelled

- `backend` implements `mien.web.backend.Backend`; the page knows nothing else about the machine.
- `pairing.open_window(seconds)` lets one browser be paired. The button and `mien pair` call it; nothing that
  comes over the network can.
- `window_changed(open)` is called when that window opens or shuts, so that the ring can show it.
- `timeline` is written only if the owner asks for that on the page.
- `serve` takes no signals and starts no threads. It raises `PortError`, one clear sentence, if it can't
  listen; `started=` is called with the port that it listens on.

Its folders: `models` (the speaker's answers as plain values; `backend` has the methods), `access` (who may
use it), `transport` (HTTP: limits, middleware, static files, streams), `api` (the operations, their bodies
and their description), `live` (what is sent while a page is open, covers, and the timeline), `static` (the
page itself, without a build step).
"""
