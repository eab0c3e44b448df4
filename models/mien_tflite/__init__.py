"""From a trained PyTorch network to int8 TFLite files; the training of faces, voices and songs shares it."""
