namespace EndToEnd.Tests.Disturbed;

/// <summary>The tests that share a consortium and disturb it.</summary>
[CollectionDefinition(DisturbedFixture.Name)]
public sealed class DisturbedCollection : ICollectionFixture<DisturbedFixture>;
