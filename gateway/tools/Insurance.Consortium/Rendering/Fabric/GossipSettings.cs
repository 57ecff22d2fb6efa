namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// How peers find one another and pass private data on. The intervals are those of a few peers on one machine: Fabric's own,
/// made for many peers that are far apart, leave a fresh network without endorsements for up to half a minute.
/// </summary>
internal static class GossipSettings
{
    public static Dictionary<string, object> Of(string address) => new()
    {
        // One peer per organization: it fetches blocks from the orderers itself, and meets the others through anchor peers.
        ["bootstrap"] = address,
        ["endpoint"] = address,
        ["externalEndpoint"] = address,
        ["useLeaderElection"] = false,
        ["orgLeader"] = true,
        ["reconnectInterval"] = "1s",
        ["membershipTrackerInterval"] = "1s",
        ["aliveTimeInterval"] = "1s",
        ["aliveExpirationTimeout"] = "5s",
        ["maxConnectionAttempts"] = 120,
        ["msgExpirationFactor"] = 20,
        ["publishStateInfoInterval"] = "1s",
        ["requestStateInfoInterval"] = "1s",
        ["publishCertPeriod"] = "2s",
        ["pullInterval"] = "1s",
        ["pullPeerNum"] = 3,
        ["propagateIterations"] = 1,
        ["propagatePeerNum"] = 3,
        ["maxBlockCountToStore"] = 10,
        ["maxPropagationBurstLatency"] = "10ms",
        ["maxPropagationBurstSize"] = 10,
        ["digestWaitTime"] = "1s",
        ["requestWaitTime"] = "1500ms",
        ["responseWaitTime"] = "2s",
        ["dialTimeout"] = "3s",
        ["connTimeout"] = "2s",
        ["recvBuffSize"] = 20,
        ["sendBuffSize"] = 200,
        ["skipBlockVerification"] = false,
        ["election"] = new Dictionary<string, object>
        {
            ["startupGracePeriod"] = "15s",
            ["membershipSampleInterval"] = "1s",
            ["leaderAliveThreshold"] = "10s",
            ["leaderElectionDuration"] = "5s",
        },
        ["pvtData"] = new Dictionary<string, object>
        {
            // How long a block may wait for private data that no peer can give, and how soon a later try is made.
            ["pullRetryThreshold"] = "10s",
            ["reconcileSleepInterval"] = "5s",
            ["reconciliationEnabled"] = true,
            ["reconcileBatchSize"] = 10,
            ["pushAckTimeout"] = "3s",
            ["btlPullMargin"] = 10,
            ["transientstoreMaxBlockRetention"] = 1000,
            // Those of a transaction that is not valid are no peer's business; asking for them would hold every later block up.
            ["skipPullingInvalidTransactionsDuringCommit"] = true,
            ["implicitCollectionDisseminationPolicy"] = new Dictionary<string, object> { ["requiredPeerCount"] = 0, ["maxPeerCount"] = 1 },
        },
        ["state"] = new Dictionary<string, object>
        {
            ["enabled"] = false,
            ["batchSize"] = 10,
            ["blockBufferSize"] = 20,
            ["checkInterval"] = "10s",
            ["maxRetries"] = 3,
            ["responseTimeout"] = "3s",
        },
    };
}
