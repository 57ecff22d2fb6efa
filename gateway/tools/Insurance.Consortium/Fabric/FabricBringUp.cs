namespace Insurance.Consortium.Fabric;

/// <summary>Brings a network whose nodes run to its channel and its chaincodes, wherever the nodes run.</summary>
internal sealed class FabricBringUp(HomeDirectory home, ConsortiumDescription consortium, IFabricTools tools, StartWatch watch, Action<string> progress)
{
    private readonly FabricDirectory _directory = new(home);

    /// <summary>Does what has not been done before, and remembers the definitions that are in force afterwards.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await DeployAsync(Chaincodes(), cancellationToken);
        _directory.Record(consortium);
    }

    /// <summary>Puts the next definition of a chaincode in force.</summary>
    /// <param name="next">It is part of the description already.</param>
    /// <param name="restore">Undoes what was rendered when the definition is refused.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task UpgradeAsync(ChaincodeDescription next, Action restore, CancellationToken cancellationToken)
    {
        var deployment = Chaincodes();
        try
        {
            await DeployAsync(deployment, cancellationToken);
        }
        catch
        {
            // Interrupted after all had agreed, it is in force, and the servers must follow.
            if (!await deployment.IsCommittedAsync(next))
            {
                restore();
                throw;
            }
        }

        _directory.Record(next);
    }

    private ChaincodeDeployment Chaincodes() => new(home, consortium, tools, watch, progress);

    private async Task DeployAsync(ChaincodeDeployment deployment, CancellationToken cancellationToken)
    {
        using var operations = new OperationsClient();
        var leader = await new ChannelDeployment(home, consortium, tools, operations, watch, progress).JoinAsync(cancellationToken);
        await deployment.RunAsync(_directory.Packages(consortium), leader, cancellationToken);
    }
}
