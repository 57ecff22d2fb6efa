namespace Fabric.Audit;

/// <summary>A fault in an envelope's form.</summary>
/// <param name="Code">What peers record for it.</param>
/// <param name="Name">The check that fails, for instance <c>creator signature</c>.</param>
/// <param name="Why">One sentence.</param>
internal sealed record FormFault(TxValidationCode Code, string Name, string Why);
