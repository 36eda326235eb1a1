enum CheckpointsStub {}
