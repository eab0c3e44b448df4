"""Somebody else plays on this loudspeaker, by AirPlay or Bluetooth: the music waits. Pure."""
