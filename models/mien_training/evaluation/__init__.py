"""How good the network is: on FER2013, on sources left out, on photographs, and after what a camera does."""
