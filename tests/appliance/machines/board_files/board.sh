#!/bin/sh -e
# Make the machine look like a Raspberry Pi to the programs on it: 28 pins, a camera, a sound card.
modprobe gpio-sim
modprobe vimc
modprobe snd-aloop
pi=/sys/kernel/config/gpio-sim/pi
mkdir -p $pi/bank0
echo 28 > $pi/bank0/num_lines
echo pinctrl-bcm2711 > $pi/bank0/label
for pin in $(seq 0 27); do
    mkdir -p $pi/bank0/line$pin
    echo GPIO$pin > $pi/bank0/line$pin/name
done
echo 1 > $pi/live
ln -sfn "/sys/devices/platform/$(cat $pi/dev_name)/$(cat $pi/bank0/chip_name)" /run/pins
# A Pi says which one it is; the kernel of this machine does not.
(cat /proc/cpuinfo; echo 'Revision : c03114') > /run/cpuinfo
