"""A heart-rate strap or watch beside the camera. Off until its owner turns it on; nothing is stored."""
