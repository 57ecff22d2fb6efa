namespace EndToEnd.Tests;

/// <summary>The tests that share a consortium and leave it running.</summary>
[CollectionDefinition(ConsortiumFixture.Collection)]
public sealed class ConsortiumCollection : ICollectionFixture<ConsortiumFixture>;
