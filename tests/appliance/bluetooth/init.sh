#!/bin/sh
# The first and only process of the emulated machine: Bluetooth, the scenes, and off. Starting systemd as well
# takes an emulated processor minutes on a busy machine.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2>/dev/null
mount -t tmpfs run /run
mount -o remount,rw /
mkdir -p /run/dbus
exec >/dev/ttyS0 2>&1
modprobe hci_vhci
dbus-uuidgen --ensure
dbus-daemon --system --fork
/usr/libexec/bluetooth/bluetoothd &
cd /opt/scenes && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=. python3 -m appliance.bluetooth.scenes
echo 'The scenes are over.'
sync
echo o >/proc/sysrq-trigger
sleep 60
