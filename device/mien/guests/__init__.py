"""Who else plays on this machine's loudspeaker: AirPlay and Bluetooth, as reported on the system bus."""
