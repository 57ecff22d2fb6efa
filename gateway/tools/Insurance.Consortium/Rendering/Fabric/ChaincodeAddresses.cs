namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// The words by which packages name the address of their server, and an organization's value for each. The package then has
/// the same bytes everywhere, which is what all organizations approve.
/// </summary>
internal static class ChaincodeAddresses
{
    /// <summary>The word for a chaincode; letters, digits and _.</summary>
    public static string Word(ConsortiumDescription consortium, ChaincodeDescription chaincode) => chaincode.Name == consortium.Chaincode.Name
        ? "chaincode_address"
        : $"chaincode_{chaincode.Name.Replace('-', '_')}_address";

    /// <summary>The value of <see cref="ExternalBuilder.Variable"/> for an organization's peer.</summary>
    /// <param name="consortium">The consortium.</param>
    /// <param name="organization">The organization.</param>
    /// <param name="host">Where its chaincode servers are, as its peer reaches them; given the chaincode.</param>
    public static string Of(ConsortiumDescription consortium, OrganizationDescription organization, Func<ChaincodeDescription, string> host)
    {
        var addresses = new JsonObject();
        for (var index = 0; index < consortium.Chaincodes.Count; index++)
        {
            var chaincode = consortium.Chaincodes[index];
            addresses[Word(consortium, chaincode)] = $"{host(chaincode)}:{organization.ChaincodePortAt(index)}";
        }

        return addresses.ToJsonString(DevLedgerConfiguration.OneLine);
    }
}
