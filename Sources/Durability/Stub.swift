enum DurabilityStub {}
