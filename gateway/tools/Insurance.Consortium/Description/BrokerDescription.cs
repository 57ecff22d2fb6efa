namespace Insurance.Consortium.Description;

/// <summary>A broker and the MSP ids of the insurers whose client it is.</summary>
public sealed record BrokerDescription(string Id, IReadOnlyList<string> Insurers);
