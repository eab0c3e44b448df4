"""The house: Home Assistant by MQTT, and numbers for Prometheus.

No picture, no face, no way to open the camera.
"""
