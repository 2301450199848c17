"""Moving a consultation on: who may, what stands in the way, what follows; its result and the answer to citizens."""
