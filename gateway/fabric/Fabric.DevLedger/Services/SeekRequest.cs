namespace Fabric.DevLedger.Services;

/// <summary>A request for blocks by somebody who may read them.</summary>
internal sealed record SeekRequest(SeekInfo Seek, VerifiedIdentity Creator);
