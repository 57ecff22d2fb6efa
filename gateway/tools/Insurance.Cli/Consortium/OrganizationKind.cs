namespace Insurance.Cli.Consortium;

/// <summary>What kind of member an organization is; the words of consortium.yaml and of the gateway's configuration.</summary>
internal enum OrganizationKind
{
    Insurer,
    Reinsurer,
    Regulator,
}
