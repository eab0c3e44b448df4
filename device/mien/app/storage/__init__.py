"""What the speaker keeps in its state folder: settings, choices, alarms, whether the camera is off."""
