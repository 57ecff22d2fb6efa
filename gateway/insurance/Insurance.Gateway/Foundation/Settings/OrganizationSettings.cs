namespace Insurance.Gateway.Foundation.Settings;

/// <summary>The organization a gateway belongs to.</summary>
/// <param name="MspId">Its MSP id.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Kind">What kind of member it is; a regulator's gateway writes nothing.</param>
internal sealed record OrganizationSettings(string MspId, string Name, OrganizationKind Kind);
