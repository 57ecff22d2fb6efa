namespace Insurance.Gateway.Foundation.Calls;

/// <summary>Who calls, as its certificate says.</summary>
/// <param name="Name">The certificate's common name; recorded on the ledger as <c>actor</c>.</param>
/// <param name="Roles">Its roles, in the certificate's order.</param>
/// <param name="BrokerId">A broker's id.</param>
internal sealed record Caller(string Name, IReadOnlyList<string> Roles, string? BrokerId)
{
    /// <summary>The organization whose authority issued the certificate.</summary>
    public string MspId { get; init; } = "";

    /// <summary>What a policyholder's token opens; <c>null</c>: the caller came with a certificate.</summary>
    public HolderGrant? Grant { get; init; }

    /// <summary>True when the caller may see its own book only.</summary>
    /// <remarks>Being a broker narrows: another role in the same certificate does not widen it again.</remarks>
    public bool IsBroker => Roles.Contains(Insurance.Api.Roles.Broker);
}
