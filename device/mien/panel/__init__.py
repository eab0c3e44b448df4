"""Four buttons and a ring of LEDs: `buttons.py` and `ring_patterns.py` decide, the adapters do the I/O.

How `app/factories.py` builds a panel (plain arguments: no adapter reads the configuration):

    from mien.panel.headless_panel import HeadlessPanel  # kind = "none": a laptop, the demo
    HeadlessPanel()

    from mien.panel.pi_panel import PiPanel              # kind = "gpio": a Raspberry Pi
    PiPanel(
        buttons=GpioButtons({Button.SKIP: 5, Button.MOOD: 6, Button.PLAY: 13, Button.PAIR: 16}),
        ring=SpiRing("ws2812", leds=16),                 # or "apa102"; ring=None without a ring
    )
    panel_of_available_parts(buttons, ring)              # one missing part doesn't take the other with it

and how the speaker uses it (`panel.py` has the protocol):

    async for pressed in panel.presses(): ...            # mood.events.Pressed, ready for the inbox
    await panel.show(ring_colours(pattern, at, panel.leds))
    await panel.close()                                  # the ring goes dark, the pins are free

`fake_panel.py` is a panel that a program drives, for tests. `PanelError` says in one sentence what is missing
and what to do.

The settings are described in `config.default.toml`, section `[panel]`. `brightness` and `night_brightness`,
shares of the LEDs' current, become `ring_patterns.Brightness(day, night)`; between `quiet_from` and
`quiet_to`, `pattern_of` is called with `night=True`. `skip_pin` and its like are BCM numbers; each button
connects its pin to ground. A WS2812 ring is connected to MOSI (GPIO 10) of SPI 0, an APA102 ring to MOSI and
SCLK (GPIO 11): `/dev/spidev0.0`. GPIO 18 to 21 belong to the sound card, so no button may use them.
"""
