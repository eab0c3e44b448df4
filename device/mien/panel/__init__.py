"""Four buttons and a ring of LEDs. The pure parts decide, the adapters press and shine.

How `app.py` builds a panel (plain arguments; no adapter reads the configuration):

    from mien.panel.headless import HeadlessPanel      # kind = "none": a laptop, the demo
    HeadlessPanel()

    from mien.panel.pi_panel import PiPanel# kind = "gpio": a Raspberry Pi
    PiPanel(
        buttons=GpioButtons({Button.SKIP: 5, Button.MOOD: 6, Button.PLAY: 13, Button.PAIR: 19}),  # gpio.py
        ring=SpiRing("ws2812", leds=16),                # spi.py; or "apa102"; ring=None without a ring
    )
    panel_of_what_is_there(buttons, ring)               # pi.py: what cannot be had takes nothing else along

and uses it (`panel.py` is the protocol):

    async for pressed in panel.presses(): ...           # mood.events.Pressed, ready for the inbox
    await panel.show(ring_colours(look, at, panel.leds))
    await panel.close()                                 # the ring goes dark, the pins are free

`PanelError` (panel.py) says in one sentence what is missing and what to do. The ring's looks: `ring.py`.

`config.default.toml`, section `[panel]`, says what may be set. `brightness` and `night_brightness`, shares
of the LEDs' current, go to `ring.Brightness(day, night)`; between `quiet_from` and `quiet_to` the look is
asked for with `night=True`. `skip_pin` and its like are BCM numbers; each button connects its pin to ground.
A WS2812 ring hangs on MOSI (GPIO 10) of SPI 0, an APA102 ring on MOSI and SCLK (GPIO 11): `/dev/spidev0.0`.
No button may sit on GPIO 18 to 21: sound cards use them.
"""
