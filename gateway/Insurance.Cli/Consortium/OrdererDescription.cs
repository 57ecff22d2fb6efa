namespace Insurance.Cli.Consortium;

/// <summary>The organization that signs blocks.</summary>
internal sealed record OrdererDescription(string Name, string MspId);
