"""Who else plays on this machine's loudspeaker: AirPlay and Bluetooth, heard of on the system bus."""
