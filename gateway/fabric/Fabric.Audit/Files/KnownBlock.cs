namespace Fabric.Audit;

/// <summary>A block that was verified.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Codes">The hash of the peers' verdicts.</param>
/// <param name="HasWholePast">Whether every block before it was verified, so that the time is known.</param>
/// <param name="Time">How far time had come.</param>
internal sealed record KnownBlock(byte[] Hash, byte[] Codes, bool HasWholePast, DateTimeOffset? Time);
