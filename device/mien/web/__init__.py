"""The page and the JSON API under it: see what the speaker sees, know why it plays, overrule it.

How to wire it (app.py):

    from mien.web.access.pairing_service import Doorkeeper, open_book
    from mien.web.server import build_app, serve

    book = open_book(state_folder / "browsers.json")        # who is paired; hashed, mode 0600
    doorkeeper = Doorkeeper(book, clock=time.monotonic, wall=..., told=on_window)
    page = build_app(speaker, doorkeeper, names=config.web.names, timeline=state_folder / "timeline.json")
    task = asyncio.create_task(serve(page, config.web.host, config.web.port))   # ends when cancelled

- `speaker` is whatever fits `mien.web.speaker.Speaker`. The page knows nothing else of the machine.
- When the session wishes `OpenPairing(seconds)`, or `mien pair` asks on the machine itself, call
  `doorkeeper.open_window(seconds)`. Nothing that comes over the network can.
- `told(open)` is called when the window opens or closes, so that the ring can show it;
  `doorkeeper.window_open()` says how it stands.
- `serve` takes no signals and starts no threads. It raises `PortError`, one clear sentence, if it cannot
  listen; `started=` is called with the port it listens on.

Settings it needs: `[web]` `on = true`, `host = "0.0.0.0"`, `port = 8080` (the appliance: 80),
`names = ["mien.local"]` (by what names browsers may call it; addresses and localhost always may).

- `timeline` is written only if the owner asks for it on the page; that the file exists is that they did.

Who does what: `listen` takes connections and sheds them, `guard` turns away what may not come in, `auth`
knows who is paired (`window` and `book` behind it), `server` puts the routes together, `api` answers them,
`streams` keeps on answering, `news` tells all of them what changed, `views` says it in JSON,
`timeline` remembers it and `diary` keeps it.
"""
