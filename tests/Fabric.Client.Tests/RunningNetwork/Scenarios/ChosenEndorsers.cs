namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>The steps that endorsement.feature and endorsement_hsm.feature share.</summary>
internal static class ChosenEndorsers
{
    public static async Task SubmitAtAsync(NetworkProfile profile, Contract contract, int organization) =>
        Text(await contract.SubmitTransactionAsync("peer", At(profile, organization))).ShouldBe(profile.MspIds[organization]);

    public static async Task EvaluateAtAsync(NetworkProfile profile, Contract contract, int organization) =>
        Text(await contract.EvaluateTransactionAsync("peer", At(profile, organization))).ShouldBe(profile.MspIds[organization]);

    /// <summary>The chaincode fails at every peer that the transient data do not name.</summary>
    public static async Task SubmitAtNoOtherAsync(NetworkProfile profile, Contract contract, params int[] organizations)
    {
        var options = At(profile, organizations) with
        {
            TransientData = organizations.ToDictionary(one => profile.MspIds[one], one => ProposalValue.FromString($"for {one}")),
        };

        Text(await contract.SubmitTransactionAsync("peerIsAddressed", options)).ShouldBe("addressed");
    }

    private static ProposalOptions At(NetworkProfile profile, params int[] organizations) =>
        new() { EndorsingOrganizations = [.. organizations.Select(one => profile.MspIds[one])] };

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
