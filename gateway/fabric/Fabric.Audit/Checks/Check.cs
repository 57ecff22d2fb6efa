namespace Fabric.Audit;

/// <summary>The outcome of one check.</summary>
/// <param name="Name">What was checked, for instance <c>creator signature</c>.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Detail">One sentence.</param>
public sealed record Check(string Name, bool Passed, string Detail);
