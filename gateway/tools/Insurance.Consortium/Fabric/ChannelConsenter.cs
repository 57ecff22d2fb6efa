namespace Insurance.Consortium.Fabric;

/// <summary>An orderer node as a channel knows it.</summary>
/// <param name="Host">Where the other consenters find it.</param>
/// <param name="Port">Its port there.</param>
/// <param name="TlsCertificate">PEM; another with the same key does as well.</param>
/// <param name="Identity">PEM; null where it does not sign by its number.</param>
internal sealed record ChannelConsenter(string Host, uint Port, string TlsCertificate, string? Identity);
