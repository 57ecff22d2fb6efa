namespace Insurance.Cli.Consortium;

/// <summary>A broker and the MSP ids of the insurers whose client it is.</summary>
internal sealed record BrokerDescription(string Id, IReadOnlyList<string> Insurers);
