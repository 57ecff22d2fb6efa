namespace Fabric.Audit;

/// <summary>Something in an export that is not as it must be.</summary>
/// <param name="Code">A stable code, for instance <c>RECORD_CHANGED</c>.</param>
/// <param name="Where">The record, block or transaction.</param>
/// <param name="What">One sentence.</param>
public sealed record AuditFinding(string Code, string Where, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Where}: {What}";
}
