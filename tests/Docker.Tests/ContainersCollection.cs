namespace Docker.Tests;

/// <summary>The tests that share a consortium in containers.</summary>
[CollectionDefinition(ContainersFixture.Collection)]
public sealed class ContainersCollection : ICollectionFixture<ContainersFixture>;
