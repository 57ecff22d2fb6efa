using System.Diagnostics;
using System.Security.Cryptography;
using Fabric.Client;

namespace Assurance.Damage;

/// <summary>A DevLedger process of its own.</summary>
internal sealed class LedgerStart : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private LedgerStart(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <exception cref="LedgerRefusal">It ended before it was ready.</exception>
    public static async Task<LedgerStart> Of(string configuration)
    {
        var started = new LedgerStart(ProgramRun.Start(Repository.DevLedgerProgram, new Dictionary<string, string>(), "--config", configuration));
        using var limit = new CancellationTokenSource(Patience);
        if (await started._process.StandardOutput.ReadLineAsync(limit.Token) is { } line && line.StartsWith("READY ", StringComparison.Ordinal))
        {
            return started;
        }

        throw await started.EndedAsync(null);
    }

    /// <summary>Waits for the end of a process that found its data damaged.</summary>
    public async Task<Exception> EndedAsync(GatewayException? met)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return new LedgerRefusal(-1, $"it neither serves nor ends: {met?.Message}");
        }

        using (_process)
        {
            return new LedgerRefusal(_process.ExitCode, (await _errors).Trim().Split('\n')[^1]);
        }
    }

    /// <summary>The digest of every block there is.</summary>
    public async Task<string> BlocksAsync(Network network)
    {
        using var limit = new CancellationTokenSource(Patience);
        var qscc = network.GetContract("qscc");
        var info = await qscc.EvaluateTransactionAsync("GetChainInfo", ProposalOptions.WithArguments(network.Name), limit.Token);
        var height = Fabric.Protos.Common.BlockchainInfo.Parser.ParseFrom(info.Span).Height;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var block in network.GetBlockEventsAsync(new EventOptions { StartBlock = 0 }, limit.Token))
        {
            // The orderer's signature over a block may be made anew; what it is over is what counts.
            digest.AppendData(block.Header.ToByteArray());
            digest.AppendData(block.Data.ToByteArray());
            digest.AppendData(block.Metadata.Metadata[(int)Fabric.Protos.Common.BlockMetadataIndex.TransactionsFilter].Span);
            if (block.Header.Number + 1 == height)
            {
                break;
            }
        }

        return $"{height} blocks, {Convert.ToHexStringLower(digest.GetHashAndReset())}";
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // Ended, and let go of.
        }

        _process.Dispose();
    }
}
