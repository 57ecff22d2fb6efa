namespace Fabric.Client.Resilience;

/// <summary>One more thing that a chaincode finds wrong with a request.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Field">The field that it names; empty where it names none.</param>
/// <param name="Message">Its sentence.</param>
public sealed record RefusalDetail(string Code, string Field, string Message);
