namespace Insurance.Demo;

/// <summary>Registers an oracle that keeps its key from one run of the demo to the next.</summary>
internal static class OracleRegistration
{
    public static async Task EnsureAsync(Oracles.OraclesClient administrator, string requestId, ReadingSource source, CancellationToken cancellationToken)
    {
        try
        {
            var known = await administrator.GetOracleAsync(new GetOracleRequest { OracleId = source.OracleId }, InsurerDesk.Within(cancellationToken));
            if (known.PublicKeyPem.Trim() != source.PublicKeyPem.Trim())
            {
                throw new ConsortiumException(ExitCodes.DemoFailed, $"the ledger knows the oracle {source.OracleId} by another key; restore its key file, or begin anew with `insure down --wipe`");
            }
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) == "ORACLE_NOT_FOUND")
        {
            await administrator.RegisterOracleAsync(
                new RegisterOracleRequest { RequestId = requestId, OracleId = source.OracleId, PublicKeyPem = source.PublicKeyPem, Grants = { source.Grant } },
                InsurerDesk.Within(cancellationToken));
        }
    }
}
