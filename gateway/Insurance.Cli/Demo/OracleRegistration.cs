using Grpc.Core;
using Insurance.Cli.Calls;
using Insurance.V1;

namespace Insurance.Cli.Demo;

/// <summary>Registers an oracle that keeps its key from one run of the demo to the next.</summary>
internal static class OracleRegistration
{
    public static async Task EnsureAsync(Oracles.OraclesClient administrator, string requestId, string oracleId, string publicKeyPem, IndexGrant grant, CancellationToken cancellationToken)
    {
        try
        {
            var known = await administrator.GetOracleAsync(new GetOracleRequest { OracleId = oracleId }, InsurerDesk.Within(cancellationToken));
            if (known.PublicKeyPem.Trim() != publicKeyPem.Trim())
            {
                throw new CliException(ExitCodes.DemoFailed, $"the ledger knows the oracle {oracleId} by another key; restore its key file, or begin anew with `insure down --wipe`");
            }
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) == "ORACLE_NOT_FOUND")
        {
            await administrator.RegisterOracleAsync(
                new RegisterOracleRequest { RequestId = requestId, OracleId = oracleId, PublicKeyPem = publicKeyPem, Grants = { grant } },
                InsurerDesk.Within(cancellationToken));
        }
    }
}
