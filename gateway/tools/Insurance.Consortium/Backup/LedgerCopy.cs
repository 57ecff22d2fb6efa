namespace Insurance.Consortium.Backup;

/// <summary>The ledger's own program while it copies the ledger.</summary>
internal sealed class LedgerCopy : IDisposable
{
    private const int Damaged = 3;
    private readonly Process _process;
    private readonly Task<string> _errors;

    private LedgerCopy(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Returns when it is settled which blocks the copy will have.</summary>
    /// <param name="program">DevLedger.</param>
    /// <param name="ledger">The folder of the ledger.</param>
    /// <param name="destination">The folder to be made.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="ConsortiumException">The ledger cannot be copied.</exception>
    public static async Task<LedgerCopy> StartAsync(ProgramCommand program, string ledger, string destination, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, "backup", "--ledger", ledger, "--to", destination])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ChildEnvironment.Apply(start, new Dictionary<string, string?>());
        var copy = new LedgerCopy(Process.Start(start)!);
        try
        {
            copy._process.StandardInput.Close();
            if (await copy._process.StandardOutput.ReadLineAsync(cancellationToken) is not { } line || !line.StartsWith("PINNED ", StringComparison.Ordinal))
            {
                throw await copy.FailedAsync(cancellationToken);
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Waits until all is copied.</summary>
    /// <returns>How many blocks the copy has, and the header hash of the last of them in hex.</returns>
    public async Task<(ulong Height, string LastBlockHash)> FinishAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return line?.Split(' ') is ["COPIED", var height, .., var hash] && ulong.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks)
            ? (blocks, hash)
            : throw await FailedAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<ConsortiumException> FailedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        var said = (await _errors).Trim().ReplaceLineEndings(" ");
        return _process.ExitCode == Damaged
            ? new ConsortiumException(ExitCodes.Failure, $"BACKUP_LEDGER_DAMAGED: {said}")
            : new ConsortiumException(ExitCodes.Environment, $"BACKUP_LEDGER_FAILED: the ledger cannot be copied: {said}");
    }
}
