namespace Insurance.Consortium.Fabric;

/// <summary>The releases of the programs that a start would use.</summary>
public sealed record FabricReleases(FabricVersion Peer, FabricVersion Orderer)
{
    /// <summary>Every node must have what the channel demands: one that lacks a capability stops itself.</summary>
    public void DemandFor(ConsortiumDescription consortium)
    {
        var lacking = new[] { ("peer", Peer), ("orderer", Orderer) }.Where(program => program.Item2 < FabricVersion.WithV3).ToList();
        if (consortium.ChannelCapability == ChannelCapability.V3_0 && lacking.Count > 0)
        {
            var why = consortium.Orderer.Consensus == Consensus.Bft ? "consensus bft" : "channelCapability V3_0";
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"{why} needs Hyperledger Fabric {FabricVersion.WithV3} or newer on every node, and {string.Join(" and ", lacking.Select(program => $"{program.Item1} is {program.Item2}"))}; set INSURE_FABRIC_BIN to the folder of a newer one, or take {why} out of consortium.yaml before the first start");
        }
    }

    /// <summary>In a line or two, for people.</summary>
    public IEnumerable<string> Notes()
    {
        yield return Peer == Orderer ? $"Hyperledger Fabric {Peer}" : $"Hyperledger Fabric: peers of {Peer}, orderers of {Orderer}";
        FabricVersion[] untried = [.. new[] { Peer, Orderer }.Distinct().Where(version => !FabricVersion.Tried.Contains(version))];
        if (untried.Length > 0)
        {
            yield return $"this release was not tried on Fabric {string.Join(" or ", untried)}; it was on {string.Join(", ", FabricVersion.Tried)}";
        }
    }
}
